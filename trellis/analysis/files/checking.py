"""Checking an authority's returns by the register of schools: one of the same batch, else the one that is held."""

import polars as pl

from trellis.analysis.files import intake
from trellis.analysis.files.holding import Holding
from trellis.analysis.files.intake import Understood


class Registers:
    """The registers that a batch of files is checked by, the newest last: what is held, then those of the batch."""

    def __init__(self, store: Holding) -> None:
        self._store = store
        self._held: pl.DataFrame | None = None
        self._brought: list[pl.DataFrame] = []

    def check(self, one: Understood) -> Understood:
        """Return what was understood with a problem for each school of a return that is not its authority's.

        A register that comes in the batch is taken note of, for the returns after it.
        """
        if one.dataset is None or one.reading is None:
            return one
        if "establishment" in one.reading.tables and one.ready:
            self._brought.append(one.reading.tables["establishment"].select("urn", "la_code"))
        if not one.dataset.local:
            return one
        if self._held is None:
            self._held = self._store.table("establishment", columns=["urn", "la_code"])
        return intake.placed(one, pl.concat([self._held, *self._brought]))
