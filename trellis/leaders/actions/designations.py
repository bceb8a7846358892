"""Entering a system leader, designating them, looking at a designation each year, and ending one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.leaders.models import (
    Designation,
    DesignationEnd,
    DesignationKind,
    DesignationReview,
    Leader,
    LeaderKind,
)
from trellis.leaders.queries import leaders
from trellis.leaders.queries.leaders import Held, LeaderFile
from trellis.practice import areas as practice_areas
from trellis.practice.models import PHASES
from trellis.providers.models import Provider
from trellis.schools import standing_aside
from trellis.schools.models import School

LONGEST_LINE = 120
LONGEST_COHORT = 40
MOST_DAYS = 190
ASSESSED = frozenset({LeaderKind.AST, LeaderKind.LEAD_PROFESSIONAL})


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a designation says. `own` is a kind that the authority defines, where `kind` is that."""

    kind: str
    body: str
    from_date: date
    until: date | None = None
    own: DesignationKind | None = None
    cohort: str = ""
    areas: Collection[str] = ()
    phases: Collection[str] = ()
    ground: str = ""
    ground_by: str = ""
    ground_on: date | None = None
    own_days: int | None = None
    other_days: int | None = None


@transaction.atomic(durable=True)
def enter(
    *,
    authority: str,
    name: str,
    school: School | None = None,
    works_at: str = "",
    user: User | None = None,
    provider: Provider | None = None,
    by: User,
    at: datetime,
) -> LeaderFile:
    """Enter somebody who is to be designated. Raises PermissionDenied or CannotTake."""
    today = timezone.localdate(at)
    access.require(by, Permission.LEADER_KEEP, authority=authority, on=today)
    called, place = line(check_text(name, "Say the name of the system leader.")), line(works_at.strip())
    if (school is None) == (not place):
        raise CannotTake("Choose the school where they work, or say where they work outside the authority.")
    if school is not None and school.authority_id != authority:
        raise PermissionDenied("This school is not one of the authority.")
    if provider is not None and provider.authority_id != authority:
        raise PermissionDenied("This provider is not one of the authority.")
    if user is not None:
        if not access.of(user, on=today).may(Permission.PORTRAIT_WRITE, authority=authority):
            raise CannotTake(
                "This account has no post as a system leader here: the administrator gives it one."
            )
        if user.pk == by.pk:
            raise CannotTake("Somebody else enters you: nobody designates themself.")
    try:
        with transaction.atomic():
            made = Leader.objects.create(
                authority_id=authority,
                name=called,
                school=school,
                works_at=place,
                user=user,
                provider=provider,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake("This account is of a system leader already: designate them there.") from error
    tell(Verb.LEADER_MOVED, made, f"{made.name} entered in the register of system leaders", by=by, at=at)
    return read(made, at=at)


@transaction.atomic(durable=True)
def define(*, authority: str, name: str, about: str, by: User, at: datetime) -> DesignationKind:
    """Define a designation of the authority’s own. Raises PermissionDenied or CannotTake."""
    access.require(by, Permission.LEADER_KEEP, authority=authority, on=timezone.localdate(at))
    called = line(check_text(name, "Say what the designation is called."), longest=80)
    if called.lower() in {label.lower() for label in LeaderKind.labels}:
        raise CannotTake("There is a designation of this name already.")
    said = check_text(about, "Say what the designation means, and who gives it.")
    try:
        with transaction.atomic():
            made = DesignationKind.objects.create(
                authority_id=authority, name=called, about=said, by=by, at=at
            )
    except IntegrityError as error:
        raise CannotTake("There is a designation of this name already.") from error
    trail.record(
        Verb.LEADER_MOVED, by=by, at=at, authority_code=authority, subject=f"Designation defined: {called}"
    )
    return made


@transaction.atomic(durable=True)
def designate(file: LeaderFile, *, given: Given, by: User, at: datetime) -> LeaderFile:
    """Designate a leader. A lead professional is the judgement of whoever judges. Raises PermissionDenied, StandsAside or CannotTake."""
    judges = given.kind == LeaderKind.LEAD_PROFESSIONAL
    check_may(file, Permission.LEADER_JUDGE if judges else Permission.LEADER_KEEP, by=by, at=at)
    if given.kind not in LeaderKind.values or (given.kind == LeaderKind.OWN) != (given.own is not None):
        raise CannotTake("Choose the designation.")
    if given.own is not None and given.own.authority_id != file.leader.authority_id:
        raise PermissionDenied("This designation is not one of the authority.")
    if given.until is not None and given.until < given.from_date:
        raise CannotTake("It ends before it begins: give a later day, or none.")
    told = _checked(given, by=by, at=at)
    kind = f"own-{given.own.pk}" if given.own is not None else given.kind
    Leader.objects.select_for_update().filter(pk=file.leader.pk).first()
    now = read(file.leader, at=at)
    if any(each.designation.kind_id == kind and _overlaps(each, given) for each in now.held):
        raise CannotTake("They hold this designation for some of these days already: end that one first.")
    made = Designation.objects.create(
        leader=file.leader,
        kind=given.kind,
        own=given.own,
        from_date=given.from_date,
        until=given.until,
        by=by,
        at=at,
        **told,
    )
    tell(Verb.LEADER_DESIGNATED, file.leader, f"{file.leader.name}: {made.kind_name}", by=by, at=at)
    return read(file.leader, at=at)


@transaction.atomic(durable=True)
def end(
    file: LeaderFile, designation_id: int, *, ended_on: date, why: str, by: User, at: datetime
) -> LeaderFile:
    """End a designation before its date. Raises PermissionDenied, StandsAside or CannotTake."""
    held = of(file, designation_id)
    check_may(file, Permission.LEADER_KEEP, by=by, at=at)
    if held.ended is not None:
        raise CannotTake("This designation was ended already.")
    if held.until is not None and held.until < file.today:
        raise CannotTake("This designation has ended by its own date.")
    if ended_on < held.designation.from_date or (held.until is not None and ended_on > held.until):
        raise CannotTake("Give a day on which it holds: it ends with that day.")
    said = check_text(why, "Say why it ends.")
    try:
        with transaction.atomic():
            DesignationEnd.objects.create(
                designation=held.designation, ended_on=ended_on, why=said, by=by, at=at
            )
    except IntegrityError as error:
        raise CannotTake("This designation was ended already.") from error
    named = f"{file.leader.name}: {held.designation.kind_name} ends"
    tell(Verb.LEADER_MOVED, file.leader, named, by=by, at=at)
    return read(file.leader, at=at)


@transaction.atomic(durable=True)
def review(file: LeaderFile, designation_id: int, *, words: str, by: User, at: datetime) -> LeaderFile:
    """Say at the yearly review that a designation goes on. Raises PermissionDenied, StandsAside or CannotTake."""
    held = of(file, designation_id)
    check_may(file, Permission.LEADER_JUDGE, by=by, at=at)
    if not held.in_force:
        raise CannotTake("This designation is not in force, so there is nothing to review.")
    said = check_text(words, "Say what was found, and why it goes on.")
    DesignationReview.objects.create(designation=held.designation, words=said, by=by, at=at)
    named = f"{file.leader.name}: {held.designation.kind_name} reviewed"
    tell(Verb.LEADER_MOVED, file.leader, named, by=by, at=at)
    return read(file.leader, at=at)


def read(leader: Leader, *, at: datetime) -> LeaderFile:
    """Read a leader again after something was written of them."""
    found = leaders.one(leader.pk, authorities=(leader.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("a leader who was just written is there")
    return found


def check_may(file: LeaderFile, permission: Permission, *, by: User, at: datetime) -> None:
    """Raise PermissionDenied, StandsAside or CannotTake unless somebody may decide about a leader, who is not themself."""
    today = timezone.localdate(at)
    access.require(by, permission, authority=file.leader.authority_id, on=today)
    if file.leader.user_id == by.pk:
        raise CannotTake("This is about you: somebody else decides about it.")
    if file.leader.school is not None:
        standing_aside.check(by, permission, school=file.leader.school, on=today)


def of(file: LeaderFile, designation_id: int) -> Held:
    """One designation of a leader. Raises CannotTake where they have it not."""
    for each in file.held:
        if each.designation.pk == designation_id:
            return each
    raise CannotTake("This is no designation of theirs.")


def tell(verb: Verb, leader: Leader, subject: str, *, by: User, at: datetime) -> None:
    trail.record(
        verb, by=by, at=at, authority_code=leader.authority_id, urn=leader.school_id, subject=subject
    )


def line(said: str, *, longest: int = LONGEST_LINE) -> str:
    """A line without what surrounds it. Raises CannotTake where it is too long."""
    whole = " ".join(said.split())
    if len(whole) > longest:
        raise CannotTake(f"Use {longest} characters or fewer here: this is {len(whole)}.")
    return whole


def _overlaps(held: Held, given: Given) -> bool:
    begins_before_it_ends = held.until is None or given.from_date <= held.until
    return begins_before_it_ends and (given.until is None or held.designation.from_date <= given.until)


def _checked(given: Given, *, by: User, at: datetime) -> dict[str, object]:
    """The columns of a designation. Raises CannotTake where something is missing, or not one of the choices."""
    known, phases = practice_areas.every(), tuple(each for each in PHASES if each in given.phases)
    body = line(check_text(given.body, "Say which body designates."))
    if any(each not in known for each in given.areas):
        raise CannotTake("Choose areas of practice from the list.")
    if not phases or len(phases) != len(set(given.phases)):
        raise CannotTake("Choose at least one phase.")
    ground, ground_by, ground_on = given.ground.strip(), line(given.ground_by.strip()), given.ground_on
    if given.kind in ASSESSED:
        missing = (
            "Say what the assessment from outside found."
            if given.kind == LeaderKind.AST
            else "Say what shows that their teaching is highly effective."
        )
        ground = check_text(given.ground, missing)
        if not given.areas:
            raise CannotTake("Choose the specialism: at least one area of practice.")
        if given.kind == LeaderKind.LEAD_PROFESSIONAL:
            ground_by, ground_on = by.name[:LONGEST_LINE], ground_on or timezone.localdate(at)
        if not ground_by or ground_on is None:
            raise CannotTake("Say who assessed them from outside, and when.")
    if ground_on is not None and ground_on > timezone.localdate(at):
        raise CannotTake("An assessment or a judgement lies behind us: give a day up to today.")
    for days in (given.own_days, given.other_days):
        if days is not None and not 0 <= days <= MOST_DAYS:
            raise CannotTake(f"Give days of outreach from 0 to {MOST_DAYS}, or leave them empty.")
    return {
        "body": body,
        "cohort": line(given.cohort.strip(), longest=LONGEST_COHORT),
        "areas": [each for each in known if each in given.areas],
        "phases": list(phases),
        "ground": ground if len(ground) <= 4000 else check_text(ground, ""),
        "ground_by": ground_by,
        "ground_on": ground_on,
        "own_days": given.own_days,
        "other_days": given.other_days,
    }
