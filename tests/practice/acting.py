"""Steps of entries of the directory of good practice, for the tests."""

from datetime import datetime, timedelta
from typing import Any

from tests import builders
from tests.casework import acting as casework
from trellis.accounts.models import User
from trellis.practice.actions import contact, nominations, steps
from trellis.practice.actions.nominations import Words
from trellis.practice.models import ContactRequest
from trellis.practice.queries import entries
from trellis.practice.queries.entries import EntryFile
from trellis.schools.models import School

AT = builders.AT
TODAY = builders.AS_OF
A_DAY = timedelta(days=1)


def school(urn: int = builders.BEECH) -> School:
    return School.objects.select_related("authority").get(pk=urn)


def adviser(urn: int = builders.BEECH) -> User:
    return casework.adviser(urn)


def head(urn: int = builders.BEECH) -> User:
    return casework.head(urn)


def senior() -> User:
    return builders.person("spa")


def principal() -> User:
    return builders.person("pa")


def words(**more: Any) -> Words:
    given: dict[str, Any] = {
        "title": "Phonics from the first week",
        "what": "Every adult teaches the same daily lesson, and a child who falls behind is taught again the same day.",
        "whom": "Children in Reception and year 1",
        "shows": "Nearly all children pass the check, those with free meals as often as others.",
        "see": "Three lessons at once, and the same-day groups after lunch.",
        "contact": "The leader of early reading",
        "areas": ("early-reading",),
        "phases": ("primary",),
    }
    return Words(**{**given, **more})


def nominated(
    urn: int = builders.BEECH,
    *,
    by: User | None = None,
    at: datetime = AT,
    why: str = "Seen on a visit.",
    **more: Any,
) -> EntryFile:
    kept = {name: more.pop(name) for name in ("visit", "indicator") if name in more}
    return nominations.nominate(
        school=school(urn), words=words(**more), why=why, by=by or adviser(urn), at=at, **kept
    )


def take(
    file: EntryFile, name: str, by: User, *, at: datetime = AT, reasons: str = "As was seen."
) -> EntryFile:
    return steps.take(file, name, reasons=reasons, by=by, at=at)


def consented(urn: int = builders.BEECH, *, at: datetime = AT, **more: Any) -> EntryFile:
    return take(nominated(urn, at=at, **more), "consent", head(urn), at=at)


def verified(urn: int = builders.BEECH, *, at: datetime = AT, **more: Any) -> EntryFile:
    return take(consented(urn, at=at, **more), "verify", principal(), at=at)


def published(urn: int = builders.BEECH, *, at: datetime = AT, **more: Any) -> EntryFile:
    return take(verified(urn, at=at, **more), "publish", principal(), at=at)


def later(file: EntryFile, *, days: int) -> tuple[EntryFile, datetime]:
    """The same entry as read some days after AT, and that moment."""
    at = AT + days * A_DAY
    return again(file, at=at), at


def again(file: EntryFile, *, at: datetime = AT) -> EntryFile:
    return nominations.read(file.entry, at=at)


def asked(
    file: EntryFile, *, urn: int | None = builders.OAK, by: User | None = None, at: datetime = AT
) -> ContactRequest:
    asker = school(urn) if urn is not None else None
    return contact.ask(
        file, asker=asker, wishes="Could two teachers come and see?", by=by or head(builders.OAK), at=at
    )


def shown(*, days: int = 0, authority: str = "801") -> list[str]:
    """The titles that the directory shows some days after AT."""
    today = TODAY + days * A_DAY
    return [each.shown.title for each in entries.current(authority, today=today) if each.shown is not None]
