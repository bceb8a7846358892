"""Marking a need: how high the risk is, how it is met and by whom. The figures propose; this is where people decide."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.area_measure import AreaMeasure
from trellis.priorities import queries
from trellis.priorities.models import Marking, Need, Response, Risk, State
from trellis.problem import Refusal
from trellis.schools import queries as schools

LONGEST_NOTE = 2000


class CannotMark(Refusal):
    """The marking is not as it has to be, or somebody has marked the need meanwhile. `field` is what to put right."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def problems(*, state: str, risk: str, response: str, has_owner: bool) -> tuple[CannotMark, ...]:
    """Return everything that keeps a marking from being complete, in the order of the form. A draft lacks nothing."""
    if state != State.COMPLETE:
        return ()
    found = []
    if not risk:
        found.append(CannotMark("Choose how high the risk is, or save it as a draft", field="risk"))
    if risk == Risk.HIGH and not response:
        found.append(CannotMark("Choose a response: a need of high risk must have one", field="response"))
    if risk == Risk.HIGH and not has_owner:
        found.append(CannotMark("Choose an owner: a need of high risk must have one", field="owner"))
    return tuple(found)


@transaction.atomic(durable=True)
def mark(
    *,
    authority: str,
    measure: AreaMeasure,
    state: str,
    risk: str = "",
    response: str = "",
    owner: User | None = None,
    note: str = "",
    evidence: Mapping[str, object],
    build_id: str,
    following: int,
    by: User,
    at: datetime,
) -> Marking:
    """Add a marking of a need and return it. `following` is the number of the newest that was seen, 0 for none.

    Raises PermissionDenied, or CannotMark where it is incomplete, the owner holds no post at the authority, or
    somebody has marked the need meanwhile.
    """
    access.require(by, Permission.NEEDS_MARK, authority=authority, on=timezone.localdate(at))
    if state not in State.values or risk not in ("", *Risk.values) or response not in ("", *Response.values):
        raise CannotMark("Choose from what the form offers.")
    for problem in problems(state=state, risk=risk, response=response, has_owner=owner is not None):
        raise problem
    if (
        owner is not None
        and not queries.owners(authority, on=timezone.localdate(at)).filter(pk=owner.pk).exists()
    ):
        raise CannotMark("Choose an owner who holds a post at the authority", field="owner")
    if not schools.is_known(authority):
        raise CannotMark("A need can be marked once a screening of the authority has been run.")
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise CannotMark(f"The note must be {LONGEST_NOTE:,} characters or fewer", field="note")
    need = Need.objects.filter(authority_id=authority, measure=measure.id).first()
    held = need.markings.count() if need is not None else 0
    if held != following:
        raise CannotMark(
            "Somebody has marked this need since you opened the form. Look at what they said, and mark it again."
        )
    try:
        with transaction.atomic():  # so that a number taken meanwhile leaves the transaction usable
            need = need or Need.objects.create(
                authority_id=authority,
                measure=measure.id,
                name=measure.name,
                theme=measure.theme,
                phase=measure.phase,
                group=measure.group,
                by=by,
                at=at,
            )
            made = Marking.objects.create(
                need=need,
                number=held + 1,
                state=state,
                risk=risk,
                response=response,
                owner=owner,
                note=note,
                evidence=dict(evidence),
                build_id=build_id,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotMark(
            "Somebody has marked this need meanwhile. Look at what they said, and mark it again."
        ) from error
    trail.record(
        Verb.NEED_MARKED, by=by, at=at, authority_code=authority, subject=f"{measure.name}, {made.state}"
    )
    return made
