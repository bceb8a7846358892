"""The home page of each role: what needs them, their schools, and what changed, as far as they may read it."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.casework import acting
from tests.web.test_pages import MATRIX, OWN, signed_in
from tests.web.trying import text
from trellis.accounts import access
from trellis.accounts.actions import accounts
from trellis.accounts.models import User
from trellis.activity import trail
from trellis.activity.models import Event, Verb
from trellis.background.models import Job, WorkerSeen
from trellis.interfaces.web.home import sources
from trellis.interfaces.web.home.need import Needs
from trellis.notices.queries import news
from trellis.schools.actions import lists
from trellis.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("held")]
SHOWN = ("Beech Lane", "Oak Road", "Juniper Academy", "Willow Nursery")


@pytest.fixture
def client_of_pa() -> Client:
    return signed_in("pa")


def home(client: Client) -> str:
    response = client.get("/home/")
    assert response.status_code == 200
    return text(response.content)


def user_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def event(
    verb: Verb, *, by: User | None, urn: int | None = builders.BEECH, minutes: int = 30, subject: str = ""
) -> None:
    """Something that was done so many minutes ago."""
    trail.record(
        verb,
        by=by,
        at=timezone.now() - timedelta(minutes=minutes),
        authority_code="801",
        urn=urn,
        subject=subject,
    )


@pytest.mark.parametrize("role", MATRIX)
def test_each_role_has_a_home_that_names_no_school_it_may_not_see(role: str) -> None:
    adviser = builders.person("sia", urns=(builders.OAK,), email="other@example.org", name="Olu")
    for urn in (builders.BEECH, builders.OAK):
        event(Verb.LEVEL_MOVED, by=adviser, urn=urn)
    page = home(signed_in(role))
    for name, place in (("Beech Lane", 1), ("Oak Road", 2)):
        if role not in ("governor", "clerk") and MATRIX[role][place] != 200:
            assert name not in page
    assert "What needs me now" in page
    assert "What changed since I last looked" in page
    if role in OWN:
        assert "Beech Lane" in page
    assert "Far Away" not in page


@pytest.mark.parametrize("role", ["executive_member", "scrutiny_member", "forum_member"])
def test_a_member_sees_counts_and_no_school_by_name(role: str) -> None:
    page = home(signed_in(role))
    assert "Level 3: Causing concern" in page
    assert not [name for name in SHOWN if name in page]


def test_an_administrator_sees_accounts_that_wait_and_no_school() -> None:
    builders.person("sia", urns=(builders.BEECH,), name="Newly Made")
    page = home(signed_in("administrator"))
    assert (
        "not signed in to yet Newly Made" in page.replace("accounts ", "").replace("account ", "")
        or "Newly Made" in page
    )
    assert "My schools" not in page
    assert not [name for name in SHOWN if name in page]


def test_an_account_without_a_post_is_led_to_its_account() -> None:
    client = Client()
    user = accounts.open_account(email="new@example.org", name="New", password=builders.PASSWORD)
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    assert client.get("/home/").headers["Location"] == "/account/"


def test_what_is_due_of_casework_is_on_home_and_is_what_the_list_of_what_is_due_says() -> None:
    acting.proposed()
    for role in ("sia", "pa", "spa", "sitl"):
        client = signed_in(role)
        user = user_of(client)
        held = access.of(user, on=timezone.localdate())
        read = sources.boards(user, held, today=timezone.localdate())
        expected = [item for board in read.values() for item in board.items if item.is_of(user, held)]
        asked = sources.casework(user, held, read=read)
        assert [(each.what, each.place) for each in asked] == [(i.ask.what, i.school.name) for i in expected]


def test_the_most_overdue_stands_first_then_the_nearest_day_then_what_has_none() -> None:
    user = builders.person("pa")
    held = access.of(user, on=builders.AS_OF)

    def two(*_: object) -> list[Needs]:
        return [Needs(what="No day", href=""), Needs(what="Late", href="", overdue=3, by=date(2026, 1, 1))]

    def one(*_: object) -> list[Needs]:
        return [Needs(what="Soon", href="", by=date(2026, 12, 1))]

    found = sources.needed(user, held, today=builders.AS_OF, read={}, sources=(two, one))
    assert [each.what for each in found] == ["Late", "Soon", "No day"]


def test_a_duty_that_is_due_needs_whoever_answers_for_it(client_of_pa: Client) -> None:
    page = client_of_pa.get("/home/").content.decode()
    assert 'href="/duties/high-standards/?authority=801"' in page
    assert "high-standards" not in signed_in("sitl").get("/home/").content.decode()


def test_a_watched_school_is_one_of_mine_until_it_is_watched_no_more(client_of_pa: Client) -> None:
    assert "You watch no school yet" in home(client_of_pa)
    oak = School.objects.get(pk=builders.OAK)
    lists.watch(school=oak, by=user_of(client_of_pa), at=timezone.now())
    page = home(client_of_pa)
    assert "Oak Road School Watched" in page
    lists.stop_watching(urn=oak.pk, by=user_of(client_of_pa))
    assert "You watch no school yet" in home(client_of_pa)


def test_an_adviser_without_schools_is_told_who_allocates_them() -> None:
    client = Client()
    client.force_login(builders.person("sia"), backend="trellis.accounts.sign_in.EmailBackend")
    assert "The team leader allocates schools to advisers" in home(client)


def test_what_others_did_since_the_reader_was_last_here_is_told_with_no_word_of_it() -> None:
    other = builders.person("sia", urns=(builders.BEECH,), email="o@example.org", name="Olu Adviser")
    client = signed_in("pa")
    reader = user_of(client)
    event(Verb.LOOKED, by=reader, urn=None, minutes=60 * 24)
    event(Verb.LEVEL_PROPOSED, by=other, minutes=60 * 30, subject="Long ago")
    event(Verb.CASE_MOVED, by=other, minutes=60, subject="A secret subject")
    event(Verb.CASE_MOVED, by=other, minutes=50)
    event(Verb.CASE_MOVED, by=reader, minutes=60 * 25)
    page = home(client)
    assert "Olu Adviser took a step with the case of Beech Lane Primary School" in page
    assert "and 1 more since" in page
    assert "proposed a level for Beech" not in page
    assert "A secret subject" not in page
    assert home(client) == page or "took a step with the case of" in home(
        client
    )  # looking again forgets nothing


@pytest.mark.parametrize(
    "verb",
    [
        Verb.RESTRICTED_READ,
        Verb.INTELLIGENCE_LOGGED,
        Verb.INTELLIGENCE_REVIEWED,
        Verb.INSPECTION_EMBARGOED,
        Verb.NOTE_WRITTEN,
        Verb.SELF_EVALUATION_WRITTEN,
        Verb.PLAN_WRITTEN,
        Verb.DOCUMENT_WRITTEN,
        Verb.INTEREST_DECLARED,
    ],
)
def test_what_is_restricted_embargoed_or_a_draft_is_not_told_of_as_a_change(verb: Verb) -> None:
    assert not [verbs for verbs in news.TOLD.values() if verb in verbs]
    other = builders.person("sia", urns=(builders.BEECH,), email="o@example.org", name="Olu Adviser")
    event(verb, by=other)
    for role in ("headteacher", "leadership_team", "director"):
        assert "Olu Adviser" not in home(signed_in(role))


def test_whoever_answers_for_readings_is_told_how_many_there_were_and_others_are_not() -> None:
    other = builders.person("sia", urns=(builders.BEECH,), email="o@example.org", name="Olu Adviser")
    event(Verb.RESTRICTED_READ, by=other)
    event(Verb.RESTRICTED_READ, by=other)
    assert "2 readings of restricted material about Beech Lane Primary School" in home(signed_in("auditor"))
    assert "readings of restricted" not in home(signed_in("director"))


def test_a_new_screening_and_new_data_are_told_to_those_who_see_them() -> None:
    builders.screened(at=timezone.now() - timedelta(minutes=5))
    event(Verb.IMPORTED, by=None, urn=None)
    assert "A new screening was run" in home(signed_in("scrutiny_member"))
    assert "New data was imported" not in home(signed_in("scrutiny_member"))
    assert "New data was imported" in home(signed_in("sitl"))
    assert "A new screening was run" not in home(signed_in("administrator"))
    far = Client()
    far.force_login(builders.person("sitl", authority="802"), backend="trellis.accounts.sign_in.EmailBackend")
    assert "New data was imported" not in home(far)


def test_home_takes_as_many_queries_however_much_has_been_done(client_of_pa: Client) -> None:
    other = builders.person("sia", urns=(builders.BEECH,), email="o@example.org", name="Olu Adviser")

    def queries() -> int:
        client_of_pa.get("/home/")
        with CaptureQueriesContext(connection) as made:
            client_of_pa.get("/home/")
        return len(made)

    event(Verb.LEVEL_MOVED, by=other)
    few = queries()
    for number in range(40):
        event(Verb.LEVEL_MOVED, by=other, minutes=number)
        event(Verb.CASE_MOVED, by=other, urn=builders.OAK, minutes=number)
        event(Verb.IMPORTED, by=other, urn=None, minutes=number)
    assert queries() == few <= 70


def test_that_home_was_looked_at_is_kept(client_of_pa: Client) -> None:
    client_of_pa.get("/home/")
    assert Event.objects.filter(verb=Verb.LOOKED, subject="home", urn__isnull=True).count() == 1


@pytest.mark.parametrize("role", MATRIX)
def test_every_role_can_go_home_from_any_page_and_home_is_marked(role: str) -> None:
    client = signed_in(role)
    assert 'class="govuk-service-navigation__link" href="/home/"' in client.get("/account/").content.decode()
    assert re.search(r'href="/home/"\s+aria-current="(?:page|true)"', client.get("/home/").content.decode())


@pytest.mark.parametrize("role", MATRIX)
def test_every_page_that_home_leads_to_beside_what_needs_the_reader_opens(role: str) -> None:
    client = signed_in(role)
    page = client.get("/home/").content.decode().partition('id="more"')[2].split("</main>")[0]
    for address in re.findall(r'href="(/[^"#]*)', page):
        assert client.get(address).status_code == 200, address


def worker_lives(at: datetime | None = None) -> None:
    moment = at or timezone.now()
    WorkerSeen.objects.create(worker="w", started_at=moment, at=moment)


def failed(said: str, *, state: str = "failed", days: int = 0) -> None:
    at = timezone.now() - timedelta(days=days)
    Job.objects.create(
        kind="prune",
        due_at=at,
        asked_at=at,
        attempts=1,
        said=said,
        state=state,
        ended_at=at if state == "failed" else None,
    )


@pytest.mark.parametrize("role", ["administrator", "data_officer"])
def test_whoever_looks_after_the_service_is_told_what_the_machinery_needs(role: str) -> None:
    client = signed_in(role)
    assert "No background work is being done" in home(client)
    worker_lives()
    assert "background work" not in home(client).replace("Background work", "").split("More")[0]
    failed("The disk is full.")
    failed("The mail server could not be reached (nothing listens there).", state="waiting")
    failed("Long ago.", days=15)
    page = home(client)
    assert "1 job of the background work failed The disk is full." in page
    assert "1 job could not be done yet, and will be tried again The mail server could not be reached" in page


@pytest.mark.parametrize("role", sorted(set(MATRIX) - {"administrator", "data_officer"}))
def test_nobody_else_is_told_of_the_machinery(role: str) -> None:
    failed("The disk is full.")
    page = home(signed_in(role))
    assert "background work" not in page
    assert "The disk is full" not in page
