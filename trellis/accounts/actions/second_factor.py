"""Setting up, using and taking away second factors.

Whoever calls records the event: accounts stand to the right of the activity record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from trellis.accounts import secrecy
from trellis.accounts.models import Kind, RecoveryCode, SecondFactor, User, WrongCode
from trellis.accounts.second_factor import app, key, recovery
from trellis.problem import Refusal

# Wrong ones from anywhere, of somebody who knows the password already: no more than these in these times. What is
# tried from one network address is counted beside it, with the passwords.
LIMITS = ((10, timedelta(minutes=15)), (50, timedelta(days=1)))
NAME_LENGTH = 60


class NotRight(Refusal):
    """What was given proves nothing. `short` says why in the words of an error beside a field."""


class TooManyWrong(Refusal):
    """So many were wrong that not even a right one is looked at. `until` is when one will be again."""

    def __init__(self, until: datetime) -> None:
        super().__init__("Too many wrong codes for this account.")
        self.until = until


class NameTaken(Refusal):
    """The person has another second factor of this name."""


class KeyTaken(Refusal):
    """The key is in use already, here or for another account."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What proved to be right, in words that follow “with”."""

    words: str


def free_name(*, user: User, wanted: str) -> str:
    """Return the name, or the name with a number behind it where the person has one of that name already."""
    taken = {name.lower() for name in user.second_factors.values_list("name", flat=True)}
    tried, number = wanted, 1
    while tried.lower() in taken:
        number += 1
        tried = f"{wanted} {number}"
    return tried


def add_app(*, user: User, name: str, secret: str, code: str, at: datetime) -> SecondFactor:
    """Set up an authenticator app, by a code that it shows. Raises NotRight or NameTaken."""
    step = app.step_matching(secret, plain(code), at=at)
    if step is None:
        raise NotRight(
            "That is not the code for this key. Enter the newest one, and check that the phone sets its clock by itself"
        )
    return _add(user, name=name, kind=Kind.APP, secret=secrecy.locked(secret), last_step=step, added_at=at)


def add_key(*, user: User, name: str, new: key.NewKey, at: datetime) -> SecondFactor:
    """Set up a security key. Raises NameTaken, or KeyTaken."""
    if SecondFactor.objects.filter(credential=new.credential).exists():
        raise KeyTaken("That key is set up already. Use another one.")
    return _add(
        user,
        name=name,
        kind=Kind.KEY,
        credential=new.credential,
        public=new.public,
        signatures=new.signatures,
        added_at=at,
    )


@transaction.atomic
def rename(*, factor: SecondFactor, name: str) -> SecondFactor:
    """Give a second factor another name. Raises NameTaken."""
    user = _locked(factor.user)
    _refuse_a_second(user, name, but=factor)
    factor.name = name
    factor.save(update_fields=["name"])
    return factor


@transaction.atomic
def remove(*, factor: SecondFactor) -> str:
    """Remove a second factor, and with the last one the recovery codes. Return what it was, in words."""
    user = _locked(factor.user)
    said = str(factor)
    factor.delete()
    if not user.second_factors.exists():
        user.recovery_codes.all().delete()
    return said


@transaction.atomic
def reset(*, user: User) -> int:
    """Remove all second factors and recovery codes of somebody who has lost theirs. Return how many factors there were."""
    user = _locked(user)
    number = user.second_factors.count()
    user.second_factors.all().delete()
    user.recovery_codes.all().delete()
    user.wrong_codes.all().delete()
    return number


@transaction.atomic
def make_codes(*, user: User, at: datetime) -> list[str]:
    """Make ten new recovery codes in place of those there are, and return them: they cannot be shown again."""
    user = _locked(user)
    user.recovery_codes.all().delete()
    codes = recovery.new_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=secrecy.digest(recovery.spelled(code)), made_at=at) for code in codes
    )
    return codes


def prove_by_app(*, user: User, code: str, at: datetime) -> Proof:
    """Use a code of one of the person's apps. Raises NotRight or TooManyWrong. A code is right once."""

    def prove() -> Proof:
        for held in user.second_factors.filter(kind=Kind.APP):
            step = app.step_matching(secrecy.opened(held.secret), plain(code), at=at)
            if step is None:
                continue
            if step <= held.last_step:
                raise NotRight("That code has been used. Wait until your app shows the next one")
            held.last_step, held.last_used_at = step, at
            held.save(update_fields=["last_step", "last_used_at"])
            return Proof(words=f"an {held}")
        raise NotRight("That is not the right code. Enter the 6 figures that your app shows now")

    return _proved(user, prove, at=at)


def prove_by_recovery(*, user: User, code: str, at: datetime) -> Proof:
    """Use one of the person's recovery codes up. Raises NotRight or TooManyWrong."""

    def prove() -> Proof:
        kept = user.recovery_codes.filter(digest__in=secrecy.digests(recovery.spelled(code))).first()
        if kept is None:
            raise NotRight("That is not one of your recovery codes")
        if kept.used_at is not None:
            raise NotRight("That recovery code has been used. Enter another one")
        kept.used_at = at
        kept.save(update_fields=["used_at"])
        return Proof(words="a recovery code")

    return _proved(user, prove, at=at)


def prove_by_key(
    *, user: User, site: key.Site, state: Mapping[str, Any] | None, answer: Mapping[str, Any], at: datetime
) -> Proof:
    """Use one of the person's keys, by its answer to a question put before. Raises NotRight or TooManyWrong."""

    def prove() -> Proof:
        if state is None:
            raise NotRight("That took too long. Try again")
        try:
            used, signatures = key.signed(
                site, state=state, answer=answer, held=user.second_factors.filter(kind=Kind.KEY)
            )
        except key.KeyRefused as refused:
            raise NotRight(str(refused)) from refused
        used.signatures, used.last_used_at = signatures, at
        used.save(update_fields=["signatures", "last_used_at"])
        return Proof(words=f"a {used}")

    return _proved(user, prove, at=at)


def plain(code: str) -> str:
    """A code of an app as it is compared: without the space that apps show in the middle."""
    return "".join(code.split())


def _proved(user: User, prove: Callable[[], Proof], *, at: datetime) -> Proof:
    """Try, one at a time for each person, so that neither a code nor a count can be used twice at once.

    A wrong one is counted before the next is looked at: of many sent at once no more are tried than of many in turn.
    """
    with transaction.atomic():
        _locked(user)
        for number, time in LIMITS:
            wrong = user.wrong_codes.filter(at__gt=at - time).order_by("-at")
            if wrong.count() >= number:
                raise TooManyWrong(wrong[number - 1].at + time)
        try:
            with transaction.atomic():
                proof = prove()
        except NotRight as refused:
            not_right = refused
        else:
            user.wrong_codes.all().delete()
            return proof
        user.wrong_codes.filter(at__lte=at - LIMITS[-1][1]).delete()
        WrongCode.objects.create(user=user, at=at)
    raise not_right


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def _add(user: User, *, name: str, **fields: Any) -> SecondFactor:
    _refuse_a_second(_locked(user), name)
    return SecondFactor.objects.create(user=user, name=name, **fields)


def _refuse_a_second(user: User, name: str, *, but: SecondFactor | None = None) -> None:
    taken = user.second_factors.filter(name__iexact=name)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        raise NameTaken(f"You have another one called {name}. Give this one a different name")
