"""The pages of a level: who sees and takes what, what a refused step keeps, and the register."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.casework import acting
from tests.web.test_pages import signed_in
from trellis.casework.models import Answer, LevelStep, Proposal
from trellis.casework.queries import levels as kept
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
OAK = f"/schools/{builders.OAK}/level/"


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened(authority="802")
    builders.screened()


def _client(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _seen(case) -> int:
    return case.steps[-1].number


def _text(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_five_people_take_a_level_from_a_proposal_to_the_register_through_the_pages() -> None:
    adviser, head, chair = (_client(make()) for make in (acting.adviser, acting.head, acting.chair))
    assert (
        adviser.post(OAK + "propose/", {"level": "2", "reasons": "Absence is high.", "seen": "0"}).status_code
        == 302
    )
    assert adviser.post(OAK + "share/", {"reply_by": "4/12/2026", "seen": "1"}).status_code == 302
    page = _text(head.get(OAK))
    assert "With the school" in page
    assert "by 4 December 2026" in page
    assert head.get(OAK).content.count(b'href="/schools/900002/level/answer/"') == 3  # agree, dispute, answer
    assert b"level/answer/" not in adviser.get(OAK).content
    answer = {"position": "agrees", "said": "", "seen": "2"}
    assert head.post(OAK + "answer/", answer).status_code == 302
    assert chair.post(OAK + "answer/", answer).status_code == 302
    record = {"kind": "note", "dated": "20/11/2026", "text": "We met.", "seen": "3"}
    assert adviser.post(OAK + "record/", record).status_code == 302
    ratify = {
        "meeting": "Quality and Standards",
        "held_on": "20/11/2026",
        "best_interests": acting.INTERESTS,
        "seen": "4",
    }
    assert _client(acting.principal()).post(OAK + "ratify/", ratify).status_code == 302
    entered = _client(acting.officer()).post(OAK + "take_effect/", {"from_date": "20/11/2026", "seen": "5"})
    assert entered.status_code == 302
    page = _text(head.get(OAK))
    assert "In force from 20 November 2026. Recorded by note of visit of 20 November 2026." in page
    assert "Ratified by Pa at Quality and Standards on 20 November 2026" in page
    assert "Level 2" in _text(head.get("/register/"))


@pytest.mark.parametrize(
    ("role", "sees", "takes"),
    [
        ("sia", 200, {"share", "withdraw", "absent"}),
        ("pa", 200, {"share", "withdraw", "absent", "settle", "ratify"}),
        ("spa", 404, set()),  # a secondary school
        ("ssa", 200, {"share", "withdraw", "absent"}),
        ("sitl", 200, {"share", "withdraw", "absent"}),
        ("data_officer", 200, {"take_effect"}),
        ("director", 200, {"settle"}),
        ("auditor", 200, set()),
        ("headteacher", 200, {"answer", "challenge"}),
        ("chair", 200, {"answer", "challenge"}),
        ("governor", 200, set()),
        ("executive_member", 403, set()),
        ("scrutiny_member", 403, set()),
        ("administrator", 403, set()),
    ],
)
def test_each_role_sees_and_takes_what_is_theirs(role: str, sees: int, takes: set[str]) -> None:
    acting.shared()
    urns = (builders.OAK,) if role in ("sia", "headteacher", "chair", "governor") else ()
    client = _client(builders.person(role, urns=urns))
    assert client.get(OAK).status_code == sees
    steps = {"share", "withdraw", "absent", "settle", "ratify", "take_effect", "answer", "challenge"}
    for step in sorted(steps):
        status = client.get(f"{OAK}{step}/").status_code
        assert status == (200 if step in takes else 404 if sees == 404 else 403), step


def test_a_second_authority_sees_and_takes_nothing() -> None:
    case = acting.recorded(acting.agreed())
    for role in ("pa", "data_officer", "director"):
        stranger = _client(builders.person(role, authority="802"))
        assert stranger.get(OAK).status_code == 404
        assert stranger.post(OAK + "ratify/", {"seen": _seen(case)}).status_code == 404
        assert stranger.get("/register/?authority=801").status_code == 404
        assert b"Oak Road" not in stranger.get("/register/").content
        assert stranger.get("/register/editions/801/1/").status_code == 404
    assert not LevelStep.objects.filter(name="ratify").exists()


def test_a_form_that_was_overtaken_is_told_so_and_keeps_what_was_written() -> None:
    acting.shared()
    head = _client(acting.head())
    late = head.post(
        OAK + "answer/", {"position": "comments", "said": "We have a plan for this.", "seen": "1"}
    )
    assert late.status_code == 409
    assert "has moved on since you opened the page" in _text(late)
    assert "We have a plan for this." in _text(late)
    assert not Answer.objects.exists()


def test_a_double_submit_makes_one_proposal() -> None:
    adviser = _client(acting.adviser())
    sent = {"level": "2", "reasons": "Absence is high.", "seen": "0"}
    assert [adviser.post(OAK + "propose/", sent).status_code for _ in range(2)] == [302, 409]
    assert Proposal.objects.count() == 1


def test_a_dispute_without_reasons_or_criteria_says_what_is_missing_beside_the_fields() -> None:
    acting.shared()
    response = _client(acting.head()).post(OAK + "answer/", {"position": "disputes", "seen": "2"})
    assert response.status_code == 400
    assert "Say why you dispute the level" in _text(response)
    assert "Choose at least one criterion that you dispute" in _text(response)


def test_what_the_school_writes_is_shown_and_never_run() -> None:
    acting.shared()
    head = _client(acting.head())
    said = "<script>alert(1)</script> and more"
    assert head.post(OAK + "answer/", {"position": "comments", "said": said, "seen": "2"}).status_code == 302
    page = head.get(OAK).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_day_shows_the_page_as_it_stood_and_says_so() -> None:
    long_ago = builders.AT - timedelta(days=30)
    acting.in_force(at=long_ago)
    client = signed_in("pa")
    before = client.get(f"{OAK}?as_of={(long_ago - timedelta(days=1)).date()}")
    assert "This is how it stood at the end of 20 October 2026." in _text(before)
    assert "No level has been agreed" in _text(before)
    assert "Level 2" in _text(client.get(f"{OAK}?as_of={long_ago.date()}"))
    register = client.get(f"/register/?as_of={(long_ago - timedelta(days=1)).date()}")
    assert "4 None agreed yet" in _text(register)
    for odd, said in (
        ("2999-01-01", "still to come"),
        ("soon", "is not a date"),
        ("30/2/2026", "Write it like 31/8/2026"),
    ):
        for page in (OAK, "/register/"):
            answer = client.get(page, {"as_of": odd})
            assert answer.status_code == 400
            assert said in _text(answer)
    assert "as it stood at the end of 20 October 2026" in _text(client.get("/register/?as_of=20/10/2026"))


def test_no_level_is_offered_for_an_academy() -> None:
    page = _text(signed_in("pa").get(f"/schools/{builders.ACADEMY}/level/"))
    assert "agrees no level for a school that it does not maintain" in page
    assert "Propose a level" not in page


def test_an_edition_is_frozen_by_the_data_officer_through_the_page() -> None:
    acting.in_force()
    officer = _client(acting.officer())
    made = officer.post("/register/close-term/", {"term": "Autumn 2026", "after": "0"})
    assert made.headers["Location"] == "/register/editions/801/1/"
    assert "Edition 1, Autumn 2026" in _text(officer.get(made.headers["Location"]))
    assert officer.post("/register/close-term/", {"term": "Autumn 2026", "after": "0"}).status_code == 409
    for role in ("pa", "auditor"):
        assert signed_in(role).get("/register/close-term/").status_code == 403


def test_the_queries_of_a_level_page_do_not_grow_with_its_history() -> None:
    def made() -> int:
        client = signed_in("pa")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(OAK).status_code == 200
            assert client.get("/register/").status_code == 200
        return len(queries)

    acting.in_force(at=builders.AT - timedelta(days=75))
    made()  # what a run froze is read once
    few = made()
    for day in range(3):
        acting.in_force(at=builders.AT - timedelta(days=70 - 10 * day), level=1 + day)
    assert len(kept.cases_of(School.objects.get(pk=builders.OAK), today=builders.AS_OF)) == 4
    assert made() == few
