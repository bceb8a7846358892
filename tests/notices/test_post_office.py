"""How sending e-mail is configured, and the other way by which it leaves: GOV.UK Notify."""

import json
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from trellis.notices import post_office
from trellis.notices.message import Message, NotSent, Refused, Unsure
from trellis.notices.post_office import BadPostOffice
from trellis.notices.senders.notify import Notify
from trellis.notices.senders.smtp import Smtp

SERVICE, SECRET = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
TEMPLATE = "33333333-3333-4333-8333-333333333333"
MAIL = {
    "TRELLIS_SMTP_HOST": "mail.example.gov.uk",
    "TRELLIS_MAIL_FROM": "trellis@example.gov.uk",
    "TRELLIS_ADDRESS": "https://trellis.example.gov.uk/",
}
NOTIFY = {
    "TRELLIS_NOTIFY_KEY": f"schools-{SERVICE}-{SECRET}",
    "TRELLIS_NOTIFY_TEMPLATE": TEMPLATE,
    "TRELLIS_ADDRESS": "https://trellis.example.gov.uk",
}
LETTER = Message(to="ada@example.org", subject="Three things", text="Dear Ada", html="<p>", reference="r1")


def test_nothing_is_sent_unless_something_is_named() -> None:
    assert post_office.read({}) is None


def test_a_mail_server_is_spoken_to_with_encryption_unless_told_otherwise() -> None:
    office = post_office.read({**MAIL, "TRELLIS_SMTP_USER": "trellis", "TRELLIS_SMTP_PASSWORD": "pw"})
    assert office is not None
    assert office.address == "https://trellis.example.gov.uk"
    assert isinstance(office.sender, Smtp)
    assert (office.sender.port, office.sender.security, office.sender.timeout) == (587, "starttls", 10)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"TRELLIS_ADDRESS": ""}, "TRELLIS_ADDRESS"),
        ({"TRELLIS_ADDRESS": "trellis.example.gov.uk"}, "TRELLIS_ADDRESS"),
        ({"TRELLIS_MAIL_FROM": ""}, "TRELLIS_MAIL_FROM"),
        ({"TRELLIS_MAIL_FROM": "a b@c"}, "TRELLIS_MAIL_FROM"),
        ({"TRELLIS_SMTP_PORT": "0"}, "TRELLIS_SMTP_PORT"),
        ({"TRELLIS_SMTP_PORT": "smtp"}, "TRELLIS_SMTP_PORT"),
        ({"TRELLIS_SMTP_SECURITY": "ssl"}, "TRELLIS_SMTP_SECURITY"),
        ({"TRELLIS_SMTP_SECURITY": "none", "TRELLIS_SMTP_USER": "x"}, "TRELLIS_SMTP_SECURITY"),
        ({"TRELLIS_MAIL_TIMEOUT": "0"}, "TRELLIS_MAIL_TIMEOUT"),
        ({"TRELLIS_MAIL_TIMEOUT": "nan"}, "TRELLIS_MAIL_TIMEOUT"),
        ({**NOTIFY}, "not both"),
        ({"TRELLIS_SMTP_HOST": "", **NOTIFY, "TRELLIS_NOTIFY_KEY": "key"}, "TRELLIS_NOTIFY_KEY"),
        ({"TRELLIS_SMTP_HOST": "", **NOTIFY, "TRELLIS_NOTIFY_TEMPLATE": "x"}, "TRELLIS_NOTIFY_TEMPLATE"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(changed: dict[str, str], named: str) -> None:
    with pytest.raises(BadPostOffice, match=named):
        post_office.read({**MAIL, **changed})


def notify(monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[httpx.Request]:
    asked: list[httpx.Request] = []

    def post(url: str, **more: Any) -> httpx.Response:
        def handle(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            if isinstance(answer, Exception):
                raise answer
            return httpx.Response(answer)

        with httpx.Client(transport=httpx.MockTransport(handle)) as client:
            return client.post(url, **more)

    monkeypatch.setattr("trellis.notices.senders.notify.httpx.post", post)
    return asked


def test_notify_is_asked_as_its_documentation_says(monkeypatch: pytest.MonkeyPatch) -> None:
    office = post_office.read(NOTIFY)
    assert office is not None
    asked = notify(monkeypatch, 201)
    office.sender.send(LETTER)
    (request,) = asked
    assert str(request.url) == "https://api.notifications.service.gov.uk/v2/notifications/email"
    assert json.loads(request.content) == {
        "email_address": "ada@example.org",
        "template_id": TEMPLATE,
        "personalisation": {"subject": "Three things", "body": "Dear Ada"},
        "reference": "r1",
    }
    scheme, token = request.headers["Authorization"].split()
    read = jwt.decode(token, OctKey.import_key(SECRET))
    assert (scheme, read.header["alg"], read.claims["iss"]) == ("Bearer", "HS256", SERVICE)


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (400, Refused),
        (403, Refused),
        (429, NotSent),
        (500, NotSent),
        (httpx.ConnectError("down"), NotSent),
        (httpx.ConnectTimeout("slow"), NotSent),
        (httpx.ReadTimeout("slow"), Unsure),
        (httpx.RemoteProtocolError("gone"), Unsure),
    ],
)
def test_what_notify_answers_is_sent_later_refused_or_unsure(
    monkeypatch: pytest.MonkeyPatch, answer: Any, raised: type[Exception]
) -> None:
    notify(monkeypatch, answer)
    sender = Notify(service=SERVICE, secret=SECRET, template=TEMPLATE, timeout=1)
    with pytest.raises(raised):
        sender.send(LETTER)
