"""Setting a task group up, changing who belongs, and calling a meeting: the forms, and how they become actions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.utils import timezone

from trellis.accounts import finding
from trellis.accounts.models import User
from trellis.casework.actions import groups, meetings
from trellis.casework.actions.groups import Member
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import Seat
from trellis.casework.queries.cases import CaseFile
from trellis.interfaces.web.groups import forms

KINDS = {
    "set-up": "Set up the task group",
    "join": "Add a member, or give a seat to somebody else",
    "leave": "Take a member out",
    "call": "Call a meeting",
}


def form_of(name: str, file: CaseFile, sent: Mapping[str, Any] | None, *, at: datetime) -> django_forms.Form:
    """Return the form of one of these, filled in as it was sent."""
    match name:
        case "set-up":
            return forms.SetUp(sent, offered=by_rule(file, at=at))
        case "join":
            return forms.Join(sent)
        case "leave":
            others = [m for m in file.group.members if m.seat == Seat.OTHER] if file.group is not None else []
            return forms.Leave(sent, members=others)
        case _:
            return forms.Call(sent)


def take(name: str, file: CaseFile, given: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """Do it with what was filled in. Raises PermissionDenied, or a Refusal with a sentence."""
    match name:
        case "set-up":
            offered = by_rule(file, at=at)
            groups.set_up(
                file,
                members=[
                    Member(
                        seat=seat,
                        name=given[seat.value],
                        user=_same(offered.get(seat), given[seat.value]),
                        reasons=given["reasons"] if seat == Seat.GROUP_CHAIR else "",
                    )
                    for seat in forms.SEATS
                ],
                by=by,
                at=at,
            )
        case "join":
            user = finding.with_email(
                given["email"], authority=file.case.authority_id, on=timezone.localdate(at)
            )
            member = Member(seat=Seat(given["seat"]), name=given["name"], user=user, reasons=given["reasons"])
            groups.join(file, member=member, by=by, at=at)
        case "leave":
            members = file.group.members if file.group is not None else ()
            who = next((each for each in members if str(each.pk) == given["who"]), None)
            if who is None:
                raise CannotTake("They have left the task group already.")
            groups.leave(file, seat=Seat(who.seat), name=who.name, reasons=given["reasons"], by=by, at=at)
        case _:
            meetings.call(file, planned_for=given["planned_for"], place=given["place"], by=by, at=at)


def by_rule(file: CaseFile, *, at: datetime) -> dict[Seat, User | None]:
    """Whom the rules give each seat to: the school’s head and chair, the case’s adviser, and the principal adviser."""
    authority, urn, on = file.case.authority_id, file.case.school_id, timezone.localdate(at)
    return {
        Seat.HEAD: finding.in_post("headteacher", authority=authority, urn=urn, on=on),
        Seat.CHAIR: finding.in_post("chair", authority=authority, urn=urn, on=on),
        Seat.ADVISER: file.adviser,
        Seat.GROUP_CHAIR: finding.in_post("pa", authority=authority, on=on),
    }


def _same(user: User | None, name: str) -> User | None:
    """The account of whom the rules offered, unless another name was put in their place."""
    return user if user is not None and user.name == name.strip() else None
