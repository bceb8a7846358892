"""Second factors by themselves: codes by time, keys, recovery codes, what is kept of them, and who must have one."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models.signals import post_save
from django.utils import timezone
from pytest_django import Settings

from tests import builders
from tests.accounts.soft_key import SoftKey
from trellis.accounts import queries, secrecy
from trellis.accounts.actions import second_factor
from trellis.accounts.actions.second_factor import NotRight, TooManyWrong
from trellis.accounts.models import RecoveryCode, SecondFactor, User, WrongCode
from trellis.accounts.second_factor import app, key, policy, recovery
from trellis.accounts.second_factor.policy import Mode

pytestmark = pytest.mark.django_db

SITE = key.Site(domain="testserver", origin="http://testserver")


@pytest.fixture
def alice() -> User:
    return builders.person("pa", name="Alice")


@pytest.fixture
def bob() -> User:
    return builders.person("sitl", name="Bob")


# What every app shows at these times, for the secret of the RFC (appendix B, its last six figures)
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert app.code_at(secret, step=seconds // app.STEP) == code


def test_a_clock_may_be_half_a_minute_out_and_no_more(alice: User) -> None:
    secret = builders.authenticator_app(alice)
    now = timezone.now()
    for steps, right in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = app.code_at(secret, step=app.step_of(now) + steps)
        assert (app.step_matching(secret, code, at=now) is not None) is right


def test_a_code_is_right_once_and_an_older_one_is_not_right_after_it(alice: User) -> None:
    secret = builders.authenticator_app(alice)
    now = timezone.now()
    this, before = (app.code_at(secret, step=app.step_of(now) - back) for back in (0, 1))
    assert "Phone" in second_factor.prove_by_app(user=alice, code=this, at=now).words
    for code in (this, before):
        with pytest.raises(NotRight, match="has been used"):
            second_factor.prove_by_app(user=alice, code=code, at=now)


def test_the_code_that_set_an_app_up_does_not_sign_in(alice: User) -> None:
    secret, now = app.new_secret(), timezone.now()
    code = app.code_at(secret, step=app.step_of(now))
    second_factor.add_app(user=alice, name="Phone", secret=secret, code=code, at=now)
    with pytest.raises(NotRight, match="has been used"):
        second_factor.prove_by_app(user=alice, code=code, at=now)


def test_an_app_of_another_persons_is_no_proof(alice: User, bob: User) -> None:
    builders.authenticator_app(alice)
    of_bob = builders.authenticator_app(bob)
    with pytest.raises(NotRight):
        second_factor.prove_by_app(user=alice, code=builders.code_of(of_bob), at=timezone.now())


def test_the_secret_is_not_to_be_read_from_the_database(alice: User, settings: Settings) -> None:
    secret = builders.authenticator_app(alice)
    kept = SecondFactor.objects.get().secret
    assert secret not in kept
    assert secrecy.opened(kept) == secret
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    with pytest.raises(secrecy.KeyChanged):
        secrecy.opened(kept)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert secrecy.opened(kept) == secret


def test_a_recovery_code_is_right_once_however_it_is_typed(alice: User) -> None:
    codes = second_factor.make_codes(user=alice, at=timezone.now())
    assert len(set(codes)) == recovery.NUMBER == 10
    assert all(re.fullmatch(r"[2-9a-hjkmnp-z]{4}(-[2-9a-hjkmnp-z]{4}){2}", code) for code in codes)
    assert not RecoveryCode.objects.filter(digest__in=codes).exists()
    typed = f" {codes[0].upper().replace('-', ' ')} "
    second_factor.prove_by_recovery(user=alice, code=typed, at=timezone.now())
    with pytest.raises(NotRight, match="has been used"):
        second_factor.prove_by_recovery(user=alice, code=codes[0], at=timezone.now())
    second_factor.prove_by_recovery(user=alice, code=codes[1], at=timezone.now())


def test_another_persons_recovery_code_is_no_proof(alice: User, bob: User) -> None:
    of_bob = second_factor.make_codes(user=bob, at=timezone.now())
    second_factor.make_codes(user=alice, at=timezone.now())
    with pytest.raises(NotRight, match="not one of your recovery codes"):
        second_factor.prove_by_recovery(user=alice, code=of_bob[0], at=timezone.now())
    assert not RecoveryCode.objects.exclude(used_at=None).exists()


def test_new_recovery_codes_end_the_old_ones(alice: User) -> None:
    old = second_factor.make_codes(user=alice, at=timezone.now())
    second_factor.make_codes(user=alice, at=timezone.now())
    with pytest.raises(NotRight):
        second_factor.prove_by_recovery(user=alice, code=old[0], at=timezone.now())


def test_recovery_codes_hold_when_the_secret_key_is_changed_and_the_old_one_named(
    alice: User, settings: Settings
) -> None:
    codes = second_factor.make_codes(user=alice, at=timezone.now())
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    second_factor.prove_by_recovery(user=alice, code=codes[0], at=timezone.now())


def made_for(user: User, soft: SoftKey, *, name: str = "Key") -> SecondFactor:
    asked = key.ask_to_make(SITE, user=user, held=[])
    new = key.made(SITE, state=asked.state, answer=soft.make(asked.options["publicKey"]))
    return second_factor.add_key(user=user, name=name, new=new, at=timezone.now())


def signs(user: User, soft: SoftKey, *, of: SoftKey | None = None) -> second_factor.Proof:
    asked = key.ask_to_sign(SITE, held=queries.held_by(user).keys)
    answer = soft.sign(asked.options["publicKey"])
    return second_factor.prove_by_key(
        user=user, site=SITE, state=asked.state, answer=answer, at=timezone.now()
    )


def test_a_key_proves_by_a_signature_that_counts_up(alice: User) -> None:
    soft = SoftKey()
    made_for(alice, soft)
    assert signs(alice, soft).words == "a security key or passkey “Key”"
    assert signs(alice, soft).words
    assert SecondFactor.objects.get().signatures == 2
    soft.count = 0  # a copy of the key, that was made before
    with pytest.raises(NotRight, match="may have been copied"):
        signs(alice, soft)


def test_a_key_that_does_not_count_is_taken(alice: User) -> None:
    soft = SoftKey(count=-1)
    soft.count = 0
    made_for(alice, soft)
    for _ in range(2):
        soft.count = -1
        assert signs(alice, soft)


@pytest.mark.parametrize(
    "change",
    [{"origin": "https://trellis.example"}, {"flags": 0}, {"credential": b"another" * 4}],
)
def test_a_key_that_answers_elsewhere_untouched_or_unknown_proves_nothing(
    alice: User, change: dict[str, object]
) -> None:
    soft = SoftKey()
    made_for(alice, soft)
    for name, value in change.items():
        setattr(soft, name, value)
    with pytest.raises(NotRight):
        signs(alice, soft)


def test_another_key_under_the_same_number_proves_nothing(alice: User) -> None:
    soft = SoftKey()
    made_for(alice, soft)
    with pytest.raises(NotRight):
        signs(alice, SoftKey(credential=soft.credential))


def test_an_answer_to_another_question_proves_nothing(alice: User) -> None:
    soft = SoftKey()
    made_for(alice, soft)
    first, second = (key.ask_to_sign(SITE, held=queries.held_by(alice).keys) for _ in range(2))
    with pytest.raises(NotRight):
        second_factor.prove_by_key(
            user=alice,
            site=SITE,
            state=second.state,
            answer=soft.sign(first.options["publicKey"]),
            at=timezone.now(),
        )


@pytest.mark.parametrize(
    "junk", [{}, {"id": 1}, {"id": "x", "rawId": "!", "type": "public-key", "response": {}}]
)
def test_junk_from_the_browser_is_refused_in_a_sentence(alice: User, junk: dict[str, object]) -> None:
    made_for(alice, SoftKey())
    asked = key.ask_to_sign(SITE, held=queries.held_by(alice).keys)
    with pytest.raises(NotRight):
        second_factor.prove_by_key(user=alice, site=SITE, state=asked.state, answer=junk, at=timezone.now())
    with pytest.raises(key.KeyRefused):
        key.made(SITE, state=asked.state, answer=junk)


def test_one_key_is_not_set_up_twice_by_anybody(alice: User, bob: User) -> None:
    soft = SoftKey()
    made_for(alice, soft)
    for person in (alice, bob):
        with pytest.raises(second_factor.KeyTaken):
            made_for(person, soft, name="Again")


def test_names_are_ones_own_and_different(alice: User, bob: User) -> None:
    builders.authenticator_app(alice, name="Phone")
    builders.authenticator_app(bob, name="Phone")
    with pytest.raises(second_factor.NameTaken):
        builders.authenticator_app(alice, name="phone")
    builders.authenticator_app(alice, name="Tablet")
    tablet = SecondFactor.objects.get(name="Tablet")
    with pytest.raises(second_factor.NameTaken):
        second_factor.rename(factor=tablet, name="PHONE")
    second_factor.rename(factor=tablet, name="TABLET")
    assert second_factor.free_name(user=alice, wanted="Phone") == "Phone 2"


def test_recovery_codes_go_with_the_last_factor_and_not_before(alice: User) -> None:
    for name in ("Phone", "Tablet"):
        builders.authenticator_app(alice, name=name)
    second_factor.make_codes(user=alice, at=timezone.now())
    first, second = SecondFactor.objects.all()
    second_factor.remove(factor=first)
    assert queries.held_by(alice).codes_left == 10
    second_factor.remove(factor=second)
    assert not RecoveryCode.objects.exists()


def test_ten_wrong_ones_from_anywhere_stop_even_a_right_one_for_a_while(alice: User) -> None:
    secret = builders.authenticator_app(alice)
    now = timezone.now()
    for _ in range(10):
        with pytest.raises(NotRight):
            second_factor.prove_by_recovery(user=alice, code="2222-2222-2222", at=now)
    with pytest.raises(TooManyWrong) as stopped:
        second_factor.prove_by_app(user=alice, code=builders.code_of(secret), at=now)
    assert stopped.value.until == now + timedelta(minutes=15)
    later = now + timedelta(minutes=16)
    code = app.code_at(secret, step=app.step_of(later))
    assert second_factor.prove_by_app(user=alice, code=code, at=later)
    assert not alice.wrong_codes.exists()


def test_a_wrong_one_is_counted_while_nobody_else_can_be_tried(alice: User) -> None:
    within: list[bool] = []

    def counted(sender: object, **_: object) -> None:
        within.append(connection.in_atomic_block)

    builders.authenticator_app(alice)
    post_save.connect(counted, sender=WrongCode)
    try:
        with pytest.raises(NotRight):
            second_factor.prove_by_app(user=alice, code="000", at=timezone.now())
    finally:
        post_save.disconnect(counted, sender=WrongCode)
    assert within == [True]
    assert alice.wrong_codes.count() == 1


def test_fifty_wrong_ones_in_a_day_stop_the_rest_of_the_day(alice: User) -> None:
    builders.authenticator_app(alice)
    begun = timezone.now()
    for number in range(50):
        with pytest.raises(NotRight):
            second_factor.prove_by_app(user=alice, code="000", at=begun + timedelta(minutes=2 * number))
    with pytest.raises(TooManyWrong):
        second_factor.prove_by_app(user=alice, code="000", at=begun + timedelta(hours=12))
    with pytest.raises(NotRight):
        second_factor.prove_by_app(user=alice, code="000", at=begun + timedelta(hours=25))


DECIDES = {"pa", "data_officer", "administrator"}


@pytest.mark.parametrize("role", ["sia", "pa", "data_officer", "administrator", "headteacher", "auditor"])
def test_who_can_decide_import_or_give_access_must_have_one_where_roles_require_it(role: str) -> None:
    urns = (builders.BEECH,) if role in ("sia", "headteacher") else ()
    user = builders.person(role, urns=urns)
    on = date(2026, 11, 20)
    assert not policy.must_have(user, mode=Mode.OFF, on=on)
    assert not policy.must_have(user, mode=Mode.OFFERED, on=on)
    assert policy.must_have(user, mode=Mode.FOR_ROLES, on=on) is (role in DECIDES)
    assert policy.must_have(user, mode=Mode.FOR_ALL, on=on)


def test_a_role_that_has_ended_asks_for_nothing(alice: User) -> None:
    alice.posts.update(to_date=date(2026, 10, 1))
    assert not policy.must_have(alice, mode=Mode.FOR_ROLES, on=date(2026, 11, 20))
