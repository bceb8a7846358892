"""Making accounts and giving posts."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.hashers import check_password, make_password
from django.db import models, transaction

from trellis.accounts import made_up
from trellis.accounts.models import Post, User, spelled
from trellis.accounts.roles import ROLES
from trellis.problem import Refusal


class UnknownRole(Refusal):
    """The role is not one of the roles kept in code."""


class SchoolNeeded(Refusal):
    """The role is held at a school, and none was named."""


class EndsTooSoon(Refusal):
    """The last day of a post would come before its first."""


class EndedAlready(Refusal):
    """The post has its last day already, and it would come later than that."""


class WrongCode(Refusal):
    """No post of the account waits for this code."""


class AccountExists(Refusal):
    """There is an account with the address already, and nobody said to change its password."""


def account_of(email: str) -> User | None:
    """Return the account with this email address, however it is typed."""
    return User.objects.filter(email=spelled(email)).first()


@transaction.atomic
def open_account(
    *, email: str, name: str, password: str, reset_password: bool = False, told: bool = False
) -> User:
    """Make an account; with `reset_password`, give the one there is this name and password and let it sign in.

    A password that was `told` to its holder by somebody else is changed at the first signing in, before anything else.

    Raises AccountExists where there is one and it is not to be reset.
    """
    user = account_of(email)
    if user is None:
        return User.objects.create_user(email=email, name=name, password=password, password_is_told=told)
    if not reset_password:
        raise AccountExists(f"{user.email} has an account already: nothing was changed.")
    user.name = name
    user.set_password(password)
    user.is_active = True
    user.password_is_told = told
    user.save(update_fields=["name", "password", "is_active", "password_is_told"])
    return user


@transaction.atomic
def give_posts(
    *,
    user: User,
    role: str,
    authority_code: str,
    from_date: date,
    urns: Iterable[int] = (),
    to_date: date | None = None,
    code: str = "",
) -> list[Post]:
    """Give the user this role at the authority, or at each school named; a post already held is left as it is.

    With the hash of a `code`, the posts wait until their holder enters it.

    Raises UnknownRole, SchoolNeeded when the role is held at a school and none is named, or EndsTooSoon.
    """
    if role not in ROLES:
        raise UnknownRole(f"There is no role “{role}”. The roles are: {', '.join(ROLES)}.")
    if to_date is not None and to_date < from_date:
        raise EndsTooSoon("A post cannot end before it begins.")
    places: list[int | None] = list(urns) or [None]
    if ROLES[role].at_school and places == [None]:
        raise SchoolNeeded(f"A {ROLES[role].name.lower()} is one of a school: say which, by its URN.")
    given = []
    for urn in places:
        held = Post.objects.filter(user=user, role=role, authority_code=authority_code, urn=urn)
        waiting = held.exclude(code="").filter(from_date=from_date, to_date=to_date)
        post = (
            held.held_on(from_date).first()
            or waiting.first()
            or Post.objects.create(
                user=user,
                role=role,
                authority_code=authority_code,
                urn=urn,
                from_date=from_date,
                to_date=to_date,
                code=code,
            )
        )
        given.append(post)
    return given


@transaction.atomic
def end_post(post: Post, *, to_date: date) -> Post:
    """Give a post its last day, once. One that was to end later is brought forward, and never put off.

    Raises EndsTooSoon or EndedAlready.
    """
    if to_date < post.from_date:
        raise EndsTooSoon("A post cannot end before it begins.")
    later = models.Q(to_date__isnull=True) | models.Q(to_date__gt=to_date)
    if not Post.objects.filter(later, pk=post.pk).update(to_date=to_date):
        raise EndedAlready("This post has ended by then already: another can be given from a later day.")
    post.to_date = to_date
    return post


@transaction.atomic
def change_password(*, user: User, new: str) -> User:
    """Set the user's password, which ends every other session of theirs."""
    user.set_password(new)
    user.password_is_told = False
    user.save(update_fields=["password", "password_is_told"])
    return user


@transaction.atomic
def wait_for_code(*, user: User, authority_code: str, code: str) -> str:
    """Have every post of theirs at the authority that waits for a code wait for this one. Returns its hash."""
    kept = make_password(made_up.plain(code))
    Post.objects.filter(user=user, authority_code=authority_code).exclude(code="").update(code=kept)
    return kept


@transaction.atomic
def take_up(*, user: User, code: str) -> list[Post]:
    """Let the posts that wait for this code open what they open, and return them. Raises WrongCode."""
    given = made_up.plain(code)
    waiting = list(Post.objects.select_for_update().filter(user=user).exclude(code=""))
    right = {kept for kept in {post.code for post in waiting} if check_password(given, kept)}
    taken = [post for post in waiting if post.code in right]
    if not taken:
        raise WrongCode(
            "That is not the code of a post that waits for you. Ask the administrator who gave you the post for a new one."
        )
    for post in taken:
        post.code = ""
        post.save(update_fields=["code"])
    return taken
