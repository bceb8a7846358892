"""Signing in by a real OpenID provider, that is served on this machine, over real HTTP."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from django.test import Client
from pytest_django import Settings

from tests import builders
from tests.provider import running
from tests.provider.serve import CLIENT_ID, CLIENT_SECRET
from trellis.accounts.models import ProviderLink, User
from trellis.accounts.providers import client as provider_client
from trellis.accounts.providers.configured import Provider, read
from trellis.activity.models import Event, Verb

pytestmark = pytest.mark.django_db

PEOPLE = (
    "alice@example.org=alice-1",
    "Alice@Example.org=alice-2",  # somebody new who was given the address
    "bob@example.org=bob-1",
    "unsure:charlie@example.org=charlie-1",
    "nobody@example.org=nobody-1",
)


def configured(issuer: str, **more: str) -> dict[str, Provider]:
    said = {"ISSUER": issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET, "NAME": "the town hall"}
    given = {f"TRELLIS_OIDC_LOCAL_{part}": text for part, text in (said | more).items()}
    return read({"TRELLIS_OIDC": "local", **given})


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running.provider(
        tmp_path_factory.mktemp("provider"), back_to=["http://testserver"], people=PEOPLE
    ) as served:
        yield served


@pytest.fixture(autouse=True)
def at_the_provider(issuer: str, settings: Settings) -> None:
    provider_client.forget()
    settings.PROVIDERS = configured(issuer)


@pytest.fixture
def there() -> Iterator[httpx.Client]:
    with httpx.Client(follow_redirects=True, timeout=10) as made:
        yield made


@pytest.fixture
def alice() -> User:
    return builders.person("pa", name="Alice", email="alice@example.org")


def come_back(
    client: Client, there: httpx.Client, *, subject: str, to: str = "", says: str = "allow"
) -> object:
    """Go to the provider from the sign-in page, sign in there, and return what Trellis answers then."""
    away = client.get("/sign-in/with/local/", {"next": to})
    assert away.status_code == 302
    back = running.sign_in_there(there, away.headers["Location"], subject=subject, says=says)
    assert back.startswith("http://testserver/sign-in/with/local/answer/")
    return client.get(back.removeprefix("http://testserver"))


def test_the_sign_in_page_offers_the_provider() -> None:
    page = Client().get("/sign-in/?next=/runs/").content.decode()
    assert "Sign in with the town hall" in page
    assert 'href="/sign-in/with/local/?next=%2Fruns%2F"' in page


def test_somebody_with_a_post_is_signed_in_linked_and_led_where_they_were_going(
    alice: User, there: httpx.Client
) -> None:
    client = Client()
    answer = come_back(client, there, subject="alice-1", to="/runs/")
    assert answer.headers["Location"] == "/runs/"
    assert client.get("/account/").status_code == 200
    link = ProviderLink.objects.get()
    assert (link.user, link.subject) == (alice, "alice-1")
    said = dict(Event.objects.values_list("verb", "subject"))
    assert said[Verb.PROVIDER_LINKED] == "alice@example.org (the town hall)"
    assert said[Verb.SIGNED_IN] == "with the town hall"


def test_the_link_holds_when_the_address_changes_here(alice: User, there: httpx.Client) -> None:
    come_back(Client(), there, subject="alice-1")
    alice.email = "alice.new@example.org"
    alice.save()
    client = Client()
    come_back(client, httpx.Client(follow_redirects=True), subject="alice-1")
    assert "alice.new@example.org" in client.get("/account/").content.decode()
    assert Event.objects.filter(verb=Verb.PROVIDER_LINKED).count() == 1


def test_another_person_with_the_same_address_does_not_take_the_account_over(
    alice: User, there: httpx.Client
) -> None:
    come_back(Client(), there, subject="alice-1")
    client = Client()
    answer = come_back(client, httpx.Client(follow_redirects=True), subject="alice-2")
    assert answer.status_code == 403
    assert "belongs to another person there" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert ProviderLink.objects.get().subject == "alice-1"


def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(there: httpx.Client) -> None:
    builders.person("pa", name="Charlie", email="charlie@example.org")
    client = Client()
    answer = come_back(client, there, subject="charlie-1")
    assert answer.status_code == 403
    assert "did not confirm that the email address" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert not ProviderLink.objects.exists()


def test_a_person_without_an_account_is_told_whom_to_ask_and_gets_none(there: httpx.Client) -> None:
    client = Client()
    answer = come_back(client, there, subject="nobody-1")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Nobody with the address nobody@example.org has a role in Trellis." in page
    assert "Ask whoever looks after accounts at your authority." in page
    assert not User.objects.exists()
    assert client.get("/account/").status_code == 302


def test_an_account_without_a_post_today_or_that_is_closed_is_not_linked(there: httpx.Client) -> None:
    bob = builders.person("pa", name="Bob", email="bob@example.org")
    bob.is_active = False
    bob.save()
    assert come_back(Client(), there, subject="bob-1").status_code == 403
    bob.is_active = True
    bob.save()
    bob.posts.all().delete()
    assert come_back(Client(), httpx.Client(follow_redirects=True), subject="bob-1").status_code == 403
    assert not ProviderLink.objects.exists()


def test_a_linked_account_that_was_closed_is_not_signed_in(alice: User, there: httpx.Client) -> None:
    come_back(Client(), there, subject="alice-1")
    alice.is_active = False
    alice.save()
    answer = come_back(Client(), httpx.Client(follow_redirects=True), subject="alice-1")
    assert answer.status_code == 403
    assert "Your account in Trellis is closed." in answer.content.decode()


def test_saying_no_at_the_provider_is_answered_in_a_sentence(alice: User, there: httpx.Client) -> None:
    client = Client()
    answer = come_back(client, there, subject="alice-1", says="deny")
    assert answer.status_code == 403
    assert "the town hall did not sign you in" in answer.content.decode()
    assert client.get("/account/").status_code == 302


def test_an_answer_is_taken_once_and_in_the_browser_that_asked(alice: User, there: httpx.Client) -> None:
    client = Client()
    away = client.get("/sign-in/with/local/")
    back = running.sign_in_there(there, away.headers["Location"], subject="alice-1")
    back = back.removeprefix("http://testserver")
    stranger = Client()
    answer = stranger.get(back)
    assert answer.status_code == 400
    assert "belongs to no sign-in begun in this browser" in answer.content.decode()
    assert client.get(back).status_code == 302
    again = Client()
    again.cookies = client.cookies
    assert again.get(back).status_code == 400


def test_the_provider_is_relied_on_for_the_second_step_unless_it_is_not(
    alice: User, there: httpx.Client, issuer: str, settings: Settings
) -> None:
    builders.authenticator_app(alice)
    assert come_back(Client(), there, subject="alice-1").headers["Location"] == "/"
    settings.PROVIDERS = configured(issuer, SECOND_FACTOR="trellis")
    client = Client()
    answer = come_back(client, httpx.Client(follow_redirects=True), subject="alice-1")
    assert answer.headers["Location"] == "/sign-in/second-step/"
    assert client.get("/account/").status_code == 302


def test_an_account_set_to_a_provider_only_takes_no_password(alice: User, there: httpx.Client) -> None:
    alice.by_provider_only = True
    alice.save()
    client = Client()
    page = client.post("/sign-in/", {"email": alice.email, "password": builders.PASSWORD})
    assert "The email address or the password is wrong" in page.content.decode()
    assert come_back(client, there, subject="alice-1").headers["Location"] == "/"
    assert client.get("/account/password/").status_code == 403
    assert "set to sign in by a provider only" in client.get("/account/").content.decode()


def test_signing_out_leads_to_signing_out_of_the_provider_too(alice: User, there: httpx.Client) -> None:
    client = Client()
    come_back(client, there, subject="alice-1")
    assert client.post("/sign-out/").headers["Location"] == "/signed-out/"
    page = client.get("/signed-out/").content.decode()
    assert "You may still be signed in to the town hall" in page
    found = re.search(r'href="(http://127[^"]+)"', page)
    assert found is not None
    address = unescape(found[1])
    asked = there.get(address)
    assert "Sign out of the provider?" in asked.text
    left = there.post(asked.url, data={**running.hidden(asked.text), "allow": "yes"}, follow_redirects=False)
    assert left.headers["location"].startswith("http://testserver/signed-out/")
    assert "You may still" not in client.get("/signed-out/").content.decode()
    assert client.get("/account/").status_code == 302


def test_a_wrong_client_secret_signs_nobody_in(
    alice: User, there: httpx.Client, issuer: str, settings: Settings
) -> None:
    settings.PROVIDERS = configured(issuer, CLIENT_SECRET="another")
    answer = come_back(Client(), there, subject="alice-1")
    assert answer.status_code == 502
    assert "refused to say who you are" in answer.content.decode()


def test_the_secret_can_go_in_the_body_as_entra_wants_it(
    alice: User, there: httpx.Client, issuer: str, settings: Settings
) -> None:
    settings.PROVIDERS = configured(issuer, CLIENT_AUTH="post")
    assert come_back(Client(), there, subject="alice-1").headers["Location"] == "/"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_after_the_provider_one_never_goes_elsewhere(
    alice: User, there: httpx.Client, elsewhere: str
) -> None:
    assert come_back(Client(), there, subject="alice-1", to=elsewhere).headers["Location"] == "/"


def test_the_session_before_is_not_the_session_after(alice: User, there: httpx.Client) -> None:
    client = Client()
    client.get("/sign-in/with/local/")
    before = client.cookies["trellis"].value
    come_back(client, there, subject="alice-1")
    assert client.cookies["trellis"].value != before
    fixed = Client()
    fixed.cookies["trellis"] = before
    assert fixed.get("/account/").status_code == 302
