"""Reading concerns about academies: each with its steps and answers, as known on a day; and the letters they come to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.calendars import queries as calendars
from trellis.casework import rules
from trellis.casework.queries.days import end_of
from trellis.casework.queries.order import by_keys
from trellis.interventions.models import Concern, ConcernReply, ConcernStep
from trellis.interventions.workflows.academy_concern import ACADEMY_CONCERN, REFERRED
from trellis.schools import queries as schools
from trellis.schools.models import School

CLOCK = "concern-reply"
LETTERS = ("raise_in_writing", "escalate", "escalate_early", "refer", "refer_safeguarding")
"""The steps that are a letter."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the chronology of a concern."""

    on: date
    what: str
    words: str
    who: str


@dataclass(frozen=True, kw_only=True)
class ConcernFile:
    """A concern with all that belongs to it, as known on `today`."""

    concern: Concern
    steps: tuple[ConcernStep, ...]
    replies: tuple[ConcernReply, ...]
    today: date

    @property
    def school(self) -> School:
        return self.concern.school

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return ACADEMY_CONCERN.states[self.state]

    @property
    def is_open(self) -> bool:
        return self.state not in ACADEMY_CONCERN.final

    @property
    def is_told(self) -> bool:
        """Whether the academy knows of it."""
        return any(step.told for step in self.steps)

    @property
    def is_referred(self) -> bool:
        """Whether it was referred to the department or to Ofsted, whatever came of it."""
        return any(step.state in REFERRED for step in self.steps)

    def step(self, name: str) -> ConcernStep | None:
        """The newest step of this name; None where it was not taken."""
        return next((step for step in reversed(self.steps) if step.name == name), None)

    @property
    def letters(self) -> tuple[ConcernStep, ...]:
        return tuple(step for step in self.steps if step.name in LETTERS)

    @property
    def reply_due(self) -> date | None:
        """The day by which the trust is asked to answer; None where nothing was raised in writing."""
        raised = self.step("raise_in_writing")
        return raised.due if raised is not None else None

    def chronology(self, *, before: int | None = None) -> tuple[Entry, ...]:
        """What happened with a concern in order, up to the step of a number: each line with its day and who wrote it."""
        until = next((step.at for step in self.steps if step.number == before), None)
        lines = [
            (
                step.dated or timezone.localdate(step.at),
                step.at,
                Entry(
                    on=step.dated or timezone.localdate(step.at),
                    what=_called(step),
                    words=self.concern.seen if step.number == 1 else step.reasons,
                    who=step.by.name if step.by is not None else "Trellis",
                ),
            )
            for step in self.steps
            if before is None or step.number < before
        ]
        lines += [
            (
                reply.received_on,
                reply.at,
                Entry(
                    on=reply.received_on,
                    what=f"Answer received from {reply.sender}",
                    words=reply.words,
                    who=reply.by.name,
                ),
            )
            for reply in self.replies
            if until is None or reply.at < until
        ]
        return tuple(entry for _, _, entry in sorted(lines, key=lambda line: line[:2]))

    def as_told(self) -> "ConcernFile":
        """The concern as the academy knows it."""
        return replace(
            self,
            steps=tuple(step for step in self.steps if step.told),
            replies=tuple(reply for reply in self.replies if reply.told),
        )


def letter(file: ConcernFile, name: str) -> str:
    """Draft the letter of a step: what gives concern, what shows it, and what is asked for. People write it on from there."""
    concern = file.concern
    opening = {
        "raise_in_writing": f"We have a concern about {concern.school.name} (URN {concern.school_id}), which we discussed with the academy.",
        "refer": f"We refer to you a concern about {concern.school.name} (URN {concern.school_id}).",
        "refer_safeguarding": f"We refer to you a safeguarding concern about {concern.school.name} (URN {concern.school_id}).",
    }.get(
        name,
        f"We ask you to look at a concern about {concern.school.name} (URN {concern.school_id}), which was not resolved with its trust.",
    )
    asked = {
        "raise_in_writing": "Please tell us what the trust makes of this, what it will do, and by when.",
        "refer": "Please tell us whether you will act on it.",
        "refer_safeguarding": "Please tell us what you will do.",
    }.get(name, "Please tell us what you will ask of the trust.")
    return "\n\n".join(
        (
            opening,
            f"What gives concern ({concern.subject_name.lower()}): {concern.seen}",
            f"What shows it: {concern.evidence}",
            f"Direction of travel: {concern.get_direction_display().lower()}.",
            asked,
        )
    )


def files(rows: QuerySet[Concern], *, today: date) -> list[ConcernFile]:
    """Put together these concerns, newest first. The number of queries does not grow with them."""
    end = end_of(today)
    parts: dict[str, QuerySet[Any]] = {
        "steps": ConcernStep.objects.all(),
        "replies": ConcernReply.objects.all(),
    }
    told = [
        Prefetch(name, by_keys(kept.filter(at__lt=end)).select_related("by")) for name, kept in parts.items()
    ]
    known = rows.filter(at__lt=end).select_related("school", "authority", "by")
    found = known.prefetch_related(*told)
    return [
        ConcernFile(concern=row, steps=tuple(row.steps.all()), replies=tuple(row.replies.all()), today=today)
        for row in found
        if row.steps.all()
    ]


def of_school(school: School, *, today: date) -> list[ConcernFile]:
    """Every concern about an academy, newest first."""
    return files(Concern.objects.filter(school=school), today=today)


def open_of_schools(visible: QuerySet[School], *, today: date) -> list[ConcernFile]:
    """The concerns about these academies that are not closed."""
    ended = ConcernStep.objects.filter(
        concern=OuterRef("pk"), state__in=ACADEMY_CONCERN.final, at__lt=end_of(today)
    )
    return files(Concern.objects.filter(~Exists(ended), school__in=visible), today=today)


def of_authority(authority: str, *, today: date) -> list[ConcernFile]:
    """Every concern of an authority, newest first: for those who read what was referred, and for counts."""
    return files(Concern.objects.filter(authority_id=authority), today=today)


def one(concern_id: int, *, school: School, today: date) -> ConcernFile | None:
    """One concern, if it is about this school; None otherwise."""
    found = files(Concern.objects.filter(pk=concern_id, school=school), today=today)
    return found[0] if found else None


def reply_due(school: School, *, dated: date, on: date) -> date:
    """The day by which a trust is asked to answer a letter of a day, by the pack's clock. Raises NoTermSetUp."""
    ruled = rules.of(school.authority_id)
    return ruled.due(CLOCK, counted_from=dated, calendar=calendars.of_school(school, on=on))


def may_read(file: ConcernFile, held: Access) -> bool:
    """Whether somebody may read a concern: what the academy knows of, whoever reads concerns; else the restricted's readers."""
    school = file.concern.school
    if not schools.reaches(held, Permission.CONCERN_READ, school=school):
        return False
    return file.is_told or schools.reaches(held, Permission.RESTRICTED_READ, school=school)


def as_read(file: ConcernFile, held: Access) -> ConcernFile:
    """The concern as somebody may read it."""
    whole = schools.reaches(held, Permission.RESTRICTED_READ, school=file.concern.school)
    return file if whole else file.as_told()


def counted(found: Sequence[ConcernFile]) -> dict[str, int]:
    """How many concerns there are, how many are open, and how many were referred."""
    return {
        "all": len(found),
        "open": sum(each.is_open for each in found),
        "referred": sum(each.is_referred for each in found),
    }


def _called(step: ConcernStep) -> str:
    label = "Not taken further" if step.name == "drop" else ACADEMY_CONCERN.states[step.state]
    with_whom = f": {step.addressee}" if step.addressee else ""
    return f"{label}{with_whom}" + (f" ({step.means})" if step.means else "")
