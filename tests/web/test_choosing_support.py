"""Who chooses among those who could help, and what is shown to those who do not; and the way out of the register’s gaps."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests import builders
from tests.brokering import acting
from tests.brokering.acting import AT, HELPED, HELPS
from tests.casework import acting as casework
from tests.web.trying import text as words_of
from trellis.accounts.models import User
from trellis.schools import data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
LIST = "/support/brokered/"


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "warehouse", lambda: None)
    builders.screened(authority="802")
    builders.screened()


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


@pytest.mark.parametrize(
    ("route", "choose", "look"), [("authority", "spa", "headteacher"), ("school", "headteacher", "spa")]
)
def test_who_only_looks_is_told_who_chooses_and_is_offered_no_choice(
    route: str, choose: str, look: str
) -> None:
    by = acting.provider()
    file = acting.needed(route=route)
    readers = {"spa": acting.broker(), "headteacher": acting.head()}
    find, form = f"{LIST}{file.support.pk}/find/", f"{LIST}{file.support.pk}/find/provider/{by.pk}/"
    chooses, looks = client(readers[choose]), client(readers[look])
    assert form in chooses.get(find).content.decode()
    assert chooses.get(form).status_code == 200
    page = looks.get(find)
    assert form not in page.content.decode()
    assert "chooses among these" in words_of(page.content)
    assert "you choose" not in words_of(page.content)
    assert looks.get(form).status_code == looks.post(form, {"why": "Near.", "seen": 1}).status_code == 403


def test_a_leader_whose_school_is_in_no_register_is_not_chosen_and_who_keeps_it_is_led_to_enter_it() -> None:
    acting.leader()
    file = acting.needed()
    find = f"{LIST}{file.support.pk}/find/"
    broker, keeper = client(acting.broker()), client(builders.person("traded_services"))
    said = words_of(broker.get(find).content)
    assert "Their school is not in the register of providers yet" in said
    assert "Choose all the same" not in said
    enter = f"/providers/enter/?{urlencode({'school': HELPS})}"
    assert enter not in broker.get(find).content.decode()
    assert f'href="{enter}"' in keeper.get(find).content.decode()
    form = keeper.get(enter).content.decode()
    assert f'<option value="{HELPS}" selected' in form
    assert 'value="1" selected' not in keeper.get("/providers/enter/?school=1").content.decode()


def test_load_shows_the_level_that_a_dispute_was_settled_at() -> None:
    acting.accepted(acting.provider())
    casework.settled(HELPS, proposed=2, level=1, at=AT)
    said = words_of(client(acting.principal()).get("/support/load/").content)
    assert "Level 1" in said
    assert "Level 2" not in said


def test_a_school_settled_at_level_1_is_brokered_for_with_a_reason_alone() -> None:
    casework.settled(HELPED, proposed=2, level=1, at=AT)
    given = {
        "what": "Phonics in Reception.",
        "hoped": "Children keep up.",
        "areas": ["early-reading"],
        "seen": HELPED,
    }
    ask = f"/schools/{HELPED}/support/ask/"
    refused = client(acting.broker()).post(ask, given)
    assert refused.status_code in (400, 409)
    assert client(acting.broker()).post(ask, {**given, "why_brokered": "A new head."}).status_code == 302
