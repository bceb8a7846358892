"""What a task group's meeting has before it and leaves behind: guests, papers, who came, minutes, impact and action items."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.models import Verb
from trellis.casework.actions.meetings import Came, record
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import (
    ActionDone,
    ActionItem,
    Attendance,
    Impact,
    ImpactJudgement,
    Invitation,
    Minutes,
    Objective,
    Paper,
)
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import MeetingFile
from trellis.schools import standing_aside

BEFORE = ("scheduled", "papers_issued")
WRITING = ("papers_issued", "held")
"""The states in which what a meeting came to is still written down."""


class ChangedMeanwhile(CannotTake):
    """Somebody else has saved since the form was opened. `theirs` is what they wrote."""

    def __init__(self, message: str, *, theirs: str, revision: int) -> None:
        super().__init__(message)
        self.theirs, self.revision = theirs, revision


@transaction.atomic(durable=True)
def invite(
    file: CaseFile,
    meeting: MeetingFile,
    *,
    name: str,
    reasons: str,
    user: User | None = None,
    by: User,
    at: datetime,
) -> Invitation:
    """Ask somebody to one meeting, whose papers they then see and no other's. Raises PermissionDenied or CannotTake."""
    _leave_to(by, Permission.GROUP_CHAIR, file, at=at)
    _while(meeting, BEFORE, "Guests are asked before a meeting is held.")
    name = check_text(name, "Name whom you ask.")
    reasons = check_text(reasons, "Say why they are asked.")
    coming = {each.name for each in meeting.invitations} | {each.name for each in meeting.members}
    if name in coming:
        raise CannotTake(f"{name} comes already.")
    made = Invitation.objects.create(
        meeting=meeting.meeting, user=user, name=name[:200], reasons=reasons, by=by, at=at
    )
    record(file, Verb.MEETING_RECORDED, subject=f"asked {name}"[:200], by=by, at=at)
    return made


@transaction.atomic(durable=True)
def make_agenda(file: CaseFile, meeting: MeetingFile, *, by: User, at: datetime) -> Paper:
    """Make the agenda from the support plan as it stands: its objectives between what is always asked.

    Raises PermissionDenied or CannotTake.
    """
    _leave_to(by, Permission.GROUP_PAPER, file, at=at)
    _while(meeting, ("scheduled",), "The papers have been issued, so the agenda stands.")
    if file.plan is None:
        raise CannotTake("Write the support plan first: the agenda is made from its objectives.")
    made = Paper.objects.create(
        meeting=meeting.meeting,
        kind=Paper.Kind.AGENDA,
        title=f"Agenda of meeting {meeting.meeting.number}",
        items=agenda_of(file),
        by=by,
        at=at,
    )
    record(file, Verb.MEETING_RECORDED, subject="made the agenda", by=by, at=at)
    return made


def agenda_of(file: CaseFile) -> list[dict[str, Any]]:
    """The items of an agenda: who is here, what was asked last time, each objective of the plan, and what comes next."""
    open_items = len(file.group.open_items) if file.group is not None else 0
    asked = f"What earlier meetings asked for: {open_items} still open" if open_items else "What came before"
    objectives = file.plan.holds.objectives if file.plan is not None else ()
    return [
        {"title": "Who is here, and interests declared", "objective": None},
        {"title": asked, "objective": None},
        *(
            {
                "title": f"Objective {each.objective.number}: {each.text.what}",
                "objective": each.objective.number,
            }
            for each in objectives
        ),
        {"title": "Whether the school may step down: each condition of the plan", "objective": None},
        {"title": "What is asked of whom, and the next meeting", "objective": None},
    ]


@transaction.atomic(durable=True)
def add_paper(
    file: CaseFile, meeting: MeetingFile, *, title: str, text: str, by: User, at: datetime
) -> Paper:
    """Add a paper to a meeting before it is held. Raises PermissionDenied or CannotTake."""
    _leave_to(by, Permission.GROUP_PAPER, file, at=at)
    _while(meeting, BEFORE, "Papers are added before a meeting is held.")
    title = check_text(title, "Give the paper a title.")
    made = Paper.objects.create(
        meeting=meeting.meeting,
        kind=Paper.Kind.PAPER,
        title=title[:200],
        text=check_text(text, "Write, or paste, the paper."),
        by=by,
        at=at,
    )
    record(file, Verb.MEETING_RECORDED, subject=f"added the paper {title}"[:200], by=by, at=at)
    return made


@transaction.atomic(durable=True)
def note_attendance(
    file: CaseFile, meeting: MeetingFile, *, came: Sequence[Came], by: User, at: datetime
) -> list[Attendance]:
    """Note who came and who did not. Raises PermissionDenied or CannotTake."""
    _leave_to(by, Permission.GROUP_PAPER, file, at=at)
    _while(
        meeting, WRITING, "Who came is noted once the papers are out and until the minutes are circulated."
    )
    if not came:
        raise CannotTake("Say of at least one member whether they came.")
    made = Attendance.objects.bulk_create(
        [
            Attendance(
                meeting=meeting.meeting,
                seat=each.seat,
                name=each.name,
                came=each.came,
                reasons=each.reasons.strip(),
                by=by,
                at=at,
            )
            for each in came
        ]
    )
    present = sum(each.came for each in came)
    record(file, Verb.MEETING_RECORDED, subject=f"{present} of {len(came)} came", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def write_minutes(
    file: CaseFile, meeting: MeetingFile, *, text: str, seen: int, by: User, at: datetime
) -> Minutes:
    """Write the minutes, as the next revision after the one that was `seen`.

    Raises PermissionDenied, CannotTake, or ChangedMeanwhile where somebody has saved another since.
    """
    _leave_to(by, Permission.GROUP_PAPER, file, at=at)
    _while(
        meeting,
        ("held", "minutes_draft"),
        "Minutes are written after the meeting is held, and until they are agreed.",
    )
    text = check_text(text, "Write the minutes.")
    newest = meeting.minutes
    if newest is not None and newest.revision != seen:
        raise _changed(newest)
    try:
        with transaction.atomic():
            made = Minutes.objects.create(
                meeting=meeting.meeting,
                revision=newest.revision + 1 if newest is not None else 1,
                text=text,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        theirs = Minutes.objects.filter(meeting=meeting.meeting).select_related("by").last()
        if theirs is None:
            raise
        raise _changed(theirs) from error
    record(file, Verb.MEETING_RECORDED, subject=f"minutes, revision {made.revision}", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def judge_impact(
    file: CaseFile,
    meeting: MeetingFile,
    *,
    judged: Sequence[tuple[Objective, Impact, str]],
    by: User,
    at: datetime,
) -> list[ImpactJudgement]:
    """Judge what difference support has made to objectives, and what that rests on. Raises PermissionDenied or CannotTake."""
    _leave_to(by, Permission.GROUP_PAPER, file, at=at)
    _while(
        meeting, ("held",), "Impact is judged once the meeting is held and until its minutes are circulated."
    )
    made = []
    for objective, impact, words in judged:
        said = check_text(words, f"Say what the judgement of objective {objective.number} rests on.")
        made.append(
            ImpactJudgement(
                meeting=meeting.meeting, objective=objective, impact=impact, words=said, by=by, at=at
            )
        )
    if not made:
        raise CannotTake("Judge at least one objective.")
    kept = ImpactJudgement.objects.bulk_create(made)
    record(file, Verb.MEETING_RECORDED, subject=f"impact on {len(made)} objectives", by=by, at=at)
    return kept


@transaction.atomic(durable=True)
def ask(
    file: CaseFile, meeting: MeetingFile, *, what: str, owner: str, due: date, by: User, at: datetime
) -> ActionItem:
    """Ask something of somebody by a day. Raises PermissionDenied or CannotTake."""
    _leave_to(by, Permission.GROUP_PAPER, file, at=at)
    _while(
        meeting, ("held", "minutes_draft"), "A meeting asks for things between being held and being minuted."
    )
    if due < timezone.localdate(at):
        raise CannotTake("Give today or a later day to do it by.")
    made = ActionItem.objects.create(
        meeting=meeting.meeting,
        what=check_text(what, "Say what is asked for."),
        owner=check_text(owner, "Say who is to do it.")[:200],
        due=due,
        by=by,
        at=at,
    )
    record(file, Verb.MEETING_RECORDED, subject=f"asked {made.owner}: {made}"[:200], by=by, at=at)
    return made


@transaction.atomic(durable=True)
def finish(
    file: CaseFile, *, item: ActionItem, words: str, done_on: date, by: User, at: datetime
) -> ActionDone:
    """Say what became of something that a meeting asked for: the school says it of its own. Raises as `ask` does."""
    permission = (
        Permission.PLAN_ANSWER if _answers(by, file, on=timezone.localdate(at)) else Permission.GROUP_PAPER
    )
    require(by, permission, school=file.case.school, on=timezone.localdate(at))
    if done_on > timezone.localdate(at):
        raise CannotTake("It cannot have been done after today.")
    words = check_text(words, "Say what was done.")
    try:
        with transaction.atomic():
            made = ActionDone.objects.create(item=item, done_on=done_on, words=words, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("Somebody has said already that this is done.") from error
    record(file, Verb.MEETING_RECORDED, subject=f"done: {item}"[:200], by=by, at=at)
    return made


def _answers(user: User, file: CaseFile, *, on: date) -> bool:
    posts = user.posts.all().held_on(on).filter(urn=file.case.school_id)
    return any(Permission.PLAN_ANSWER in post.role_held.permissions for post in posts)


def _leave_to(user: User, permission: Permission, file: CaseFile, *, at: datetime) -> None:
    require(user, permission, school=file.case.school, on=timezone.localdate(at))
    standing_aside.check(user, permission, school=file.case.school, on=timezone.localdate(at))


def _while(meeting: MeetingFile, states: Sequence[str], otherwise: str) -> None:
    if meeting.state not in states:
        raise CannotTake(f"{otherwise} This one is {meeting.state_words.lower()}.")


def _changed(theirs: Minutes) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        f"{theirs.by} has saved other minutes since you opened the page. Both are below: "
        "put together what you want to keep, and save again.",
        theirs=theirs.text,
        revision=theirs.revision,
    )
