"""How somebody is told: what they chose, the digests sent to them, and their calendar address."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from trellis.accounts import secrecy
from trellis.accounts.models import User
from trellis.notices.models import Choice, Digest, DigestStep, Feed, Frequency
from trellis.notices.post_office import PostOffice
from trellis.notices.workflows.digest import DIGEST


@dataclass(frozen=True, kw_only=True)
class DigestFile:
    """A digest with its steps, in order."""

    digest: Digest
    steps: tuple[DigestStep, ...]

    @property
    def state(self) -> str:
        return self.steps[-1].state

    @property
    def state_words(self) -> str:
        return DIGEST.states[self.state]

    @property
    def said(self) -> str:
        return self.steps[-1].said


def post_office() -> PostOffice | None:
    """How this installation sends e-mail; None where it sends none."""
    office: PostOffice | None = settings.POST_OFFICE
    return office


def choice_of(user: User) -> Choice | None:
    """The newest choice of somebody; None where they never chose, which is never."""
    return Choice.objects.filter(user=user).first()


def choosers(*frequencies: Frequency) -> QuerySet[Choice]:
    """The newest choices that are one of these, of people whose account is open, with the person."""
    newest = Choice.objects.filter(user=OuterRef("user")).values("pk")[:1]
    rows = Choice.objects.filter(pk=Subquery(newest), frequency__in=frequencies, user__is_active=True)
    return rows.select_related("user").order_by("user_id")


def has_digest(user: User, *, frequency: Frequency, period: date) -> bool:
    """Whether a digest of a period was made for somebody."""
    return Digest.objects.filter(user=user, frequency=frequency, period=period).exists()


def digest(number: int) -> DigestFile | None:
    """One digest."""
    row = Digest.objects.select_related("user").filter(pk=number).first()
    return _file(row) if row is not None else None


def last_digest(user: User) -> DigestFile | None:
    """The newest digest of somebody."""
    row = Digest.objects.filter(user=user).first()
    return _file(row) if row is not None else None


def _file(row: Digest) -> DigestFile:
    steps: Any = row.steps.order_by("number")
    return DigestFile(digest=row, steps=tuple(steps))


def feed_of(user: User) -> Feed | None:
    """The calendar address of somebody that holds; None where there is none."""
    return Feed.objects.filter(user=user, ended__isnull=True).first()


def holder_of(token: str) -> User | None:
    """Whose calendar address this is; None where it is nobody’s, or was ended or replaced."""
    found = Feed.objects.filter(digest__in=secrecy.digests(token), ended__isnull=True).select_related("user")
    row = found.first()
    return row.user if row is not None else None
