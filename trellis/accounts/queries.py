"""Reading people: the posts they hold, and how they sign in. What a post opens is `access`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import QuerySet

from trellis.accounts.models import Kind, Post, ProviderLink, RecoveryCode, SecondFactor, User
from trellis.accounts.roles import Permission


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with posts at an authority: those held on the day, and all others, newest first."""

    user: User
    held: tuple[Post, ...]
    others: tuple[Post, ...]

    @property
    def named(self) -> str:
        """Their name; the address alone while nothing here was taken up, for the name is another authority's to tell."""
        known = any(not post.code for post in (*self.held, *self.others))
        return self.user.name if known else self.user.email


def people(authority_code: str, *, on: date) -> list[Person]:
    """Everybody who holds, held or will hold a post at the authority or at a school of it, by name. Two queries."""
    of_user: dict[int, list[Post]] = {}
    for post in _posts(authority_code):
        of_user.setdefault(post.user_id, []).append(post)
    users = User.objects.filter(pk__in=list(of_user)).order_by("name", "pk")
    return [_person(user, of_user[user.pk], on=on) for user in users]


def person(user_id: int, *, authority_code: str, on: date) -> Person | None:
    """One of those; None for somebody without a post at the authority."""
    posts = list(_posts(authority_code).filter(user__in=User.objects.filter(pk=user_id)))
    return _person(posts[0].user, posts, on=on) if posts else None


def post(post_id: int, *, authorities: Iterable[str]) -> Post | None:
    """One post, if it is at one of these authorities."""
    kept = Post.objects.filter(pk=post_id, authority_code__in=list(authorities))
    return kept.select_related("user").first()


def advisers(authority_code: str, *, on: date) -> list[User]:
    """Everybody who is an adviser of the authority on this day, or will be, and may sign in, by name."""
    posts = Post.objects.filter(
        models.Q(to_date__isnull=True) | models.Q(to_date__gte=on),
        role="sia",
        authority_code=authority_code,
        code="",
    )
    return list(User.objects.filter(pk__in=posts.values("user_id"), is_active=True).order_by("name", "pk"))


def allocations(authority_code: str, *, on: date) -> list[Post]:
    """The posts by which advisers of an authority have a school on this day, or will have one later."""
    posts = Post.objects.filter(role="sia", authority_code=authority_code, urn__isnull=False)
    return [each for each in posts.select_related("user") if each.to_date is None or each.to_date >= on]


def holders(permission: Permission, *, authority_code: str, on: date) -> list[Post]:
    """The posts at an authority that carry a permission on this day, by name of whoever holds them."""
    posts = Post.objects.all().held_on(on).filter(authority_code=authority_code, user__is_active=True)
    found = [each for each in posts.select_related("user") if permission in each.role_held.permissions]
    return sorted(found, key=lambda each: (each.user.name, each.user_id))


def _posts(authority_code: str) -> QuerySet[Post]:
    return Post.objects.filter(authority_code=authority_code).select_related("user")


def _person(user: User, posts: list[Post], *, on: date) -> Person:
    held = [p for p in posts if not p.code and p.from_date <= on and (p.to_date is None or p.to_date >= on)]
    others = sorted((p for p in posts if p not in held), key=lambda p: (p.from_date, p.pk), reverse=True)
    return Person(user=user, held=tuple(held), others=tuple(others))


@dataclass(frozen=True, kw_only=True)
class Held:
    """The second factors of one person, the newest use first, and how many recovery codes are left."""

    factors: tuple[SecondFactor, ...]
    codes_left: int

    @property
    def apps(self) -> tuple[SecondFactor, ...]:
        return tuple(factor for factor in self.factors if factor.kind == Kind.APP)

    @property
    def keys(self) -> tuple[SecondFactor, ...]:
        return tuple(factor for factor in self.factors if factor.kind == Kind.KEY)

    @property
    def preferred(self) -> str:
        """The kind of the factor that was used last, or else added first."""
        used = [factor for factor in self.factors if factor.last_used_at]
        latest = max(used, key=lambda factor: factor.last_used_at, default=None)  # type: ignore[arg-type,return-value]
        return str((latest or self.factors[0]).kind)


def held_by(user: User) -> Held:
    """Return the second factors of a person. This will make two queries, or one where there is none."""
    factors = tuple(SecondFactor.objects.filter(user=user))
    left = RecoveryCode.objects.filter(user=user, used_at=None).count() if factors else 0
    return Held(factors=factors, codes_left=left)


def has_second_factor(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def factor_of(user: User, number: int) -> SecondFactor | None:
    """Return one second factor of this person; somebody else's is as good as none."""
    return SecondFactor.objects.filter(user=user, pk=number).first()


def links_of(user: User) -> tuple[ProviderLink, ...]:
    """The providers that the account is linked to."""
    return tuple(ProviderLink.objects.filter(user=user).order_by("linked_at"))


def account(pk: int) -> User | None:
    """Return an account that may sign in."""
    return User.objects.filter(pk=pk, is_active=True).first()


def never_signed_in(authorities: Iterable[str], *, on: date) -> list[User]:
    """The accounts with a post at one of these authorities on a day, that nobody has signed in to yet, by name."""
    posts = Post.objects.all().held_on(on).filter(authority_code__in=list(authorities))
    waiting = User.objects.filter(pk__in=posts.values("user_id"), is_active=True, last_login__isnull=True)
    return list(waiting.order_by("name", "pk"))


def posts_waiting(authorities: Iterable[str]) -> list[Post]:
    """The posts at these authorities that wait for their holder to enter the code they were told."""
    waiting = Post.objects.filter(authority_code__in=list(authorities)).exclude(code="")
    return list(waiting.select_related("user").order_by("from_date", "pk"))


def waits_for_code(user: User) -> bool:
    """Whether a post waits for this user to enter its code."""
    return Post.objects.filter(user=user).exclude(code="").exists()
