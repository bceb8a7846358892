"""No form loses what was written in it: not to a session that has ended, nor to a fault of the machine."""

import html as entities
import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.casework import acting
from trellis.accounts.models import User
from trellis.interfaces.web.govuk import faults, typed
from trellis.judgements.actions import intelligence
from trellis.judgements.models import About, Reliability, Source

pytestmark = pytest.mark.django_db
WORDS = "Three pages of notes, written at one sitting."
SCHOOL = f"/schools/{builders.BEECH}"
FORMS = {
    "a level": ("sia", f"{SCHOOL}/level/propose/", "reasons"),
    "soft intelligence": ("sia", f"{SCHOOL}/intelligence/log/", "words"),
    "a judgement": ("sia", f"{SCHOOL}/judgements/record/", "words"),
    "a circumstance": ("headteacher", f"{SCHOOL}/circumstances/record/", "words"),
    "a self-evaluation": ("headteacher", f"{SCHOOL}/self-evaluation/write/", "words"),
    "an objective": ("spa", f"{SCHOOL}/plan/objectives/new/", "what"),
    "what a term came to": ("data_officer", "/register/close-term/", "note"),
}


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened()


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return client


def _person(role: str) -> User:
    return builders.person(role, urns=(builders.BEECH,) if role in ("sia", "headteacher") else ())


def _text(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def _stamp(page: str) -> str:
    return re.findall(r'name="shown_to"\s+value="([^"]*)"', page)[0]


@pytest.mark.parametrize("form", FORMS)
def test_what_was_written_when_the_session_had_ended_is_shown_once_to_who_wrote_it(form: str) -> None:
    role, address, field = FORMS[form]
    if form == "an objective":
        acting.supported(builders.BEECH)
    user = _person(role)
    client = _client(user)
    stamp = _stamp(client.get("/account/").content.decode())
    client.logout()
    answer = client.post(address, {"shown_to": stamp, field: WORDS})
    assert answer.status_code == 403
    assert "What you typed is not lost." in _text(answer)
    client.post(f"/sign-in/?next={address}", {"email": user.email, "password": builders.PASSWORD})
    assert WORDS not in client.get("/account/").content.decode()  # another page
    page = client.get(address)
    assert WORDS in _text(page), page.status_code
    assert "You had been signed out" in _text(page)
    assert WORDS not in client.get(address).content.decode()


def test_every_form_shown_to_somebody_says_to_whom() -> None:
    client = _client(_person("sia"))
    page = client.get(f"{SCHOOL}/intelligence/log/").content.decode()
    posted = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
    assert len(posted) > 1
    assert all('name="shown_to"' in form for form in posted)
    assert 'name="shown_to"' not in Client().get("/sign-in/").content.decode()


def test_no_password_and_no_code_is_ever_kept() -> None:
    client = _client(_person("sia"))
    stamp = _stamp(client.get("/account/").content.decode())
    client.logout()
    for address in ("/account/password/", "/account/post/", "/sign-out/"):
        assert client.post(address, {"shown_to": stamp, "note": WORDS}).status_code in (302, 403)
        assert typed._KEY not in client.session
    sent = {"shown_to": stamp, "password": "a b c", "new_password": "a b c", "code": "1 2", "note": WORDS}
    assert client.post("/people/add/", sent).status_code == 403
    assert client.session[typed._KEY]["typed"] == {"note": [WORDS]}


@pytest.mark.parametrize(
    ("fault", "said"),
    [("database or disk is full", faults.FULL), ("database is locked", faults.BUSY)],
)
def test_a_fault_of_the_machine_is_told_in_a_sentence_beside_what_was_written(
    monkeypatch: pytest.MonkeyPatch, fault: str, said: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OperationalError(fault)

    client = _client(_person("sia"))
    monkeypatch.setattr(intelligence, "log", fails)
    answer = client.post(
        f"{SCHOOL}/intelligence/log/",
        {
            "said": WORDS,
            "heard_on": "20/11/2026",
            "about": About.values[0],
            "source": Source.values[0],
            "reliability": Reliability.values[0],
        },
    )
    assert answer.status_code == 503
    assert said in _text(answer)
    assert WORDS in _text(answer)
