"""How pages call the publications and returns that data comes from."""

from functools import lru_cache


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """Return the title of every declared dataset by its id."""
    from trellis import catalogue
    from trellis.analysis import datasets  # reads Polars, which most pages do without
    from trellis.analysis.dataset import Dataset

    return {one.id: one.title for one in catalogue.collect(datasets, Dataset).values()}
