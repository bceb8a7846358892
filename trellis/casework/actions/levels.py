"""Taking a support level from a proposal to the register. Every step asks leave, and is written once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from trellis.accounts import two_people
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions import taking
from trellis.casework.actions.taking import CannotTake, check_text, require
from trellis.casework.models import Answer, Challenge, LevelStep, Party, Position, Proposal
from trellis.casework.queries import levels
from trellis.casework.queries.levels import LevelCase
from trellis.casework.workflows.level import LEVEL
from trellis.problem import Refusal
from trellis.schools import standing_aside
from trellis.schools.models import School
from trellis.screening.models import Result


class CannotPropose(Refusal):
    """A level cannot be proposed for this school, or not now, or something is missing."""


@transaction.atomic(durable=True)
def propose(
    *,
    school: School,
    level: int,
    reasons: str,
    result: Result | None,
    by: User,
    at: datetime,
    why_not_adviser: str = "",
) -> LevelCase:
    """Propose a support level for a school. Raises PermissionDenied, StandsAside or CannotPropose.

    No level is agreed for an academy: a concern goes to its trust.
    """
    return propose_within(
        school=school,
        level=level,
        reasons=reasons,
        result=result,
        by=by,
        at=at,
        why_not_adviser=why_not_adviser,
    )


def propose_within(
    *,
    school: School,
    level: int,
    reasons: str,
    result: Result | None,
    by: User,
    at: datetime,
    why_not_adviser: str,
) -> LevelCase:
    """Propose a level as `propose` does, as part of a transaction that somebody else began."""
    today = timezone.localdate(at)
    require(by, Permission.LEVEL_PROPOSE, school=school, on=today)
    standing_aside.check(by, Permission.LEVEL_PROPOSE, school=school, on=today)
    reasons, why = reasons.strip(), why_not_adviser.strip()
    if school.relationship != "maintained":
        raise CannotPropose(
            "No level is agreed for a school that the authority does not maintain. "
            "A concern about an academy is raised with its trust."
        )
    if not school.is_open:
        raise CannotPropose("This school has closed, so no level can be proposed for it.")
    if level not in (1, 2, 3):
        raise CannotPropose("Choose level 1, 2 or 3.")
    if result is not None and result.school_id != school.pk:
        raise CannotPropose("That screening is of another school.")
    check_text(reasons, "Say what the level rests on, in words that the school will read.")
    # Locked where the database can: two proposals at once would leave a school with two levels under way
    School.objects.select_for_update().filter(pk=school.pk).first()
    if levels.open_case(school, today=today) is not None:
        raise CannotPropose(
            "A level is under way for this school already. Take that one further, or withdraw it."
        )
    if not levels.is_own_adviser(by, urn=school.pk, on=today) and not why:
        raise CannotPropose(
            "Levels are usually proposed by the school’s own adviser. Say why you propose this one."
        )
    made = Proposal.objects.create(
        authority_id=school.authority_id,
        school=school,
        result=result,
        level=level,
        reasons=reasons,
        why_not_adviser=why,
        by=by,
        at=at,
    )
    first = LevelStep.objects.create(
        proposal=made, number=1, name="propose", state=LEVEL.initial, by=by, at=at
    )
    trail.record(
        Verb.LEVEL_PROPOSED,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk,
        subject=f"level {level}",
    )
    return LevelCase(proposal=made, steps=(first,), answers=(), challenges=(), today=today)


@transaction.atomic(durable=True)
def share(case: LevelCase, *, reply_by: date, by: User, at: datetime) -> LevelCase:
    """Share a proposal with the headteacher and the chair, who are asked to answer by a day. Raises as `_take` does."""
    if reply_by <= timezone.localdate(at):
        raise CannotTake("Give the school a day after today to answer by.")
    return _take(case, "share", by=by, at=at, details={"reply_by": reply_by.isoformat()})


@transaction.atomic(durable=True)
def answer(
    case: LevelCase,
    *,
    party: Party,
    position: Position,
    said: str,
    by: User,
    at: datetime,
    criteria: Sequence[str] = (),
) -> LevelCase:
    """Answer for one party of the school; when both have been heard, the level is agreed, or is disputed.

    The headteacher and the chair answer for themselves. That one of them could not answer is written by whoever
    proposes levels, with the reason. Raises PermissionDenied, StandsAside or CannotTake.
    """
    school, said, today = case.proposal.school, said.strip(), timezone.localdate(at)
    if position == Position.ABSENT:
        require(by, Permission.LEVEL_PROPOSE, school=school, on=today)
        standing_aside.check(by, Permission.LEVEL_PROPOSE, school=school, on=today)
    else:
        require(by, Permission.LEVEL_ANSWER, school=school, on=today)
        posts = ((post.role, post.urn) for post in by.posts.all().held_on(today))
        if party not in {levels.party_of([post], urn=school.pk) for post in posts}:
            raise PermissionDenied(f"Only {str(party.label).lower()} can give this answer.")
    if case.state != "with_school":
        raise CannotTake("The school is asked for its answer while the level is with it, and it is not now.")
    if position == Position.DISPUTES:
        check_text(said, "Say why you dispute the level.")
        if not criteria:
            raise CannotTake("Name at least one criterion that you dispute.")
    elif position == Position.ABSENT:
        check_text(said, "Say why they could not answer.")
    elif position == Position.COMMENTS:
        check_text(said, "Write your comments, or choose “Agrees”.")
    # Locked where the database can: of two who answer at once the second must know what the first said
    Proposal.objects.select_for_update().filter(pk=case.proposal.pk).first()
    Answer.objects.create(
        proposal=case.proposal,
        party=party,
        position=position,
        said=said,
        criteria=list(criteria),
        by=by,
        at=at,
    )
    trail.record(
        Verb.LEVEL_ANSWERED,
        by=by,
        at=at,
        authority_code=case.proposal.authority_id,
        urn=school.pk,
        subject=f"{party.label}: {position.label}",
    )
    said_so_far = Answer.objects.filter(proposal=case.proposal).select_related("by")
    heard = replace(case, answers=tuple(said_so_far))
    if position == Position.DISPUTES:
        return _take(heard, "dispute", by=None, at=at)
    return heard if heard.not_heard else _take(heard, "agree", by=None, at=at)


@transaction.atomic(durable=True)
def challenge(
    case: LevelCase,
    *,
    indicator: str,
    year: int | None,
    value: str,
    reasons: str,
    with_value: int | None,
    without_value: int | None,
    by: User,
    at: datetime,
) -> LevelCase:
    """Challenge a value: it is held out, and the suggestion is kept with it and without it.

    Raises PermissionDenied or CannotTake.
    """
    school = case.proposal.school
    require(by, Permission.LEVEL_ANSWER, school=school, on=timezone.localdate(at))
    if case.state not in ("with_school", "disputed"):
        raise CannotTake("A value is challenged while the level is with the school, or is disputed.")
    check_text(reasons, "Say what is wrong with the value, and what you have that shows it.")
    made = Challenge.objects.create(
        proposal=case.proposal,
        indicator=indicator,
        year=year,
        value=value[:80],
        reasons=reasons.strip(),
        with_value=with_value,
        without_value=without_value,
        by=by,
        at=at,
    )
    trail.record(
        Verb.VALUE_CHALLENGED,
        by=by,
        at=at,
        authority_code=case.proposal.authority_id,
        urn=school.pk,
        subject=str(made),
    )
    return replace(case, challenges=(*case.challenges, made))


@transaction.atomic(durable=True)
def withdraw(case: LevelCase, *, reasons: str, by: User, at: datetime) -> LevelCase:
    """Withdraw a proposal, with the reason. Raises as `_take` does."""
    check_text(reasons, "Say why the proposal is withdrawn.")
    return _take(case, "withdraw", by=by, at=at, reasons=reasons)


@transaction.atomic(durable=True)
def lapse(case: LevelCase, *, by: User, at: datetime) -> LevelCase:
    """Go on without the school's answer, once the day to answer by has passed. Raises as `_take` does."""
    return _take(case, "lapse", by=by, at=at)


@transaction.atomic(durable=True)
def settle(case: LevelCase, *, agreed: bool, level: int, reasons: str, by: User, at: datetime) -> LevelCase:
    """Settle a dispute by agreement, or determine the level for the authority; the level may differ from the proposed.

    Raises as `_take` does.
    """
    if level not in (1, 2, 3):
        raise CannotTake("Choose level 1, 2 or 3.")
    check_text(reasons, "Write the reasons: the school will read them.")
    return _take(
        case, "settle" if agreed else "determine", by=by, at=at, reasons=reasons, details={"level": level}
    )


@transaction.atomic(durable=True)
def record(case: LevelCase, *, kind: str, dated: date, text: str, by: User, at: datetime) -> LevelCase:
    """Record the level by a note of visit or a letter. Raises as `_take` does."""
    if kind not in ("note", "letter"):
        raise CannotTake("Choose a note of visit or a letter.")
    if dated > timezone.localdate(at):
        raise CannotTake("The note or letter cannot be dated after today.")
    check_text(text, "Write, or paste, what the note or letter says.")
    return _take(
        case, "record", by=by, at=at, details={"kind": kind, "dated": dated.isoformat(), "text": text.strip()}
    )


@transaction.atomic(durable=True)
def ratify(
    case: LevelCase, *, meeting: str, held_on: date, best_interests: str, by: User, at: datetime
) -> LevelCase:
    """Ratify a level at a meeting. Raises as `_take` does.

    Two people: whoever proposed it cannot ratify it, and nor can whoever settled a dispute at a level that nobody else
    proposed.
    """
    two_people.check(by, first=case.proposal.by, did="proposed this level", does="ratify it")
    settled = case.step("settle") or case.step("determine")
    if settled is not None and case.level != case.proposal.level:
        two_people.check(
            by,
            first=settled.by,
            did="settled the dispute at another level than was proposed",
            does="ratify it",
        )
    check_text(meeting, "Name the meeting at which the level is ratified.")
    if held_on > timezone.localdate(at):
        raise CannotTake("The meeting cannot be after today.")
    check_text(
        best_interests,
        "Say how the decision serves the best interests of the children at the school. It cannot be ratified without.",
    )
    return _take(
        case,
        "ratify",
        by=by,
        at=at,
        details={
            "meeting": meeting.strip(),
            "held_on": held_on.isoformat(),
            "best_interests": best_interests.strip(),
        },
    )


@transaction.atomic(durable=True)
def take_effect(case: LevelCase, *, from_date: date, by: User, at: datetime) -> LevelCase:
    """Enter a ratified level in the register. The one in force before gives way. Raises as `_take` does."""
    if from_date > timezone.localdate(at):
        raise CannotTake("A level takes effect today or on a day before it.")
    for older in levels.cases_of(case.proposal.school, today=timezone.localdate(at)):
        if older.state == "in_force":
            began = older.in_force_from
            if began is not None and from_date < began:
                raise CannotTake(
                    f"The level in force took effect on {began.day} {began:%B %Y}: this one cannot begin before it."
                )
            _take(older, "supersede", by=None, at=at, details={"by": case.proposal.pk})
    return _take(case, "take_effect", by=by, at=at, details={"from": from_date.isoformat()})


def may(user: User, *, school: School, on: date, held: Access | None = None) -> frozenset[str]:
    """Return the permissions of this machine that the user has for this school.

    `held` is what `accounts.access.of` gave, where it has been asked for already.
    """
    return taking.may(user, LEVEL, school=school, on=on, held=held, also=(Permission.LEVEL_ANSWER,))


def _take(
    case: LevelCase,
    name: str,
    *,
    by: User | None,
    at: datetime,
    reasons: str = "",
    details: dict[str, Any] | None = None,
) -> LevelCase:
    """Take a step. Raises as `taking.step` does."""
    made = taking.step(
        LEVEL,
        case,
        name,
        rows=LevelStep,
        of={"proposal": case.proposal},
        school=case.proposal.school,
        verb=Verb.LEVEL_MOVED,
        by=by,
        at=at,
        reasons=reasons,
        details=details,
    )
    return replace(case, steps=(*case.steps, made))
