"""The second step of signing in: what a session is before it, what opens it, and how guesses are stopped."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import Settings

from tests import builders
from tests.accounts.soft_key import SoftKey
from tests.accounts.test_second_factor import made_for
from trellis.accounts.actions import accounts, second_factor
from trellis.accounts.models import SecondFactor, User
from trellis.activity.models import Event, Verb
from trellis.interfaces.web.accounts import arriving

pytestmark = pytest.mark.django_db

STEP = "/sign-in/second-step/"


@pytest.fixture
def alice() -> User:
    return builders.person("pa", name="Alice")


@pytest.fixture
def secret(alice: User) -> str:
    return builders.authenticator_app(alice)


def half_way(user: User, *, to: str = "", client: Client | None = None) -> Client:
    """Somebody who has given the right password, and nothing else yet."""
    client = client or Client()
    given = {"email": user.email, "password": builders.PASSWORD, "next": to}
    assert client.post("/sign-in/", given).headers["Location"] == STEP
    return client


def question(page: bytes) -> dict[str, Any]:
    found = re.search(r'data-question="([^"]+)"', page.decode())
    assert found is not None
    asked: dict[str, Any] = json.loads(unescape(found[1]))
    return asked


def test_a_code_after_the_password_signs_in_and_leads_on(alice: User, secret: str) -> None:
    client = half_way(alice, to="/runs/")
    assert client.get(STEP).headers["Location"] == f"{STEP}app/"
    assert "Code from your authenticator app" in client.get(f"{STEP}app/").content.decode()
    code = builders.code_of(secret)
    answer = client.post(f"{STEP}app/", {"code": f"{code[:3]} {code[3:]}"})
    assert answer.headers["Location"] == "/runs/"
    assert client.get("/account/").status_code == 200
    said = Event.objects.get(verb=Verb.SIGNED_IN)
    assert said.by == alice
    assert said.subject == "with a password and an authenticator app “Phone”"


def test_somebody_without_a_second_factor_signs_in_as_before(alice: User) -> None:
    client = Client()
    given = {"email": alice.email, "password": builders.PASSWORD}
    assert client.post("/sign-in/", given).headers["Location"] == "/"
    assert Event.objects.get(verb=Verb.SIGNED_IN).subject == "with a password"


def test_a_half_signed_in_session_opens_no_page_and_changes_nothing(alice: User, secret: str) -> None:
    from tests.web.test_every_address import patterns

    client = half_way(alice)
    assert "_auth_user_id" not in client.session
    free = {
        "accessibility/",
        "leadership-academy/charter/",
        "sign-in/",
        "signed-out/",
        "sign-in/second-step/",
    }
    tried = 0
    for pattern in set(patterns(get_resolver())) - free:
        if "sign-in/" in pattern or pattern.endswith(
            ".ics"
        ):  # a calendar program has its token, and no session
            continue
        address = "/" + re.sub(r"<(\w+):\w+>", lambda kind: "1" if kind[1] == "int" else "x", pattern)
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, address
            assert answer.headers["Location"].startswith("/sign-in/?next="), address
        tried += 1
    assert tried > 50
    assert not Event.objects.filter(by=alice).exists()
    assert client.get(f"{STEP}app/").status_code == 200  # and the step itself is still there


def test_nobody_gets_to_the_second_step_without_the_first(alice: User, secret: str) -> None:
    for client in (Client(), half_way(alice)):
        if not client.session.get("half_signed_in"):
            answer = client.post(f"{STEP}app/", {"code": builders.code_of(secret)})
            assert answer.headers["Location"] == "/sign-in/?late"
            assert client.get("/account/").status_code == 302
    assert Client().get(STEP).headers["Location"] == "/sign-in/?late"


def test_the_first_step_holds_for_ten_minutes_and_while_the_password_is_the_same(
    alice: User, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = half_way(alice)
    accounts.change_password(user=alice, new="thistle-river-moss-44")
    late = client.post(f"{STEP}app/", {"code": builders.code_of(secret)})
    assert late.headers["Location"] == "/sign-in/?late"
    accounts.change_password(user=alice, new=builders.PASSWORD)
    client = half_way(alice)
    monkeypatch.setattr(arriving, "HALF_LASTS", timedelta(0))
    late = client.post(f"{STEP}app/", {"code": builders.code_of(secret)})
    assert late.headers["Location"] == "/sign-in/?late"
    assert client.get("/account/").status_code == 302
    assert "longer than 10 minutes" in client.get("/sign-in/?late").content.decode()


def test_an_account_that_was_closed_between_the_steps_is_not_signed_in(alice: User, secret: str) -> None:
    client = half_way(alice)
    alice.is_active = False
    alice.save()
    assert (
        client.post(f"{STEP}app/", {"code": builders.code_of(secret)}).headers["Location"] == "/sign-in/?late"
    )


def test_a_code_that_was_used_is_refused_at_the_next_sign_in(alice: User, secret: str) -> None:
    code = builders.code_of(secret)
    half_way(alice).post(f"{STEP}app/", {"code": code})
    client = half_way(alice)
    answer = client.post(f"{STEP}app/", {"code": code})
    assert answer.status_code == 200
    assert "That code has been used" in answer.content.decode()
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "Enter the code that your app shows"),
        ("12345", "The code has 6 figures"),
        ("１２３４５６", "The code has 6 figures"),
        ("9" * 30, "The code has 6 figures"),
        ("000000", "That is not the right code"),
    ],
)
def test_a_code_that_is_not_right_leads_from_the_summary_to_the_field(
    alice: User, secret: str, code: str, said: str
) -> None:
    page = half_way(alice).post(f"{STEP}app/", {"code": code}).content.decode()
    assert said in page
    assert "Error: Second step of signing in" in page
    assert 'href="#id_code"' in page


def test_wrong_codes_are_stopped_as_wrong_passwords_are(alice: User, secret: str) -> None:
    client = half_way(alice)
    answers = [
        client.post(f"{STEP}app/", {"code": "000000"}) for _ in range(django_settings.AXES_FAILURE_LIMIT)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    right = client.post(f"{STEP}app/", {"code": builders.code_of(secret)})
    assert right.status_code == 429
    assert "Too many wrong passwords or codes" in right.content.decode()
    assert client.get("/account/").status_code == 302
    # The password does not help either, nor does another session from the same place
    again = Client().post("/sign-in/", {"email": alice.email, "password": builders.PASSWORD})
    assert again.status_code == 429


def test_giving_the_password_again_does_not_buy_new_guesses(alice: User, secret: str) -> None:
    for _ in range(django_settings.AXES_FAILURE_LIMIT - 1):
        half_way(alice).post(f"{STEP}app/", {"code": "000000"})
    last = half_way(alice).post(f"{STEP}app/", {"code": "000000"})
    assert last.status_code == 429


def test_guesses_from_many_addresses_are_stopped_for_the_account(alice: User, secret: str) -> None:
    for number in range(10):
        place = {"REMOTE_ADDR": f"192.0.2.{number}"}
        client = Client(**place)
        half_way(alice, client=client).post(f"{STEP}app/", {"code": "000000"})
    stopped = half_way(alice).post(f"{STEP}app/", {"code": builders.code_of(secret)})
    assert stopped.status_code == 429
    assert "your password is known" in stopped.content.decode()


def test_what_was_typed_wrongly_is_not_kept(alice: User, secret: str) -> None:
    client = half_way(alice)
    client.post(f"{STEP}app/", {"code": "123987"})
    kept = " ".join(str(each.__dict__) for each in AccessAttempt.objects.all())
    assert "@" in kept
    assert "123987" not in kept


def test_the_session_is_a_new_one_at_each_step(alice: User, secret: str) -> None:
    client = Client()
    client.cookies["trellis"] = "fixed-by-somebody-else"
    half_way(alice, client=client)
    half = client.cookies["trellis"].value
    assert half != "fixed-by-somebody-else"
    client.post(f"{STEP}app/", {"code": builders.code_of(secret)})
    whole = client.cookies["trellis"].value
    assert whole not in (half, "fixed-by-somebody-else")
    for old in (half, "fixed-by-somebody-else"):
        other = Client()
        other.cookies["trellis"] = old
        assert other.get("/account/").status_code == 302
        assert not Session.objects.filter(session_key=old).exists()


def test_after_the_second_step_one_never_goes_elsewhere(alice: User, secret: str) -> None:
    client = half_way(alice, to="https://example.com/")
    answer = client.post(f"{STEP}app/?next=https://example.com/", {"code": builders.code_of(secret)})
    assert answer.headers["Location"] == "/"


def test_the_second_step_needs_the_token_of_its_form(alice: User, secret: str) -> None:
    client = half_way(alice, client=Client())
    client.handler.enforce_csrf_checks = True
    answer = client.post(f"{STEP}app/", {"code": builders.code_of(secret)})
    assert answer.status_code == 403
    assert b"This page was open for too long" in answer.content


def test_a_recovery_code_signs_in_once_and_another_persons_never(alice: User, secret: str) -> None:
    bob = builders.person("sitl", name="Bob")
    builders.authenticator_app(bob)
    of_bob = second_factor.make_codes(user=bob, at=timezone.now())
    codes = second_factor.make_codes(user=alice, at=timezone.now())
    client = half_way(alice)
    assert "Use a recovery code" in client.get(f"{STEP}app/").content.decode()
    wrong = client.post(f"{STEP}recovery/", {"code": of_bob[0]})
    assert "That is not one of your recovery codes" in wrong.content.decode()
    assert client.post(f"{STEP}recovery/", {"code": codes[3]}).headers["Location"] == "/"
    assert client.get("/account/").status_code == 200
    assert "9 recovery codes left" in client.get("/account/").content.decode()
    again = half_way(alice).post(f"{STEP}recovery/", {"code": codes[3]})
    assert "has been used" in again.content.decode()
    assert Event.objects.get(verb=Verb.SIGNED_IN).subject == "with a password and a recovery code"


def test_a_key_signs_in_and_the_way_used_last_is_offered_first(alice: User, secret: str) -> None:
    soft = SoftKey()
    made_for(alice, soft, name="Blue key")
    client = half_way(alice)
    page = client.get(f"{STEP}key/")
    answer = client.post(f"{STEP}key/", {"answer": json.dumps(soft.sign(question(page.content)))})
    assert answer.headers["Location"] == "/"
    assert half_way(alice).get(STEP).headers["Location"] == f"{STEP}key/"


def test_the_answer_of_a_key_is_taken_once(alice: User) -> None:
    soft = SoftKey()
    made_for(alice, soft)
    client = half_way(alice)
    given = {"answer": json.dumps(soft.sign(question(client.get(f"{STEP}key/").content)))}
    other = half_way(alice)
    other.get(f"{STEP}key/")
    assert "not one of yours" in other.post(f"{STEP}key/", given).content.decode()
    assert client.post(f"{STEP}key/", given).status_code == 302
    # In a session that was asked nothing
    fresh = half_way(alice)
    assert "That took too long" in fresh.post(f"{STEP}key/", given).content.decode()


@pytest.mark.parametrize("answer", ["", "[]", "{", '{"id": 1}', "[" * 5000])
def test_junk_instead_of_a_keys_answer_is_a_sentence(alice: User, answer: str) -> None:
    made_for(alice, SoftKey())
    client = half_way(alice)
    client.get(f"{STEP}key/")
    response = client.post(f"{STEP}key/", {"answer": answer})
    assert response.status_code == 200
    assert "Error: Second step" in response.content.decode()


def test_a_way_that_somebody_does_not_have_is_not_found(alice: User, secret: str) -> None:
    client = half_way(alice)
    for way in ("key", "recovery", "password", "x"):
        assert client.get(f"{STEP}{way}/").status_code == 404


def test_browsers_take_keys_at_a_name_so_a_number_leads_to_it(alice: User) -> None:
    made_for(alice, SoftKey())
    client = half_way(alice, client=Client(HTTP_HOST="127.0.0.1:8000"))
    assert (
        'href="http://localhost:8000/sign-in/second-step/key/"' in client.get(f"{STEP}key/").content.decode()
    )


def test_where_second_factors_are_off_none_is_asked_for(alice: User, secret: str, settings: Settings) -> None:
    settings.SECOND_FACTOR = "off"
    client = Client()
    given = {"email": alice.email, "password": builders.PASSWORD}
    assert client.post("/sign-in/", given).headers["Location"] == "/"
    assert "Second step" not in client.get("/account/").content.decode()
    assert client.get("/account/second-factor/").status_code == 404
    assert client.get("/account/second-factor/app/").status_code == 404


# Where it is required


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/sign-in/", {"email": user.email, "password": builders.PASSWORD})
    return client


def test_who_must_have_one_is_led_to_set_it_up_before_any_other_page(alice: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required-for-roles"
    client = signed_in(alice)
    for address in ("/", "/schools/", "/account/", "/account/password/", "/runs/new/"):
        assert client.get(address).headers["Location"] == "/account/second-factor/", address
        assert client.post(address).headers["Location"] == "/account/second-factor/", address
    page = client.get("/account/second-factor/").content.decode()
    assert "Your authority asks everybody in your role for a second step." in page
    assert client.get("/accessibility/").status_code == 200
    shown = client.get("/account/second-factor/app/").content.decode()
    typed = re.search(r'trellis-typed-code">([A-Z2-7 ]+)<', shown)
    assert typed is not None
    code = builders.code_of(typed[1].replace(" ", ""))
    done = client.post("/account/second-factor/app/", {"code": code, "name": "Phone"})
    assert "Write down your recovery codes" in done.content.decode()
    assert client.get("/account/").status_code == 200


def test_who_need_not_have_one_goes_on_as_before(settings: Settings) -> None:
    settings.SECOND_FACTOR = "required-for-roles"
    bob = builders.person("sitl", name="Bob")
    assert signed_in(bob).get("/account/").status_code == 200
    settings.SECOND_FACTOR = "required-for-all"
    assert signed_in(bob).get("/account/").headers["Location"] == "/account/second-factor/"


def test_a_session_from_before_it_was_set_up_has_to_sign_in_anew(alice: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required-for-all"
    old = signed_in(alice)
    builders.authenticator_app(alice)
    assert old.get("/account/").headers["Location"] == "/sign-in/"
    assert old.get("/account/").headers["Location"] == "/sign-in/?next=/account/"


def test_signing_in_with_one_is_enough(alice: User, secret: str, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required-for-all"
    client = half_way(alice)
    client.post(f"{STEP}app/", {"code": builders.code_of(secret)})
    assert client.get("/account/").status_code == 200


def test_the_only_one_is_not_removed_where_one_is_required(
    alice: User, secret: str, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "required-for-roles"
    client = half_way(alice)
    client.post(f"{STEP}app/", {"code": builders.code_of(secret)})
    client.post("/account/confirm/password/?next=/account/", {"current": builders.PASSWORD})
    number = SecondFactor.objects.get().pk
    answer = client.post(f"/account/second-factor/{number}/remove/")
    assert answer.status_code == 409
    assert "Add another before you remove it" in answer.content.decode()
    assert SecondFactor.objects.exists()
