"""The priorities review: the needs of the area in their rank, and what was allotted to each."""

from dataclasses import dataclass
from datetime import date

from trellis.priorities import queries as priorities
from trellis.priorities.models import Risk
from trellis.resources.models import PrioritiesReview

MOST = 12
"""How many needs a review ranks: more than that are no priorities."""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A need in its rank, and what ranks it so."""

    rank: int
    measure: str
    name: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """The needs, the first the most pressing. `nothing` says why there are none, "" where there are some."""

    needs: tuple[Ranked, ...]
    nothing: str


def ranking(authority: str, *, today: date) -> Ranking:
    """Rank the needs of an area: what people marked as of high risk first, then as its figures stand beside others’."""
    told = priorities.top(authority, today=today, limit=MOST)
    found: list[tuple[tuple[int, int], str, str, str]] = []
    for place, each in enumerate(told.needs):
        high = each.marked is not None and each.marked.newest.risk == Risk.HIGH
        measure = each.standing.measure
        said = "Its figures stand among the weakest beside other authorities"
        found.append(
            (
                (0 if high else 1, place),
                measure.id,
                measure.name,
                f"{said}{'; people marked it as of high risk' if high else ''}.",
            )
        )
    for place, marked in enumerate(told.marked_besides):
        high = marked.newest.risk == Risk.HIGH
        found.append(
            (
                (0 if high else 2, place),
                marked.need.measure,
                marked.need.name,
                f"People marked it as a need{' of high risk' if high else ''}.",
            )
        )
    rows = sorted(found)[:MOST]
    return Ranking(
        needs=tuple(
            Ranked(rank=rank, measure=measure, name=name, why=why)
            for rank, (_, measure, name, why) in enumerate(rows, start=1)
        ),
        nothing="" if rows else (told.nothing or "The figures propose no need, and nobody has marked one."),
    )


def newest(authority: str, *, year: int) -> PrioritiesReview | None:
    """The newest review of a year, with its allotments; None where there is none."""
    found = PrioritiesReview.objects.filter(authority=authority, year=year).select_related("plan", "by")
    return found.prefetch_related("allotments").order_by("-number").first()
