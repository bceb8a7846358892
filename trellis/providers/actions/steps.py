"""What was seen of a provider’s quality, and the steps of it."""

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
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.providers.actions.register import read
from trellis.providers.models import Provider, ProviderEvidence, ProviderStep, Seen
from trellis.providers.queries import register
from trellis.providers.queries.register import ProviderFile
from trellis.providers.workflows.provider_quality import APPROVER, APPROVES, PROVIDER_QUALITY
from trellis.schools import queries as schools
from trellis.schools.standing_aside import StandsAside
from trellis.workflow import TransitionRefused

LONGEST_APPROVAL_DAYS = 3 * 366
ASKED = {
    "check": "Say what the evidence shows, and what it leaves open.",
    "approve": "Say why it is approved.",
    "approve_conditions": "Say why it is approved.",
    "send_back": "Say what is still to be seen.",
    "refuse": "Say why it is refused.",
    "review": "Say why it is reviewed now.",
    "suspend": "Say why it is suspended.",
    "remove": "Say why it is removed from the register.",
    "apply_again": "Say what has changed since the school applied.",
    "reopen": "Say what has changed since the decision.",
}
"""What is said where the reason of a step is missing."""
OF_SCHOOL = frozenset({"apply_again"})


def may(user: User, provider: Provider, *, at: datetime, held: Access | None = None) -> frozenset[str]:
    """The permissions of this machine that the user has for a provider."""
    reach = held or access.of(user, on=timezone.localdate(at))
    asked = {step.permission for step in PROVIDER_QUALITY.transitions}
    found = {name for name in asked if reach.may(Permission(name), authority=provider.authority_id)}
    school = provider.school
    if school is None or not schools.reaches(reach, Permission.PROVIDER_APPLY, school=school):
        found.discard(Permission.PROVIDER_APPLY)
    return frozenset(found)


def refusal(file: ProviderFile, name: str, *, by: User) -> str:
    """Why somebody may not take a step though their role could: they checked the evidence; "" where they may."""
    if name in APPROVES and by.pk in file.checked_by():
        return f"“{PROVIDER_QUALITY.by_name[name].label}” is for {APPROVER}: you checked it."
    return ""


@transaction.atomic(durable=True)
def see(
    file: ProviderFile,
    *,
    kind: str,
    words: str,
    seen_on: date,
    until: date | None = None,
    by: User,
    at: datetime,
) -> ProviderFile:
    """Record what was seen of a provider’s quality. Raises PermissionDenied, StandsAside or CannotTake."""
    provider, today = file.provider, timezone.localdate(at)
    access.require(by, Permission.PROVIDER_ASSURE, authority=provider.authority_id, on=today)
    _check_interest(by, provider, on=today)
    if file.state in ("refused", "removed"):
        raise CannotTake(
            f"This provider is {PROVIDER_QUALITY.said(file.state)}: it applies again before evidence is seen."
        )
    if kind not in Seen.values:
        raise CannotTake("Choose what was seen.")
    said = check_text(words, "Say what was seen, and what it shows.")
    if seen_on > today:
        raise CannotTake("Evidence is recorded after it was seen: give a day up to today.")
    if kind == Seen.INSURANCE and until is None:
        raise CannotTake("Say until when the insurance holds.")
    if until is not None and until < seen_on:
        raise CannotTake("It had ended when it was seen: see one that holds.")
    Provider.objects.select_for_update().filter(pk=provider.pk).first()
    ProviderEvidence.objects.create(
        provider=provider, kind=kind, words=said, seen_on=seen_on, until=until, by=by, at=at
    )
    _tell(provider, f"Evidence seen: {Seen(kind).label.lower()}", by=by, at=at)
    return read(provider, at=at)


@transaction.atomic(durable=True)
def take(
    file: ProviderFile,
    name: str,
    *,
    reasons: str,
    until: date | None = None,
    conditions: str = "",
    by: User,
    at: datetime,
) -> ProviderFile:
    """Take a step of a provider. An approval says until when, and one with conditions says which.

    Raises TransitionRefused, StandsAside or CannotTake.
    """
    if name not in ASKED:
        raise KeyError(name)
    provider, today = file.provider, timezone.localdate(at)
    chosen = PROVIDER_QUALITY.check(file, name, state=file.state, may=may(by, provider, at=at))
    if why := refusal(file, name, by=by):
        raise TransitionRefused(why)
    if name not in OF_SCHOOL:
        _check_interest(by, provider, on=today)
    said = check_text(reasons, ASKED[name])
    details = _approval(name, until=until, conditions=conditions, today=today)
    Provider.objects.select_for_update().filter(pk=provider.pk).first()
    if len(read(provider, at=at).evidence) != len(file.evidence):
        raise CannotTake(
            "Evidence was added since you opened the page. Nothing of yours was saved: read it before you decide."
        )
    try:
        with transaction.atomic():
            ProviderStep.objects.create(
                provider=provider,
                number=file.steps[-1].number + 1,
                name=name,
                state=chosen.target,
                reasons=said,
                details=dict(details),
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has taken this a step further since you opened the page. "
            "Nothing of yours was saved: look at where it stands now."
        ) from error
    _tell(provider, f"{chosen.label}: {PROVIDER_QUALITY.said(chosen.target)}", by=by, at=at)
    return read(provider, at=at)


def _approval(name: str, *, until: date | None, conditions: str, today: date) -> Mapping[str, Any]:
    """What an approval keeps. Raises CannotTake where its date or its conditions are missing."""
    if name not in APPROVES:
        return {}
    if until is None or until <= today:
        raise CannotTake("Say until when it is approved: a day that is still to come.")
    if until > today + timedelta(days=LONGEST_APPROVAL_DAYS):
        raise CannotTake("Approve for three years or less: its quality is looked at again by then.")
    kept = {"until": until.isoformat()}
    if name == "approve_conditions":
        kept["conditions"] = check_text(conditions, "Say under which conditions it is approved.")
    return kept


def _check_interest(by: User, provider: Provider, *, on: date) -> None:
    if why := register.stands_aside(by, provider, on):
        raise StandsAside(why)


def _tell(provider: Provider, subject: str, *, by: User, at: datetime) -> None:
    trail.record(
        Verb.PROVIDER_MOVED,
        by=by,
        at=at,
        authority_code=provider.authority_id,
        urn=provider.school_id,
        subject=f"{provider.name}: {subject}",
    )
