"""The pages of notices and of concerns: journeys through them, who sees and takes what, and what a refused form keeps."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.casework import acting as casework
from tests.interventions import acting
from tests.web.notice_pages import ACADEMY, CHECK, DRAFT, GIVE, LETTER, OAK
from tests.web.notice_pages import client as _client
from tests.web.notice_pages import role as _role
from tests.web.notice_pages import send as _send
from tests.web.notice_pages import text as _text
from trellis.activity.models import Event, Verb
from trellis.interventions.models import (
    Concern,
    ConcernStep,
    Giving,
    Notice,
    NoticeStep,
    SecretaryNotice,
)
from trellis.schools import chronology
from trellis.schools.models import Interest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    _on(builders.AT, monkeypatch)
    builders.screened(authority="802")
    builders.screened()


def _on(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)


def _given(senior: Client, principal: Client) -> str:
    """A notice to Oak Road given through the pages; its address."""
    assert _send(senior, f"{OAK}consider/", why="Support changed little.").status_code == 302
    address = f"{OAK}{Notice.objects.get().pk}/"
    for step, sent in (("draft", DRAFT), ("check", CHECK)):
        assert _send(senior, f"{address}{step}/", **sent).status_code == 302, step
    assert _send(principal, f"{address}give/", **GIVE).status_code == 302
    return address


def _running(senior: Client, principal: Client) -> str:
    address = _given(senior, principal)
    for recipient in acting.COPIES:
        sent = {"recipient": recipient, "to": "By e-mail", "sent_on": "20/11/2026"}
        assert _send(senior, f"{address}copy/", **sent).status_code == 302
    assert _send(senior, f"{address}run/").status_code == 302
    return address


def test_a_notice_to_compliance_through_the_pages() -> None:
    senior, principal = _client(acting.senior()), _client(acting.principal())
    address = _running(senior, principal)
    page = _text(senior.get(address))
    assert "Compliance running." in page
    assert "until the end of 30 November 2026 to comply: 10 calendar days from 20 November 2026" in page
    assert "Not yours to take" in page
    sent = {"reasons": "A leader was appointed."}
    assert senior.get(f"{address}comply/").status_code == 403
    assert _send(principal, f"{address}comply/", **sent).status_code == 302
    assert _send(senior, f"{address}close/", reasons="The plan goes on.").status_code == 302
    page = _text(senior.get(address))
    assert "Closed." in page
    assert "It has ended: nothing comes next." in page
    assert "The governing body had until the end of 30 November 2026" in page


def test_a_notice_to_a_power_through_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    senior, principal = _client(acting.senior()), _client(acting.principal())
    address = _running(senior, principal)
    early = principal.get(f"{address}fail/")
    assert "The governing body has until the end of 30 November 2026 to comply." in _text(early)
    refused = _send(principal, f"{address}fail/", reasons="Nothing <b>was done</b>.")
    assert refused.status_code == 409
    assert "Nothing &lt;b&gt;was done&lt;/b&gt;." in refused.content.decode()
    _on(builders.AT + timedelta(days=11), monkeypatch)
    senior, principal = _client(acting.senior()), _client(acting.principal())
    assert "Say whether the warning notice was complied with" in _text(senior.get(OAK))
    assert _send(principal, f"{address}fail/", reasons="Nothing was done.").status_code == 302
    proposed = {
        "powers": ["interim_board"],
        "told_on": "1/12/2026",
        "from_date": "15/12/2026",
        "words": "We are minded to.",
    }
    assert _send(principal, f"{address}propose-power/", **proposed).status_code == 302
    assert "runs until 15 December 2026" in _text(principal.get(address))
    _on(builders.AT + timedelta(days=26), monkeypatch)
    principal = _client(acting.principal())
    assert _send(principal, f"{address}become-eligible/", reasons="Notice was given.").status_code == 302
    use = {
        "power": "interim_board",
        "from_date": "16/12/2026",
        "what": "A board of five.",
        "consulted": "Governors.",
    }
    refused = _send(principal, f"{address}use-power/", **use)
    assert refused.status_code == 409
    assert "takes the Secretary of State’s consent" in _text(refused)
    assert _send(principal, f"{address}use-power/", **use, consent="By letter.").status_code == 302
    page = _text(principal.get(address))
    assert "Power used." in page
    assert "Education and Inspections Act 2006, section 65" in page
    assert "Now: power used. Before: considering, drafted, legal check" in page
    assert _send(principal, f"{address}lift/", reasons="Standards rose.").status_code == 302


def test_a_notice_of_the_secretary_of_state_ends_it_and_blocks_another_until_told() -> None:
    senior, principal = _client(acting.senior()), _client(acting.principal())
    address = _running(senior, principal)
    assert _send(senior, f"{OAK}secretary/", given_on="20/11/2026", about="Standards.").status_code == 302
    assert "Superseded." in _text(senior.get(address))
    page = _text(senior.get(OAK))
    assert "The authority may give none until it is told that it may." in page
    assert "Consider a warning notice" not in page
    refused = _send(senior, f"{OAK}consider/", why="Again.")
    assert refused.status_code == 409
    assert "Again." in refused.content.decode()
    row = SecretaryNotice.objects.get()
    end = {"told_on": "20/11/2026", "words": "By letter of the department."}
    assert _send(senior, f"{OAK}secretary/{row.pk}/end/", **end).status_code == 302
    assert "Consider a warning notice" in _text(senior.get(OAK))


def test_whoever_drafted_a_notice_is_told_on_its_page_that_somebody_else_gives_it() -> None:
    principal = _client(acting.principal())
    _send(principal, f"{OAK}consider/", why="Support changed little.")
    address = f"{OAK}{Notice.objects.get().pk}/"
    for step, sent in (("draft", DRAFT), ("check", CHECK)):
        _send(principal, f"{address}{step}/", **sent)
    assert "You drafted this notice, so somebody else must give it." in _text(principal.get(address))
    refused = _send(principal, f"{address}give/", **GIVE)
    assert refused.status_code == 409
    assert "Ben Marsh, chair" in refused.content.decode()
    assert Giving.objects.count() == 0
    assert _send(_client(acting.director()), f"{address}give/", **GIVE).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"grounds": []}, "Choose at least one ground"),
        ({"grounds": ["low_standards", "pay_and_conditions"]}, "notices of two kinds"),
        ({"matters": ""}, "State the matters on which the notice rests"),
        ({"days": "ten"}, "as a whole number"),
        ({"days": "0"}, "1 to 365 days"),
        ({"powers": []}, "Choose at least one power"),
        ({"guidance": ""}, "Choose the guidance"),
    ],
)
def test_a_draft_that_lacks_something_is_refused_and_stays_on_the_page(
    change: dict[str, object], said: str
) -> None:
    file = acting.considered()
    response = _send(_client(acting.senior()), f"{OAK}{file.notice.pk}/draft/", **{**DRAFT, **change})
    assert response.status_code in (400, 409)
    assert said in _text(response)
    assert "Appoint a leader of mathematics." in response.content.decode()
    assert "<title>\nError: " in response.content.decode() or "Error: " in response.content.decode()


def test_a_form_that_is_stale_or_sent_twice_is_told_and_kept_once() -> None:
    file = acting.drafted()
    senior, address = _client(acting.senior()), f"{OAK}{file.notice.pk}/check/"
    page = senior.get(address).content.decode()
    seen = dict(re.findall(r'<input type="hidden"\s+name="(seen|shown_to)"\s+value="([^"]*)"', page))
    assert senior.post(address, {**seen, **CHECK}).status_code == 302
    again = senior.post(address, {**seen, **CHECK})
    assert again.status_code == 409
    assert "This has moved on since you opened the page" in _text(again)
    assert "Lena Ford" in again.content.decode()
    assert NoticeStep.objects.filter(name="check").count() == 1


def test_the_head_the_chair_governors_and_the_trust_read_a_notice_once_it_is_given_and_no_draft() -> None:
    file = acting.checked()
    readers = [
        _role(role, urn=builders.OAK)
        for role in ("headteacher", "chair", "governor", "clerk", "trust_officer")
    ]
    address = f"{OAK}{file.notice.pk}/"
    for client in readers:
        assert client.get(address).status_code == 404
        assert "No warning notice has been given to this school" in _text(client.get(OAK))
    acting.give(file)
    for client in readers:
        page = _text(client.get(address))
        assert "Given to the governing body." in page
        assert "Results in mathematics have been in the lowest tenth" in page
        for hidden in ("Two terms of support", "Lena Ford", "Draft the notice"):
            assert hidden not in page
        paper = _text(client.get(f"{address}paper/"))
        assert "If the governing body does not comply" in paper
        assert client.get(f"{address}run/").status_code == 403
    other = _role("headteacher", urn=builders.BEECH, email="beech@example.org")
    assert other.get(address).status_code == 404


def test_before_it_is_given_the_data_officer_and_the_leadership_team_do_not_read_it_and_others_leave_a_trace() -> (
    None
):
    file = acting.checked()
    address = f"{OAK}{file.notice.pk}/"
    for role in ("data_officer", "leadership_team"):
        assert _role(role).get(address).status_code == 404
    before = Event.objects.filter(verb=Verb.RESTRICTED_READ).count()
    for role in ("sitl", "director", "auditor"):
        assert "It is not given: the school does not read it" in _text(_role(role).get(address))
    assert Event.objects.filter(verb=Verb.RESTRICTED_READ).count() == before + 3
    acting.give(file)
    assert _role("data_officer").get(address).status_code == 200


def test_somebody_with_an_interest_stands_aside_from_what_is_not_given_yet() -> None:
    file = acting.checked()
    director = acting.director()
    Interest.objects.create(
        school=acting.school(),
        user=director,
        kind="child",
        reason="A child there.",
        from_date=acting.TODAY,
        by=director,
        at=acting.AT,
    )
    client = _client(director)
    refused = client.get(f"{OAK}{file.notice.pk}/")
    assert refused.status_code == 403
    assert "You have declared an interest in Oak Road School" in _text(refused)
    assert "You have declared an interest in Oak Road School" in _text(client.get(OAK))


def test_the_chronology_of_the_school_tells_the_head_of_the_giving_and_not_of_the_drafting() -> None:
    file = acting.checked()
    head = _role("headteacher", urn=builders.OAK)
    acting.give(file)
    page = _text(head.get(f"/schools/{builders.OAK}/record/"))
    assert "given to the governing body" in page
    assert "Two terms of support" not in page
    whole = [act.what for act in chronology.of(acting.school()).acts]
    assert any("Draft of a warning notice" in what for what in whole)
    where = _text(head.get(f"/schools/{builders.OAK}/where-we-are/"))
    assert "Warning notice" in where
    assert "Given to the governing body since 20 November 2026" in where


def test_an_academy_s_page_says_to_raise_a_concern_and_a_maintained_school_s_to_give_a_notice() -> None:
    principal = _client(acting.principal())
    address = f"/schools/{builders.ACADEMY}/notices/"
    assert "Raise a concern about an academy instead." in _text(principal.get(address))
    assert "Raise a concern about an academy instead." in _text(principal.get(f"{address}consider/"))
    refused = principal.post(f"{address}consider/", {"seen": "0", "why": "Low."})
    assert Notice.objects.count() == 0
    assert refused.status_code == 409
    maintained = f"/schools/{builders.OAK}/concerns/"
    assert "must be given a warning notice" in _text(principal.get(maintained))
    assert "must be given a warning notice" in _text(principal.get(f"{maintained}note/"))


def test_a_concern_to_a_referral_with_its_chronology_through_the_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    senior, principal = _role("spa"), _client(acting.principal())
    noted = {
        "subject": "standards",
        "seen_words": "Results fell.",
        "evidence": "Tables of 2026.",
        "direction": "declining",
    }
    assert _send(senior, f"{ACADEMY}note/", **noted).status_code == 302
    address = f"{ACADEMY}{Concern.objects.get().pk}/"
    talk = {"met_on": "20/11/2026", "whom": "Cara Hill, principal", "words": "She agrees."}
    assert _send(senior, f"{address}discuss/", **talk).status_code == 302
    form = _text(senior.get(f"{address}raise-in-writing/"))
    assert "What gives concern (standards and progress): Results fell." in form
    assert _send(senior, f"{address}raise-in-writing/", **LETTER).status_code == 302
    page = _text(principal.get(address))
    assert "The trust is asked to answer by 11 December 2026." in page
    assert "Refer it to the DfE’s regional director before the trust’s reply is due" in page
    assert "The trust has until the end of 11 December 2026 to answer" in page
    referral = {k: v for k, v in LETTER.items() if k != "due"}
    assert _send(principal, f"{address}escalate/", **referral).status_code == 409
    refused = _send(principal, f"{address}escalate-early/", **referral)
    assert "Say why this does not wait for the trust’s answer" in _text(refused)
    _on(builders.AT + timedelta(days=22), monkeypatch)
    senior, principal = _role("spa"), _client(acting.principal())
    page = _text(senior.get(address))
    assert "That day has passed." in page
    assert senior.get(f"{address}escalate/").status_code == 403
    assert "Raised in writing: Dan Reed" in _text(principal.get(f"{address}escalate/"))
    assert _send(principal, f"{address}escalate/", **{**referral, "dated": "12/12/2026"}).status_code == 302
    step = ConcernStep.objects.get(name="escalate")
    paper = _text(principal.get(f"{address}letters/{step.number}/"))
    assert "Please answer." in paper
    assert "Cara Hill, principal" in paper
    assert principal.get(f"{address}letters/2/").status_code == 404
    answer = {
        "received_on": "12/12/2026",
        "sender": "The regional director",
        "words": "The trust has a plan.",
    }
    assert _send(principal, f"{address}receive/", **answer).status_code == 302
    assert _send(senior, f"{address}close/", reasons="We look again.").status_code == 302
    assert "Closed." in _text(principal.get(address))


def test_the_academy_and_its_trust_read_a_concern_once_it_was_discussed_and_no_safeguarding_referral() -> (
    None
):
    readers = [_role(role, urn=builders.ACADEMY) for role in ("headteacher", "chair", "trust_officer")]
    hidden = acting.noted(subject="safeguarding")
    address = f"{ACADEMY}{hidden.concern.pk}/"
    for client in readers:
        assert client.get(address).status_code == 404
        assert "No concern about this academy has been raised" in _text(client.get(ACADEMY))
    known = acting.raised()
    principal = _client(acting.principal())
    for client in readers:
        page = _text(client.get(f"{ACADEMY}{known.concern.pk}/"))
        assert "Raised in writing." in page
        assert client.get(f"{ACADEMY}{known.concern.pk}/reply/").status_code == 403
    letter = {k: v for k, v in LETTER.items() if k != "due"}
    assert _send(principal, f"{address}refer-safeguarding/", **letter).status_code == 302
    for client in readers:
        assert client.get(address).status_code == 404
        assert "Ofsted" not in _text(client.get(f"/schools/{builders.ACADEMY}/record/"))
    assert _role("governor", urn=builders.ACADEMY).get(ACADEMY).status_code == 403


def test_an_adviser_notes_a_concern_about_their_own_academy_and_takes_it_no_further() -> None:
    adviser = _role("sia", urn=builders.ACADEMY)
    assert "Note a concern" in _text(adviser.get(ACADEMY))
    noted = {
        "subject": "other",
        "seen_words": "Parents write.",
        "evidence": "Twelve letters.",
        "direction": "unknown",
    }
    assert _send(adviser, f"{ACADEMY}note/", **noted).status_code == 302
    concern = Concern.objects.get()
    assert adviser.get(f"{ACADEMY}{concern.pk}/discuss/").status_code == 403


def test_the_register_shows_each_reader_what_is_theirs() -> None:
    acting.given()
    acting.checked(builders.BEECH)
    acting.raised()
    register = "/notices-and-concerns/"
    leader = _text(_role("leadership_team").get(register))
    assert "Oak Road School" in leader
    assert "Juniper Academy" in leader
    assert "The trust answers" in leader
    assert "Beech Lane" not in leader
    member = _text(_role("executive_member").get(register))
    assert "Oak Road School" in member
    assert "Juniper Academy" not in member  # it is not referred
    assert "No concern has been referred" in member
    scrutiny = _text(_role("scrutiny_member").get(register))
    assert "Oak Road" not in scrutiny
    assert "Warning notices given 1" in scrutiny
    assert "Concerns about academies 1" in scrutiny
    assert _role("forum_member").get(register).status_code == 403
    other = _role("pa", authority="802")
    assert other.get(f"{register}?authority=801").status_code == 404
    assert "Oak Road" not in _text(other.get(register))
    then = _text(_role("leadership_team").get(f"{register}?as_of=1/10/2026"))
    assert "Oak Road" not in then
    assert _role("leadership_team").get(f"{register}?as_of=soon").status_code == 400


def test_a_second_authority_opens_nothing_of_the_first() -> None:
    file, concern = acting.given(), acting.raised()
    other = _role("pa", authority="802")
    for address in (
        OAK,
        f"{OAK}consider/",
        f"{OAK}{file.notice.pk}/",
        f"{OAK}{file.notice.pk}/comply/",
        f"{OAK}{file.notice.pk}/paper/",
        ACADEMY,
        f"{ACADEMY}{concern.concern.pk}/",
        f"{ACADEMY}{concern.concern.pk}/letters/3/",
    ):
        assert other.get(address).status_code == 404, address
        assert other.post(address, {"reasons": "x"}).status_code in (404, 405), address


def test_the_box_where_a_notice_stands_is_marked_and_the_school_s_other_pages_lead_to_it() -> None:
    acting.given()
    casework.identified()
    principal = _client(acting.principal())
    page = principal.get(f"{OAK}{Notice.objects.get().pk}/").content.decode()
    assert len(re.findall(r"state state--here", page)) == 1
    assert (
        f'href="/schools/{builders.OAK}/notices/"'
        in principal.get(f"/schools/{builders.OAK}/case/").content.decode()
    )
    for address in ("/register/", "/due/", "/overview/"):
        assert "/notices-and-concerns/" in principal.get(address).content.decode(), address


def test_a_letter_of_challenge_from_the_senior_adviser_to_the_heads_answer_and_its_close() -> None:
    senior, head = _role("ssa"), _client(casework.head())
    sent = {
        "duty": "high-standards",
        "matters": "Attendance has fallen <b>again</b>.",
        "evidence": "Overall absence of 9.5% in 2026.",
        "expected": "A plan for attendance.",
        "answer_by": "11/12/2026",
        "addressee": "Ann Lee, headteacher",
        "means": "E-mail",
        "dated": "20/11/2026",
    }
    send = f"/schools/{builders.OAK}/challenges/send/"
    refused = _send(senior, send, **{**sent, "expected": ""})
    assert refused.status_code == 400
    assert "Attendance has fallen" in _text(refused)
    address = _send(senior, send, **sent).url
    page = head.get(address)
    assert "<b>again</b>" not in page.content.decode()
    assert "With the school. The school is asked to answer by 11 December 2026." in _text(page)
    assert "Education Act 1996, section 13A" in _text(page)
    assert _send(head, f"{address}answer/", reasons="We have begun.").status_code == 302
    assert "Answered by the school." in _text(senior.get(address))
    assert "We have begun." in _text(senior.get(address))
    assert _send(senior, f"{address}meet/", reasons="The plan is agreed.").status_code == 302
    closed = _text(head.get(address))
    assert "What was asked for is done." in closed
    assert "It has ended: nothing comes next." in closed
    assert "Letter of challenge of 20 November 2026" in _text(head.get(OAK))


def test_a_letter_of_another_school_is_not_found_by_this_ones_address() -> None:
    letter = acting.challenged(builders.BEECH).challenge.pk
    assert _role("pa").get(f"/schools/{builders.OAK}/challenges/{letter}/").status_code == 404
