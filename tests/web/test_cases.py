"""The pages of a case: who sees and takes what, what a refused or unsent form keeps, the list and what is due."""

import html as entities
import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.casework import acting
from tests.web.test_pages import signed_in
from trellis.accounts.models import User
from trellis.casework.actions import cases, visits
from trellis.casework.models import CaseComment, PlanOfAction, Visit
from trellis.casework.queries import cases as kept
from trellis.interfaces.web.govuk import typed
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
OAK = f"/schools/{builders.OAK}/case/"
LINE = {"line1_what": "Plan weekly", "line1_owner": "Ada Lovell", "line1_by": "1/12/2026"}
VISIT = {
    "held_on": "20/11/2026",
    "head": "Ada Lovell",
    "chair": "Ben Marsh",
    "found": "yes",
    "note": "Walked.",
}


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened(authority="802")
    builders.screened()


def _client(user) -> Client:
    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return client


def _text(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def _seen(client: Client, step: str) -> dict[str, str]:
    page = client.get(f"{OAK}{step}/").content.decode()
    named = re.findall(r'<input type="hidden"\s+name="(seen|line_count|shown_to)"\s+value="([^"]*)"', page)
    return dict(named)


def _send(client: Client, step: str, **given: str):
    return client.post(f"{OAK}{step}/", {**_seen(client, step), **given})


def test_a_case_is_opened_told_visited_and_confirmed_through_the_pages() -> None:
    adviser, leader, senior = (_client(make()) for make in (acting.adviser, acting.leader, acting.senior))
    acting.principal()
    assert "Open a case" in _text(adviser.get(OAK))
    opened = _send(
        adviser,
        "identify",
        source="adviser_visit",
        seen_on="20/11/2026",
        seen_words="Teaching has weakened.",
        level="2",
    )
    assert opened.status_code == 302
    page = _text(leader.get(OAK))
    assert "Identified." in page
    assert "Tell the senior adviser, who visits , by 4 December 2026" in page
    form = leader.get(f"{OAK}inform/").content.decode()
    ssa = str(User.objects.get(posts__role="ssa").pk)
    assert re.search(rf'value="{ssa}"[^>]*checked', form)  # the senior adviser of the phase is proposed
    assert "Principal Adviser" in form
    assert _send(leader, "inform", adviser=ssa).status_code == 302
    answer = _send(senior, "visit", **VISIT)
    assert answer.headers["Location"] == f"{OAK}plan-of-action/"  # the plan follows at once
    assert _send(senior, "plan-of-action", **LINE).status_code == 302
    acting.in_force()
    senior = _client(acting.senior())
    assert "Confirm the risk" in _text(senior.get(OAK))
    assert _send(senior, "confirm").status_code == 302
    assert "Planning." in _text(senior.get(OAK))


def test_the_head_sees_the_stage_the_next_step_who_decides_and_by_when_and_comments() -> None:
    acting.informed()
    head = _client(acting.head())
    page = _text(head.get(OAK))
    assert "Visit due." in page
    assert "Visit the headteacher and the chair, to confirm the level of risk , by 4 December 2026" in page
    assert "The senior adviser of the school’s phase, or the principal adviser" in page
    assert "Not yours to take" in page
    assert "Record a visit" not in page
    assert _send(head, "comment", words="We agree <script>alert(1)</script>").status_code == 302
    assert "&lt;script&gt;alert(1)" in head.get(OAK).content.decode()
    assert head.get(f"{OAK}visit/").status_code == 403


def test_the_box_where_the_case_stands_is_marked_and_the_picture_is_told_in_words() -> None:
    acting.informed()
    page = signed_in("pa").get(OAK).content.decode()
    assert "Now: visit due. Before: identified." in page
    assert len(re.findall(r"state state--here", page)) == 1
    assert (
        "Paused: from identified, visit due, planning, supported, evaluation or follow-up, and back" in page
    )


def test_a_step_that_cannot_be_taken_yet_says_why() -> None:
    acting.informed()
    assert "Record the visit to the headteacher and the chair first." in _text(
        _client(acting.senior()).get(OAK)
    )
    answer = _send(_client(acting.senior()), "confirm")
    assert answer.status_code == 409
    assert "Record the visit to the headteacher" in _text(answer)


def test_days_from_trigger_to_visit_are_shown_against_the_limit() -> None:
    acting.informed()
    page = _text(signed_in("pa").get(OAK))
    assert "No visit yet, 0 days after the risk was found." in page
    assert "The limit at level 2 was 10 school days: by 4 December 2026." in page
    assert "usual term dates" in page


def test_a_missing_view_of_a_party_to_the_level_is_visible() -> None:
    acting.informed()
    acting.shared()
    page = _text(signed_in("pa").get(OAK))
    assert "The headteacher No view recorded yet" in page
    assert "The chair of governors No view recorded yet" in page


def test_a_day_shows_the_case_as_it_stood_and_says_so_in_the_header(monkeypatch: pytest.MonkeyPatch) -> None:
    acting.informed()
    client = signed_in("pa")
    before = client.get(f"{OAK}?as_of=2026-11-19")
    assert "Case of Oak Road School, as of 19 November 2026" in _text(before)
    assert "No case had been opened for this school by then." in _text(before)
    later = builders.AT + timedelta(days=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    client = signed_in("pa")
    page = client.get(f"{OAK}?as_of=2026-11-20")
    assert "This is how it stood at the end of 20 November 2026." in _text(page)
    assert "Record a visit" not in _text(page)
    assert "no cases" not in _text(client.get("/cases/?as_of=2026-11-20"))
    assert "as of 20/11/2026" in _text(client.get("/cases/?as_of=2026-11-20"))
    for page in (OAK, "/cases/"):
        assert client.get(page, {"as_of": "soon"}).status_code == 400


def test_an_older_case_opens_by_its_number_and_not_another_school_s() -> None:
    file = acting.visited(found=False)
    cases.not_at_risk(file, reasons="Secure.", by=acting.senior(), at=builders.AT)
    newer = acting.identified()
    beech = acting.identified(builders.BEECH)
    client = signed_in("pa")
    assert f"?case={file.case.pk}" in client.get(OAK).content.decode()
    assert "Closed." in _text(client.get(f"{OAK}?case={file.case.pk}"))
    assert "propose another where it should" in _text(client.get(f"{OAK}?case={file.case.pk}"))
    assert "Identified." in _text(client.get(f"{OAK}?case={newer.case.pk}"))
    for wrong in (beech.case.pk, "x", 0):
        assert client.get(f"{OAK}?case={wrong}").status_code == 404


def test_of_two_who_edit_one_plan_of_action_the_second_sees_the_difference_and_keeps_their_own_words() -> (
    None
):
    file = acting.visited()
    mine, held = _client(acting.senior()), None
    held = _seen(mine, "plan-of-action")
    theirs = [acting.line("Coaching by a lead teacher")]
    visits.draw_up(file, lines=theirs, after=1, by=acting.principal(), at=builders.AT)
    answer = mine.post(f"{OAK}plan-of-action/", {**held, **LINE})
    page = _text(answer)
    assert answer.status_code == 409
    assert "Somebody has changed this plan of action since you opened the page" in page
    assert "Coaching by a lead teacher Ada Lovell, headteacher" in page
    assert "New or changed" in page
    assert "Weekly planning in mathematics" in page  # what they took out
    assert "Taken out or changed" in page
    assert 'value="Ada Lovell"' in answer.content.decode()
    assert PlanOfAction.objects.count() == 2
    fresh = dict(re.findall(r'name="(seen|line_count)"\s+value="([^"]*)"', answer.content.decode()))
    assert mine.post(f"{OAK}plan-of-action/", {**fresh, **LINE}).status_code == 302
    assert (
        kept.open_of(School.objects.get(pk=builders.OAK), today=builders.AT.date()).plan_of_action.revision
        == 3
    )


def test_more_lines_are_added_without_a_script_and_nothing_typed_is_lost() -> None:
    acting.visited()
    senior = _client(acting.senior())
    answer = senior.post(
        f"{OAK}plan-of-action/", {**_seen(senior, "plan-of-action"), "more": "1", "line4_what": "A fourth"}
    )
    assert answer.status_code == 200
    assert "A fourth" in _text(answer)
    assert "line7_what" in answer.content.decode()
    assert PlanOfAction.objects.count() == 1


def test_a_line_without_an_owner_at_the_school_is_sent_back() -> None:
    acting.visited()
    senior = _client(acting.senior())
    answer = _send(senior, "plan-of-action", line1_what="Plan", line1_owner="", line1_by="32/1/2026")
    assert answer.status_code == 400
    assert "Name who at the school owns line 1" in _text(answer)
    assert "as a date" in _text(answer)


def test_a_form_that_is_sent_twice_does_it_once() -> None:
    acting.informed()
    senior = _client(acting.senior())
    sent = {**_seen(senior, "visit"), **VISIT}
    assert senior.post(f"{OAK}visit/", sent).status_code == 302
    again = senior.post(f"{OAK}visit/", sent)
    assert again.status_code == 409
    assert Visit.objects.count() == 1
    head = _client(acting.head())
    for status in (302, 409):
        assert head.post(f"{OAK}comment/", {"seen": "0", "words": "Thank you."}).status_code == status
    assert CaseComment.objects.count() == 1


def test_a_form_from_before_the_case_moved_on_is_shown_again_with_what_was_written() -> None:
    file = acting.informed()
    user = acting.senior()
    senior = _client(user)
    stale = _seen(senior, "pause")
    cases.reassign(file, adviser=acting.principal(), reasons="Leave.", by=acting.leader(), at=builders.AT)
    typed_in = {"reason": "appeal", "review_on": "1/2/2027", "reasons": "A complaint is being heard."}
    answer = senior.post(f"{OAK}pause/", {**stale, **typed_in})
    assert answer.status_code == 409
    assert "has moved on since you opened the page" in _text(answer)
    assert "A complaint is being heard." in _text(answer)
    assert "paused" not in _text(senior.get(OAK)).split("Where it stands")[0].lower()
    fresh = dict(re.findall(r'name="(seen)"\s+value="([^"]*)"', answer.content.decode()))
    assert senior.post(f"{OAK}pause/", {**fresh, **typed_in}).status_code == 302


def test_what_was_typed_when_the_session_had_ended_is_shown_again_to_the_same_person_alone() -> None:
    acting.informed()
    user = acting.senior()
    senior = _client(user)
    sent = {**_seen(senior, "visit"), **VISIT, "note": "Three pages of notes."}
    senior.logout()
    answer = senior.post(f"{OAK}visit/", sent)
    assert answer.status_code == 403
    assert "What you typed is not lost." in _text(answer)
    assert f"/sign-in/?next={OAK.replace('/', '%2F')}visit%2F" in answer.content.decode()
    assert not Visit.objects.exists()
    assert senior.post(
        f"/sign-in/?next={OAK}visit/", {"email": user.email, "password": builders.PASSWORD}
    ).headers["Location"] == (f"{OAK}visit/")
    page = senior.get(f"{OAK}visit/")
    assert "Three pages of notes." in _text(page)
    assert "is not saved yet" in _text(page)
    assert senior.session.get_expiry_age() == 12 * 60 * 60
    assert "Three pages" not in _text(senior.get(f"{OAK}visit/"))  # shown once
    assert senior.post(f"{OAK}visit/", sent).status_code == 302


def test_what_was_typed_is_kept_through_a_second_step_too() -> None:
    acting.informed()
    user = acting.senior()
    secret = builders.authenticator_app(user)
    senior = _client(user)
    sent = {**_seen(senior, "visit"), **VISIT, "note": "Three pages of notes."}
    senior.logout()
    assert senior.post(f"{OAK}visit/", sent).status_code == 403
    given = {"email": user.email, "password": builders.PASSWORD, "next": f"{OAK}visit/"}
    assert senior.post("/sign-in/", given).headers["Location"] == "/sign-in/second-step/"
    answer = senior.post("/sign-in/second-step/app/", {"code": builders.code_of(secret)})
    assert answer.headers["Location"] == f"{OAK}visit/"
    assert "Three pages of notes." in _text(senior.get(f"{OAK}visit/"))


def test_what_was_typed_is_forgotten_when_somebody_else_signs_in_or_the_stamp_is_not_ours() -> None:
    acting.informed()
    senior, other = _client(acting.senior()), acting.principal()
    sent = {**_seen(senior, "visit"), **VISIT, "note": "Three pages of notes."}
    senior.logout()
    assert senior.post(f"{OAK}visit/", sent).status_code == 403
    senior.post("/sign-in/", {"email": other.email, "password": builders.PASSWORD})
    assert "Three pages" not in _text(senior.get(f"{OAK}visit/"))
    assert typed._KEY not in senior.session
    stranger = Client()
    answer = stranger.post(f"{OAK}visit/", {**sent, "shown_to": "forged"})
    assert answer.status_code == 302  # to the sign-in page, with nothing kept
    assert typed._KEY not in stranger.session


def test_what_was_typed_is_kept_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    acting.informed()
    user = acting.senior()
    senior = _client(user)
    sent = {**_seen(senior, "visit"), **VISIT}
    senior.logout()
    senior.post(f"{OAK}visit/", sent)
    senior.post("/sign-in/", {"email": user.email, "password": builders.PASSWORD})
    monkeypatch.setattr(timezone, "now", lambda: builders.AT + timedelta(minutes=61))
    assert "Walked." not in _text(senior.get(f"{OAK}visit/"))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("database or disk is full", "The disk on which Trellis keeps its record is full"),
        ('could not extend file "base/1": No space left on device', "The disk on which Trellis"),
        ("database is locked", "So many people are saving"),
    ],
)
def test_a_full_disk_is_a_sentence_and_what_was_typed_stays(
    fault: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting.informed()
    senior = _client(acting.senior())
    sent = {**_seen(senior, "visit"), **VISIT}

    def full(*_: object, **__: object) -> None:
        raise OperationalError(fault)

    monkeypatch.setattr(Visit.objects, "create", full)
    answer = senior.post(f"{OAK}visit/", sent)
    assert answer.status_code == 503
    assert said in _text(answer)
    assert "Walked." in _text(answer)
    assert 'value="Ada Lovell"' in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite can be given a disk of so many pages")
def test_a_disk_that_is_really_full_loses_nothing_and_is_told() -> None:
    acting.informed()
    senior = _client(acting.senior())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA max_page_count")
        most = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        answers = [senior.post(f"{OAK}comment/", {"seen": "0", "words": f"{n} " * 900}) for n in range(40)]
        assert answers[-1].status_code == 503
        assert "The disk on which Trellis keeps its record is full" in _text(answers[-1])
        assert "39 39 39" in _text(answers[-1])  # what was typed
        assert CaseComment.objects.count() == sum(answer.status_code == 302 for answer in answers)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {most}")
    assert _send(senior, "comment", words="There is room again.").status_code == 302
