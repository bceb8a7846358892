"""What people keep for themselves and take away: the watchlist, saved lists and the exported list."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.web.test_pages import MATRIX, Outline, signed_in
from tests.web.test_schools import names, text
from trellis.accounts.models import User
from trellis.activity.models import Event, Verb
from trellis.schools.actions import lists
from trellis.schools.models import SavedList, Watched
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    builders.screened(authority="802")
    return builders.screened()


@pytest.fixture
def adviser(run: Run) -> Client:
    return signed_in("pa")


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/schools/export/?format=csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


# Every role, and a second authority


@pytest.mark.parametrize("role", MATRIX)
def test_each_role_keeps_and_exports_what_it_may_open(role: str, run: Run) -> None:
    client = signed_in(role)
    _, beech, oak, *_ = MATRIX[role]
    by_name = 200 if 200 in (beech, oak) else 403
    assert client.get("/schools/export/?format=csv").status_code == by_name
    assert client.get("/schools/save-list/").status_code == by_name
    for urn, opens in ((builders.BEECH, beech), (builders.OAK, oak)):
        answer = client.post("/schools/watch/", {"add": urn}).status_code
        assert answer == (302 if opens == 200 else opens), urn
    expected = {builders.BEECH: beech, builders.OAK: oak}
    assert {w.school_id for w in Watched.objects.all()} == {u for u, code in expected.items() if code == 200}
    if by_name == 200:
        seen = {line["School"] for line in exported(client)}
        assert ("Oak Road School" in seen) == (oak == 200)
        assert ("Beech Lane Primary School" in seen) == (beech == 200)


@pytest.mark.parametrize("role", [role for role in MATRIX if MATRIX[role][1] == 200])
def test_a_second_authority_keeps_and_exports_nothing_of_the_first(role: str, run: Run) -> None:
    client = signed_in(role, authority="802")
    assert client.post("/schools/watch/", {"add": builders.BEECH}).status_code == 404
    for page in ("export/?format=csv&", "save-list/?"):
        assert client.get(f"/schools/{page}authority=801").status_code == 404
    assert client.post("/schools/save-list/?authority=801", {"name": "Theirs"}).status_code == 404
    assert client.get(f"/schools/export/?format=csv&run={run.pk}").status_code == 404
    assert "Beech Lane" not in str(exported(client))
    assert not Watched.objects.exists()
    assert not SavedList.objects.exists()


def test_nothing_is_kept_or_exported_without_signing_in(run: Run) -> None:
    client = Client()
    for address in (
        "/schools/export/?format=csv",
        "/schools/save-list/",
        "/schools/watch/",
        "/schools/remove-list/",
    ):
        assert client.get(address).headers["Location"].startswith("/sign-in/?next="), address
        assert client.post(address).status_code == 302, address


def test_a_form_from_elsewhere_is_refused(run: Run) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(builders.person("pa"), backend="trellis.accounts.sign_in.EmailBackend")
    for page in ("watch", "save-list", "remove-list"):
        assert client.post(f"/schools/{page}/", {"add": builders.BEECH}).status_code == 403


# The watchlist


def test_a_school_is_watched_and_no_longer_watched_and_one_stays_where_one_was(adviser: Client) -> None:
    sent = {"add": builders.OAK, "next": "/schools/?level=2"}
    assert adviser.post("/schools/watch/", sent).headers["Location"] == f"/schools/?level=2#u{builders.OAK}"
    adviser.post("/schools/watch/", sent)
    assert "Your watchlist (1)" in text(adviser, "/schools/")
    assert names(adviser, "?watched=yes") == ["Oak Road School"]
    assert "On your watchlist. Stop watching" in text(adviser, f"/schools/{builders.OAK}/")
    adviser.post("/schools/watch/", {"remove": builders.OAK})
    assert "Your watchlist (0)" in text(adviser, "/schools/")
    assert "Your watchlist is empty." in text(adviser, "/schools/?watched=yes")
    assert "Put on your watchlist" in text(adviser, f"/schools/{builders.OAK}/")


def test_a_watchlist_is_ones_own(adviser: Client) -> None:
    adviser.post("/schools/watch/", {"add": builders.OAK})
    other = signed_in("sitl")
    assert "Your watchlist (0)" in text(other, "/schools/")
    other.post("/schools/watch/", {"remove": builders.OAK})
    assert "Your watchlist (1)" in text(adviser, "/schools/")


def test_a_watched_school_that_is_no_longer_ones_to_see_is_not_shown(run: Run) -> None:
    client = signed_in("spa")
    user = User.objects.get(name="Spa")
    lists.watch(school=run.results.get(school_id=builders.OAK).school, by=user, at=builders.AT)
    assert "Your watchlist (0)" in text(client, "/schools/")
    assert names(client, "?watched=yes") == []
    assert exported(client, "&watched=yes") == []
    client.post("/schools/watch/", {"remove": builders.OAK})
    assert not Watched.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"add": "abc"}, {"add": "9" * 30}, {"add": "-1"}, {"remove": "x"}])
def test_a_hand_made_watch_is_answered_with_a_sentence(sent: dict[str, str], adviser: Client) -> None:
    response = adviser.post("/schools/watch/", sent)
    assert response.status_code == 400
    assert b"No school was named" in response.content


def test_an_unknown_school_cannot_be_watched(adviser: Client) -> None:
    assert adviser.post("/schools/watch/", {"add": "1"}).status_code == 404


@pytest.mark.parametrize(
    "onward", ["//example.org/", "https://example.org/", "javascript:alert(1)", "/\\example.org", "nowhere"]
)
def test_the_way_back_stays_within_the_service(onward: str, adviser: Client) -> None:
    response = adviser.post("/schools/watch/", {"add": builders.OAK, "next": onward})
    assert response.headers["Location"] == f"/schools/#u{builders.OAK}"


def test_an_address_typed_for_a_button_goes_to_the_list(adviser: Client) -> None:
    for page in ("watch", "remove-list"):
        assert adviser.get(f"/schools/{page}/").headers["Location"] == "/schools/"


# Saved lists


def test_a_list_is_saved_under_a_name_opened_and_removed(adviser: Client) -> None:
    assert "secondary, level 2" in text(adviser, "/schools/save-list/?level=2&phase=secondary")
    where = "/schools/save-list/?level=2&phase=secondary&page=3"
    saved = adviser.post(where, {"name": "  Secondaries   at 2 "})
    assert saved.headers["Location"] == "/schools/?phase=secondary&level=2"
    page = adviser.get("/schools/").content.decode()
    assert '<a class="govuk-link" href="?phase=secondary&amp;level=2">Secondaries at 2</a>' in page
    kept = SavedList.objects.get()
    gone = adviser.post("/schools/remove-list/", {"list": kept.pk, "next": "/schools/?level=1"})
    assert gone.headers["Location"] == "/schools/?level=1"
    assert "Secondaries at 2" not in text(adviser, "/schools/")


def test_a_saved_list_is_of_the_newest_run_whichever_was_looked_at(adviser: Client, run: Run) -> None:
    adviser.post(f"/schools/save-list/?level=2&run={run.pk}", {"name": "At 2"})
    assert SavedList.objects.get().query == "?level=2"


def test_the_longest_search_can_be_saved_and_opened_again(adviser: Client) -> None:
    from urllib.parse import quote

    longest = quote("\N{SCHOOL}" * 100)
    adviser.post(f"/schools/save-list/?q={longest}", {"name": "Long"})
    assert f'href="?q={longest}"' in adviser.get("/schools/").content.decode()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Enter a name for the list"),
        ("   ", "Enter a name for the list"),
        ("x" * 61, "The name must be 60 characters or fewer"),
        ("AT 2", "You already have a list called “AT 2”"),
        ("a\0b", "Null characters are not allowed"),
    ],
)
def test_a_name_that_will_not_do_is_told_beside_the_field(name: str, said: str, adviser: Client) -> None:
    adviser.post("/schools/save-list/?level=2", {"name": "At 2"})
    response = adviser.post("/schools/save-list/?level=3", {"name": name})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: Save this list" in " ".join(page.split()).replace("<title> ", "<title>")
    assert said in page
    assert 'href="#id_name"' in page
    assert SavedList.objects.count() == 1


def test_no_more_than_thirty_lists_are_kept(adviser: Client) -> None:
    for i in range(lists.MOST_SAVED):
        adviser.post("/schools/save-list/", {"name": f"List {i}"})
    said = adviser.post("/schools/save-list/", {"name": "One more"}).content.decode()
    assert "You have 30 saved lists, which is the most. Remove one first" in said
    assert SavedList.objects.count() == 30


def test_a_saved_list_is_ones_own_and_nobody_else_removes_it(adviser: Client) -> None:
    adviser.post("/schools/save-list/?level=2", {"name": "Mine alone"})
    other = signed_in("sitl")
    assert "Mine alone" not in text(other, "/schools/")
    assert other.post("/schools/remove-list/", {"list": SavedList.objects.get().pk}).status_code == 404
    assert other.post("/schools/remove-list/", {"list": "abc"}).status_code == 404
    assert SavedList.objects.count() == 1


def test_a_saved_name_and_an_old_query_are_shown_safely(adviser: Client, run: Run) -> None:
    user = User.objects.get(name="Pa")
    lists.save(
        name="<b>x</b>",
        query="?phase=moon&x=%22%3E%3Cscript%3E&level=2",
        authority_code="801",
        by=user,
        at=builders.AT,
    )
    page = adviser.get("/schools/").content.decode()
    assert '<a class="govuk-link" href="?level=2">&lt;b&gt;x&lt;/b&gt;</a>' in page
    assert "moon" not in page


def test_the_list_takes_as_many_queries_whatever_is_kept(adviser: Client) -> None:
    adviser.get("/schools/")
    with CaptureQueriesContext(connection) as few:
        adviser.get("/schools/")
    for urn in (builders.BEECH, builders.OAK, builders.ELM):
        adviser.post("/schools/watch/", {"add": urn})
        adviser.post("/schools/save-list/", {"name": f"List {urn}"})
    with CaptureQueriesContext(connection) as more:
        adviser.get("/schools/")
    assert len(more) == len(few)


def test_the_pages_stand_by_themselves(adviser: Client) -> None:
    for address in ("/schools/save-list/?level=2", "/schools/?watched=yes"):
        outline = Outline(adviser.get(address).content.decode())
        assert outline.h1 == 1
        assert outline.inline == []
        assert len(outline.ids) == len(set(outline.ids))


# Search


def test_a_school_is_found_by_its_trust(adviser: Client) -> None:
    assert names(adviser, "?q=hedgerow+trust") == ["Juniper Academy"]
    assert names(adviser, "?q=juniper+arlingford+hedgerow") == ["Juniper Academy"]


# The exported list


def test_the_export_is_the_list_as_narrowed_and_ordered(adviser: Client) -> None:
    assert [line["School"] for line in exported(adviser)] == [
        "Elm & Ash <Infants>",
        "Willow Nursery",
        "Juniper Academy",
        "Oak Road School",
        "Beech Lane Primary School",
    ]
    (oak,) = exported(adviser, "&phase=secondary")
    assert oak["URN"] == str(builders.OAK)
    assert oak["Suggestion"] == "Level 2: Vulnerable"
    assert oak["Framework pack"] == "Agreed criteria, version 1.2"
    assert oak["Data cut-off"] == "2026-11-20"
    assert exported(adviser, "&q=zzzz") == []


def test_an_academy_is_exported_with_a_concern_and_never_a_level(adviser: Client) -> None:
    (line,) = exported(adviser, "&relationship=academy")
    assert line["Suggestion"] == "Concern, band 2: Vulnerable"
    assert line["Trust"] == "Hedgerow Learning Trust"


@pytest.mark.parametrize(
    ("kind", "starts"), [("csv", b"\xef\xbb\xbfURN"), ("xlsx", b"PK"), ("ods", b"PK\x03\x04")]
)
def test_each_format_is_a_file_of_its_kind(kind: str, starts: bytes, adviser: Client) -> None:
    response = adviser.get(f"/schools/export/?format={kind}")
    assert response.content.startswith(starts)
    assert response.headers["Content-Disposition"] == f'attachment; filename="schools-801-2026-11-20.{kind}"'
    assert "html" not in response.headers["Content-Type"]
    assert "no-cache" in response.headers["Cache-Control"]


def test_a_workbook_says_what_its_numbers_are_and_are_not(adviser: Client) -> None:
    import python_calamine

    for kind in ("xlsx", "ods"):
        content = adviser.get(f"/schools/export/?format={kind}&level=2").content
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        assert book.sheet_names == ["Schools", "About"]
        schools = book.get_sheet_by_name("Schools").to_python()
        assert [row[1] for row in schools] == ["School", "Juniper Academy", "Oak Road School"]
        about = dict(row[:2] for row in book.get_sheet_by_name("About").to_python()[1:])
        assert "not an agreed level" in about["What it is not"]
        assert about["Data cut-off"] == date(2026, 11, 20)
        assert about["Filters, as in the address"] == "?level=2"


def test_a_name_that_would_start_a_formula_is_neutralised() -> None:
    risky = {**builders.SCHOOLS[0], "name": '=HYPERLINK("x")', "trust_name": "@SUM(A1)"}
    builders.screened(data=builders.HeldData((risky, *builders.SCHOOLS[1:])))
    (line,) = exported(signed_in("pa"), f"&q={builders.BEECH}")
    assert line["School"] == '\'=HYPERLINK("x")'
    assert line["Trust"] == "'@SUM(A1)"


def test_an_export_is_recorded_with_who_took_what(adviser: Client) -> None:
    exported(adviser, "&level=2")
    event = Event.objects.get(verb=Verb.EXPORTED)
    assert (event.by.name, event.authority_code) == ("Pa", "801")
    assert event.subject == "2 schools as csv: ?level=2"


@pytest.mark.parametrize("kind", ["", "pdf", "CSV", "../csv"])
def test_an_unknown_format_is_told_which_there_are_and_recorded_nowhere(kind: str, adviser: Client) -> None:
    response = adviser.get(f"/schools/export/?format={kind}")
    assert response.status_code == 400
    assert "Choose one of these formats: CSV, Excel (XLSX), OpenDocument (ODS)." in response.content.decode()
    assert not Event.objects.filter(verb=Verb.EXPORTED).exists()


def test_before_any_run_there_is_no_list_to_export() -> None:
    response = signed_in("pa").get("/schools/export/?format=csv")
    assert response.status_code == 404
    assert b"No screening has been run" in response.content


def test_an_export_takes_as_many_queries_for_many_schools_as_for_few(adviser: Client) -> None:
    exported(adviser)
    with CaptureQueriesContext(connection) as few:
        exported(adviser)
    many = tuple({**builders.SCHOOLS[0], "urn": 910000 + i, "name": f"School {i}"} for i in range(60))
    builders.screened(data=builders.HeldData((*builders.SCHOOLS, *many)))
    exported(adviser)  # what a run froze is read once
    with CaptureQueriesContext(connection) as more:
        assert len(exported(adviser)) == 65
    assert len(more) == len(few) <= 10
