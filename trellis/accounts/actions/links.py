"""Whose account somebody is who signs in by a provider. A provider opens no account and gives no role."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from trellis.accounts.actions.accounts import account_of
from trellis.accounts.models import ProviderLink, User
from trellis.accounts.providers.client import Identity
from trellis.problem import Refusal


class NoAccount(Refusal):
    """Nobody here has the address, or an account without a post or that may not sign in."""


class EmailNotSure(Refusal):
    """The provider does not vouch for the address, so that it proves nothing."""


class LinkedToAnother(Refusal):
    """The account belongs to somebody else at the same provider: an address that was given to a new person."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The account of somebody, and whether it was linked to the provider just now."""

    user: User
    newly: bool


@transaction.atomic
def account_for(identity: Identity, *, on: date, at: datetime) -> Found:
    """Return the account of a person as a provider names them.

    Once linked, by the subject that the provider never gives to anybody else. The first time, by an address that the
    provider vouches for, if somebody has a post here under it. Raises NoAccount, EmailNotSure or LinkedToAnother.
    """
    link = ProviderLink.objects.filter(issuer=identity.issuer, subject=identity.subject).first()
    if link is not None:
        if not link.user.is_active:
            raise NoAccount("Your account in Trellis is closed.")
        link.last_used_at = at
        link.save(update_fields=["last_used_at"])
        return Found(user=link.user, newly=False)
    if not identity.email:
        raise EmailNotSure(
            "It did not confirm that the email address of your account there is yours."
            if identity.unverified
            else "It did not tell Trellis your email address."
        )
    user = account_of(identity.email)
    if user is None or not user.is_active or not user.posts.all().held_on(on).exists():
        raise NoAccount(f"Nobody with the address {identity.email} has a role in Trellis.")
    if ProviderLink.objects.filter(user=user, issuer=identity.issuer).exists():
        raise LinkedToAnother(f"The account of {identity.email} in Trellis belongs to another person there.")
    link = ProviderLink.objects.create(
        user=user, issuer=identity.issuer, subject=identity.subject, linked_at=at, last_used_at=at
    )
    return Found(user=user, newly=True)


@transaction.atomic
def link(*, user: User, issuer: str, subject: str, at: datetime) -> ProviderLink:
    """Link an account to a subject by hand, where the provider vouches for no address. Raises LinkedToAnother."""
    if ProviderLink.objects.filter(issuer=issuer, subject=subject).exclude(user=user).exists():
        raise LinkedToAnother("That subject is linked to another account.")
    unlink(user=user, issuer=issuer)
    return ProviderLink.objects.create(user=user, issuer=issuer, subject=subject, linked_at=at)


@transaction.atomic
def unlink(*, user: User, issuer: str) -> int:
    """Take the link to a provider away, so that the next sign-in there is matched by address again."""
    removed, _ = ProviderLink.objects.filter(user=user, issuer=issuer).delete()
    return removed


@transaction.atomic
def by_provider_only(*, user: User, only: bool) -> User:
    """Say whether an account signs in by a provider only, whatever password it has."""
    user.by_provider_only = only
    user.save(update_fields=["by_provider_only"])
    return user
