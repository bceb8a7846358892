"""Reading judgements: which holds on a day, which was superseded, which has expired, and what the school says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from trellis.judgements import days
from trellis.judgements.models import Judgement, Response
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Held:
    """A judgement as it stood on `on`, with the school's answers, newest first. `is_newest`: no later one took its place."""

    judgement: Judgement
    responses: tuple[Response, ...]
    is_newest: bool
    on: date

    @property
    def has_expired(self) -> bool:
        return self.judgement.expires_on < self.on

    @property
    def counts(self) -> bool:
        return self.is_newest and not self.has_expired


def judgements_of(school: School, *, on: date) -> tuple[Held, ...]:
    """Every judgement of a school recorded by the end of a day, the newest of each question marked, newest first."""
    said = Response.objects.filter(at__lt=days.after(on)).select_related("by").order_by("-at", "-id")
    rows = (
        Judgement.objects.filter(school=school, at__lt=days.after(on))
        .select_related("by")
        .prefetch_related(Prefetch("responses", queryset=said))
        .order_by("-judged_on", "-at", "-id")
    )
    found: list[Held] = []
    seen: set[str] = set()
    for row in rows:
        found.append(
            Held(
                judgement=row,
                responses=tuple(row.responses.all()),
                is_newest=row.question not in seen,
                on=on,
            )
        )
        seen.add(row.question)
    return tuple(found)


def judgement(judgement_id: int, *, school: School, on: date) -> Held | None:
    """One judgement of a school; None where it is another's, or there is none."""
    return next((each for each in judgements_of(school, on=on) if each.judgement.pk == judgement_id), None)


def recorded(authority_code: str, *, on: date, urns: Iterable[int] | None = None) -> Sequence[Judgement]:
    """The judgements of an authority's schools recorded by the end of a day, in the order they were recorded."""
    rows = Judgement.objects.filter(authority_id=authority_code, judged_on__lte=on, at__lt=days.after(on))
    if urns is not None:
        rows = rows.filter(school__in=list(urns))
    return list(rows.select_related("by").defer("evidence", "asked").order_by("at", "id"))
