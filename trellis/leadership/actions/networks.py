"""Keeping the register of networks: what each is for, who is in it, and what it does."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.leadership.models import Member, MemberEnd, Network, NetworkActivity, NetworkWording
from trellis.leadership.queries import networks
from trellis.leadership.queries.networks import Membership, NetworkFile
from trellis.schools.models import School

LONGEST_LINE = 120


@transaction.atomic(durable=True)
def enter(
    *, authority: str, name: str, purpose: str, lead: School, began_on: date, by: User, at: datetime
) -> NetworkFile:
    """Enter a network into the register, with its lead school as its first member. Raises PermissionDenied or CannotTake."""
    _keeper(authority, by=by, at=at)
    told = _checked(authority, name=name, purpose=purpose, lead=lead)
    _not_to_come(began_on, at=at)
    _only_of_its_name(authority, str(told["name"]), at=at)
    made = Network.objects.create(authority_id=authority, began_on=began_on, by=by, at=at)
    NetworkWording.objects.create(network=made, number=1, by=by, at=at, **told)
    Member.objects.create(network=made, school=lead, from_date=began_on, by=by, at=at)
    _record(made, f"Entered: {told['name']}", by=by, at=at)
    return read(made, at=at)


@transaction.atomic(durable=True)
def word(file: NetworkFile, *, name: str, purpose: str, lead: School, by: User, at: datetime) -> NetworkFile:
    """Say anew what a network is called and for, and who leads it. Raises PermissionDenied or CannotTake."""
    code = file.network.authority_id
    _keeper(code, by=by, at=at)
    told = _checked(code, name=name, purpose=purpose, lead=lead)
    now = file.wording
    if (now.name, now.purpose, now.lead_id) == (told["name"], told["purpose"], lead.pk):
        raise CannotTake("This is what it says already.")
    if lead.pk not in networks.urns_in(file):
        raise CannotTake("The lead school is one of its members: let it join first.")
    if str(told["name"]).casefold() != now.name.casefold():
        _only_of_its_name(code, str(told["name"]), at=at)
    try:
        with transaction.atomic():
            NetworkWording.objects.create(network=file.network, number=now.number + 1, by=by, at=at, **told)
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has changed this network since you opened the page. Nothing of yours was saved: "
            "look at what it says now."
        ) from error
    _record(file.network, f"Changed: {told['name']}", by=by, at=at)
    return read(file.network, at=at)


@transaction.atomic(durable=True)
def join(file: NetworkFile, *, school: School, from_date: date, by: User, at: datetime) -> NetworkFile:
    """Let a school join a network. Raises PermissionDenied or CannotTake."""
    code = file.network.authority_id
    _keeper(code, by=by, at=at)
    if school.authority_id != code or not school.is_open:
        raise CannotTake("Choose an open school of the authority.")
    _not_to_come(from_date, at=at)
    if from_date < file.network.began_on:
        raise CannotTake("A school joins a network on the day that it began, or after.")
    Network.objects.select_for_update().filter(pk=file.network.pk).first()
    now = read(file.network, at=at)
    if any(
        each.row.school_id == school.pk and (each.ended is None or each.ended.to_date >= from_date)
        for each in now.memberships
    ):
        raise CannotTake(f"{school.name} is in this network already.")
    Member.objects.create(network=file.network, school=school, from_date=from_date, by=by, at=at)
    _record(file.network, f"Joined: {now.wording.name}", by=by, at=at, urn=school.pk)
    return read(file.network, at=at)


@transaction.atomic(durable=True)
def leave(
    file: NetworkFile, membership: Membership, *, to_date: date, why: str, by: User, at: datetime
) -> NetworkFile:
    """Let a school leave a network. Raises PermissionDenied or CannotTake."""
    _keeper(file.network.authority_id, by=by, at=at)
    said = check_text(why, "Say why it leaves.")
    row = membership.row
    _not_to_come(to_date, at=at)
    if to_date < row.from_date:
        raise CannotTake("The last day cannot be before the first.")
    if file.wording.lead_id == row.school_id:
        raise CannotTake("This school leads the network: choose another lead school first.")
    try:
        with transaction.atomic():
            MemberEnd.objects.create(member=row, to_date=to_date, why=said, by=by, at=at)
    except IntegrityError as error:
        raise CannotTake("This school has left already.") from error
    _record(file.network, f"Left: {file.wording.name}", by=by, at=at, urn=row.school_id)
    return read(file.network, at=at)


@transaction.atomic(durable=True)
def log(file: NetworkFile, *, on: date, what: str, by: User, at: datetime) -> NetworkFile:
    """Record something that a network did. Raises PermissionDenied or CannotTake."""
    _keeper(file.network.authority_id, by=by, at=at)
    said = check_text(what, "Say what it did.")
    _not_to_come(on, at=at)
    if on < file.network.began_on:
        raise CannotTake("The network had not begun on that day.")
    NetworkActivity.objects.create(network=file.network, on=on, what=said, by=by, at=at)
    _record(file.network, f"Active: {file.wording.name}", by=by, at=at)
    return read(file.network, at=at)


def read(network: Network, *, at: datetime) -> NetworkFile:
    """Read a network again after something was written of it."""
    found = networks.one(network.pk, authorities=(network.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("a network that was just written is there")
    return found


def _keeper(authority: str, *, by: User, at: datetime) -> None:
    access.require(by, Permission.NETWORK_KEEP, authority=authority, on=timezone.localdate(at))


def _not_to_come(day: date, *, at: datetime) -> None:
    if day > timezone.localdate(at):
        raise CannotTake("That day is still to come: record it when it has come.")


def _only_of_its_name(authority: str, name: str, *, at: datetime) -> None:
    every = networks.at(authority, today=timezone.localdate(at))
    if any(each.wording.name.casefold() == name.casefold() for each in every):
        raise CannotTake("There is a network of this name already.")


def _checked(authority: str, *, name: str, purpose: str, lead: School) -> dict[str, object]:
    line = " ".join(check_text(name, "Say what the network is called.").split())
    if len(line) > LONGEST_LINE:
        raise CannotTake(f"Use {LONGEST_LINE} characters or fewer for a name.")
    if lead.authority_id != authority or not lead.is_open:
        raise CannotTake("Choose an open school of the authority as the lead school.")
    return {"name": line, "purpose": check_text(purpose, "Say what the network is for."), "lead": lead}


def _record(network: Network, subject: str, *, by: User, at: datetime, urn: int | None = None) -> None:
    trail.record(
        Verb.NETWORK_CHANGED, by=by, at=at, authority_code=network.authority_id, urn=urn, subject=subject
    )
