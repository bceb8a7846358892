"""Choosing schools to set a school beside. It is kept with its reason, and changes no suggested level."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from trellis.accounts.models import User
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.problem import Refusal
from trellis.schools import queries
from trellis.schools.models import ChosenSet, School

FEWEST, MOST = 5, 50
LONGEST_REASON = 1000


class CannotChoose(Refusal):
    """A set cannot be chosen like this. The message names which school, or what is missing."""


def checked(urns: Sequence[int], *, own: int, known: Mapping[int, bool]) -> tuple[int, ...]:
    """Return the set in order, each school once. `known` says of each URN in the register whether it is open.

    Raises CannotChoose, naming every school that cannot be in it.
    """
    chosen = tuple(sorted(set(urns)))
    said = []
    if own in chosen:
        said.append(f"URN {own} is the school itself, and cannot be in its own set.")
    unknown = [urn for urn in chosen if urn not in known]
    if unknown:
        said.append(f"{_named(unknown)}: no such school is in the register.")
    closed = [urn for urn in chosen if known.get(urn) is False]
    if closed:
        said.append(f"{_named(closed)}: closed, so nothing is published of it now.")
    if not said and not FEWEST <= len(chosen) <= MOST:
        count = {0: "None is", 1: "One is"}.get(len(chosen), f"{len(chosen)} are")
        said.append(
            f"Choose {FEWEST} to {MOST} schools, so that the middle of them means something. {count} chosen now."
        )
    if said:
        raise CannotChoose(" ".join(said))
    return chosen


@transaction.atomic(durable=True)
def choose(
    *, school: School, urns: Sequence[int], known: Mapping[int, bool], reason: str, by: User, at: datetime
) -> ChosenSet:
    """Keep a set beside the system's, for the side that the user speaks for. Raises PermissionDenied or CannotChoose."""
    side = _side(school, by=by, at=at)
    chosen = checked(urns, own=school.urn, known=known)
    return _keep(school, urns=chosen, reason=_reason(reason), side=side, by=by, at=at)


@transaction.atomic(durable=True)
def take_back(*, school: School, reason: str, by: User, at: datetime) -> ChosenSet:
    """Let the side's set hold no longer; it stays in the record. Raises PermissionDenied or CannotChoose."""
    side = _side(school, by=by, at=at)
    if queries.set_of_side(queries.chosen_sets(school), side) is None:
        raise CannotChoose("There is no chosen set to take back.")
    return _keep(school, urns=(), reason=_reason(reason), side=side, by=by, at=at)


def _side(school: School, *, by: User, at: datetime) -> str:
    side = queries.side_of(by, school=school, on=timezone.localdate(at))
    if side is None:
        raise PermissionDenied(
            "Your role reads which schools a school is set beside, and does not choose them."
        )
    return side


def _reason(text: str) -> str:
    reason = " ".join(text.replace("\0", "").split())  # which PostgreSQL does not keep
    if not reason:
        raise CannotChoose("Say why these schools are the better comparison, for whoever reads it later.")
    if len(reason) > LONGEST_REASON:
        raise CannotChoose(f"The reason must be {LONGEST_REASON:,} characters or fewer.")
    return reason


def _keep(
    school: School, *, urns: Sequence[int], reason: str, side: str, by: User, at: datetime
) -> ChosenSet:
    made: ChosenSet = ChosenSet.objects.create(
        school=school, side=side, urns=list(urns), reason=reason, by=by, at=at
    )
    trail.record(
        Verb.SET_CHOSEN,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.urn,
        subject=f"{len(urns)} schools, for {ChosenSet.Side(side).label}" if urns else "taken back",
    )
    return made


def _named(urns: Sequence[int]) -> str:
    return f"URN {', '.join(map(str, urns[:20]))}{' and more' if len(urns) > 20 else ''}"
