"""What the account page says about how its holder signs in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from trellis.accounts import queries
from trellis.accounts.models import ProviderLink, SecondFactor, User
from trellis.accounts.providers.configured import Provider
from trellis.interfaces.web.govuk import words

DONE = {
    "added": "You have added a second step to signing in.",
    "codes": "Your new recovery codes work from now on, and the old ones no longer do.",
    "renamed": "The name has been changed.",
    "taken-up": "You have taken up the post. What it opens is in the menu now.",
    "removed": "It has been removed from your account.",
}


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One second factor as its holder knows it."""

    number: int
    name: str
    kind: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Safety:
    """How somebody signs in: by password, by which providers, with which second factors."""

    password: bool
    providers: tuple[str, ...]
    offered: bool
    factors: tuple[Factor, ...]
    codes: str


def safety(user: User, *, offered: bool, providers: Iterable[Provider]) -> Safety:
    """Return how a person signs in. This will make at most three queries."""
    held = queries.held_by(user) if offered else queries.Held(factors=(), codes_left=0)
    names = {provider.issuer: provider.name for provider in providers}
    links = queries.links_of(user)
    return Safety(
        password=not user.by_provider_only,
        providers=tuple(_link(link, names) for link in links),
        offered=offered,
        factors=tuple(_factor(factor) for factor in held.factors),
        codes=f"{words.count(held.codes_left, 'recovery code')} left",
    )


def _factor(factor: SecondFactor) -> Factor:
    used = (
        f"last used on {words.moment(factor.last_used_at)}"
        if factor.last_used_at
        else "not used at sign-in yet"
    )
    return Factor(
        number=factor.pk,
        name=factor.name,
        kind=factor.get_kind_display().capitalize(),
        said=f"Added on {words.day(timezone.localdate(factor.added_at))}; {used}",
    )


def _link(link: ProviderLink, names: dict[str, str]) -> str:
    name = names.get(link.issuer, link.issuer)
    return f"{name}, since {words.day(timezone.localdate(link.linked_at))}"
