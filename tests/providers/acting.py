"""Steps of providers of support, for the tests."""

from datetime import date, datetime, timedelta
from typing import Any

from tests import builders
from tests.casework import acting as casework
from trellis.accounts.models import User
from trellis.providers.actions import register, steps
from trellis.providers.models import Kind, Seen
from trellis.providers.queries.register import ProviderFile
from trellis.schools.models import School

AT = builders.AT
TODAY = builders.AS_OF
A_DAY = timedelta(days=1)
A_YEAR_ON = date(2027, 11, 20)


def manager() -> User:
    return builders.person("traded_services")


def principal() -> User:
    return builders.person("pa")


def head(urn: int = builders.BEECH) -> User:
    return casework.head(urn)


def school(urn: int = builders.BEECH) -> School:
    return School.objects.select_related("authority").get(pk=urn)


def entered(
    *, name: str = "Lantern Learning", at: datetime = AT, by: User | None = None, **more: Any
) -> ProviderFile:
    given: dict[str, Any] = {
        "authority": "801",
        "name": name,
        "kind": Kind.COMPANY,
        "offers": "Coaching for leaders of mathematics.",
        "areas": ("mathematics",),
        "phases": ("primary",),
        "day_rate": 450,
    }
    return register.enter(**{**given, **more}, by=by or manager(), at=at)


def applied(urn: int = builders.BEECH, *, at: datetime = AT, by: User | None = None) -> ProviderFile:
    """A school that applies for itself."""
    return entered(kind=Kind.SCHOOL, school=school(urn), by=by or head(urn), at=at)


def seen(
    file: ProviderFile, *, at: datetime = AT, by: User | None = None, insured: date | None = None
) -> ProviderFile:
    """Every kind of evidence, seen."""
    for kind in Seen.values:
        until = (insured or A_YEAR_ON) if kind == Seen.INSURANCE else None
        file = steps.see(
            file,
            kind=kind,
            words="It is as it should be.",
            seen_on=at.date(),
            until=until,
            by=by or manager(),
            at=at,
        )
    return file


def take(file: ProviderFile, name: str, by: User, *, at: datetime = AT, **more: Any) -> ProviderFile:
    return steps.take(file, name, **{"reasons": "As was seen.", **more}, by=by, at=at)


def checked(*, at: datetime = AT, file: ProviderFile | None = None) -> ProviderFile:
    return take(seen(file or entered(at=at), at=at), "check", manager(), at=at)


def approved(*, at: datetime = AT, until: date = A_YEAR_ON, file: ProviderFile | None = None) -> ProviderFile:
    return take(checked(at=at, file=file), "approve", principal(), at=at, until=until)


def again(file: ProviderFile, *, days: int = 0) -> ProviderFile:
    """The same provider, as read some days after AT."""
    return register.read(file.provider, at=AT + days * A_DAY)
