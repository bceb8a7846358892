"""The pages of a task group: who sees and does what, what a refused step keeps, and what a guest sees."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.casework import acting, meeting
from trellis.accounts.models import User
from trellis.casework.actions import meeting_papers, meetings
from trellis.casework.models import ActionItem, Invitation, MeetingStep, Minutes
from trellis.casework.queries.cases import CaseFile

pytestmark = pytest.mark.django_db
GROUP = f"/schools/{builders.OAK}/task-group/"
FIRST = f"{GROUP}meetings/1/"


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened(authority="802")
    builders.screened()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: meeting.HELD_AT)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return client


def _text(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def _carried(page: str) -> dict[str, str]:
    """What the form of a page sends that nobody fills in."""
    return dict(re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', page))


def _seen(file: CaseFile) -> str:
    return str(meeting.the(file).steps[-1].number)


def test_the_form_that_sets_a_group_up_offers_whom_the_rules_give_each_seat_to() -> None:
    acting.with_plan(acting.confirmed())
    head, pa = acting.head(), acting.principal()
    client = _client(pa)
    page = client.get(f"{GROUP}set-up/").content.decode()
    assert f'value="{head.name}"' in page
    sent = {"headteacher": head.name, "chair": "Chris Chair", "adviser": "Sam", "group_chair": pa.name}
    assert client.post(f"{GROUP}set-up/", {**_carried(page), **sent, "reasons": ""}).status_code == 302
    said = _text(client.get(GROUP))
    assert "Chris Chair" in said
    assert "Has no account here" in said


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        ("call", {"planned_for": "1/12/2026", "place": "Online"}),
        ("join", {"seat": "other", "name": "Ed Psychologist", "email": "", "reasons": ""}),
    ],
)
def test_a_form_about_a_group_is_taken_as_its_page_sends_it(name: str, filled: dict[str, str]) -> None:
    meeting.set_up()
    client = _client(acting.principal())
    page = client.get(f"{GROUP}{name}/").content.decode()
    assert client.post(f"{GROUP}{name}/", {**_carried(page), **filled}).status_code == 302


def test_a_form_without_a_seat_says_which_and_keeps_what_was_written() -> None:
    acting.with_plan(acting.confirmed())
    sent = {"headteacher": "Ada", "chair": "", "adviser": "Sam", "group_chair": "Pa"}
    response = _client(acting.principal()).post(f"{GROUP}set-up/", sent)
    assert response.status_code == 400
    assert "Name the chair of governors" in _text(response)
    assert 'value="Ada"' in response.content.decode()


def test_a_meeting_is_taken_through_its_pages_by_four_people(later: None) -> None:
    file = meeting.issued()
    senior, pa = _client(acting.senior()), _client(acting.principal())
    came = {f"came_m{m.pk}": "yes" for m in meeting.the(file).members}
    assert senior.post(f"{FIRST}attendance/", came).status_code == 302
    assert pa.post(f"{FIRST}hold/", {"seen": _seen(file), "without": ""}).status_code == 302
    judged = {"impact_1": "some", "words_1": "Books in two year groups."}
    assert senior.post(f"{FIRST}impact/", judged).status_code == 302
    assert senior.post(f"{FIRST}minutes/", {"text": "We met.", "seen": "0"}).status_code == 302
    asked = {"what": "Share it with staff.", "owner": "Ada", "due": "20/12/2026"}
    assert senior.post(f"{FIRST}ask/", asked).status_code == 302
    assert senior.post(f"{FIRST}circulate/", {"seen": "3"}).status_code == 302
    assert "We met." in _text(pa.get(f"{FIRST}agree/"))
    assert pa.post(f"{FIRST}agree/", {"seen": "4"}).status_code == 302
    assert pa.post(f"{FIRST}send/", {"seen": "5", "summary": "Mathematics moves."}).status_code == 302
    director = _client(builders.person("director"))
    assert "Mathematics moves." in _text(director.get("/task-groups/"))
    assert director.post(f"{FIRST}seen/", {"words": ""}).status_code == 302
    told = {"seen": "6", "told": "Termly report", "told_on": "10/12/2026"}
    assert director.post(f"{FIRST}report/", told).status_code == 302
    item = ActionItem.objects.get()
    head = _client(acting.head())
    done = {"words": "At the staff meeting.", "done_on": "10/12/2026"}
    assert head.post(f"{GROUP}items/{item.pk}/", done).status_code == 302
    assert "At the staff meeting." in _text(head.get(FIRST))
    assert head.post(f"{GROUP}items/{item.pk}/", done).status_code == 409


def test_a_form_of_a_meeting_that_has_moved_on_keeps_what_was_written(later: None) -> None:
    meeting.sent()
    response = _client(builders.person("director")).post(
        f"{FIRST}report/", {"seen": "2", "told": "My long report", "told_on": "10/12/2026"}
    )
    assert response.status_code == 409
    assert "moved on since you opened the page" in _text(response)
    assert "My long report" in response.content.decode()
    assert not MeetingStep.objects.filter(name="report").exists()


def test_two_who_write_the_minutes_are_both_kept_and_the_second_sees_the_first(later: None) -> None:
    file = meeting.held()
    meeting_papers.write_minutes(
        file, meeting.the(file), text="Theirs.", seen=0, by=acting.principal(), at=meeting.HELD_AT
    )
    senior = _client(acting.senior())
    response = senior.post(f"{FIRST}minutes/", {"text": "Mine.", "seen": "0"})
    assert response.status_code == 409
    said = _text(response)
    assert "Theirs." in said
    assert "Mine." in said
    assert 'name="seen" value="1"' in " ".join(response.content.decode().split())
    assert senior.post(f"{FIRST}minutes/", {"text": "Both.", "seen": "1"}).status_code == 302
    assert Minutes.objects.count() == 2


def test_a_guest_sees_the_papers_of_the_meeting_and_nothing_else() -> None:
    file = meeting.called()
    guest = builders.person("headteacher", urns=(builders.BEECH,), name="Gus Guest")
    asked = {"name": "Gus Guest", "email": guest.email.upper(), "reasons": "His school helps."}
    assert _client(acting.principal()).post(f"{FIRST}invite/", asked).status_code == 302
    assert Invitation.objects.get().user == guest
    client = _client(guest)
    assert "Task group of Oak Road School, meeting 1" in _text(client.get("/task-groups/invitations/"))
    page = _text(client.get(FIRST))
    assert "You were asked to this meeting." in page
    assert "What you can do" not in page
    for closed in (GROUP, f"/schools/{builders.OAK}/", f"{FIRST}paper/", f"{GROUP}meetings/2/"):
        assert client.get(closed).status_code in (403, 404), closed
    assert client.post(f"{FIRST}paper/", {"title": "A", "text": "B"}).status_code == 403
    assert file.group is not None


def test_somebody_who_was_not_asked_is_told_that_there_is_no_such_meeting() -> None:
    meeting.called()
    other = builders.person("headteacher", urns=(builders.BEECH,), name="Not Asked")
    assert _client(other).get(FIRST).status_code == 404
    assert _client(builders.person("pa", authority="802")).get(FIRST).status_code == 404
    assert _client(other).get("/task-groups/").status_code == 403


def test_an_address_of_an_account_elsewhere_is_refused_as_one_that_is_none() -> None:
    meeting.called()
    stranger = builders.person("pa", authority="802", name="Charlie")
    pa = _client(acting.principal())
    for email in (stranger.email, "nobody@example.org"):
        response = pa.post(f"{FIRST}invite/", {"name": "A Guest", "email": email, "reasons": "To help."})
        assert response.status_code == 409
        assert "Nobody at this authority or its schools has an account" in _text(response)


def test_a_school_without_a_case_is_told_why_it_has_no_task_group() -> None:
    assert "This school has no case, so it has no task group." in _text(_client(acting.head()).get(GROUP))
    response = _client(acting.principal()).get(f"{GROUP}set-up/")
    assert response.status_code == 409


def test_a_group_that_has_no_meeting_this_term_says_so_and_to_whom() -> None:
    meeting.set_up()
    assert "No meeting is called for Autumn 2026 yet." in _text(_client(acting.head()).get(GROUP))
    assert "Call a meeting" in _text(_client(acting.principal()).get(GROUP))
    assert "Call a meeting" not in _text(_client(acting.head()).get(GROUP))


def test_the_group_as_of_a_day_says_so() -> None:
    meeting.called()
    client = _client(acting.principal())
    assert client.get(f"{GROUP}?as_of=1/1/2999").status_code == 400
    assert "no case" in _text(client.get(f"{GROUP}?as_of=1/1/2026"))


def test_the_queries_of_a_group_do_not_grow_with_its_meetings() -> None:
    file = meeting.called()
    chair = acting.principal()
    client = _client(chair)
    client.get(GROUP)

    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(GROUP).status_code == 200
        return len(made)

    before = asked()
    for _ in range(6):
        meetings.cancel(file, meeting.the(file), reasons="Snow.", by=chair, at=builders.AT)
        file = meeting.again(file, at=builders.AT)
        meetings.call(file, planned_for=meeting.PLANNED, place="", by=chair, at=builders.AT)
        file = meeting.again(file, at=builders.AT)
    assert asked() == before
