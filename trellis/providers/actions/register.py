"""Entering a provider into the register, and saying anew what it offers."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake, check_text
from trellis.practice import areas as practice_areas
from trellis.practice.models import PHASES
from trellis.providers.models import Kind, Provider, ProviderOffer, ProviderStep
from trellis.providers.queries import register
from trellis.providers.queries.register import ProviderFile
from trellis.providers.workflows.provider_quality import PROVIDER_QUALITY
from trellis.schools import queries as schools
from trellis.schools.models import Authority, School

LONGEST_LINE = 120
DEAREST = 5000
# An address, or so many digits that they are a telephone’s: neither is a role
_PRIVATE = re.compile(r"@|https?:|www\.|(?:\d[\s()./-]*){6,}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Offering:
    """What a provider offers: in words, in which areas and phases, and for how many pounds a day, or None."""

    offers: str
    areas: Collection[str]
    phases: Collection[str]
    day_rate: int | None = None


@transaction.atomic(durable=True)
def enter(
    *,
    authority: Authority | str,
    name: str = "",
    kind: str,
    school: School | None = None,
    contact: str = "",
    offers: str,
    areas: Collection[str],
    phases: Collection[str],
    day_rate: int | None = None,
    why: str = "",
    by: User,
    at: datetime,
) -> ProviderFile:
    """Enter a provider that applies. A school applies for itself, and whoever assures quality enters any.

    Raises PermissionDenied or CannotTake.
    """
    code = authority if isinstance(authority, str) else authority.pk
    if kind not in Kind.values:
        raise CannotTake("Choose what kind of provider it is.")
    if (kind == Kind.SCHOOL) != (school is not None):
        raise CannotTake("Choose the school that provides, where it is a school, and none where it is not.")
    if school is not None and school.authority_id != code:
        raise PermissionDenied("This school is not one of the authority.")
    _check_may(by, code=code, school=school, at=at)
    if school is not None and not school.is_open:
        raise CannotTake("A school that has closed provides no support.")
    told = _checked(Offering(offers=offers, areas=areas, phases=phases, day_rate=day_rate))
    called = (
        school.name if school is not None else _line(check_text(name, "Say what the provider is called."))
    )
    asked_for = _line(contact.strip())
    if _PRIVATE.search(asked_for):
        raise CannotTake(
            "Name a role, such as “the leader of the programme”: no e-mail address and no telephone number."
        )
    if len(why) > 4000:
        raise CannotTake("Use 4,000 characters or fewer to say why.")
    try:
        with transaction.atomic():
            made = Provider.objects.create(
                authority_id=code,
                name=called[:LONGEST_LINE],
                kind=kind,
                school=school,
                contact=asked_for,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        there = "This school" if school is not None else "A provider of this name"
        raise CannotTake(f"{there} is in the register already: it is kept, once.") from error
    ProviderOffer.objects.create(provider=made, number=1, by=by, at=at, **told)
    ProviderStep.objects.create(
        provider=made,
        number=1,
        name="apply",
        state=PROVIDER_QUALITY.initial,
        reasons=why.strip(),
        by=by,
        at=at,
    )
    trail.record(
        Verb.PROVIDER_ENTERED,
        by=by,
        at=at,
        authority_code=code,
        urn=made.school_id,
        subject=made.name,
    )
    return read(made, at=at)


@transaction.atomic(durable=True)
def offer(file: ProviderFile, *, offering: Offering, by: User, at: datetime) -> ProviderFile:
    """Say anew what a provider offers, as its school or as whoever keeps the register. Raises PermissionDenied or CannotTake."""
    provider = file.provider
    _check_may(by, code=provider.authority_id, school=provider.school, at=at)
    if file.state == "removed":
        raise CannotTake("This provider was removed from the register: it applies again first.")
    told = _checked(offering)
    if all(getattr(file.offer, name) == value for name, value in told.items()):
        raise CannotTake("This is what the register says already.")
    try:
        with transaction.atomic():
            ProviderOffer.objects.create(
                provider=provider, number=file.offer.number + 1, by=by, at=at, **told
            )
    except IntegrityError as error:
        raise CannotTake(
            "Somebody else has changed what it offers since you opened the page. Nothing of yours was saved: "
            "look at their words before you send yours again."
        ) from error
    trail.record(
        Verb.PROVIDER_MOVED,
        by=by,
        at=at,
        authority_code=provider.authority_id,
        urn=provider.school_id,
        subject=f"{provider.name} says anew what it offers",
    )
    return read(provider, at=at)


def read(provider: Provider, *, at: datetime) -> ProviderFile:
    """Read a provider again after something was written of it."""
    found = register.one(provider.pk, authorities=(provider.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("a provider that was just written is there")
    return found


def may_write(by: User, *, code: str, school: School | None, at: datetime) -> bool:
    """Whether somebody writes what the register says of a provider: its school, or whoever assures quality."""
    held = access.of(by, on=timezone.localdate(at))
    if held.may(Permission.PROVIDER_ASSURE, authority=code):
        return True
    return school is not None and schools.reaches(held, Permission.PROVIDER_APPLY, school=school)


def _check_may(by: User, *, code: str, school: School | None, at: datetime) -> None:
    if may_write(by, code=code, school=school, at=at):
        return
    access.require(by, Permission.PROVIDER_ASSURE, authority=code, on=timezone.localdate(at))


def _checked(given: Offering) -> dict[str, object]:
    """The columns of an offer. Raises CannotTake where something is missing, or not one of the choices."""
    known, phases = practice_areas.every(), tuple(each for each in PHASES if each in given.phases)
    offers = check_text(given.offers, "Say what it offers to schools.")
    if not given.areas or any(each not in known for each in given.areas):
        raise CannotTake("Choose at least one area of practice.")
    if not phases or len(phases) != len(set(given.phases)):
        raise CannotTake("Choose at least one phase.")
    if given.day_rate is not None and not 0 <= given.day_rate <= DEAREST:
        raise CannotTake(f"Give the rate of a day in whole pounds, from 0 to {DEAREST:,}, or leave it empty.")
    return {
        "offers": offers,
        "areas": [each for each in known if each in given.areas],
        "phases": list(phases),
        "day_rate": given.day_rate,
    }


def _line(said: str) -> str:
    line = " ".join(said.split())
    if len(line) > LONGEST_LINE:
        raise CannotTake(f"Use {LONGEST_LINE} characters or fewer for a name: this is {len(line)}.")
    return line
