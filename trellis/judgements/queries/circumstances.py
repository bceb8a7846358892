"""Reading circumstances: which are so on a day, and which have passed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import Prefetch, QuerySet

from trellis.judgements import days
from trellis.judgements.models import Circumstance, CircumstanceEnd
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Held:
    """A circumstance as it stood on `on`, with who said that it has passed where that was recorded by then."""

    circumstance: Circumstance
    end: CircumstanceEnd | None
    on: date

    @property
    def last_day(self) -> date | None:
        """The last day on which it is so; None where that is not known."""
        return self.end.last_day if self.end is not None else self.circumstance.until

    @property
    def is_so(self) -> bool:
        return self.circumstance.from_date <= self.on and (self.last_day is None or self.on <= self.last_day)


def circumstances_of(school: School, *, on: date) -> tuple[Held, ...]:
    """Every circumstance of a school recorded by the end of a day, newest first."""
    return _held(Circumstance.objects.filter(school=school), on=on)


def circumstance(circumstance_id: int, *, school: School, on: date) -> Held | None:
    """One circumstance of a school; None where it is another's, or there is none."""
    found = _held(Circumstance.objects.filter(pk=circumstance_id, school=school), on=on)
    return found[0] if found else None


def so_on(authority_code: str, *, on: date, urns: Iterable[int] | None = None) -> Sequence[Held]:
    """The circumstances that were so on a day of an authority's schools, in the order they were recorded."""
    rows = Circumstance.objects.filter(authority_id=authority_code)
    if urns is not None:
        rows = rows.filter(school__in=list(urns))
    found = [each for each in _held(rows, on=on) if each.is_so]
    return sorted(found, key=lambda each: (each.circumstance.at, each.circumstance.pk))


def _held(rows: QuerySet[Circumstance], *, on: date) -> tuple[Held, ...]:
    ends = CircumstanceEnd.objects.filter(at__lt=days.after(on)).select_related("by")
    found = (
        rows.filter(at__lt=days.after(on))
        .select_related("by", "school")
        .prefetch_related(Prefetch("ended", queryset=ends, to_attr="ended_then"))
        .order_by("-from_date", "-id")
    )
    return tuple(
        # Of a one-to-one relation the prefetch gives the row itself, or None
        Held(circumstance=row, end=cast("CircumstanceEnd | None", row.ended_then), on=on)
        for row in found
    )
