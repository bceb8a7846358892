"""Reading the support that a school found itself. It is the school’s own word: no provider is measured by it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, QuerySet

from trellis.brokering.models import FoundImpact, FoundSupport, FoundTakenBack, FoundView
from trellis.casework.queries.days import end_of
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class FoundFile:
    """One such support with what the school and its advisers said of it."""

    found: FoundSupport
    impacts: tuple[FoundImpact, ...]
    views: tuple[FoundView, ...]
    taken_back: FoundTakenBack | None

    @property
    def school(self) -> School:
        return self.found.school

    @property
    def impact(self) -> FoundImpact | None:
        """What the school says now; None where it has said nothing yet."""
        return self.impacts[-1] if self.impacts else None

    @property
    def view(self) -> FoundView | None:
        return self.views[-1] if self.views else None

    @property
    def ended(self) -> date | None:
        """The last day, as it was said last; None while it goes on."""
        return self.impacts[-1].ended if self.impacts else self.found.ended


def of_schools(visible: QuerySet[School], *, today: date) -> list[FoundFile]:
    """What these schools found, at the authority that they are of, the newest first; what was taken back too."""
    return _files(
        FoundSupport.objects.filter(authority=F("school__authority"), school__in=visible), today=today
    )


def one(number: int, *, today: date) -> FoundFile | None:
    """One of them, at the authority that its school is of; None otherwise. Who may read it is not asked here."""
    rows = FoundSupport.objects.filter(pk=number, authority=F("school__authority"))
    return next(iter(_files(rows, today=today)), None)


def _files(rows: QuerySet[FoundSupport], *, today: date) -> list[FoundFile]:
    end = end_of(today)
    known = rows.filter(at__lt=end).select_related("school", "authority", "by")
    impacts = FoundImpact.objects.filter(at__lt=end).order_by("number").select_related("by")
    views = FoundView.objects.filter(at__lt=end).order_by("number").select_related("by")
    back = FoundTakenBack.objects.filter(at__lt=end).select_related("by")
    return [
        FoundFile(
            found=row,
            impacts=tuple(row.impacts.all()),
            views=tuple(row.views.all()),
            taken_back=next(iter(row.taken_back.all()), None),
        )
        for row in known.prefetch_related(Prefetch("impacts", impacts))
        .prefetch_related(Prefetch("views", views))
        .prefetch_related(Prefetch("taken_back", back))
    ]
