"""Notices and concerns as a hostile or a mistaken browser meets them: out of order, of another school, stale, or by who stands aside."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.interventions import acting
from tests.web.notice_pages import ACADEMY, CHECK, DRAFT, GIVE, LETTER, OAK
from tests.web.notice_pages import client as _client
from tests.web.notice_pages import role as _role
from tests.web.notice_pages import send as _send
from tests.web.notice_pages import text as _text
from trellis.interventions.actions import concerns
from trellis.interventions.models import (
    ConcernStep,
    Copy,
    Giving,
    NoticeStep,
    PowerUse,
    SecretaryNotice,
)
from trellis.schools.models import Interest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    _on(builders.AT, monkeypatch)
    builders.screened(authority="802")
    builders.screened()


def _on(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)


def test_the_due_page_shows_the_next_step_to_whose_it_is_and_to_others_once_the_school_knows() -> None:
    acting.drafted(builders.BEECH)
    acting.given()
    acting.raised()

    def parts(client: Client) -> list[str]:
        return _text(client.get("/due/?kind=notices")).split(" What needs others ")

    mine, others = parts(_client(acting.senior()))
    assert "Send copies of the warning notice" in mine
    assert "Oak Road School" in mine
    assert "Beech Lane" not in mine + others  # it is not given, and of another phase
    mine, others = parts(_role("spa"))
    assert "Have the draft of the warning notice checked by a lawyer : Beech Lane" in mine
    mine, others = parts(_role("data_officer"))
    assert "Nothing of this needs you now." in mine
    assert "Send copies of the warning notice" in others
    assert "The senior adviser of the school’s phase, or the principal adviser" in others
    assert "Beech Lane" not in others
    page = _role("data_officer", email="other@example.org").get("/due/").content.decode()
    assert f'href="{OAK}{Giving.objects.get().notice_id}/"' in page
    assert "take a step" not in page


def test_the_due_page_says_how_late_a_trust_s_answer_is_to_those_who_refer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = acting.raised()
    _on(builders.AT + timedelta(days=30), monkeypatch)
    page = _text(_client(acting.principal()).get("/due/?kind=late"))
    mine, _ = page.split(" What needs others ")
    assert "The trust’s answer is due: refer the concern, or record that it is resolved" in mine
    assert "8 days overdue" in mine
    assert file.concern.school.name in mine


def test_members_find_no_referral_in_the_register_that_the_academy_was_not_told_of() -> None:
    made = acting.raised(subject="safeguarding")
    letter = {k: v for k, v in LETTER.items() if k != "due"}
    address = f"{ACADEMY}{made.concern.pk}/refer-safeguarding/"
    assert _send(_client(acting.principal()), address, **letter).status_code == 302
    page = _text(_role("executive_member").get("/notices-and-concerns/"))
    assert "Juniper Academy" not in page
    assert "afeguarding" not in page
    assert "No concern has been referred" in page


def test_the_academy_reads_no_answer_to_a_referral_that_it_was_not_told_of() -> None:
    made = acting.raised(subject="safeguarding")
    principal, head = _client(acting.principal()), _role("headteacher", urn=builders.ACADEMY)
    address = f"{ACADEMY}{made.concern.pk}/"
    letter = {k: v for k, v in LETTER.items() if k != "due"}
    assert _send(principal, f"{address}refer-safeguarding/", **letter).status_code == 302
    answer = {"received_on": "20/11/2026", "sender": "An inspector", "words": "We come next week."}
    assert _send(principal, f"{address}reply/", **answer).status_code == 302
    assert "We come next week." in _text(principal.get(address))
    for page in (
        address,
        f"/schools/{builders.ACADEMY}/record/",
        f"/schools/{builders.ACADEMY}/where-we-are/",
    ):
        assert "An inspector" not in _text(head.get(page)), page


# What a hostile or a mistaken browser may send, of a notice under way: out of order, of another school, or the service's own step
FORGED = (
    "become-eligible",
    "close",
    "close-unused",
    "comply",
    "copy",
    "fail",
    "lift",
    "propose-power",
    "run",
    "use-power",
)


@pytest.mark.parametrize("step", FORGED)
def test_a_step_that_is_sent_out_of_order_changes_nothing(step: str) -> None:
    file = acting.considered()
    sent = {
        **DRAFT,
        **CHECK,
        **GIVE,
        "seen": "1",
        "reasons": "Forged.",
        "recipient": "headteacher",
        "to": "x",
        "sent_on": "20/11/2026",
        "told_on": "20/11/2026",
        "from_date": "30/11/2026",
        "words": "Forged.",
        "power": "interim_board",
        "what": "Forged.",
        "consulted": "Forged.",
        "consent": "Forged.",
    }
    response = _client(acting.principal()).post(f"{OAK}{file.notice.pk}/{step}/", sent)
    assert response.status_code in (400, 409), step
    assert [row.name for row in NoticeStep.objects.all()] == ["consider"]
    assert Giving.objects.count() == Copy.objects.count() == PowerUse.objects.count() == 0


@pytest.mark.parametrize("step", ["supersede", "use_power", "nothing", "consider"])
def test_a_step_of_the_service_or_of_no_machine_has_no_address(step: str) -> None:
    file = acting.running()
    address = f"{OAK}{file.notice.pk}/{step}/"
    client = _client(acting.principal())
    assert client.get(address).status_code == 404
    assert client.post(address, {"seen": "1", "reasons": "x"}).status_code == 404
    assert NoticeStep.objects.last().state == "running"


def test_the_number_of_another_school_s_notice_or_concern_opens_nothing() -> None:
    file, concern = acting.running(), acting.raised()
    client = _client(acting.principal())
    for address in (
        f"/schools/{builders.BEECH}/notices/{file.notice.pk}/",
        f"/schools/{builders.BEECH}/notices/{file.notice.pk}/paper/",
        f"/schools/{builders.BEECH}/notices/{file.notice.pk}/comply/",
        f"/schools/{builders.OAK}/concerns/{concern.concern.pk}/",
        f"/schools/{builders.OAK}/concerns/{concern.concern.pk}/escalate-early/",
        f"/schools/{builders.OAK}/concerns/{concern.concern.pk}/letters/3/",
        f"{OAK}{file.notice.pk + 99}/comply/",
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"seen": "1", "reasons": "x"}).status_code in (404, 405), address


@pytest.mark.parametrize(
    "step",
    [
        "close",
        "discuss",
        "drop",
        "escalate",
        "escalate-early",
        "raise-in-writing",
        "receive",
        "refer",
        "refer-safeguarding",
        "resolve",
        "reply",
    ],
)
def test_a_step_of_a_concern_that_has_ended_changes_nothing(step: str) -> None:
    file = concerns.drop(acting.noted(), reasons="A mistake.", by=builders.person("spa"), at=acting.AT)
    address = f"{ACADEMY}{file.concern.pk}/{step}/"
    sent = {
        **LETTER,
        "seen": "2",
        "reasons": "Forged.",
        "met_on": "20/11/2026",
        "whom": "x",
        "received_on": "20/11/2026",
        "sender": "x",
        "why_early": "x",
    }
    assert _client(acting.principal()).post(address, sent).status_code == 409
    assert ConcernStep.objects.count() == 2


def test_a_stale_form_of_a_concern_keeps_what_was_written_and_takes_no_step() -> None:
    file = acting.noted()
    senior, address = _role("spa"), f"{ACADEMY}{file.concern.pk}/discuss/"
    talk = {"met_on": "20/11/2026", "whom": "Cara Hill", "words": "We talked at length."}
    seen = dict(
        re.findall(
            r'<input type="hidden"\s+name="(seen)"\s+value="([^"]*)"', senior.get(address).content.decode()
        )
    )
    assert _send(_client(acting.principal()), address, **talk).status_code == 302
    late = senior.post(address, {**seen, **talk, "words": "I talked to her too."})
    assert late.status_code == 409
    assert "I talked to her too." in late.content.decode()
    assert ConcernStep.objects.filter(name="discuss").count() == 1


@pytest.mark.parametrize("number", ["0", "-1", "1e9", "99999999999999999999"])
def test_a_compliance_period_that_is_no_number_of_days_is_refused_in_a_sentence(number: str) -> None:
    file = acting.considered()
    refused = _send(_client(acting.senior()), f"{OAK}{file.notice.pk}/draft/", **{**DRAFT, "days": number})
    assert refused.status_code in (400, 409)
    assert "ays" in _text(refused)


def test_somebody_with_an_interest_takes_no_step_whatever_they_send() -> None:
    file, principal = acting.running(), acting.principal()
    Interest.objects.create(
        school=acting.school(),
        user=principal,
        kind="child",
        reason="A child there.",
        from_date=acting.TODAY,
        by=principal,
        at=acting.AT,
    )
    client, address = _client(principal), f"{OAK}{file.notice.pk}/"
    for step, sent in (
        ("comply", {"reasons": "Fine."}),
        ("copy", {"recipient": "ofsted", "to": "x", "sent_on": "20/11/2026"}),
    ):
        refused = _send(client, f"{address}{step}/", **sent)
        assert refused.status_code in (403, 409), step
        assert "You have declared an interest in Oak Road School" in _text(refused), step
    refused = _send(client, f"{OAK}secretary/", given_on="20/11/2026", about="Standards.")
    assert refused.status_code in (403, 409)
    assert SecretaryNotice.objects.count() == 0
    assert NoticeStep.objects.last().state == "running"
