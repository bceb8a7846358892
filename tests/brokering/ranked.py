"""A need, somebody who could not fit it better, and what of them may not be known."""

from typing import Any

from trellis.brokering import matching
from trellis.brokering.impact import Impact, Interval, Verdict

PAST = Impact(
    n=7,
    verdict=Verdict.BETTER,
    median=0.4,
    interval=Interval(low=0.1, high=0.7, confidence=0.984),
    share_better=6 / 7,
    called="absence",
    higher_is_better=False,
    change=-0.6,
)
NEED = matching.Need(
    urn=100,
    areas=frozenset({"early-reading"}),
    words="phonics in the Reception year",
    phase="primary",
    easting=400_000,
    northing=300_000,
    similar={urn: rank for rank, urn in enumerate(range(201, 231), 1)},
    authority="799",
)
GOOD = matching.Candidate(
    key="entry-1",
    kind="entry",
    name="Sounds taught again the same day",
    urn=201,
    authority="799",
    areas=frozenset({"early-reading", "reading"}),
    phases=frozenset({"primary"}),
    relevance=1.0,
    easting=400_000,
    northing=300_000,
    days=8,
    helps=0,
    quality_current=True,
    accepts=True,
    released=True,
    concern=False,
    past=PAST,
    evaluations=matching.Evaluations(n=6, mean=5.0),
)
UNKNOWN: dict[str, Any] = {
    "relevance": None,
    "phases": frozenset(),
    "easting": None,
    "days": None,
    "past": None,
    "evaluations": matching.Evaluations(),
}


def keys(ranking: matching.Ranking) -> list[str]:
    return [each.candidate.key for each in ranking.offered]
