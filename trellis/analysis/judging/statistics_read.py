"""Which columns of `statistic` a tree of tests reads, so that no more is asked of the warehouse."""

from trellis.analysis.judging.criterion import (
    Branch,
    Contextual,
    Gap,
    Leaf,
    OlderThan,
    Percentile,
    Threshold,
    Trend,
    leaves,
)


def columns_read(criterion: Leaf | Branch) -> dict[str, frozenset[str]]:
    """Return, for every indicator a tree reads, the columns of `statistic` it needs."""
    needed: dict[str, set[str]] = {}
    for leaf in leaves(criterion):
        for indicator, columns in _columns_of(leaf):
            needed.setdefault(indicator, set()).update(columns)
    return {indicator: frozenset(columns) for indicator, columns in needed.items()}


_ALWAYS = ("value", "year", "small_cohort")


def _columns_of(leaf: Leaf) -> list[tuple[str, tuple[str, ...]]]:
    if isinstance(leaf, Threshold):
        own = (
            *_ALWAYS,
            *(["mean3"] if leaf.value == "mean3" else ["low", "high"]),
        )
        if leaf.than_indicator is not None:
            return [(leaf.indicator, own), (leaf.than_indicator, ("value", "year"))]
        return [(leaf.indicator, (*own, leaf.than, "comparator_year") if leaf.than else own)]
    if isinstance(leaf, Percentile):
        place = "percentile" if leaf.among == "national" else "similar_percentile"
        return [(leaf.indicator, (*_ALWAYS, place, "comparator_year"))]
    if isinstance(leaf, Trend):
        slope = f"slope{leaf.years}"
        return [
            (leaf.indicator, (*_ALWAYS, slope, f"{slope}_se", *(["slope5_n"] if leaf.years == 5 else [])))
        ]
    if isinstance(leaf, Gap):
        own = (*_ALWAYS, *(["low", "high"] if leaf.significant else []))
        return [(leaf.group, own), (leaf.others, own)]
    if isinstance(leaf, Contextual):
        return [(leaf.factor, ("value", "year"))]
    if isinstance(leaf, OlderThan) and leaf.indicator is not None:
        return [(leaf.indicator, ("year",))]
    return []
