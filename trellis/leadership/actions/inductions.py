"""The induction of a headteacher, step by step."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.leaders.models import Leader
from trellis.leadership.models import (
    THEMES,
    Eligibility,
    Induction,
    InductionStep,
    Mentoring,
    NeedsAnalysis,
    SupportItem,
    SupportItemDone,
)
from trellis.leadership.queries import inductions, mentors
from trellis.leadership.queries.inductions import InductionFile
from trellis.leadership.workflows.induction import ANSWERS, INDUCTION, KINDS
from trellis.schools import standing_aside
from trellis.schools.models import School

LONGEST_LINE = 120
SEEN_TO_DAYS = 42
"""Within how many days the school improvement team sees to what a needs analysis asks for."""
ASKED = {
    "day": "Say what the induction day led to.",
    "without_day": "Say why they go on without an induction day.",
    "begin": "Say which modules they begin with.",
    "review": "Say what the induction gave you, and what you still need.",
    "review_for": "Say what the induction gave them, and what they still need.",
    "review_year": "Say what the year gave you, and what you still need.",
    "review_year_for": "Say what the year gave them, and what they still need.",
    "complete": "Say what comes after the induction.",
    "stop": "Say why the induction ends early.",
}
"""What is said where the words of a step are missing, of the steps that need no more than words."""
_ELSEWHERE = "Somebody else has changed this induction since you opened the page. Nothing of yours was saved: look at where it stands now."


@transaction.atomic(durable=True)
def notify(
    *, school: School, name: str, user: User | None, started_on: date, why: str, by: User, at: datetime
) -> InductionFile:
    """Begin the induction of a headteacher. `user` is their account, where they have one at the school.

    Raises PermissionDenied, StandsAside or CannotTake.
    """
    today = timezone.localdate(at)
    _team(school, by=by, on=today)
    if not school.is_open:
        raise CannotTake("A school that has closed has no new headteacher.")
    if user is not None:
        if not any(
            post.role.id == "headteacher" and post.urn == school.pk for post in access.of(user, on=today).held
        ):
            raise CannotTake("This account is not that of a headteacher of the school.")
        name = user.name
    name = " ".join(check_text(name, "Say who the headteacher is.").split())
    if len(name) > LONGEST_LINE:
        raise CannotTake(f"Use {LONGEST_LINE} characters or fewer for a name.")
    if started_on > today + timedelta(days=366):
        raise CannotTake("Say from when on they lead the school: a day within the next year, or before.")
    why = check_text(why, "Say how it became known.")
    School.objects.select_for_update().filter(pk=school.pk).first()
    if any(
        each.induction.name.casefold() == name.casefold() for each in inductions.open_of(school, today=today)
    ):
        raise CannotTake("The induction of this headteacher has begun already.")
    made = Induction.objects.create(
        authority_id=school.authority_id,
        school=school,
        name=name,
        user=user,
        started_on=started_on,
        by=by,
        at=at,
    )
    InductionStep.objects.create(
        induction=made, number=1, name="notify", state=INDUCTION.initial, reasons=why, by=by, at=at
    )
    _record(made, "Notified", by=by, at=at, verb=Verb.INDUCTION_MOVED)
    return read(made, at=at)


@transaction.atomic(durable=True)
def set_type(file: InductionFile, *, kind: str, reasons: str, by: User, at: datetime) -> InductionFile:
    """Say which kind of headship it is: what follows depends on it. Raises TransitionRefused, StandsAside or CannotTake."""
    if kind not in KINDS:
        raise CannotTake("Choose which kind of headship it is.")
    said = check_text(reasons, "Say what shows which kind it is.")
    _step(file, "type", by=by, at=at, reasons=said, details={"kind": kind})
    return read(file.induction, at=at)


@transaction.atomic(durable=True)
def record_eligibility(
    file: InductionFile, *, eligible: bool, words: str, by: User, at: datetime
) -> Eligibility:
    """Record whether a first-time headteacher is eligible for a Professional Partner. Raises PermissionDenied or CannotTake."""
    _team(file.induction.school, by=by, on=timezone.localdate(at))
    if file.kind != "first":
        raise CannotTake(
            "Only of a first headship is it asked whether somebody is eligible for a Professional Partner."
        )
    if not file.is_open:
        raise CannotTake(f"This induction has ended: it is {INDUCTION.said(file.state)}.")
    said = check_text(words, "Say what shows it.")
    try:
        with transaction.atomic():
            made = Eligibility.objects.create(
                induction=file.induction,
                number=len(file.eligibilities) + 1,
                eligible=eligible,
                words=said,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake(_ELSEWHERE) from error
    _record(file.induction, "Eligibility for a Professional Partner", by=by, at=at)
    return made


@transaction.atomic(durable=True)
def analyse(
    file: InductionFile, *, strengths: str, needs: Mapping[str, str], by: User, at: datetime
) -> InductionFile:
    """Answer the needs analysis, by theme. Each need becomes something that the school improvement team sees to by a day.

    Raises PermissionDenied, TransitionRefused or CannotTake.
    """
    row = file.induction
    told = check_text(strengths, "Say what you bring to the school.")
    if set(needs) - set(THEMES):
        raise CannotTake("Something of this is not one of the themes.")
    asked = {
        theme: check_text(needs[theme], "Say what is needed.")
        for theme in THEMES
        if needs.get(theme, "").strip()
    }
    if not asked:
        raise CannotTake(
            "Say of at least one theme what would help you. Nobody begins without needing anything."
        )
    _step(file, "analyse" if row.user_id is not None else "analyse_for", by=by, at=at)
    NeedsAnalysis.objects.create(induction=row, strengths=told, by=by, at=at)
    due_on = timezone.localdate(at) + timedelta(days=SEEN_TO_DAYS)
    SupportItem.objects.bulk_create(
        [
            SupportItem(induction=row, theme=theme, need=need, due_on=due_on, by=by, at=at)
            for theme, need in asked.items()
        ]
    )
    return read(row, at=at)


@transaction.atomic(durable=True)
def see_to(file: InductionFile, item: SupportItem, *, words: str, by: User, at: datetime) -> InductionFile:
    """Say how something was seen to that a needs analysis asked for. Raises PermissionDenied, StandsAside or CannotTake."""
    if item.induction_id != file.induction.pk:
        raise LookupError("an item belongs to its induction")
    _team(file.induction.school, by=by, on=timezone.localdate(at))
    said = check_text(words, "Say what was done.")
    try:
        with transaction.atomic():
            SupportItemDone.objects.create(item=item, words=said, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("This was seen to already: it is recorded once.") from error
    _record(file.induction, f"Seen to: {THEMES[item.theme]}", by=by, at=at)
    return read(file.induction, at=at)


@transaction.atomic(durable=True)
def match(file: InductionFile, *, leader: int, why: str, by: User, at: datetime) -> InductionFile:
    """Choose a mentor from those whom the rule offers. Raises TransitionRefused, StandsAside or CannotTake."""
    said = check_text(why, "Say why it is this mentor.")
    # Locked, since two headteachers who are matched at once could each take the last days of one leader
    Leader.objects.select_for_update().filter(pk=leader).first()
    found = mentors.offered(read(file.induction, at=at))
    chosen = found.one(leader)
    if chosen is None:
        refused = next((words for each, words in found.left_out if each.file.leader.pk == leader), "")
        raise CannotTake(f"This system leader is not offered. {refused or found.rule}")
    if file.mentor is not None and file.mentor.leader_id == leader:
        raise CannotTake("This is the mentor already.")
    name = "rematch" if file.state == "modules" else "match"
    _step(file, name, by=by, at=at, reasons=said, details={"leader": leader, "place": chosen.place})
    Mentoring.objects.create(
        induction=file.induction,
        number=len(file.mentorings) + 1,
        leader=chosen.candidate.file.leader,
        designation=found.designation,
        place=chosen.place,
        why=said,
        by=by,
        at=at,
    )
    return read(file.induction, at=at)


@transaction.atomic(durable=True)
def take(file: InductionFile, name: str, *, reasons: str, by: User, at: datetime) -> InductionFile:
    """Take a step that needs no more than words. Raises PermissionDenied, TransitionRefused, StandsAside or CannotTake."""
    if name not in ASKED:
        raise KeyError(name)
    said = check_text(reasons, ASKED[name])
    _step(file, name, by=by, at=at, reasons=said)
    return read(file.induction, at=at)


def may(user: User, file: InductionFile, *, at: datetime, held: Access | None = None) -> frozenset[str]:
    """The permissions of this machine that the user has for this induction: to answer is its headteacher’s alone."""
    has = taking.may(user, INDUCTION, school=file.induction.school, on=timezone.localdate(at), held=held)
    return has if file.induction.user_id == user.pk else has - {Permission.INDUCTION_ANSWER}


def read(induction: Induction, *, at: datetime) -> InductionFile:
    """Read an induction again after something was written of it."""
    found = inductions.one(induction.pk, authorities=(induction.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("an induction that was just written is there")
    return found


def _step(file: InductionFile, name: str, *, by: User, at: datetime, **more: Any) -> None:
    INDUCTION.check(file, name, state=file.state, may=may(by, file, at=at))
    taking.step(
        INDUCTION,
        file,
        name,
        rows=InductionStep,
        of={"induction": file.induction},
        school=file.induction.school,
        verb=Verb.INDUCTION_MOVED,
        by=by,
        at=at,
        told=False,
        for_school=name in ANSWERS,
        **more,
    )


def _team(school: School, *, by: User, on: date) -> None:
    """Raise PermissionDenied or StandsAside unless somebody sees inductions through at this school."""
    require(by, Permission.INDUCTION_WORK, school=school, on=on)
    standing_aside.check(by, Permission.INDUCTION_WORK, school=school, on=on)


def _record(
    induction: Induction, subject: str, *, by: User, at: datetime, verb: Verb = Verb.INDUCTION_RECORDED
) -> None:
    """Leave an event that names no school: whose induction it is, is for those who read it."""
    trail.record(verb, by=by, at=at, authority_code=induction.authority_id, subject=subject)
