"""Every page, by every role and by a second authority: who may open it, and that it stands by itself."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from trellis.activity.models import Event, Verb
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db

# Who may open: the schools list, Beech Lane (primary), Oak Road (secondary), the runs, the form that starts one. Who may
# open the runs may open the overview of the whole authority, and who may open the list may open the map
JUDGED_PAGES = ("in-full", "school", "members", "method", "atrs")
PEOPLE_PAGES = (
    "judged-by-people/",
    "self-evaluation/",
    "judgements/",
    "circumstances/",
    "intelligence/",
    "before-the-visit/",
)
SCHOOL_PAGES = (
    "",
    "where-we-are/",
    "case/",
    "indicators/",
    "gaps/",
    "similar/",
    "own-set/",
    "how-judged/",
    *PEOPLE_PAGES,
)
MATRIX = {
    "sia": (200, 200, 404, 403, 403),  # allocated Beech Lane alone
    "sitl": (200, 200, 200, 200, 403),
    "spa": (200, 200, 404, 200, 403),
    "ssa": (200, 404, 200, 200, 403),
    "pa": (200, 200, 200, 200, 403),
    "data_officer": (200, 200, 200, 200, 200),
    "traded_services": (403, 403, 403, 403, 403),
    "system_leader": (403, 403, 403, 403, 403),
    "director": (200, 200, 200, 200, 403),
    "leadership_team": (200, 200, 200, 200, 403),
    "executive_member": (200, 403, 403, 200, 403),
    "scrutiny_member": (200, 403, 403, 200, 403),
    "forum_member": (200, 403, 403, 200, 403),
    "headteacher": (200, 200, 404, 403, 403),
    "chair": (200, 200, 404, 403, 403),
    "governor": (403, 403, 403, 403, 403),
    "clerk": (403, 403, 403, 403, 403),
    "trust_officer": (200, 200, 404, 403, 403),
    "auditor": (200, 200, 200, 200, 403),
    "administrator": (403, 403, 403, 403, 403),
}
OWN = {"sia", "headteacher", "chair", "governor", "clerk", "trust_officer"}
LEVEL_ALONE = {"governor", "clerk"}  # who read the agreed level and the register, and no evidence


class Outline(HTMLParser):
    """The title, the headings of the first rank, ids and inline style or script of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.h1, self.inline = "", 0, []
        self.ids: list[str] = []
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        self.h1 += tag == "h1"
        held = dict(attrs)
        if held.get("id"):
            self.ids.append(str(held["id"]))
        self.inline += [f"{tag}@{name}" for name in held if name == "style" or name.startswith("on")]
        self.inline += ["style"] if tag == "style" else []

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
            self._in_title = False


@pytest.fixture
def run() -> Run:
    builders.screened(authority="802")
    return builders.screened()


def signed_in(role: str, **more: object) -> Client:
    client = Client()
    urns = (builders.BEECH,) if role in OWN else ()
    client.force_login(
        builders.person(role, urns=urns, **more), backend="trellis.accounts.sign_in.EmailBackend"
    )  # type: ignore[arg-type]
    return client


def addresses(run: Run) -> Iterator[str]:
    yield "/overview/"
    yield "/overview/map/"
    yield "/schools/"
    yield "/schools/chase/"
    yield "/schools/save-list/"
    yield f"/compare/?urn={builders.BEECH}&urn={builders.OAK}"
    yield "/how-schools-are-judged/"
    yield "/area/"
    yield "/area/scorecard/"
    yield "/area/persistent_absence/"
    yield "/early-warning/"
    yield "/early-warning/absence_overall/"
    yield from (f"/how-schools-are-judged/{page}/" for page in JUDGED_PAGES)
    yield from (f"/schools/{builders.BEECH}/{page}" for page in SCHOOL_PAGES)
    yield f"/schools/{builders.BEECH}/level/"
    yield f"/schools/{builders.BEECH}/plan/"
    yield f"/schools/{builders.BEECH}/interest/"
    yield f"/schools/{builders.BEECH}/record/"
    yield "/plans/"
    yield "/register/"
    yield "/register/close-term/"
    yield "/cases/"
    yield "/due/"
    yield "/terms/"
    yield f"/terms/years/{timezone.localdate().year}/"
    yield "/terms/closed/"
    yield "/terms/import/"
    yield f"/terms/schools/{builders.BEECH}/"
    yield f"/terms/schools/{builders.BEECH}/years/{timezone.localdate().year}/"
    yield f"/terms/schools/{builders.BEECH}/closed/"
    yield "/runs/"
    yield f"/runs/{run.pk}/"
    yield "/runs/new/"
    yield "/data/"
    yield "/data/coverage/"
    yield "/data/publications/absence/"
    yield "/data/imports/"
    yield "/data/imports/new/"
    yield "/data/fetch/"
    yield "/account/"
    yield "/account/password/"
    yield "/account/confirm/password/"
    yield "/account/second-factor/"
    yield "/account/roles/"
    yield "/account/interests/"
    yield "/accessibility/"
    yield "/leadership-academy/charter/"


@pytest.mark.parametrize("role", MATRIX)
def test_each_role_opens_what_its_row_of_the_matrix_says(role: str, run: Run) -> None:
    client = signed_in(role)
    schools, beech, oak, runs, new_run = MATRIX[role]
    assert client.get("/schools/").status_code == schools
    for page in SCHOOL_PAGES:
        assert client.get(f"/schools/{builders.BEECH}/{page}").status_code == beech, page
        assert client.get(f"/schools/{builders.OAK}/{page}").status_code == oak, page
    level = 200 if role in LEVEL_ALONE else beech, 404 if role in LEVEL_ALONE else oak
    for page in ("level/", "plan/"):
        assert client.get(f"/schools/{builders.BEECH}/{page}").status_code == level[0], page
        assert client.get(f"/schools/{builders.OAK}/{page}").status_code == level[1], page
    judged = 403 if role == "administrator" else 200
    assert client.get("/terms/").status_code == (200 if 200 in (beech, oak) else 403)
    assert client.get(f"/terms/schools/{builders.BEECH}/").status_code == beech
    assert client.get(f"/terms/schools/{builders.OAK}/").status_code == oak
    for address in ("", *(f"{page}/" for page in JUDGED_PAGES)):
        assert client.get(f"/how-schools-are-judged/{address}").status_code == judged, address
    assert client.get("/runs/").status_code == runs
    assert client.get("/overview/").status_code == runs
    assert client.get("/overview/map/").status_code == schools
    assert client.get("/runs/new/").status_code == new_run
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("role", [role for role in MATRIX if MATRIX[role][1] == 200])
def test_a_second_authority_sees_nothing_of_the_first(role: str, run: Run) -> None:
    client = signed_in(role, authority="802")
    for page in (*SCHOOL_PAGES, "level/"):
        assert client.get(f"/schools/{builders.BEECH}/{page}").status_code == 404, page
    assert client.get(f"/schools/{builders.BEECH}/source/some-release/2/").status_code == 404
    assert client.get("/schools/?authority=801").status_code == 404
    assert client.get("/terms/?authority=801").status_code == 404
    assert client.get(f"/terms/schools/{builders.BEECH}/").status_code == 404
    for address in ("/area/", "/area/scorecard/", "/area/persistent_absence/"):
        assert client.get(f"{address}?authority=801").status_code == 404, address
    for page in JUDGED_PAGES:
        assert client.get(f"/how-schools-are-judged/{page}/?authority=801").status_code == 404, page
        assert client.get(f"/how-schools-are-judged/{page}/?run={run.pk}").status_code == 404, page
    assert client.get(f"/runs/{run.pk}/").status_code in (403, 404)
    assert client.get(f"/schools/?run={run.pk}").status_code == 404
    assert b"Beech Lane" not in client.get("/schools/").content
    for page in ("/overview/", "/overview/map/"):
        assert client.get(f"{page}?authority=801").status_code in (403, 404), page
        assert client.get(f"{page}?run={run.pk}").status_code in (403, 404), page
        assert b"Beech Lane" not in client.get(page).content, page


OPEN = ("/accessibility/", "/leadership-academy/charter/")


def test_nobody_sees_a_page_without_signing_in(run: Run) -> None:
    client = Client()
    for address in set(addresses(run)) - set(OPEN):
        response = client.get(address)
        assert response.status_code == 302, address
        assert response.headers["Location"].startswith("/sign-in/?next="), address
    assert client.get("/sign-in/").status_code == 200
    for address in OPEN:
        assert client.get(address).status_code == 200, address


def test_every_page_has_a_title_one_heading_unique_ids_and_nothing_inline(run: Run) -> None:
    client = signed_in("data_officer")
    titles = set()
    for address in addresses(run):
        response = client.get(address)
        assert response.status_code == 200, address
        outline = Outline(response.content.decode())
        assert outline.h1 == 1, address
        assert outline.title.endswith("– Severnshire – Trellis"), (address, outline.title)
        assert outline.inline == [], address
        assert len(outline.ids) == len(set(outline.ids)), (address, sorted(outline.ids))
        titles.add(outline.title)
    assert len(titles) == len(list(addresses(run)))


def test_every_page_carries_a_policy_without_anything_unsafe(run: Run) -> None:
    client = signed_in("data_officer")
    for address in [*addresses(run), "/nothing-here/"]:
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-cache" in headers["Cache-Control"]


def test_the_one_inline_script_is_the_one_the_policy_knows(run: Run) -> None:
    import base64
    import hashlib

    response = signed_in("pa").get("/schools/")
    inline = re.findall(r"<script>(.*?)</script>", response.content.decode(), re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inline]
    assert [f"'sha256-{h}'" in response.headers["Content-Security-Policy"] for h in hashes] == [True]


@pytest.mark.parametrize("urn", ["1", "0", "999999999", "99999999999999999999", "abc", "900001x", "-1"])
def test_a_bad_urn_is_a_page_not_found(urn: str, run: Run) -> None:
    response = signed_in("pa").get(f"/schools/{urn}/")
    assert response.status_code == 404
    assert b"Page not found" in response.content


@pytest.mark.parametrize(
    "query",
    [
        "?level=9&phase=moon&relationship=x&sort=y&page=0",
        "?page=-1",
        "?page=999",
        "?page=abc",
        "?level=3&level=1",
        "?q=%00%27%22%3Cscript%3E",
        "?q=" + "x" * 5000,
        "?page=%D9%A1",
    ],
)
def test_a_hand_edited_list_address_still_gives_a_list(query: str, run: Run) -> None:
    response = signed_in("pa").get(f"/schools/{query}")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("query", ["?run=abc", "?run=-1", "?run=99999", "?run=9999999999999999999999"])
def test_a_hand_edited_run_of_a_school_is_not_found(query: str, run: Run) -> None:
    assert signed_in("pa").get(f"/schools/{builders.BEECH}/{query}").status_code == 404


def test_names_are_escaped(run: Run) -> None:
    content = signed_in("pa").get("/schools/").content.decode()
    assert "Elm &amp; Ash &lt;Infants&gt;" in content
    assert "<Infants>" not in content


def test_the_list_takes_as_many_queries_for_many_schools_as_for_few(
    run: Run, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in("pa")
    client.get("/schools/")
    with CaptureQueriesContext(connection) as few:
        client.get("/schools/")
    many = tuple({**builders.SCHOOLS[0], "urn": 910000 + i, "name": f"School {i}"} for i in range(60))
    builders.screened(data=builders.HeldData((*builders.SCHOOLS, *many)))
    client.get("/schools/")  # what a run froze is read once
    with CaptureQueriesContext(connection) as more:
        response = client.get("/schools/")
    assert b"School 59" in response.content
    assert len(more) == len(few) <= 9


@pytest.mark.parametrize("page", SCHOOL_PAGES)
def test_a_school_page_takes_few_queries_however_many_runs_there_are(page: str, run: Run) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in("pa")

    def queries() -> list[int]:
        """How many the first look at a run makes, and the next."""
        found = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as made:
                client.get(f"/schools/{builders.BEECH}/{page}")
            found.append(len(made))
        return found

    client.get("/accessibility/")  # the header counts what is new once a minute
    few = queries()
    for _ in range(4):
        builders.screened()
    assert queries() == few
    first, next_one = few
    # Whether the reader stands aside is asked, and that restricted entries were read is kept, before they are shown
    # What is under way is read from every kind of it
    most = {"intelligence/": 18, "where-we-are/": 20}.get(page, 14)
    assert next_one <= first <= most + 1
    assert next_one <= most


def test_looking_at_a_school_is_recorded(run: Run) -> None:
    client = signed_in("pa")
    client.get(f"/schools/{builders.BEECH}/")
    event = Event.objects.get(verb=Verb.LOOKED)
    assert (event.urn, event.authority_code, event.by.name) == (builders.BEECH, "801", "Pa")


def test_an_executive_member_sees_counts_and_no_school_by_name(run: Run) -> None:
    content = signed_in("executive_member").get("/schools/").content.decode()
    assert "Level 3: Causing concern" in content
    for school in builders.SCHOOLS:
        assert school["name"] not in content


@pytest.mark.parametrize("role", ["executive_member", "scrutiny_member"])
def test_a_member_may_read_how_schools_are_judged_and_not_the_chase_list(role: str, run: Run) -> None:
    client = signed_in(role)
    assert 'href="/how-schools-are-judged/"' in client.get("/schools/").content.decode()
    assert client.get("/how-schools-are-judged/").status_code == 200
    refused = client.get("/schools/chase/")
    assert refused.status_code == 403
    assert "no school by name" in refused.content.decode()


@pytest.mark.parametrize("role", MATRIX)
def test_everybody_with_a_post_lands_at_home_and_whoever_works_with_one_school_is_a_click_from_it(
    role: str, run: Run
) -> None:
    client = signed_in(role)
    assert client.get("/").headers["Location"] == "/home/"
    page = client.get("/home/").content.decode()
    if role in OWN:
        mine = "level" if role in LEVEL_ALONE else "where-we-are"
        assert f'href="/schools/{builders.BEECH}/{mine}/"' in page


def test_a_headteacher_lists_their_school_without_counts_or_filters(run: Run) -> None:
    listed = signed_in("headteacher").get("/schools/").content.decode()
    assert "trellis-counts" not in listed
    assert "trellis-filters" not in listed
    assert "Beech Lane Primary School" in listed


@pytest.mark.parametrize("role", sorted(LEVEL_ALONE))
def test_a_governor_reads_the_level_and_no_evidence(role: str, run: Run) -> None:
    client = signed_in(role)
    page = client.get("/account/").content.decode()
    assert "You can read the agreed level of the schools named here." in page
    level = client.get(f"/schools/{builders.BEECH}/level/").content.decode()
    main = level[level.index("<main") : level.index("</main>")]
    links = re.findall(r'href="(/schools/[^"]*)"', main)
    assert [link for link in links if client.get(link).status_code != 200] == []
    assert client.get("/register/").content.decode().count(">Beech Lane Primary School</a>") == 1


def test_every_page_leads_to_the_accessibility_statement_and_sign_in_says_what_this_is_not(run: Run) -> None:
    assert 'href="/accessibility/"' in signed_in("pa").get("/schools/").content.decode()
    page = Client().get("/sign-in/").content.decode()
    assert 'href="/accessibility/"' in page
    assert "It is not an inspection" in page


def test_a_headteacher_sees_the_same_page_about_their_school_as_the_adviser(run: Run) -> None:
    def body(role: str) -> str:
        page = signed_in(role).get(f"/schools/{builders.BEECH}/").content.decode()
        page = re.sub(r'(name="(?:csrfmiddlewaretoken|shown_to)" value=")[^"]+', r"\1", page)
        return page[page.index("<main") : page.index("</main>")]

    assert body("headteacher") == body("pa")


def test_pages_reach_rows_through_the_domain_and_never_by_a_manager() -> None:
    from pathlib import Path

    from trellis.interfaces import web

    pages = Path(web.__file__).parent
    assert [str(p) for p in pages.rglob("*.py") if ".objects" in p.read_text(encoding="utf-8")] == []


def test_the_account_page_names_the_places_at_which_posts_are_held(run: Run) -> None:
    page = " ".join(signed_in("headteacher").get("/account/").content.decode().split())
    assert "<strong>Headteacher</strong>, Beech Lane Primary School." in page
    assert "Severnshire" in signed_in("pa").get("/account/").content.decode()


def test_an_account_without_a_post_is_told_whom_to_ask(run: Run) -> None:
    from trellis.accounts.actions import accounts

    client = Client()
    user = accounts.open_account(email="new@example.org", name="New", password=builders.PASSWORD)
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    assert client.get("/").headers["Location"] == "/account/"
    assert b"Your account holds no post today" in client.get("/account/").content
    assert client.get("/schools/").status_code == 403
