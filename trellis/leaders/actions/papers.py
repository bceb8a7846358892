"""Protocols of deployment, their acceptance, and the documents of the scheme."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake
from trellis.leaders.actions.days import is_theirs, keeps
from trellis.leaders.actions.designations import line, read, tell
from trellis.leaders.models import Protocol, ProtocolAcceptance, Route, SchemeDocument
from trellis.leaders.queries import papers
from trellis.leaders.queries.leaders import LeaderFile

LONGEST_PAPER = 20_000


@transaction.atomic(durable=True)
def make_protocol(
    *, authority: str, route: str, title: str, text: str, from_date: date, by: User, at: datetime
) -> Protocol:
    """Make the next protocol. Leaders accept it anew for its routes. Raises PermissionDenied or CannotTake."""
    today = timezone.localdate(at)
    access.require(by, Permission.LEADER_KEEP, authority=authority, on=today)
    if route not in Route.values:
        raise CannotTake("Choose for which route it is.")
    called = line(_text(title, "Say what the protocol is called."))
    said = _text(text, "Write the text of the protocol.")
    if from_date < today:
        raise CannotTake("A protocol binds from today at the earliest: nobody has accepted it before.")
    number = papers.newest_number(authority) + 1
    try:
        with transaction.atomic():
            made = Protocol.objects.create(
                authority_id=authority,
                number=number,
                route=route,
                title=called,
                text=said,
                from_date=from_date,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has just made a protocol: read it before you make another."
        ) from error
    trail.record(
        Verb.PROTOCOL_MADE, by=by, at=at, authority_code=authority, subject=f"{made.number}, {made.title}"
    )
    return made


@transaction.atomic(durable=True)
def accept(
    file: LeaderFile, protocol: Protocol, *, routes: Collection[str], by: User, at: datetime
) -> LeaderFile:
    """Accept a protocol for some routes, for all of them or for none.

    For a leader without an account whoever keeps the register records a signed one. Raises PermissionDenied or CannotTake.
    """
    if not is_theirs(file, by, at=at) and (file.leader.user_id is not None or not keeps(file, by, at=at)):
        raise PermissionDenied("A leader accepts a protocol for themself.")
    if protocol.authority_id != file.leader.authority_id:
        raise PermissionDenied("This protocol is not one of the authority.")
    if not routes:
        raise CannotTake("Choose at least one route.")
    if any(each not in protocol.routes for each in routes):
        raise CannotTake("This protocol is not for that route.")
    today = timezone.localdate(at)
    in_force = papers.in_force(protocol.authority_id, today=today)
    for route in dict.fromkeys(routes):
        label, stands = Route(route).label.lower(), in_force.get(route)
        if protocol.from_date <= today and (stands is None or stands.pk != protocol.pk):
            raise CannotTake(f"A newer protocol is in force for this route: accept that one ({label}).")
        try:
            with transaction.atomic():
                ProtocolAcceptance.objects.create(
                    leader=file.leader, protocol=protocol, route=route, by=by, at=at
                )
        except IntegrityError as error:
            raise CannotTake(f"This protocol was accepted for this route already: {label}.") from error
        named = f"{file.leader.name}: protocol {protocol.number}, {label}"
        tell(Verb.PROTOCOL_ACCEPTED, file.leader, named, by=by, at=at)
    return read(file.leader, at=at)


@transaction.atomic(durable=True)
def add_document(*, authority: str, title: str, text: str, by: User, at: datetime) -> SchemeDocument:
    """Add a document of the scheme, or the next version of the one of that title. Raises PermissionDenied or CannotTake."""
    access.require(by, Permission.LEADER_KEEP, authority=authority, on=timezone.localdate(at))
    called = line(_text(title, "Say what the document is called."))
    said = _text(text, "Write the text of the document.")
    before = papers.newest_document(authority, called)
    if before is not None and before.text == said:
        raise CannotTake("This is what the document says already.")
    try:
        with transaction.atomic():
            made = SchemeDocument.objects.create(
                authority_id=authority,
                title=called,
                number=before.number + 1 if before is not None else 1,
                text=said,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has just changed this document: read theirs before you send yours."
        ) from error
    trail.record(
        Verb.LEADER_MOVED, by=by, at=at, authority_code=authority, subject=f"Document of the scheme: {called}"
    )
    return made


def _text(given: str, missing: str) -> str:
    said = given.strip()
    if not said:
        raise CannotTake(missing)
    if len(said) > LONGEST_PAPER:
        raise CannotTake(f"Use {LONGEST_PAPER:,} characters or fewer: this is {len(said):,}.")
    return said
