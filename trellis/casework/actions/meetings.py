"""A task group's meeting, from its call to the report of its outcomes. Every step asks leave, and is written once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.calendars import queries as calendars
from trellis.calendars.calendar import NoTermSetUp
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import Meeting, MeetingStep, OutcomeSeen
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import MeetingFile
from trellis.casework.workflows.meeting import MEETING
from trellis.schools import standing_aside


@dataclass(frozen=True, kw_only=True)
class Came:
    """Whether a member or guest came, and why not."""

    seat: str
    name: str
    came: bool
    reasons: str = ""


@transaction.atomic(durable=True)
def call(file: CaseFile, *, planned_for: date, place: str, by: User, at: datetime) -> Meeting:
    """Call the next meeting of a task group. Raises PermissionDenied, StandsAside or CannotTake.

    One meeting waits at a time: hold it or cancel it before the next is called.
    """
    school = file.case.school
    require(by, Permission.GROUP_CHAIR, school=school, on=timezone.localdate(at))
    standing_aside.check(by, Permission.GROUP_CHAIR, school=school, on=timezone.localdate(at))
    if file.group is None:
        raise CannotTake("Set up the task group first.")
    if not file.is_open:
        raise CannotTake("The case is closed, so its task group meets no more.")
    if file.group.next_meeting is not None:
        waits = file.group.next_meeting.meeting.planned_for
        raise CannotTake(f"A meeting is planned for {_day(waits)} already. Hold it, or cancel it, first.")
    if planned_for <= timezone.localdate(at):
        raise CannotTake("Give a day after today for the meeting.")
    try:
        term = calendars.of_school(school, on=planned_for).term_of(planned_for).name
    except NoTermSetUp as error:
        raise CannotTake(str(error)) from error
    number = len(file.group.meetings) + 1
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                group=file.group.group,
                number=number,
                term=term,
                planned_for=planned_for,
                place=place.strip()[:200],
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake("Somebody else has called this meeting meanwhile: look at it first.") from error
    MeetingStep.objects.create(
        meeting=meeting, number=1, name="call", state=MEETING.initial, by=by, at=at, details={}
    )
    record(file, Verb.MEETING_MOVED, subject=f"called for {_day(planned_for)}", by=by, at=at)
    return meeting


@transaction.atomic(durable=True)
def issue_papers(
    file: CaseFile, meeting: MeetingFile, *, late: str = "", by: User, at: datetime
) -> MeetingStep:
    """Issue the papers: in time by the pack's clock, or with the reason why late. Raises as `step` does."""
    due = papers_due(file, meeting)
    details: dict[str, Any] = {"due": due.isoformat()}
    if timezone.localdate(at) > due:
        clock = file.rules.clock("task-group-papers")
        details["late"] = check_text(
            late,
            f"Papers go out {clock.days} working days before a meeting, which was {_day(due)}. Say why these are late.",
        )
    return _step(file, meeting, "issue_papers", by=by, at=at, details=details)


@transaction.atomic(durable=True)
def hold(file: CaseFile, meeting: MeetingFile, *, without: str = "", by: User, at: datetime) -> MeetingStep:
    """Record that a meeting was held. Without its quorum it takes a reason. Raises as `step` does."""
    details = {}
    if missing := meeting.quorum_missing:
        details["without"] = check_text(
            without,
            f"The meeting has no quorum without the {' and the '.join(missing)}. Say why it counts as held.",
        )
    return _step(file, meeting, "hold", by=by, at=at, details=details)


@transaction.atomic(durable=True)
def draft_minutes(file: CaseFile, meeting: MeetingFile, *, by: User, at: datetime) -> MeetingStep:
    """Circulate the draft minutes. Raises as `step` does."""
    return _step(file, meeting, "draft_minutes", by=by, at=at)


@transaction.atomic(durable=True)
def agree_minutes(file: CaseFile, meeting: MeetingFile, *, by: User, at: datetime) -> MeetingStep:
    """Agree the minutes as they read now. Raises as `step` does."""
    revision = meeting.minutes.revision if meeting.minutes is not None else 0
    return _step(file, meeting, "agree_minutes", by=by, at=at, details={"revision": revision})


@transaction.atomic(durable=True)
def send_outcomes(
    file: CaseFile, meeting: MeetingFile, *, summary: str, by: User, at: datetime
) -> MeetingStep:
    """Send the outcomes to the departmental leadership team, in words. Raises as `step` does."""
    summary = check_text(summary, "Say in a few sentences what the meeting came to.")
    return _step(file, meeting, "send_outcomes", by=by, at=at, details={"summary": summary})


@transaction.atomic(durable=True)
def mark_seen(
    file: CaseFile, meeting: MeetingFile, *, words: str = "", by: User, at: datetime
) -> OutcomeSeen:
    """Mark the outcomes of a meeting as seen by the leadership team. Raises PermissionDenied or CannotTake."""
    require(by, Permission.OUTCOMES_SEEN, school=file.case.school, on=timezone.localdate(at))
    if meeting.state not in ("outcomes_sent", "reported"):
        raise CannotTake("The outcomes of this meeting have not been sent to the leadership team yet.")
    if any(each.by_id == by.pk for each in meeting.seen):
        raise CannotTake("You have marked these outcomes as seen already.")
    made = OutcomeSeen.objects.create(meeting=meeting.meeting, words=words.strip(), by=by, at=at)
    record(file, Verb.OUTCOMES_SEEN, subject=str(meeting.meeting), by=by, at=at)
    return made


@transaction.atomic(durable=True)
def report(
    file: CaseFile, meeting: MeetingFile, *, told: str, told_on: date, by: User, at: datetime
) -> MeetingStep:
    """Record that the outcomes were reported to the Executive Member, and in what. Raises as `step` does."""
    told = check_text(told, "Name the report in which the Executive Member was told.")
    if told_on > timezone.localdate(at):
        raise CannotTake("The Executive Member cannot have been told after today.")
    return _step(
        file, meeting, "report", by=by, at=at, details={"told": told, "told_on": told_on.isoformat()}
    )


@transaction.atomic(durable=True)
def cancel(file: CaseFile, meeting: MeetingFile, *, reasons: str, by: User, at: datetime) -> MeetingStep:
    """Cancel a meeting that was called, with the reason. Raises as `step` does."""
    reasons = check_text(reasons, "Say why the meeting is cancelled.")
    return _step(file, meeting, "cancel", by=by, at=at, reasons=reasons)


def papers_due(file: CaseFile, meeting: MeetingFile) -> date:
    """The last day on which the papers of a meeting go out in time."""
    planned = meeting.meeting.planned_for
    clock = file.rules.clock("task-group-papers")
    if clock.basis == "calendar_days":
        return date.fromordinal(planned.toordinal() - clock.days)
    return calendars.of_school(file.case.school, on=planned).working_days_before(planned, clock.days)


def record(file: CaseFile, verb: Verb, *, subject: str, by: User | None, at: datetime) -> None:
    """Leave an event about the school of a case."""
    trail.record(
        verb,
        by=by,
        at=at,
        authority_code=file.case.authority_id,
        urn=file.case.school_id,
        subject=subject,
    )


def _step(
    file: CaseFile,
    meeting: MeetingFile,
    name: str,
    *,
    by: User,
    at: datetime,
    reasons: str = "",
    details: dict[str, Any] | None = None,
) -> MeetingStep:
    return taking.step(
        MEETING,
        meeting,
        name,
        rows=MeetingStep,
        of={"meeting": meeting.meeting},
        school=file.case.school,
        verb=Verb.MEETING_MOVED,
        by=by,
        at=at,
        reasons=reasons,
        details=details,
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
