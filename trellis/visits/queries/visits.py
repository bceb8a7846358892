"""Reading visits: where each stands on a day, who goes, and what its note says to whoever may read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.queries.days import end_of
from trellis.schools import queries as schools
from trellis.schools import standing_aside
from trellis.schools.models import School
from trellis.visits import note as notes
from trellis.visits.models import Booking, NoteRevision, Purpose, Stage, Visit, VisitStep
from trellis.visits.workflows.visit import VISIT


@dataclass(frozen=True, kw_only=True)
class VisitFile:
    """A visit with all that belongs to it, as known on `today`. Each list is in the order in which it was written."""

    visit: Visit
    bookings: tuple[Booking, ...]
    steps: tuple[VisitStep, ...]
    revisions: tuple[NoteRevision, ...]
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return VISIT.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in VISIT.final

    @property
    def school(self) -> School:
        return self.visit.school

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.visit.purpose)

    @property
    def booking(self) -> Booking:
        """The booking that holds."""
        return self.bookings[-1]

    @property
    def lead(self) -> User:
        """Who goes, and writes the note."""
        return self.booking.lead

    def step(self, name: str) -> VisitStep | None:
        """The newest step of this name; None where it was not taken."""
        return next((each for each in reversed(self.steps) if each.name == name), None)

    @property
    def held_on(self) -> date | None:
        held = self.step("hold")
        return date.fromisoformat(held.details["held_on"]) if held is not None else None

    @property
    def day(self) -> date:
        """The day on which it was held, or else for which it is booked."""
        return self.held_on or self.booking.day

    @property
    def note(self) -> NoteRevision | None:
        """The newest revision, a draft or not: for whoever writes in it."""
        return self.revisions[-1] if self.revisions else None

    @property
    def shown(self) -> NoteRevision | None:
        """The newest revision that is no draft: for the school, and for everybody who reads and does not write."""
        return next((each for each in reversed(self.revisions) if each.stage != Stage.DRAFT), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """What the note needs before it is shared, in words."""
        return notes.missing(notes.content_of(self.note), purpose=self.visit.purpose)

    @property
    def reply_by(self) -> date | None:
        """The day by which the headteacher is asked to check the facts; None where the note is not with the school."""
        shared = self.step("share") if self.state == "shared" else None
        return date.fromisoformat(shared.details["reply_by"]) if shared is not None else None

    @property
    def answer(self) -> VisitStep | None:
        """What the headteacher said of the note since it was shared last."""
        for each in reversed(self.steps):
            if each.name == "share":
                return None
            if each.name in ("correct", "challenge"):
                return each
        return None

    @property
    def is_late(self) -> bool:
        """Whether it is booked for a day that has gone by."""
        return self.state == "booked" and self.booking.day < self.today


def may_write(user: User, file: VisitFile, *, held: Access) -> bool:
    """Whether somebody writes in the note of a visit and takes its steps: who goes, and who oversees all visits."""
    if not schools.reaches(held, Permission.VISIT_WRITE, school=file.school):
        return False
    return file.lead.pk == user.pk or schools.reaches(held, Permission.VISIT_OVERSEE, school=file.school)


def readable(user: User, file: VisitFile, *, held: Access) -> NoteRevision | None:
    """The revision of a note that somebody reads: its draft where they write in it, else what was shared last."""
    return file.note if may_write(user, file, held=held) else file.shown


def of_school(school: School, *, today: date) -> list[VisitFile]:
    """Every visit to a school, the newest day first."""
    return _by_day(_files(Visit.objects.filter(school=school), today=today))


def one(visit_id: int, *, school: School, today: date) -> VisitFile | None:
    """One visit of a school; None where there is none of this number there."""
    found = _files(Visit.objects.filter(school=school, pk=visit_id), today=today)
    return found[0] if found else None


def open_of(visible: QuerySet[School], *, today: date) -> list[VisitFile]:
    """Every visit to these schools that has neither ended nor been cancelled, the newest day first."""
    ended = VisitStep.objects.filter(state__in=VISIT.final, at__lt=end_of(today))
    rows = Visit.objects.filter(school__in=visible).exclude(pk__in=ended.values("visit"))
    return _by_day(_files(rows, today=today))


def led_by(user: User, visible: QuerySet[School], *, today: date) -> list[VisitFile]:
    """Every visit to these schools on which somebody goes, the newest day first."""
    named = Visit.objects.filter(school__in=visible, pk__in=Booking.objects.filter(lead=user).values("visit"))
    return _by_day(each for each in _files(named, today=today) if each.lead.pk == user.pk)


def last_noted(every: Sequence[VisitFile], *, before: date) -> VisitFile | None:
    """The newest of these visits, made before a day, whose note was shared."""
    noted = (each for each in every if each.shown is not None and each.day < before)
    return max(noted, key=lambda each: (each.day, each.visit.pk), default=None)


def final_since(school: School, *, since: date, today: date) -> VisitFile | None:
    """The newest visit held since a day whose note is final, which a level may be recorded by; None where there is none."""
    return next(
        (each for each in of_school(school, today=today) if each.state == "final" and each.day >= since), None
    )


def leads(school: School, *, on: date) -> list[User]:
    """Everybody who may go to a school and write its note, by name, without those who stand aside."""
    return who_may(Permission.VISIT_WRITE, school=school, on=on)


def who_may(permission: Permission, *, school: School, on: date) -> list[User]:
    """Everybody who holds a permission for a school and does not stand aside, by name."""
    nobody = User(pk=0)
    found = standing_aside.others_who_may(permission, school=school, on=on, besides=nobody)
    return [user for user, _ in found]


def _files(rows: QuerySet[Visit], *, today: date) -> list[VisitFile]:
    """These visits as known at the end of a day. This will make four queries."""
    by_then = {"at__lt": end_of(today)}
    told = rows.filter(**by_then).select_related("school__authority", "by")
    parts: list[Prefetch[Any]] = [
        Prefetch(
            "bookings", Booking.objects.filter(**by_then).select_related("lead", "by").order_by("number")
        ),
        Prefetch("steps", VisitStep.objects.filter(**by_then).select_related("by").order_by("number")),
        Prefetch("revisions", NoteRevision.objects.filter(**by_then).select_related("by").order_by("number")),
    ]
    return [
        VisitFile(
            visit=row,
            bookings=tuple(row.bookings.all()),
            steps=tuple(row.steps.all()),
            revisions=tuple(row.revisions.all()),
            today=today,
        )
        for row in told.prefetch_related(*parts)
    ]


def _by_day(files: Iterable[VisitFile]) -> list[VisitFile]:
    return sorted(files, key=lambda each: (each.day, each.visit.pk), reverse=True)


def shared_on(file: VisitFile) -> date | None:
    """The day on which the note was shared last; None where it never was."""
    shared = file.step("share")
    return timezone.localdate(shared.at) if shared is not None else None
