"""Making people's accounts, giving and ending their posts, and allocating schools to advisers.

An administrator looks after every post of their authority; whoever allocates looks after advisers' schools and nothing
else. Nobody gives themselves a post, and the last administrator of an authority stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from trellis.accounts import access, made_up, two_people
from trellis.accounts.actions import accounts
from trellis.accounts.models import Post, User
from trellis.accounts.roles import ROLES, Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.problem import Refusal
from trellis.schools import queries
from trellis.schools.models import Authority

ADVISER = "sia"


class CannotGive(Refusal):
    """A post cannot be given, or ended, like this. The message says what to change."""


@dataclass(frozen=True, kw_only=True)
class Added:
    """Somebody who was given a post. `password` is told once, and "" for an account that was there before.

    `code` is told once to somebody whose account another authority opened, who takes the post up with it; else "".
    """

    user: User
    password: str
    code: str = ""


@transaction.atomic(durable=True)
def add_person(
    *,
    name: str,
    email: str,
    role: str,
    authority_code: str,
    urns: Sequence[int],
    from_date: date,
    to_date: date | None,
    by: User,
    at: datetime,
) -> Added:
    """Make an account and give it its first post. An account that is there already keeps its name and password.

    Where nobody at this authority knows the account yet, its post waits for a code that is told to its holder. Asked
    again while it waits, a new code takes the place of the one before.

    Raises PermissionDenied, SamePerson, CannotGive, or what `accounts.give_posts` raises.
    """
    access.require(by, Permission.ACCOUNTS_MANAGE, authority=authority_code, on=timezone.localdate(at))
    user, password, code, kept = accounts.account_of(email), "", "", ""
    if user is None:
        if not name.strip():
            raise CannotGive("Enter the person’s full name.")
        password = made_up.password()
        user = accounts.open_account(email=email, name=name.strip(), password=password, told=True)
        trail.record(Verb.ACCOUNT_OPENED, by=by, at=at, authority_code=authority_code, subject=user.email)
    elif not user.posts.filter(authority_code=authority_code, code="").exists():
        code = made_up.password()
        kept = accounts.wait_for_code(user=user, authority_code=authority_code, code=code)
    _give(
        user,
        role=role,
        authority_code=authority_code,
        urns=urns,
        from_date=from_date,
        to_date=to_date,
        by=by,
        at=at,
        code=kept,
    )
    return Added(user=user, password=password, code=code)


@transaction.atomic(durable=True)
def take_up(*, user: User, code: str, at: datetime) -> list[Post]:
    """Take up the posts that wait for this code. Raises `accounts.WrongCode`."""
    taken = accounts.take_up(user=user, code=code)
    for post in taken:
        _tell(post, "taken up with the code", by=user, at=at)
    return taken


@transaction.atomic(durable=True)
def give(
    *,
    user: User,
    role: str,
    authority_code: str,
    urns: Sequence[int],
    from_date: date,
    to_date: date | None,
    by: User,
    at: datetime,
) -> list[Post]:
    """Give somebody a post at the authority, or one at each school named. Raises as `add_person` does."""
    access.require(by, Permission.ACCOUNTS_MANAGE, authority=authority_code, on=timezone.localdate(at))
    return _give(
        user,
        role=role,
        authority_code=authority_code,
        urns=urns,
        from_date=from_date,
        to_date=to_date,
        by=by,
        at=at,
    )


@transaction.atomic(durable=True)
def end(post: Post, *, to_date: date, by: User, at: datetime) -> Post:
    """Give a post its last day. Raises PermissionDenied, CannotGive, or what `accounts.end_post` raises."""
    access.require(by, Permission.ACCOUNTS_MANAGE, authority=post.authority_code, on=timezone.localdate(at))
    return _end(post, to_date=to_date, by=by, at=at)


@transaction.atomic(durable=True)
def allocate(
    *, adviser: User | None, urns: Sequence[int], authority_code: str, from_date: date, by: User, at: datetime
) -> list[Post]:
    """Put schools with an adviser from a day on, or with nobody. Whoever had them has them until the day before.

    Raises PermissionDenied, SamePerson, CannotGive, or what giving and ending a post raise.
    """
    access.require(by, Permission.SCHOOLS_ALLOCATE, authority=authority_code, on=timezone.localdate(at))
    wanted = sorted(set(urns))
    if not wanted:
        raise CannotGive("Choose at least one school.")
    if adviser is not None and not _is_adviser(adviser, authority_code=authority_code, on=from_date):
        raise CannotGive("Choose somebody who is a school improvement adviser of the authority.")
    # Locked where the database can: of two allocations at once the second sees what the first did
    Authority.objects.select_for_update().filter(pk=authority_code).first()
    held = Post.objects.filter(role=ADVISER, authority_code=authority_code, urn__in=wanted)
    before = list(held.held_on(from_date).select_related("user"))
    names = queries.named_by_urn(wanted)
    for post in before:
        if adviser is not None and post.user_id == adviser.pk:
            continue
        if post.from_date >= from_date:
            raise CannotGive(
                f"{names.get(post.urn or 0, 'A school')} comes to {post.user.name} only on {_day(post.from_date)}: "
                "give a day after that."
            )
        _end(post, to_date=from_date - timedelta(days=1), by=by, at=at)
    given = []
    if adviser is not None:
        given = _give(
            adviser,
            role=ADVISER,
            authority_code=authority_code,
            urns=wanted,
            from_date=from_date,
            to_date=None,
            by=by,
            at=at,
        )
    left = {post.user_id: post.user for post in before}.values()
    _keep_as_advisers(left, authority_code=authority_code, on=from_date, by=by, at=at)
    return given


def _is_adviser(user: User, *, authority_code: str, on: date) -> bool:
    """Whether somebody may be allocated schools from a day on: they are an adviser of the authority, and may sign in."""
    held = user.posts.filter(Q(to_date__isnull=True) | Q(to_date__gte=on), role=ADVISER, code="")
    return user.is_active and held.filter(authority_code=authority_code).exists()


def _keep_as_advisers(
    users: Iterable[User], *, authority_code: str, on: date, by: User, at: datetime
) -> None:
    """Leave whoever was left without a school an adviser of the authority, so that they can be given others."""
    for user in users:
        if not _is_adviser(user, authority_code=authority_code, on=on):
            post = Post.objects.create(user=user, role=ADVISER, authority_code=authority_code, from_date=on)
            _tell(post, f"from {_day(on)}, with no school for now", by=by, at=at)


def _give(
    user: User,
    *,
    role: str,
    authority_code: str,
    urns: Sequence[int],
    from_date: date,
    to_date: date | None,
    by: User,
    at: datetime,
    code: str = "",
) -> list[Post]:
    if by.pk == user.pk:
        raise two_people.SamePerson("Nobody gives themselves a post: ask another administrator to give it.")
    if unknown := queries.not_of(authority_code, urns=urns):
        raise CannotGive(f"No school of the authority has the URN {', '.join(map(str, unknown))}.")
    waiting = user.posts.filter(authority_code=authority_code).exclude(code="").first()
    if waiting is not None and not code:
        code = waiting.code  # one code takes up all that an authority gives somebody meanwhile
    held = set(user.posts.values_list("pk", flat=True))
    given = accounts.give_posts(
        user=user,
        role=role,
        authority_code=authority_code,
        from_date=from_date,
        to_date=to_date,
        urns=urns,
        code=code,
    )
    new = [post for post in given if post.pk not in held]
    if not new and not any(post.code for post in given):
        raise CannotGive(f"{user.name} holds this post already: nothing was changed.")
    for post in new:
        until = f" to {_day(to_date)}" if to_date is not None else ""
        _tell(post, f"from {_day(from_date)}{until}", by=by, at=at)
    return given


def _end(post: Post, *, to_date: date, by: User, at: datetime) -> Post:
    if Permission.ACCOUNTS_MANAGE in ROLES[post.role].permissions:
        # Locked where the database can: two who end each other's post at once would leave nobody
        Authority.objects.select_for_update().filter(pk=post.authority_code).first()
        day_after = to_date + timedelta(days=1)
        others = (
            Post.objects.exclude(user_id=post.user_id)
            .held_on(day_after)
            .filter(role=post.role, authority_code=post.authority_code, user__is_active=True)
        )
        if not others.exists():
            raise CannotGive(
                f"{post.user.name} would be the last administrator to go: give somebody else the post first."
            )
    ended = accounts.end_post(post, to_date=to_date)
    _tell(ended, f"ends on {_day(to_date)}", by=by, at=at)
    return ended


def _tell(post: Post, said: str, *, by: User, at: datetime) -> None:
    trail.record(
        Verb.POST_GIVEN,
        by=by,
        at=at,
        authority_code=post.authority_code,
        urn=post.urn,
        subject=f"{post.user.email}: {post.role_held.name}, {said}",
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
