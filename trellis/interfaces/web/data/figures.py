"""How much of England each published indicator is held for. What authorities returned is not counted."""

import threading
from dataclasses import dataclass

import numpy as np

from trellis.analysis.observation import Status
from trellis.analysis.store.warehouse import Warehouse

_DOES_NOT_APPLY = (Status.NOT_APPLICABLE, Status.NOT_PUBLISHED)
_lock = threading.Lock()
_last: "tuple[str, tuple[Covered, ...]] | None" = None


@dataclass(frozen=True, kw_only=True)
class Covered:
    """One indicator in its newest year: the open schools that should have a value, those that have one, and why not.

    `suppressed` and `missing` are of those that should have one.
    """

    name: str
    theme: str
    year: int
    should: int
    have: int
    suppressed: int
    missing: int


def coverage(warehouse: Warehouse) -> tuple[Covered, ...]:
    """Return the coverage of each published indicator. Worked out once for a build."""
    global _last
    with _lock:
        if _last is None or _last[0] != warehouse.build_id:
            _last = (warehouse.build_id, _coverage(warehouse))
        return _last[1]


def _coverage(warehouse: Warehouse) -> tuple[Covered, ...]:
    published = [each for each in warehouse.indicators() if each.national_basis and each.expected_year]
    # Without an authority, so that nobody's own returns are among the values
    facts = warehouse.facts(indicators=[each.id for each in published], statistics=("value",), sources=False)
    found = []
    for each in published:
        status = facts.status(each.id)
        applies = ~np.isin(status, _DOES_NOT_APPLY)
        have = int((status == Status.VALUE).sum())
        suppressed = int((status == Status.SUPPRESSED).sum())
        should = int(applies.sum())
        found.append(
            Covered(
                name=each.name,
                theme=each.theme,
                year=each.expected_year or 0,
                should=should,
                have=have,
                suppressed=suppressed,
                missing=should - have - suppressed,
            )
        )
    return tuple(found)
