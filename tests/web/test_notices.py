"""The pages of notices, of one’s calendar address and of the background work."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.casework import acting
from tests.notices import mail_server
from trellis.accounts import access
from trellis.accounts.models import Post, User
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.background import queue
from trellis.background.models import Job, State, WorkerSeen
from trellis.notices.models import Choice, Seen
from trellis.notices.queries import counted, telling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held")]
AT = builders.AT


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)


def client(user: User) -> Client:
    made = Client()
    made.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return made


def text(response: object) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def did(verb: Verb = Verb.VISIT_RECORDED, *, urn: int = builders.OAK) -> int:
    return trail.record(verb, by=acting.principal(), at=AT, authority_code="801", urn=urn).pk


def test_what_is_new_is_listed_and_to_look_marks_nothing() -> None:
    did()
    page = client(acting.adviser())
    for _ in range(2):
        said = text(page.get("/notices/"))
        assert "1 notice is new" in said
        assert "Pa recorded a visit to Oak Road School New" in said
    assert Seen.objects.count() == 0


def test_marking_as_read_goes_as_far_as_the_page_did() -> None:
    shown = did()
    user = acting.adviser()
    page = client(user)
    assert f'name="up_to" value="{shown}"' in page.get("/notices/").content.decode()
    did(Verb.CASE_MOVED)
    assert page.post("/notices/seen/", {"up_to": shown}, follow=True).status_code == 200
    assert "1 notice is new" in text(page.get("/notices/"))


@pytest.mark.parametrize(
    ("up_to", "status"), [("", 400), ("x", 400), ("-1", 400), ("9" * 30, 400), ("999999999", 409)]
)
def test_an_odd_mark_is_told(up_to: str, status: int) -> None:
    answer = client(acting.adviser()).post("/notices/seen/", {"up_to": up_to})
    assert answer.status_code == status
    assert "There is a problem" in text(answer)
    assert Seen.objects.count() == 0


def test_somebody_without_schools_is_told_that_nothing_is_new() -> None:
    did()
    said = text(client(builders.person("administrator")).get("/notices/"))
    assert "Nothing is new." in said
    assert "Nothing is due of you now." in said
    assert "Oak" not in said


def test_what_is_due_of_the_reader_leads_to_where_it_is_done() -> None:
    acting.informed()
    page = client(acting.senior()).get("/notices/").content.decode()
    assert f'href="/schools/{builders.OAK}/case/visit/"' in page


def test_without_e_mail_no_choice_is_offered_and_none_is_taken() -> None:
    page = client(acting.adviser())
    assert "sends no e-mail" in text(page.get("/notices/"))
    answer = page.post("/notices/choose/", {"frequency": "daily"})
    assert answer.status_code == 409
    assert Choice.objects.count() == 0


def test_a_choice_is_kept_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "post_office", lambda: mail_server.office(1))
    user = acting.adviser()
    page = client(user)
    assert re.search(r'value="never"\s+checked', page.get("/notices/").content.decode())
    for _ in range(2):
        answer = page.post("/notices/choose/", {"frequency": "weekly"}, follow=True)
        assert "Your choice is kept" in text(answer)
    assert Choice.objects.count() == 1
    assert re.search(r'value="weekly"\s+checked', page.get("/notices/").content.decode())
    assert page.post("/notices/choose/", {"frequency": "hourly"}).status_code == 400
    assert page.post("/notices/choose/").status_code == 400


def test_an_address_is_shown_once_and_works(monkeypatch: pytest.MonkeyPatch) -> None:
    page = client(acting.adviser())
    assert "You have no address." in text(page.get("/account/calendar/"))
    made = page.post("/account/calendar/", {"do": "make"})
    assert "no-store" in made.headers["Cache-Control"]
    found = re.search(r"<code>http://testserver(/calendar/[\w-]+\.ics)</code>", made.content.decode())
    assert found is not None
    assert Client().get(found[1]).status_code == 200
    again = page.get("/account/calendar/").content.decode()
    assert "/calendar/" not in again.replace("/account/calendar/", "")
    number = re.search(r'name="number" value="(\d+)"', again)
    assert number is not None
    ended = page.post("/account/calendar/", {"do": "end", "number": number[1]}, follow=True)
    assert "The address has ended" in text(ended)
    assert Client().get(found[1]).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"do": "x"}, {"do": "end"}, {"do": "end", "number": "7"}])
def test_an_odd_form_about_the_address_changes_nothing(sent: dict[str, str]) -> None:
    user = acting.adviser()
    answer = client(user).post("/account/calendar/", sent)
    assert answer.status_code == 409
    assert telling.feed_of(user) is None


def test_every_page_leads_to_the_notices_and_the_account_counts_them() -> None:
    did()
    said = client(acting.adviser()).get("/account/")
    assert 'href="/notices/"' in said.content.decode()
    assert "Notices : 1 notice is new" in text(said)


def test_the_background_work_is_for_who_looks_after_the_service() -> None:
    for role, status in (("administrator", 200), ("data_officer", 200), ("pa", 403), ("auditor", 403)):
        assert client(builders.person(role)).get("/work/").status_code == status


def test_the_page_says_that_no_worker_runs_and_when_one_does() -> None:
    page = client(builders.person("administrator"))
    assert "No worker is running" in text(page.get("/work/"))
    queue.tick(at=AT)
    seen = WorkerSeen.objects.create(worker="w", started_at=AT, at=AT)
    said = text(page.get("/work/"))
    assert "A worker is running." in said
    assert "21 November 2026 at 2:40am" in said
    seen.at = AT - timedelta(minutes=3)
    seen.save()
    assert "None has been seen since 20 November 2026 at 10:27am" in text(page.get("/work/"))


def failed(kind: str = "prune") -> Job:
    return Job.objects.create(
        kind=kind,
        due_at=AT,
        asked_at=AT,
        state=State.FAILED,
        ended_at=AT,
        attempts=5,
        said="The other side is closed.",
    )


def test_a_failure_is_shown_with_its_sentence_and_run_again_once() -> None:
    job = failed()
    page = client(builders.person("data_officer"))
    assert "The other side is closed." in text(page.get("/work/"))
    assert page.post(f"/work/jobs/{job.pk}/again/").status_code == 302
    answer = page.post(f"/work/jobs/{job.pk}/again/")
    assert (answer.status_code, "It has not failed" in text(answer)) == (409, True)
    assert Job.objects.get().state == State.WAITING


def test_a_job_of_an_earlier_version_cannot_be_run_again() -> None:
    job = failed("of-old")
    page = client(builders.person("data_officer"))
    assert "It cannot be run again." in text(page.get("/work/"))
    assert page.post(f"/work/jobs/{job.pk}/again/").status_code == 409


def test_what_comes_round_is_run_now_by_whoever_may() -> None:
    queue.tick(at=AT)
    assert client(builders.person("pa")).post("/work/prune/run/").status_code == 403
    page = client(builders.person("administrator"))
    assert page.post("/work/prune/run/").status_code == 302
    assert page.post("/work/prune/run/").status_code == 409
    assert page.post("/work/nothing/run/").status_code == 409
    assert Job.objects.filter(kind="prune").count() == 1


def test_a_job_that_waits_for_its_next_try_says_when_that_is() -> None:
    job = queue.ask("prune", at=AT)
    assert job is not None
    attempt = str(Job.objects.get(pk=job.pk).task)
    assert queue.take(job.pk, task=attempt, at=AT) is not None
    page = client(builders.person("administrator"))
    assert "It is being done." in text(page.get("/work/"))
    queue.went_wrong(job.pk, task=attempt, said="The disk is full.", at=AT)
    assert "The disk is full. It is tried again on 20 November 2026 at 10:31am." in text(page.get("/work/"))


def new_notices(page: Client) -> str:
    found = re.findall(r'href="/notices/">([^<]+)</a>', page.get("/account/").content.decode())
    return found[0]


def test_the_header_says_how_many_notices_are_new_in_words() -> None:
    did()
    newest = did(Verb.CASE_MOVED)
    page = client(acting.adviser())
    assert new_notices(page) == "2 new notices"
    page.post("/notices/seen/", {"up_to": newest})
    assert new_notices(page) == "Notices"


def test_what_others_do_shows_in_the_header_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(counted.time, "monotonic", lambda: clock[0])
    did()
    page = client(acting.adviser())
    assert new_notices(page) == "1 new notice"
    did(Verb.CASE_MOVED)
    assert new_notices(page) == "1 new notice"
    clock[0] += counted.KEPT_SECONDS
    assert new_notices(page) == "2 new notices"


def test_a_post_that_ended_counts_nothing_at_once() -> None:
    did()
    user = acting.adviser()
    page = client(user)
    assert new_notices(page) == "1 new notice"
    Post.objects.filter(user=user).update(to_date=AT.date() - timedelta(days=1))
    assert "new notice" not in page.get("/account/").content.decode().split("<main")[0]


def test_the_count_in_the_header_costs_one_query_and_for_a_member_none() -> None:
    did()
    user = acting.adviser()
    held = access.of(user, on=AT.date())
    assert counted.new_to(user, held=held, at=AT) == 1
    with CaptureQueriesContext(connection) as made:
        assert counted.new_to(user, held=held, at=AT) == 1
    assert len(made) == 1
    counted.forget()
    with CaptureQueriesContext(connection) as made:
        counted.new_to(user, held=held, at=AT)
    assert len(made) == 3
    member = builders.person("executive_member")
    held = access.of(member, on=AT.date())
    with CaptureQueriesContext(connection) as made:
        assert counted.new_to(member, held=held, at=AT) == 0
    assert len(made) == 0
