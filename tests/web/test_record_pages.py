"""Where a school stands, for it and for its authority alike; and its chronology by role."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.casework import acting, meeting
from tests.web.test_pages import signed_in
from tests.web.trying import text
from trellis.accounts.models import User
from trellis.activity import sealing
from trellis.activity.models import Event, Verb

pytestmark = pytest.mark.django_db
WHERE = f"/schools/{builders.OAK}/where-we-are/"
RECORD = f"/schools/{builders.OAK}/record/"


@pytest.fixture(autouse=True)
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: builders.AT)
    builders.screened(authority="802")
    builders.screened(at=builders.AT - timedelta(days=40))


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return client


def test_a_school_with_nothing_under_way_is_told_what_it_will_see() -> None:
    page = text(_client(acting.head()).get(WHERE).content)
    assert "No level has been agreed with this school yet." in page
    assert "Nothing is under way with this school." in page
    assert "Screening result 1" in page
    assert "Nothing about the school is restricted to the authority." in page


def test_the_head_sees_the_level_what_comes_next_who_decides_and_by_when() -> None:
    acting.in_force(level=2, at=builders.AT - timedelta(days=30))
    acting.shared(level=3)
    page = text(_client(acting.head()).get(WHERE).content)
    assert "Level 2: Vulnerable In force from 21 October 2026." in page
    assert "Level 3 proposed With the school since 20 November 2026." in page
    assert "Agree the headteacher and the chair of governors by 4 December 2026" in page
    assert (
        "Withdraw the proposal the school improvement adviser, the team leader, or the senior or principal adviser"
        in page
    )


def test_the_authority_sees_the_very_page_that_the_school_sees_but_for_its_own_links() -> None:
    acting.shared()

    def under_way(client: Client) -> str:
        page = text(client.get(WHERE).content)
        return page[page.index("The level now") : page.index("Who has looked")]

    assert under_way(_client(acting.head())) == under_way(_client(acting.adviser()))


def test_who_looked_is_told_by_name_for_the_authority_and_by_role_for_the_school() -> None:
    _client(acting.principal()).get(f"/schools/{builders.OAK}/")
    _client(acting.chair()).get(f"/schools/{builders.OAK}/")
    page = text(_client(acting.head()).get(WHERE).content)
    looked = page[page.index("Who has looked") :]
    assert "Pa Principal Adviser 20 November 2026" in looked
    assert "The school’s own Chair of governors 20 November 2026" in looked
    assert "Headteacher 20 November 2026" in looked


def test_looking_long_ago_and_at_another_school_is_not_told_here() -> None:
    boss = acting.principal()
    for urn, days in ((builders.OAK, 61), (builders.BEECH, 1)):
        Event.objects.create(
            verb=Verb.LOOKED,
            by=boss,
            at=builders.AT - timedelta(days=days),
            authority_code="801",
            urn=urn,
        )
    page = text(_client(acting.head()).get(WHERE).content)
    assert "Principal Adviser" not in page[page.index("Who has looked") :]


def test_an_academy_is_told_that_no_level_is_agreed() -> None:
    page = text(signed_in("pa").get(f"/schools/{builders.ACADEMY}/where-we-are/").content)
    assert "agrees no level for a school that it does not maintain" in page


def test_the_page_takes_as_many_queries_after_years_as_at_first() -> None:
    client = _client(acting.head())
    acting.in_force(level=2, at=builders.AT - timedelta(days=75))
    client.get(WHERE)
    with CaptureQueriesContext(connection) as few:
        client.get(WHERE)
    for later in range(3):
        acting.in_force(level=1 + later % 2, at=builders.AT - timedelta(days=60 - 10 * later))
    with CaptureQueriesContext(connection) as many:
        client.get(WHERE)
    assert len(few) == len(many) <= 20


def test_the_chronology_says_what_was_done_by_whom_and_why_and_what_it_rests_on() -> None:
    acting.in_force(level=2)
    sealing.seal(at=builders.AT)
    page = text(_client(acting.head()).get(RECORD).content)
    assert "Proposed a level for the school: level 2" in page
    assert "Absence has been high for two years." in page
    assert "acts are as they were when they were sealed" in page
    assert "left out of your copy" not in page


def restricted(urn: int = builders.OAK) -> None:
    Event.objects.create(
        verb=Verb.INTELLIGENCE_LOGGED, by=acting.principal(), at=builders.AT, authority_code="801", urn=urn
    )


def test_the_school_is_told_how_much_is_restricted_and_reads_none_of_it() -> None:
    restricted()
    for user, reads in ((acting.head(), False), (acting.adviser(), True), (builders.person("auditor"), True)):
        page = text(_client(user).get(RECORD).content)
        assert ("Logged soft intelligence about the school" in page) is reads, user
        assert ("1 more act is restricted, and left out of your copy" in page) is not reads, user
    readings = Event.objects.filter(verb=Verb.RESTRICTED_READ, subject="its chronology")
    assert {event.by.name for event in readings} == {"Sia", "Auditor"}


@pytest.mark.parametrize("kind", ["csv", "ods", "xlsx"])
def test_the_chronology_is_kept_as_a_file_and_that_it_was_is_recorded(kind: str) -> None:
    acting.in_force(level=2)
    restricted()
    answer = _client(acting.head()).get(f"{RECORD}export/?format={kind}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="chronology-900002.{kind}"'
    event = Event.objects.get(verb=Verb.EXPORTED)
    assert (event.urn, event.subject) == (builders.OAK, f"its chronology as {kind}")
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0][:4] == ["When", "Who", "What", "Why"]
        said = answer.content.decode()
        assert "soft intelligence" not in said
        assert "Left out: restricted,1" in said


def test_a_format_that_there_is_not_is_told() -> None:
    answer = _client(acting.head()).get(f"{RECORD}export/?format=exe")
    assert (answer.status_code, b"Choose one of these formats" in answer.content) == (400, True)


def test_a_long_record_comes_in_pages_the_newest_first() -> None:
    for number in range(120):
        Event.objects.create(
            verb=Verb.LEVEL_MOVED,
            by=None,
            at=builders.AT - timedelta(hours=number),
            authority_code="801",
            urn=builders.OAK,
            subject=f"step {number}.",
        )
    head = _client(acting.head())
    first, second = (text(head.get(f"{RECORD}?page={n}").content) for n in (1, 2))
    assert first.index("step 0.") < first.index("step 99.")
    assert "step 119." in second
    assert "Page 1 of 2" in first
    assert head.get(f"{RECORD}?page=junk").status_code == 200


def test_the_record_of_a_school_is_not_for_who_does_not_work_with_it() -> None:
    assert _client(acting.adviser(builders.BEECH)).get(RECORD).status_code == 404
    assert signed_in("leadership_team").get(RECORD).status_code == 403
    assert signed_in("pa", authority="802").get(f"{RECORD}export/?format=csv").status_code == 404


def test_who_is_told_the_outcomes_of_a_task_group_reads_its_papers_in_no_chronology() -> None:
    meeting.issued()
    director = signed_in("director")
    page = text(director.get(RECORD).content)
    assert "papers and minutes of the task group, which its members read, and left out of your copy" in page
    file = director.get(f"{RECORD}export/?format=csv").content.decode()
    adviser = _client(acting.adviser())
    theirs = adviser.get(f"{RECORD}export/?format=csv").content.decode()
    assert "casework_paper " in theirs
    assert "casework_paper " not in file
    assert "casework_minutes " not in file
    assert "left out of your copy. What came" not in text(adviser.get(RECORD).content)
