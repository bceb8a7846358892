"""One's own second factors on the account page: adding, naming, removing, and new recovery codes."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.accounts.soft_key import SoftKey
from tests.accounts.test_second_factor import made_for
from tests.accounts.test_second_step import question
from trellis.accounts import queries
from trellis.accounts.actions import second_factor
from trellis.accounts.models import RecoveryCode, SecondFactor, User
from trellis.activity.models import Event, Verb
from trellis.interfaces.web.accounts import arriving

pytestmark = pytest.mark.django_db

ADD = "/account/second-factor/"


@pytest.fixture
def alice() -> User:
    return builders.person("pa", name="Alice")


@pytest.fixture
def client(alice: User) -> Client:
    """Alice, who has just signed in."""
    client = Client()
    client.post("/sign-in/", {"email": alice.email, "password": builders.PASSWORD})
    return client


def confirm(client: Client, *, to: str = "/account/") -> str:
    answer = client.post(f"/account/confirm/password/?next={to}", {"current": builders.PASSWORD})
    return str(answer.headers["Location"])


def secret_on(page: bytes) -> str:
    found = re.search(r'trellis-typed-code">([A-Z2-7 ]+)<', page.decode())
    assert found is not None
    return found[1].replace(" ", "")


def codes_on(page: bytes) -> list[str]:
    return re.findall(r"<li>(\w{4}-\w{4}-\w{4})</li>", page.decode())


def test_an_app_is_added_by_the_code_that_it_shows(alice: User, client: Client) -> None:
    assert "Your password alone signs you in" in client.get("/account/").content.decode()
    page = client.get(f"{ADD}app/")
    assert b"<svg" in page.content
    secret = secret_on(page.content)
    assert secret_on(client.get(f"{ADD}app/").content) == secret  # scanned once, it may be loaded again
    wrong = client.post(f"{ADD}app/", {"code": "000000", "name": "Work phone"}).content.decode()
    assert "That is not the code for this key" in wrong
    assert 'value="Work phone"' in wrong
    done = client.post(f"{ADD}app/", {"code": builders.code_of(secret), "name": "Work phone"})
    assert len(codes_on(done.content)) == 10
    shown = client.get("/account/?done=added").content.decode()
    assert "Work phone" in shown
    assert "10 recovery codes left" in shown
    assert secret not in shown
    said = list(Event.objects.filter(verb=Verb.SECOND_FACTOR_ADDED).values_list("by__name", "subject"))
    assert sorted(said) == [("Alice", "10 recovery codes"), ("Alice", "authenticator app “Work phone”")]
    assert secret_on(client.get(f"{ADD}app/").content) != secret


def test_a_key_is_added_and_never_twice(alice: User, client: Client) -> None:
    soft = SoftKey()
    page = client.get(f"{ADD}key/")
    given = {"answer": json.dumps(soft.make(question(page.content))), "name": "Blue key"}
    assert "Write down your recovery codes" in client.post(f"{ADD}key/", given).content.decode()
    assert "That took too long" in client.post(f"{ADD}key/", given).content.decode()
    page = client.get(f"{ADD}key/")
    asked = question(page.content)
    assert len(asked["excludeCredentials"]) == 1
    again = {"answer": json.dumps(soft.make(asked)), "name": "Again"}
    assert "That key is set up already" in client.post(f"{ADD}key/", again).content.decode()
    assert SecondFactor.objects.get().name == "Blue key"


def test_a_second_one_keeps_the_recovery_codes(alice: User, client: Client) -> None:
    builders.authenticator_app(alice)
    second_factor.make_codes(user=alice, at=timezone.now())
    confirm(client)
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    secret = secret_on(client.get(f"{ADD}app/").content)
    taken = client.post(f"{ADD}app/", {"code": builders.code_of(secret), "name": "phone"}).content.decode()
    assert "You have another one called phone" in taken
    done = client.post(f"{ADD}app/", {"code": builders.code_of(secret, steps=1), "name": "Tablet"})
    assert done.headers["Location"] == "/account/?done=added"
    assert set(RecoveryCode.objects.values_list("digest", flat=True)) == kept


@pytest.mark.parametrize("change", ["app/", "key/", "recovery-codes/", "{}/rename/", "{}/remove/"])
def test_each_change_asks_again_who_one_is(alice: User, client: Client, change: str) -> None:
    builders.authenticator_app(alice)
    address = ADD + change.format(SecondFactor.objects.get().pk)
    for answer in (client.get(address), client.post(address, {"name": "x"})):
        assert answer.headers["Location"] == f"/account/confirm/?next={address.replace('/', '%2F')}"
    assert SecondFactor.objects.get().name == "Phone"
    assert not RecoveryCode.objects.exists()
    assert confirm(client, to=address) == address
    assert client.get(address).status_code == 200


def test_confirming_holds_for_ten_minutes(
    alice: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "CONFIRMED_LASTS", timedelta(0))
    assert client.get(f"{ADD}app/").status_code == 302  # signing in is too long ago, too
    confirm(client)
    assert client.get(f"{ADD}app/").status_code == 302


def test_one_confirms_by_password_by_code_by_key_or_by_recovery_code(alice: User, client: Client) -> None:
    secret = builders.authenticator_app(alice)
    soft = SoftKey()
    made_for(alice, soft)
    codes = second_factor.make_codes(user=alice, at=timezone.now())
    first = client.get("/account/confirm/")
    assert first.headers["Location"] == "/account/confirm/password/?next=%2Faccount%2F"
    page = client.get("/account/confirm/password/?next=/runs/").content.decode()
    for way in ("app", "key", "recovery"):
        assert f'href="/account/confirm/{way}/?next=%2Fruns%2F"' in page
    asked = question(client.get("/account/confirm/key/").content)
    for way, given in (
        ("app", {"code": builders.code_of(secret)}),
        ("key", {"answer": json.dumps(soft.sign(asked))}),
        ("recovery", {"code": codes[0]}),
        ("password", {"current": builders.PASSWORD}),
    ):
        assert client.post(f"/account/confirm/{way}/?next=/runs/", given).headers["Location"] == "/runs/", way


def test_confirming_leads_nowhere_else(alice: User, client: Client) -> None:
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        assert confirm(client, to=elsewhere) == "/account/"


def test_guesses_at_the_password_count_when_confirming(alice: User, client: Client) -> None:
    answers = [
        client.post("/account/confirm/password/", {"current": "not-the-password"})
        for _ in range(django_settings.AXES_FAILURE_LIMIT)
    ]
    assert "That is not your password" in answers[0].content.decode()
    assert answers[-1].status_code == 429
    assert client.post("/account/confirm/password/", {"current": builders.PASSWORD}).status_code == 429


def test_one_is_renamed_and_removed_and_both_are_told(alice: User, client: Client) -> None:
    builders.authenticator_app(alice)
    second_factor.make_codes(user=alice, at=timezone.now())
    confirm(client)
    address = f"{ADD}{SecondFactor.objects.get().pk}/"
    empty = client.post(f"{address}rename/", {"name": " "}).content.decode()
    assert "Enter a name" in empty
    client.post(f"{address}rename/", {"name": "Old phone"})
    assert "Old phone" in client.get("/account/?done=renamed").content.decode()
    assert "your password alone signs you in" in client.get(f"{address}remove/").content.decode()
    assert SecondFactor.objects.exists()
    assert client.post(f"{address}remove/").headers["Location"] == "/account/?done=removed"
    assert queries.held_by(alice).factors == ()
    assert not RecoveryCode.objects.exists()
    said = Event.objects.get(verb=Verb.SECOND_FACTOR_REMOVED)
    assert (said.by, said.subject) == (alice, "authenticator app “Old phone”")


def test_another_persons_is_not_found(alice: User, client: Client) -> None:
    bob = builders.person("sitl", name="Bob")
    builders.authenticator_app(bob)
    builders.authenticator_app(alice)
    confirm(client)
    address = f"{ADD}{SecondFactor.objects.get(user=bob).pk}/"
    for change in ("rename/", "remove/"):
        assert client.get(address + change).status_code == 404
        assert client.post(address + change, {"name": "Mine"}).status_code == 404
    assert SecondFactor.objects.get(user=bob).name == "Phone"


def test_new_recovery_codes_are_shown_once_and_end_the_old(alice: User, client: Client) -> None:
    builders.authenticator_app(alice)
    old = second_factor.make_codes(user=alice, at=timezone.now())
    confirm(client)
    assert codes_on(client.get(f"{ADD}recovery-codes/").content) == []
    answer = client.post(f"{ADD}recovery-codes/")
    new = codes_on(answer.content)
    assert len(new) == 10
    assert not set(new) & set(old)
    assert "no-store" in answer.headers["Cache-Control"]
    assert new[0] not in client.get(f"{ADD}recovery-codes/").content.decode()
    assert Event.objects.get(verb=Verb.SECOND_FACTOR_ADDED).subject == "10 recovery codes"


def test_recovery_codes_are_of_no_use_without_a_second_factor(alice: User, client: Client) -> None:
    confirm(client)
    assert client.post(f"{ADD}recovery-codes/").headers["Location"] == ADD
    assert not RecoveryCode.objects.exists()


def test_a_change_needs_the_token_of_its_form(alice: User, client: Client) -> None:
    builders.authenticator_app(alice)
    confirm(client)
    client.handler.enforce_csrf_checks = True
    number = SecondFactor.objects.get().pk
    assert client.post(f"{ADD}{number}/remove/").status_code == 403
    assert client.post(f"{ADD}recovery-codes/").status_code == 403
    assert SecondFactor.objects.exists()


def test_who_signs_in_by_a_provider_only_and_long_ago_is_asked_to_do_so_again(
    alice: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice.by_provider_only = True
    alice.save()
    monkeypatch.setattr(arriving, "CONFIRMED_LASTS", timedelta(0))
    answer = client.get(f"{ADD}app/", follow=True)
    assert answer.status_code == 403
    assert "Sign out, sign in again" in answer.content.decode()
