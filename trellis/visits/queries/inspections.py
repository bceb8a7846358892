"""Reading inspections. What is under embargo is no part of a file: it is asked for apart, and each reading is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.queries.days import end_of
from trellis.schools import confidentiality
from trellis.schools import queries as schools
from trellis.schools.models import School
from trellis.visits.models import (
    Feedback,
    Inspection,
    InspectionStep,
    NextStep,
    NextStepDone,
    Provisional,
    Published,
)
from trellis.visits.workflows.inspection import EMBARGOED, INSPECTION, WAITING


@dataclass(frozen=True, kw_only=True)
class StepFile:
    """A next step, and what came of it; None while it is open."""

    step: NextStep
    done: NextStepDone | None


@dataclass(frozen=True, kw_only=True)
class InspectionFile:
    """An inspection as known on `today`, without what is under embargo. `representative` goes to the feedback."""

    inspection: Inspection
    steps: tuple[InspectionStep, ...]
    published: tuple[Published, ...]
    next_steps: tuple[StepFile, ...]
    representative: User | None
    today: date

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return INSPECTION.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in INSPECTION.final

    @property
    def school(self) -> School:
        return self.inspection.school

    @property
    def outcome(self) -> Published | None:
        """The published outcome, as it was entered last."""
        return self.published[-1] if self.published else None

    @property
    def steps_left(self) -> tuple[StepFile, ...]:
        return tuple(each for each in self.next_steps if each.done is None)

    def step(self, name: str) -> InspectionStep | None:
        """The newest step of this name; None where it was not taken."""
        return next((each for each in reversed(self.steps) if each.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Embargoed:
    """What is kept under embargo of one inspection: the feedback that was heard, and the provisional outcome."""

    feedback: Feedback | None
    provisional: tuple[Provisional, ...]


NOTHING = Embargoed(feedback=None, provisional=())


def reads_embargoed(user: User, held: Access, *, school: School, on: date) -> bool:
    """Whether somebody may read what is under embargo about a school, and has no interest in it."""
    reads = schools.reaches(held, Permission.EMBARGOED_READ, school=school)
    return reads and not schools.stands_aside(user, school, on, held=held)


def state_told(file: InspectionFile, *, embargoed: bool) -> str:
    """Where an inspection stands, in words for a reader: that a provisional outcome is held is told of to few."""
    return WAITING if file.state in EMBARGOED and not embargoed else file.state_words


def embargoed(file: InspectionFile, *, by: User, held: Access, at: datetime) -> Embargoed:
    """What somebody may read of what is under embargo; that they read it is kept. Nothing for everybody else."""
    by_then = {"inspection": file.inspection, "at__lt": end_of(file.today)}
    if not reads_embargoed(by, held, school=file.school, on=file.today):
        return NOTHING
    rows: list[Feedback | Provisional] = [
        *Feedback.objects.filter(**by_then).select_related("by"),
        *Provisional.objects.filter(**by_then).select_related("by").order_by("number"),
    ]
    read = confidentiality.reading(
        [(Confidentiality.EMBARGOED, row) for row in rows],
        school=file.school,
        what=f"inspection {file.inspection.pk}",  # more people read what was read than may know that an outcome is held
        by=by,
        held=held,
        at=at,
    )
    return Embargoed(
        feedback=next((row for row in read.rows if isinstance(row, Feedback)), None),
        provisional=tuple(row for row in read.rows if isinstance(row, Provisional)),
    )


def of_school(school: School, *, today: date) -> list[InspectionFile]:
    """Every inspection of a school that the authority was told of, the newest first."""
    return _files(Inspection.objects.filter(school=school), today=today)


def one(inspection_id: int, *, school: School, today: date) -> InspectionFile | None:
    """One inspection of a school; None where there is none of this number there."""
    found = _files(Inspection.objects.filter(school=school, pk=inspection_id), today=today)
    return found[0] if found else None


def open_of(visible: QuerySet[School], *, today: date) -> list[InspectionFile]:
    """Every inspection of these schools that is neither closed nor off, the newest first."""
    ended = InspectionStep.objects.filter(state__in=INSPECTION.final, at__lt=end_of(today))
    rows = Inspection.objects.filter(school__in=visible).exclude(pk__in=ended.values("inspection"))
    return _files(rows, today=today)


def _files(rows: QuerySet[Inspection], *, today: date) -> list[InspectionFile]:
    """These inspections as known at the end of a day. This will make six queries."""
    by_then = {"at__lt": end_of(today)}
    parts: list[Prefetch[Any]] = [
        Prefetch("steps", InspectionStep.objects.filter(**by_then).select_related("by").order_by("number")),
        Prefetch("published", Published.objects.filter(**by_then).select_related("by").order_by("number")),
        Prefetch("next_steps", NextStep.objects.filter(**by_then).order_by("number")),
    ]
    found = list(rows.filter(**by_then).select_related("school__authority", "by").prefetch_related(*parts))
    done = {
        row.step_id: row
        for row in NextStepDone.objects.filter(
            step__inspection__in=[each.pk for each in found], **by_then
        ).select_related("by")
    }
    people = User.objects.in_bulk(_representatives(found))
    return [
        InspectionFile(
            inspection=row,
            steps=tuple(row.steps.all()),
            published=tuple(row.published.all()),
            next_steps=tuple(StepFile(step=each, done=done.get(each.pk)) for each in row.next_steps.all()),
            representative=people.get(_representative(row) or 0),
            today=today,
        )
        for row in found
    ]


def _representatives(rows: Iterable[Inspection]) -> list[int]:
    return [pk for row in rows if (pk := _representative(row)) is not None]


def _representative(row: Inspection) -> int | None:
    given = [each.details["representative"] for each in row.steps.all() if each.name == "assign"]
    return int(given[-1]) if given else None
