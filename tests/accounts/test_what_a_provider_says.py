"""What a provider says is believed only where its signature, issuer, audience, nonce and times hold."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from joserfc.jwk import RSAKey
from pytest_django import Settings

from tests import builders
from tests.provider.lying import CLIENT_ID, Lies, lying
from tests.provider.running import free_port
from trellis.accounts.models import ProviderLink
from trellis.accounts.providers import client
from trellis.accounts.providers.configured import Provider, canonical, read

NONCE = "the-nonce-that-was-sent"
Claims = dict[str, Any]


@pytest.fixture
def lies() -> Iterator[Lies]:
    client.forget()
    with lying() as made:
        yield made


def configured(issuer: str, **more: str) -> Provider:
    said = {"ISSUER": issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": "s", "NAME": "the town hall"} | more
    given = {f"TRELLIS_OIDC_LOCAL_{part}": text for part, text in said.items()}
    return read({"TRELLIS_OIDC": "local", **given})["local"]


def claims(lies: Lies, **changes: Any) -> Claims:
    now = int(time.time())
    said = {
        "iss": lies.issuer,
        "aud": CLIENT_ID,
        "sub": "alice-1",
        "nonce": NONCE,
        "iat": now,
        "exp": now + 300,
        "email": "alice@example.org",
        "email_verified": True,
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def told(lies: Lies, token: str, *, at: datetime | None = None, **more: str) -> client.Identity:
    lies.answer = {"id_token": token, "access_token": "access", "token_type": "Bearer"}
    return client.identity(
        configured(lies.issuer, **more),
        code="code",
        nonce=NONCE,
        verifier="verifier",
        back_to="http://testserver/sign-in/with/local/answer/",
        at=at or timezone.now(),
    )


def test_a_right_token_is_believed(lies: Lies) -> None:
    identity = told(lies, lies.signed(claims(lies)))
    assert (identity.issuer, identity.subject, identity.email) == (
        lies.issuer,
        "alice-1",
        "alice@example.org",
    )
    authorization, body = lies.asked[0]
    assert authorization.startswith("Basic ")
    assert parse_qs(body)["code_verifier"] == ["verifier"]
    assert "client_secret" not in body


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-service"},
        {"aud": None},
        {"aud": ["another-service", "a-third"]},
        {"aud": [CLIENT_ID, "another-service"]},  # for several, and nobody is named as the one who asked
        {"azp": "another-service"},
        {"iss": "https://issuer.example"},
        {"iss": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"exp": None},
        {"iat": None},
    ],
)
def test_a_token_with_a_wrong_or_a_missing_claim_is_not_believed(lies: Lies, wrong: Claims) -> None:
    with pytest.raises(client.NotBelieved):
        told(lies, lies.signed(claims(lies, **wrong)))


@pytest.mark.parametrize(
    "seconds_off",
    [{"exp": -600}, {"iat": 900, "exp": 1200}, {"nbf": 900}],
    ids=["it has expired", "it was issued later than now", "it holds later than now"],
)
def test_a_token_of_another_time_tells_of_the_clocks(lies: Lies, seconds_off: dict[str, int]) -> None:
    now = int(time.time())  # when the test runs: it may have been collected long before
    times = {claim: now + off for claim, off in seconds_off.items()}
    with pytest.raises(client.ClocksDiffer):
        told(lies, lies.signed(claims(lies, **times)))


def test_two_clocks_may_differ_a_little(lies: Lies) -> None:
    now = int(time.time())
    assert told(lies, lies.signed(claims(lies, iat=now + 60, exp=now + 360))).subject == "alice-1"


def test_a_token_without_a_signature_is_not_believed(lies: Lies) -> None:
    with pytest.raises(client.NotBelieved):
        told(lies, lies.unsigned(claims(lies)))


def test_a_public_key_is_not_taken_for_a_shared_password(lies: Lies) -> None:
    with pytest.raises(client.NotBelieved):
        told(lies, lies.with_the_public_key_as_a_password(claims(lies)))


def test_a_token_signed_by_somebody_elses_key_is_not_believed(lies: Lies) -> None:
    another = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})
    with pytest.raises(client.NotBelieved):
        told(lies, lies.signed(claims(lies), key=another))


@pytest.mark.parametrize("change", ["payload", "signature", "not-a-token"])
def test_a_token_that_was_changed_on_the_way_is_not_believed(lies: Lies, change: str) -> None:
    head, body, signature = lies.signed(claims(lies)).split(".")
    other = lies.signed(claims(lies, sub="bob-1")).split(".")[1]
    changed = {
        "payload": f"{head}.{other}.{signature}",
        "signature": f"{head}.{body}.{signature[:-4]}AAAA",
        "not-a-token": "x",
    }
    with pytest.raises(client.NotBelieved):
        told(lies, changed[change])


def test_a_new_key_of_the_providers_is_asked_for_when_a_token_names_it(
    lies: Lies, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(lies, lies.signed(claims(lies)))
    new = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig"})
    lies.keys_shown = [new]
    token = lies.signed(claims(lies), key=new, kid="k2")
    with pytest.raises(client.NotBelieved):
        told(lies, token)  # the keys were asked for a moment ago, so not again at once
    monkeypatch.setattr(client, "_KEYS_AGAIN", 0)
    assert told(lies, token).subject == "alice-1"


@pytest.mark.parametrize(
    ("rule", "said", "sure"),
    [
        ("claim", {"email_verified": True}, True),
        ("claim", {"email_verified": False}, False),
        ("claim", {"email_verified": None}, False),
        ("claim", {"email_verified": "false"}, False),
        ("entra", {"email_verified": None, "xms_edov": True}, True),
        ("entra", {"email_verified": None, "xms_edov": "1"}, True),
        ("entra", {"email_verified": None, "xms_edov": False}, False),
        ("entra", {"email_verified": None, "xms_edov": "0"}, False),
        ("entra", {"email_verified": True}, False),
        ("always", {"email_verified": None}, True),
        ("always", {"email_verified": False}, False),
    ],
)
def test_an_address_counts_by_the_rule_of_the_provider(
    lies: Lies, rule: str, said: Claims, sure: bool
) -> None:
    identity = told(lies, lies.signed(claims(lies, **said)), EMAIL=rule)
    assert bool(identity.email) is sure
    assert bool(identity.unverified) is not sure


def test_an_address_that_is_not_in_the_token_is_asked_for(lies: Lies) -> None:
    lies.userinfo = {"sub": "alice-1", "email": "alice@example.org", "email_verified": True}
    token = lies.signed(claims(lies, email=None, email_verified=None))
    assert told(lies, token).email == "alice@example.org"
    lies.userinfo["sub"] = "bob-1"
    with pytest.raises(client.NotBelieved):
        told(lies, token)


def test_a_token_that_vouches_does_not_vouch_for_an_address_from_elsewhere(lies: Lies) -> None:
    lies.userinfo = {"sub": "alice-1", "email": "bob@example.org"}
    assert told(lies, lies.signed(claims(lies, email=None, email_verified=True))).email == ""
    token = lies.signed(claims(lies, email=None, email_verified=None, xms_edov=True))
    assert told(lies, token, EMAIL="entra").email == ""


def test_a_provider_that_calls_itself_another_issuer_is_not_used(lies: Lies) -> None:
    lies.metadata = {"issuer": "https://issuer.example"}
    with pytest.raises(client.ProviderDown, match="another issuer"):
        client.ask(configured(lies.issuer), back_to="http://testserver/")


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_an_address_of_a_providers_that_is_not_safe_is_not_used(lies: Lies, name: str) -> None:
    lies.metadata = {name: "http://provider.example/x"}
    with pytest.raises(client.ProviderDown):
        client.ask(configured(lies.issuer), back_to="http://testserver/")


def test_the_question_has_a_state_a_nonce_and_a_challenge_of_its_own(lies: Lies) -> None:
    first, second = (client.ask(configured(lies.issuer), back_to="http://testserver/") for _ in range(2))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(first.address).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert (asked["state"], asked["nonce"]) == (first.state, first.nonce)
    assert first.verifier not in first.address
    assert len({first.state, second.state, first.nonce, second.nonce, first.verifier, second.verifier}) == 6


def test_a_port_that_https_has_anyhow_makes_no_other_issuer() -> None:
    assert (
        canonical("https://oidc.example:443") == canonical("https://oidc.example/") == "https://oidc.example"
    )
    assert canonical("https://oidc.example:4433") != "https://oidc.example"
    assert canonical("http://localhost:443/o") == "http://localhost:443/o"


# By the pages


@pytest.fixture
def answered(lies: Lies, settings: Settings, db: None) -> Callable[..., Any]:
    settings.PROVIDERS = {"local": configured(lies.issuer)}

    def answer(
        *, token: Callable[[Claims], str] | None = None, change: Claims | None = None, **query: str
    ) -> Any:
        browser = Client()
        away = browser.get("/sign-in/with/local/").headers["Location"]
        asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
        said = claims(lies, **({"nonce": asked["nonce"]} | (change or {})))
        lies.answer = {"id_token": (token or lies.signed)(said), "access_token": "access"}
        given = {"state": asked["state"], "code": "code"} | query
        response = browser.get("/sign-in/with/local/answer/", given)
        response.signed_in = browser.get("/account/").status_code == 200
        return response

    return answer


@pytest.mark.django_db
def test_who_is_believed_is_signed_in(answered: Callable[..., Any]) -> None:
    builders.person("pa", email="alice@example.org")
    assert answered().signed_in
    assert ProviderLink.objects.count() == 1


@pytest.mark.django_db
def test_what_is_not_believed_signs_nobody_in_and_says_so(answered: Callable[..., Any], lies: Lies) -> None:
    builders.person("pa", email="alice@example.org")
    for response in (
        answered(token=lies.with_the_public_key_as_a_password),
        answered(token=lies.unsigned),
        answered(change={"aud": "another-service"}),
        answered(change={"nonce": "another"}),
        answered(iss="https://issuer.example"),
    ):
        assert response.status_code == 502
        assert not response.signed_in
        assert "Nobody was signed in" in response.content.decode()
    late = answered(change={"exp": int(time.time()) - 600})
    assert late.status_code == 502
    assert "do not agree what time it is" in late.content.decode()
    assert not ProviderLink.objects.exists()


@pytest.mark.django_db
def test_a_state_that_was_not_sent_signs_nobody_in(answered: Callable[..., Any]) -> None:
    builders.person("pa", email="alice@example.org")
    response = answered(state="another")
    assert response.status_code == 400
    assert not response.signed_in


@pytest.mark.django_db
def test_a_sign_in_begun_too_long_ago_is_begun_again(
    answered: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from trellis.interfaces.web.accounts import by_provider

    builders.person("pa", email="alice@example.org")
    monkeypatch.setattr(by_provider, "_ASKED_LASTS", timedelta(0))
    response = answered()
    assert response.status_code == 400
    assert not response.signed_in


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("access_denied", 403),
        ("login_required", 403),
        ("server_error", 503),
        ("temporarily_unavailable", 503),
    ],
)
def test_an_error_of_the_providers_is_a_sentence_and_shows_nothing_that_was_sent(
    answered: Callable[..., Any], error: str, status: int
) -> None:
    response = answered(error=error, error_description="Call this number at once")
    assert response.status_code == status
    assert b"Call this number" not in response.content
    assert not response.signed_in


@pytest.mark.django_db
def test_a_provider_that_does_not_answer_is_a_sentence(settings: Settings) -> None:
    client.forget()
    settings.PROVIDERS = {"local": configured(f"http://127.0.0.1:{free_port()}")}
    response = Client().get("/sign-in/with/local/")
    assert response.status_code == 503
    assert "the town hall does not answer. Try again in a few minutes." in response.content.decode()
    assert Client().get("/sign-in/").status_code == 200


@pytest.mark.django_db
def test_a_provider_that_breaks_at_the_last_step_is_a_sentence(
    answered: Callable[..., Any], lies: Lies
) -> None:
    lies.status = 500
    response = answered()
    assert response.status_code == 503
    assert not response.signed_in


@pytest.mark.django_db
def test_a_provider_that_is_not_configured_is_not_found() -> None:
    assert Client().get("/sign-in/with/local/").status_code == 404
    assert Client().get("/sign-in/with/local/answer/?state=x&code=y").status_code == 404
