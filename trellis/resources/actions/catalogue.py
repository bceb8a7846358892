"""Keeping the catalogue: adding a service, saying it anew, withdrawing it, and noting its best value."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.analysis.judging.entitlement import KINDS
from trellis.casework.actions.taking import LONGEST, CannotTake, check_text
from trellis.practice import areas
from trellis.resources import headings
from trellis.resources.models import PHASES, Funding, Service, ServiceVersion, Unit, ValueNote
from trellis.resources.queries import catalogue
from trellis.resources.queries.catalogue import ServiceFile
from trellis.schools.models import Authority

LONGEST_LINE = 120
HIGHEST = 10_000_000
"""The highest price in pence: one with more is a slip of the keys."""
CHANGED = (
    "Somebody else has changed it since you opened the page. Nothing of yours was saved: "
    "look at what it says now before you send yours again."
)


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the catalogue says of a service. Prices are in pence."""

    name: str
    about: str
    kind: str
    funding: str
    unit: str
    price_maintained: int
    price_academy: int
    provider: str
    share: int | None = None
    for_academies: bool = False
    phases: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    eligibility: str = ""
    evidence: str = ""
    withdrawn_from: date | None = None


@transaction.atomic(durable=True)
def add(*, authority: str, words: Words, by: User, at: datetime) -> ServiceFile:
    """Add a service to the catalogue. Raises PermissionDenied or CannotTake."""
    _require(by, authority, at=at)
    told = _checked(words)
    _only_of_its_name(authority, str(told["name"]), at=at)
    made = Service.objects.create(authority_id=authority, by=by, at=at)
    ServiceVersion.objects.create(service=made, number=1, by=by, at=at, **told)
    _record(by, authority, f"Added: {told['name']}", at=at)
    return read(made, at=at)


@transaction.atomic(durable=True)
def change(file: ServiceFile, *, words: Words, by: User, at: datetime) -> ServiceFile:
    """Say a service anew: what was ordered keeps its price. Raises PermissionDenied or CannotTake."""
    authority = file.service.authority_id
    _require(by, authority, at=at)
    told = _checked(words)
    if all(getattr(file.now, name) == value for name, value in told.items()):
        raise CannotTake("This is what the catalogue says already.")
    is_named_so = file.is_sold and str(told["name"]).casefold() == file.now.name.casefold()
    if not is_named_so and (words.withdrawn_from is None or words.withdrawn_from > timezone.localdate(at)):
        _only_of_its_name(authority, str(told["name"]), at=at, but=file.service)
    try:
        with transaction.atomic():
            ServiceVersion.objects.create(
                service=file.service, number=file.now.number + 1, by=by, at=at, **told
            )
    except IntegrityError as error:
        raise CannotTake(CHANGED) from error
    _record(by, authority, f"Changed: {told['name']}", at=at)
    return read(file.service, at=at)


@transaction.atomic(durable=True)
def note_value(file: ServiceFile, *, said: dict[str, str], by: User, at: datetime) -> ServiceFile:
    """Write what is to be said of the best value of a service, by heading. Raises PermissionDenied or CannotTake."""
    authority = file.service.authority_id
    _require(by, authority, at=at)
    known = headings.every()
    kept = {key: said.get(key, "").strip() for key in known}
    if not any(kept.values()):
        raise CannotTake("Write under one heading at least.")
    if any(len(each) > LONGEST for each in kept.values()):
        raise CannotTake(f"Use {LONGEST:,} characters or fewer under each heading.")
    # The words of each heading are kept with what was said: an authority may have others next year
    told = {known[key]: text for key, text in kept.items() if text}
    if file.notes and file.notes[-1].said == told:
        raise CannotTake("This is what the note says already.")
    try:
        with transaction.atomic():
            ValueNote.objects.create(
                service=file.service, number=len(file.notes) + 1, said=told, by=by, at=at
            )
    except IntegrityError as error:
        raise CannotTake(CHANGED) from error
    trail.record(Verb.VALUE_NOTED, by=by, at=at, authority_code=authority, subject=file.now.name)
    return read(file.service, at=at)


def read(service: Service, *, at: datetime) -> ServiceFile:
    """Read a service again after something was written of it."""
    found = catalogue.one(service.pk, authorities=(service.authority_id,), today=timezone.localdate(at))
    if found is None:
        raise LookupError("a service that was just written is there")
    return found


def _require(by: User, authority: str, *, at: datetime) -> None:
    access.require(by, Permission.SERVICE_KEEP, authority=authority, on=timezone.localdate(at))


def _only_of_its_name(authority: str, name: str, *, at: datetime, but: Service | None = None) -> None:
    """Raise CannotTake where another service that is sold is called so. Nobody else adds one until this transaction ends."""
    Authority.objects.select_for_update().filter(pk=authority).first()
    if any(
        each.service != but and each.now.name.casefold() == name.casefold()
        for each in catalogue.sold(authority, today=timezone.localdate(at))
    ):
        raise CannotTake(
            "The catalogue has a service of this name already. Change that one, or use another name."
        )


def _record(by: User, authority: str, subject: str, *, at: datetime) -> None:
    trail.record(Verb.SERVICE_KEPT, by=by, at=at, authority_code=authority, subject=subject)


def _checked(words: Words) -> dict[str, Any]:
    """The columns of a version. Raises CannotTake where something is missing, too long, or none of the choices."""
    if words.kind not in KINDS:
        raise CannotTake("Choose what kind of service it is.")
    if words.unit not in Unit.values:
        raise CannotTake("Choose by what it is sold.")
    known = areas.every()
    if any(each not in known for each in words.areas) or any(each not in PHASES for each in words.phases):
        raise CannotTake("Choose phases and areas from the lists.")
    if not words.phases:
        raise CannotTake("Choose at least one phase.")
    for price in (words.price_maintained, words.price_academy):
        if not 0 <= price <= HIGHEST:
            raise CannotTake("A price is from £0 to £100,000.")
    for long in (words.eligibility, words.evidence):
        if len(long) > LONGEST:
            raise CannotTake(f"Use {LONGEST:,} characters or fewer: this is {len(long):,}.")
    return {
        "name": _line(words.name, "Say what the service is called."),
        "about": check_text(words.about, "Say what the school gets."),
        "kind": words.kind,
        "funding": words.funding,
        "share": _share(words),
        "for_academies": words.for_academies,
        "phases": [each for each in PHASES if each in words.phases],
        "areas": [each for each in known if each in words.areas],
        "unit": words.unit,
        "price_maintained": words.price_maintained,
        "price_academy": words.price_academy,
        "provider": _line(words.provider, "Say who gives the service."),
        "eligibility": words.eligibility.strip(),
        "evidence": words.evidence.strip(),
        "withdrawn_from": words.withdrawn_from,
    }


def _share(words: Words) -> int:
    match words.funding:
        case Funding.CENTRAL:
            return 100
        case Funding.SCHOOL:
            return 0
        case Funding.SPLIT:
            if words.share is None or not 0 < words.share < 100:
                raise CannotTake("Say what share the central budget pays, from 1 to 99 percent.")
            return words.share
    raise CannotTake("Choose who pays.")


def _line(said: str, missing: str) -> str:
    line = " ".join(check_text(said, missing).split())
    if len(line) > LONGEST_LINE:
        raise CannotTake(f"Use {LONGEST_LINE} characters or fewer: this is {len(line)}.")
    return line
