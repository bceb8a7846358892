"""How many days a leader has for other schools, and the answer of their school."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.queries import holders
from trellis.accounts.roles import Permission
from trellis.activity.models import Verb
from trellis.calendars.queries import academic_year, year_name
from trellis.casework.actions.taking import LONGEST, CannotTake
from trellis.leaders.actions.designations import MOST_DAYS, line, read, tell
from trellis.leaders.models import Capacity, Release
from trellis.leaders.queries.leaders import LeaderFile
from trellis.schools import queries as schools

ON_PAPER = "Say who agreed at their school, and how: for example, the headteacher, by letter of 3 September."


def is_theirs(file: LeaderFile, by: User, *, at: datetime) -> bool:
    """Whether somebody is this leader, and still holds a post as one."""
    if file.leader.user_id != by.pk:
        return False
    held = access.of(by, on=timezone.localdate(at))
    return held.may(Permission.PORTRAIT_WRITE, authority=file.leader.authority_id)


def keeps(file: LeaderFile, by: User, *, at: datetime) -> bool:
    """Whether somebody keeps the register that the leader is in."""
    held = access.of(by, on=timezone.localdate(at))
    return held.may(Permission.LEADER_KEEP, authority=file.leader.authority_id)


def releases(file: LeaderFile, by: User, *, at: datetime) -> bool:
    """Whether somebody answers for the leader’s school. Nobody releases themself."""
    school = file.leader.school
    if school is None or file.leader.user_id == by.pk:
        return False
    return schools.reaches(access.of(by, on=timezone.localdate(at)), Permission.LEADER_RELEASE, school=school)


def answers_itself(file: LeaderFile, *, at: datetime) -> str:
    """Why nobody records the answer of a school on paper: its head has an account here; "" where somebody may."""
    school = file.leader.school
    if school is None:
        return ""
    posts = holders(Permission.LEADER_RELEASE, authority_code=school.authority_id, on=timezone.localdate(at))
    own = [each for each in posts if each.urn == school.pk and each.user_id != file.leader.user_id]
    return f"{own[0].user.name} has an account here, and answers for {school.name}." if own else ""


def _year(year: int | None, *, at: datetime) -> int:
    """The academic year that is spoken of: this one unless another is said. Raises CannotTake for one that is not this or the next."""
    this = academic_year(timezone.localdate(at))
    if year not in (None, this, this + 1):
        raise CannotTake(f"Days are said of {year_name(this)} or of {year_name(this + 1)}.")
    return this if year is None else year


@transaction.atomic(durable=True)
def say(file: LeaderFile, *, days: int, year: int | None = None, by: User, at: datetime) -> LeaderFile:
    """Say how many days a leader has in this academic year or the next; in this one unless `year` says otherwise.

    The school agrees anew to more. Raises PermissionDenied or CannotTake.
    """
    if not is_theirs(file, by, at=at) and not keeps(file, by, at=at):
        raise PermissionDenied(
            "Only the leader, or whoever keeps the register, says how many days there are."
        )
    if not 0 <= days <= MOST_DAYS:
        raise CannotTake(f"Give a number of days from 0 to {MOST_DAYS}.")
    spoken = _year(year, at=at)
    held = file.capacity_in(spoken)
    if held is not None and held.days == days:
        raise CannotTake("This is what the register says already.")
    Capacity.objects.create(leader=file.leader, year=spoken, days=days, by=by, at=at)
    told = f"{file.leader.name}: {days} {'day' if days == 1 else 'days'} in {year_name(spoken)}"
    tell(Verb.LEADER_MOVED, file.leader, told, by=by, at=at)
    return read(file.leader, at=at)


@transaction.atomic(durable=True)
def release(
    file: LeaderFile,
    *,
    days: int,
    agrees: bool,
    words: str = "",
    for_head: str = "",
    year: int | None = None,
    by: User,
    at: datetime,
) -> LeaderFile:
    """Answer for the leader’s school whether it releases them for so many days in this academic year or the next.

    It is of this one unless `year` says otherwise. Whoever keeps the register records an answer on paper: of a school
    outside, and of the chair where the head is the leader. Raises PermissionDenied or CannotTake.
    """
    theirs = releases(file, by, at=at)
    if not theirs and (file.leader.user_id == by.pk or not keeps(file, by, at=at)):
        raise PermissionDenied("The headteacher of the leader’s school agrees to their release.")
    if not theirs and (why := answers_itself(file, at=at)):
        raise CannotTake(why)
    said, paper = words.strip(), line(for_head.strip())
    if not theirs and not paper:
        raise CannotTake(ON_PAPER)
    if len(said) > LONGEST:
        raise CannotTake(f"Use {LONGEST:,} characters or fewer: this is {len(said):,}.")
    if not agrees and not said:
        raise CannotTake("Say why the school cannot release them.")
    if agrees and not 1 <= days <= MOST_DAYS:
        raise CannotTake(f"Say to how many days the school agrees, from 1 to {MOST_DAYS}.")
    spoken = _year(year, at=at)
    Release.objects.create(
        leader=file.leader,
        year=spoken,
        days=days if agrees else 0,
        agrees=agrees,
        words=said,
        for_head="" if theirs else paper,
        by=by,
        at=at,
    )
    answer = f"released for {days} {'day' if days == 1 else 'days'}" if agrees else "not released"
    tell(Verb.LEADER_MOVED, file.leader, f"{file.leader.name}: {answer} in {year_name(spoken)}", by=by, at=at)
    return read(file.leader, at=at)
