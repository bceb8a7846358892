"""How pages call the publications and returns that data comes from."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trellis.analysis.dataset import Dataset


@lru_cache(maxsize=1)
def declared() -> "Mapping[str, Dataset]":
    """Return every declared dataset by its id."""
    from trellis import catalogue
    from trellis.analysis import datasets  # reads Polars, which most pages do without
    from trellis.analysis.dataset import Dataset

    return {one.id: one for one in catalogue.collect(datasets, Dataset).values()}


def titles() -> dict[str, str]:
    """Return the title of every declared dataset by its id."""
    return {name: one.title for name, one in declared().items()}
