"""Taking one step of a state machine: who may, what must hold, the row, and the event. Every machine's actions come here."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.models.steps import Step
from trellis.problem import Refusal
from trellis.schools import queries as schools
from trellis.schools import standing_aside
from trellis.schools.models import School
from trellis.workflow import Workflow

LONGEST = 4000
S = TypeVar("S", bound=Step)


class CannotTake(Refusal):
    """A step cannot be taken, or something that it needs is missing."""


class File(Protocol):
    """What a machine's record is to this module: where it stands, and the steps that led there."""

    @property
    def state(self) -> str: ...
    @property
    def steps(self) -> tuple[Step, ...]: ...


def may(
    user: User,
    workflow: Workflow,
    *,
    school: School,
    on: date,
    held: Access | None = None,
    also: Collection[Permission] = (),
) -> frozenset[str]:
    """Return the permissions of a machine, and those of `also`, that the user has for a school.

    `held` is what `accounts.access.of` gave, where it has been asked for already.
    """
    held = held or access.of(user, on=on)
    asked = {step.permission for step in workflow.transitions if step.permission} | set(also)
    return frozenset(name for name in asked if schools.reaches(held, Permission(name), school=school))


def require(user: User, permission: Permission, *, school: School, on: date) -> None:
    """Raise PermissionDenied, with a sentence, unless the user has the permission for this school on this day."""
    access.require(user, permission, authority=school.authority_id, on=on)
    if not schools.reaches(access.of(user, on=on), permission, school=school):
        raise PermissionDenied("This school is not one of those that you work with.")


def step(
    workflow: Workflow,
    file: File,
    name: str,
    *,
    rows: type[S],
    of: Mapping[str, Any],
    school: School,
    verb: Verb,
    by: User | None,
    at: datetime,
    reasons: str = "",
    details: Mapping[str, Any] | None = None,
    told: bool = True,
    for_school: bool = False,
    allowed: Collection[str] | None = None,
) -> S:
    """Take a step and return its row. `rows` is the model of the machine’s steps, and `of` what a row belongs to.

    Without `told` the school does not know of it: its event is the authority’s, and in no chronology of the school.
    `allowed` are the permissions held for the record, where more than one school has to do with it. With `for_school` it is the school that answers, and its own people do not stand aside from that. Without `by` it is a step that the service takes. Raises TransitionRefused with why it cannot be taken, StandsAside where
    they have an interest in the school, or CannotTake where somebody was first.
    """
    if allowed is None:
        allowed = may(by, workflow, school=school, on=timezone.localdate(at)) if by is not None else ()
    chosen = workflow.check(file, name, state=file.state, may=allowed)
    if by is not None and chosen.permission and not for_school:
        standing_aside.check(by, Permission(chosen.permission), school=school, on=timezone.localdate(at))
    try:
        with transaction.atomic():  # so that a number taken meanwhile leaves the transaction usable
            made = rows._default_manager.create(
                **of,
                number=file.steps[-1].number + 1,
                name=name,
                state=chosen.target,
                reasons=reasons.strip(),
                details=dict(details or {}),
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has taken this a step further since you opened the page. "
            "Nothing of yours was saved: look at where it stands now."
        ) from error
    trail.record(
        verb,
        by=by,
        at=at,
        authority_code=school.authority_id,
        urn=school.pk if told else None,
        subject=f"{chosen.label}: {workflow.said(chosen.target)}",
    )
    return made


def check_text(text: str, missing: str) -> str:
    """Return words without what surrounds them. Raises CannotTake where there are none, or too many."""
    if not text.strip():
        raise CannotTake(missing)
    if len(text) > LONGEST:
        raise CannotTake(f"Use {LONGEST:,} characters or fewer: this is {len(text):,}.")
    return text.strip()
