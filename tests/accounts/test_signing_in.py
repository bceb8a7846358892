"""Signing in, being slowed down after wrong passwords, and changing a password."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from tests import builders
from trellis.accounts.models import User
from trellis.accounts.sign_in import address_of
from trellis.activity.models import Event, Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return builders.person("pa", name="Alice")


def try_in(client: Client, email: str, password: str, *, address: str = "127.0.0.1", to: str = "") -> object:
    return client.post("/sign-in/", {"email": email, "password": password, "next": to}, REMOTE_ADDR=address)


def test_the_right_password_signs_in_whatever_the_case_of_the_address(alice: User) -> None:
    client = Client()
    response = try_in(client, f" {alice.email.upper()} ", builders.PASSWORD)
    assert response.status_code == 302
    assert client.get("/account/").status_code == 200
    assert Event.objects.filter(verb=Verb.SIGNED_IN, by=alice).count() == 1


def test_a_wrong_password_and_an_unknown_account_are_answered_alike(alice: User) -> None:
    client = Client()
    wrong = try_in(client, alice.email, "not-the-password").content.decode()
    unknown = try_in(client, "nobody@example.org", "not-the-password").content.decode()
    for page in (wrong, unknown):
        assert "<title >Error: Sign in" in page or "<title>Error: Sign in" in page
        assert "The email address or the password is wrong" in page
        assert 'href="#id_password"' in page


def test_an_empty_form_says_what_to_enter() -> None:
    page = Client().post("/sign-in/", {}).content.decode()
    assert "Enter your email address" in page
    assert "Enter your password" in page
    assert 'href="#id_email"' in page


def test_five_wrong_passwords_lock_the_account_from_that_address_even_for_the_right_one(alice: User) -> None:
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_in(client, alice.email, "not-the-password")
    response = try_in(client, alice.email, builders.PASSWORD)
    assert response.status_code == 429
    page = response.content.decode()
    assert "Too many wrong passwords" in page
    assert "cannot be signed in to from here until" in page
    assert client.get("/account/").status_code == 302


def test_a_lock_holds_neither_for_another_account_nor_from_another_address(alice: User) -> None:
    bob = builders.person("sitl", name="Bob")
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT + 1):
        try_in(client, alice.email, "not-the-password")
    assert try_in(Client(), bob.email, builders.PASSWORD).status_code == 302
    assert try_in(Client(), alice.email, builders.PASSWORD, address="192.0.2.7").status_code == 302


def behind(client: Client, email: str, password: str, *, hops: str) -> object:
    """Try in through a proxy, which is all that the server sees, and which writes the last hop."""
    given = {"email": email, "password": password}
    return client.post("/sign-in/", given, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=hops)


def test_behind_a_proxy_a_lock_is_of_the_address_that_the_proxy_saw(alice: User, settings: Settings) -> None:
    settings.BEHIND_PROXY = True
    for number in range(settings.AXES_FAILURE_LIMIT):  # the first hop is whatever the sender says
        behind(Client(), alice.email, "not-the-password", hops=f"198.51.100.{number}, 192.0.2.66")
    locked = behind(Client(), alice.email, builders.PASSWORD, hops="203.0.113.9, 192.0.2.66")
    assert locked.status_code == 429
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"192.0.2.66"}
    assert behind(Client(), alice.email, builders.PASSWORD, hops="192.0.2.7").status_code == 302


def test_without_a_proxy_a_made_up_hop_opens_nothing(alice: User) -> None:
    for number in range(settings.AXES_FAILURE_LIMIT):
        behind(Client(), alice.email, "not-the-password", hops=f"192.0.2.{number}")
    assert behind(Client(), alice.email, builders.PASSWORD, hops="192.0.2.77").status_code == 429


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        ("192.0.2.7:4711", "192.0.2.7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("unknown", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_a_hop_is_read_with_or_without_its_port_and_junk_is_not_believed(
    hops: str, address: str, settings: Settings, rf: RequestFactory
) -> None:
    settings.BEHIND_PROXY = True
    assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=hops)) == address


def test_one_password_tried_on_everybody_is_stopped_by_the_address_over_all_accounts(
    alice: User, settings: Settings
) -> None:
    settings.FAILURE_LIMIT_OF_ADDRESS = 6
    for number in range(6):
        assert try_in(Client(), f"person-{number}@example.org", "password-of-the-year").status_code == 200
    stopped = try_in(Client(), alice.email, builders.PASSWORD)
    assert stopped.status_code == 429
    assert "nobody can sign in from there until" in stopped.content.decode()
    assert try_in(Client(), alice.email, builders.PASSWORD, address="192.0.2.7").status_code == 302
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME * 1.1)
    assert try_in(Client(), alice.email, builders.PASSWORD).status_code == 302


def test_signing_in_does_not_wipe_out_what_an_address_tried_on_others(
    alice: User, settings: Settings
) -> None:
    settings.FAILURE_LIMIT_OF_ADDRESS = 4
    for number in range(4):
        try_in(Client(), f"person-{number}@example.org", "password-of-the-year")
        if number < 3:
            try_in(Client(), alice.email, builders.PASSWORD)
    assert try_in(Client(), alice.email, builders.PASSWORD).status_code == 429


def test_guesses_at_the_current_password_count(alice: User) -> None:
    client = Client()
    try_in(client, alice.email, builders.PASSWORD)
    guess = {"current": "not-the-password", "new": "thistle-river-moss-44"}
    answers = [client.post("/account/password/", guess) for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert "That is not your current password" in answers[0].content.decode()
    assert answers[-1].status_code == 429
    right = client.post("/account/password/", {**guess, "current": builders.PASSWORD})
    assert right.status_code == 429
    assert "Too many wrong passwords" in right.content.decode()
    alice.refresh_from_db()
    assert alice.check_password(builders.PASSWORD)


@pytest.mark.parametrize(
    "email", [f"{'a' * 250}@example.org", f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.org"]
)
def test_an_address_that_is_too_long_is_answered_with_a_sentence(email: str) -> None:
    response = try_in(Client(), email, "not-the-password")
    assert response.status_code == 200
    assert "must be 254 characters or fewer" in response.content.decode()


def test_a_lock_ends_by_itself(alice: User) -> None:
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_in(client, alice.email, "not-the-password")
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME * 1.1)
    assert try_in(client, alice.email, builders.PASSWORD).status_code == 302


def test_after_signing_in_one_goes_where_one_was_going_and_never_elsewhere(alice: User) -> None:
    assert try_in(Client(), alice.email, builders.PASSWORD, to="/runs/").headers["Location"] == "/runs/"
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        assert try_in(Client(), alice.email, builders.PASSWORD, to=elsewhere).headers["Location"] == "/"


def test_signing_out_needs_a_form_and_ends_the_session(alice: User) -> None:
    client = Client()
    try_in(client, alice.email, builders.PASSWORD)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_an_account_that_may_no_longer_sign_in_does_not(alice: User) -> None:
    client = Client()
    try_in(client, alice.email, builders.PASSWORD)
    alice.is_active = False
    alice.save()
    assert client.get("/account/").status_code == 302
    assert try_in(Client(), alice.email, builders.PASSWORD).status_code == 200


def test_a_form_without_its_token_is_refused_in_a_sentence(alice: User) -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "a@example.org", "password": "x"})
    assert response.status_code == 403
    assert b"This page was open for too long" in response.content


def test_a_password_is_changed_and_other_sessions_end(alice: User) -> None:
    here, elsewhere = Client(), Client()
    try_in(here, alice.email, builders.PASSWORD)
    try_in(elsewhere, alice.email, builders.PASSWORD)
    response = here.post("/account/password/", {"current": builders.PASSWORD, "new": "thistle-river-moss-44"})
    assert response.headers["Location"] == "/account/?changed"
    assert here.get("/account/?changed").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert try_in(Client(), alice.email, "thistle-river-moss-44").status_code == 302
    assert Event.objects.filter(verb=Verb.PASSWORD_CHANGED, by=alice).count() == 1


@pytest.mark.parametrize(
    ("current", "new", "said"),
    [
        ("wrong", "thistle-river-moss-44", "That is not your current password"),
        (builders.PASSWORD, "short", "This password is too short"),
        (builders.PASSWORD, "password1234", "This password is too common"),
        ("", "", "Enter a new password"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_to_a_weak_one(
    alice: User, current: str, new: str, said: str
) -> None:
    client = Client()
    try_in(client, alice.email, builders.PASSWORD)
    page = client.post("/account/password/", {"current": current, "new": new}).content.decode()
    assert said in page
    assert "Error: Change your password" in page
    assert try_in(Client(), alice.email, builders.PASSWORD).status_code == 302
