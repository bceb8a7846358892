"""What the pages of support tell of what stands in the way, ask for only where it is needed, and tell an adviser."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.brokering import acting
from tests.brokering.acting import AT, HELPS
from tests.web.test_brokering import LIST, client, text
from tests.web.trying import text as words_of
from trellis.providers.models import Provider
from trellis.schools import data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    monkeypatch.setattr(data, "warehouse", lambda: None)
    builders.screened(authority="802")
    builders.screened()


def test_an_adviser_finds_support_that_their_school_commissioned_on_home_and_among_what_is_due() -> None:
    file = acting.take(acting.commissioned(acting.provider()), "accept", acting.head(HELPS))
    file = acting.take(acting.logged(acting.signed(file)), "complete", acting.head())
    adviser = client(acting.adviser())
    what = "Say how support was used that the school commissioned from Beech Lane Primary School"
    for address in ("/home/", "/due/"):
        assert what in text(adviser, address)
        assert f'href="{LIST}{file.support.pk}/confirm/"' in adviser.get(address).content.decode()
    assert what not in text(client(acting.head()), "/home/")


QUALITY = "Why you go on though its quality is not assured"


def _commissioning(by: Provider) -> tuple[Client, str]:
    need = acting.needed(route="school")
    return client(acting.head()), f"{LIST}{need.support.pk}/find/provider/{by.pk}/"


def _terms(begins: date) -> dict[str, object]:
    return {
        "seen": 1,
        "why": "We know them.",
        "what_is_done": "Three days.",
        "days": "3",
        "cost": "0",
        "funding": "none",
        "begins": f"{begins:%d/%m/%Y}",
        "ends": f"{begins + 30 * acting.A_DAY:%d/%m/%Y}",
        "middle": "",
    }


def test_a_school_is_asked_why_it_goes_on_only_where_quality_is_not_assured() -> None:
    reader, address = _commissioning(acting.provider(None))
    assert QUALITY not in text(reader, address)
    unseen = acting.provider(None, until=None, name="Nobody looked Ltd")
    assert QUALITY in text(reader, f"{address.rsplit('/', 2)[0]}/{unseen.pk}/")
    assert reader.post(address, _terms(acting.TODAY)).status_code == 302


def test_a_school_is_asked_why_where_the_approval_ends_before_its_support_begins() -> None:
    reader, address = _commissioning(acting.provider(None, until=acting.TODAY + 10 * acting.A_DAY))
    assert QUALITY not in text(reader, address)
    late = _terms(acting.TODAY + 20 * acting.A_DAY)
    refused = reader.post(address, late)
    assert refused.status_code == 409
    assert "before the support is to begin" in words_of(refused.content)
    assert QUALITY in words_of(refused.content)
    why = {"pass_quality": "It is renewed in a week."}
    assert reader.post(address, {**late, **why}).status_code == 302


def test_checks_that_stop_an_offer_are_named_with_the_ways_on_to_who_brokers_alone() -> None:
    leader = acting.leader(accepted=False)
    unseen = acting.provider(until=None)
    file = acting.with_terms(acting.matched(unseen, leader=leader))
    broker, here = client(acting.broker()), f"{LIST}{file.support.pk}/"
    assert "It cannot be offered yet" not in text(broker, here)
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', broker.get(f"{here}check/").content.decode())
    assert seen is not None
    answer = broker.post(f"{here}check/", {"seen": seen[1]}, follow=True)
    said = words_of(answer.content)
    assert "It cannot be offered yet. What stands against it:" in said
    assert (
        "The provider’s quality is assured: not met. Nobody has checked its quality yet. "
        "Give a reason for passing over it, which is reported, or look for somebody else."
    ) in said
    assert "The protocol is accepted: not met." in said
    assert "It cannot be passed over: see to it and check again, or look for somebody else." in said
    for way in ("check", "let-go"):
        (link,) = {
            found for found in re.findall(r'href="([^"]+)"', answer.content.decode()) if f"/{way}/" in found
        }
        assert broker.get(link).status_code == 200
    assert "It cannot be offered yet" not in text(client(acting.head()), here)
    acting.take(acting.again(file), "let_go", acting.broker())
    assert "It cannot be offered yet" not in text(client(acting.broker()), here)
