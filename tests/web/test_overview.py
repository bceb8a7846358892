"""The overview and the map as pages: what each role sees, in words and in numbers."""

import html as entities
import re
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import area, builders
from tests.web.test_early_warning import schools as with_trends
from tests.web.test_pages import signed_in
from trellis.analysis.store.records import Boundary
from trellis.interfaces.web.area import ambition, freshness, levelling
from trellis.interfaces.web.area.levelling import Seen
from trellis.interfaces.web.govuk import publications
from trellis.priorities import state
from trellis.schools import data
from trellis.screening.queries import Standing

pytestmark = pytest.mark.django_db

OUTLINE = Boundary(
    gss_code="E06000998",
    name="Severnshire",
    outline="MULTIPOLYGON (((0 0, 20000 0, 20000 20000, 0 20000, 0 0)))",
    release="r",
    dataset="boundaries",
    file_name="b.geojson",
    edition="as at 31 December 2024",
    row=2,
    known_from=date(2024, 12, 31),
)
PLACES = {
    builders.BEECH: (5_000, 5_000),
    builders.OAK: (5_000, 5_000),
    builders.ELM: (9_000, 9_000),
    builders.ACADEMY: (900_000, 900_000),
}
PLACED = tuple(
    {
        **row,
        "easting": PLACES.get(row["urn"], (None, None))[0],
        "northing": PLACES.get(row["urn"], (None, None))[1],
    }
    for row in builders.SCHOOLS
)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> builders.HeldData:
    """Both authorities screened, and a warehouse with places and a boundary of the first alone."""
    warehouse = area.HeldArea(
        PLACED,
        boundaries_held={"801": OUTLINE},
        inspections_held=(
            *graded(
                builders.BEECH,
                "report_card",
                date(2026, 1, 9),
                inclusion="expected_standard",
                safeguarding="met",
            ),
            *graded(builders.OAK, "report_card", date(2026, 2, 9), inclusion="needs_attention"),
            *graded(builders.ELM, "eif", date(2022, 2, 9), overall="good"),
            *graded(builders.OTHER, "report_card", date(2026, 2, 9), la="802", inclusion="exceptional"),
        ),
    )
    monkeypatch.setattr(data, "warehouse", lambda: warehouse)
    monkeypatch.setattr(state, "_figures", None)
    monkeypatch.setattr(state, "_standings", {})
    builders.screened(authority="802")
    builders.screened()
    return warehouse


def graded(urn: int, framework: str, on: date, la: str = "801", **grades: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"la_code": la, "urn": urn, "framework": framework, "started": on, "area": area, "grade": grade}
        for area, grade in grades.items()
    )


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_overview_comes_first_for_those_who_answer_for_the_authority(held: builders.HeldData) -> None:
    page = signed_in("director").get("/overview/").content.decode()
    sections = re.findall(r'<a class="govuk-service-navigation__link" href="([^"]+)"', page)
    assert sections[:2] == ["/home/", "/overview/"]
    for role in ("headteacher", "chair", "sia"):
        client = signed_in(role)
        assert 'href="/overview/"' not in client.get("/schools/").content.decode()
        assert "Your role works with single schools" in client.get("/overview/").content.decode()


def test_every_band_has_its_number_by_phase_and_academies_stand_apart(held: builders.HeldData) -> None:
    page = signed_in("pa").get("/overview/").content.decode()
    assert "Academies: bands of concern, for the authority agrees no level" in page
    maintained = page.split('id="g-maintained"')[1].split("</table>")[0]
    for column in (
        "Level 3: Causing concern",
        "Insufficient evidence",
        "Level 2: Vulnerable",
        "Between levels 1 and 2",
    ):
        assert column in maintained
    nursery = next(row for row in maintained.split("<tr>") if "Nursery" in row)
    assert ">1<span" in nursery.split('data-of="Insufficient evidence"')[1].split("</td>")[0]
    academy = page.split('id="g-academy"')[1].split("</table>")[0]
    assert "Concern, band 2: Vulnerable" in academy
    assert "Level 2" not in academy


@pytest.mark.parametrize(
    ("sizes", "apart", "together"),
    [
        (
            {"nursery": 1, "primary": 40, "special": 3, "secondary": 9},
            ["primary"],
            ["nursery", "special", "secondary"],
        ),
        ({"nursery": 3, "primary": 40, "special": 2}, ["primary"], ["nursery", "special"]),
        ({"nursery": 5, "primary": 40}, ["nursery", "primary"], []),
        ({"nursery": 2}, ["nursery"], []),
        ({"nursery": 1, "primary": 1}, [], ["nursery", "primary"]),
    ],
)
def test_phases_of_few_schools_share_a_row_so_that_none_can_be_worked_out(
    sizes: dict[str, int], apart: list[str], together: list[str]
) -> None:
    counts = {phase: [SimpleNamespace(schools=schools)] for phase, schools in sizes.items()}
    found = levelling._small_together(counts, fewest=5)  # type: ignore[arg-type]
    assert tuple(map(set, found)) == (set(apart), set(together))
    assert levelling._small_together(counts, fewest=0)[1] == []  # type: ignore[arg-type]


def test_a_member_is_not_told_the_level_of_a_phase_with_one_school(held: builders.HeldData) -> None:
    for role in ("executive_member", "scrutiny_member"):
        page = signed_in(role).get("/overview/").content.decode()
        table = page.split('id="g-maintained"')[1].split("</table>")[0]
        assert "Nursery" not in table
        assert levelling.TOGETHER in table
    assert levelling.TOGETHER not in signed_in("director").get("/overview/").content.decode()


def test_a_number_leads_to_its_schools_only_where_all_of_them_may_be_seen(held: builders.HeldData) -> None:
    address = "?phase=secondary&amp;level=2&amp;relationship=maintained"
    assert address in signed_in("pa").get("/overview/").content.decode()
    assert address not in signed_in("spa").get("/overview/").content.decode()
    assert address not in signed_in("executive_member").get("/overview/").content.decode()
    assert "Chase list: 1 school with too little evidence" in text(signed_in("sitl"), "/overview/")
    assert "Chase list of your schools 1 school with too little evidence in the whole authority" in text(
        signed_in("ssa"), "/overview/"
    )
    assert 'href="/schools/?level=3"' not in signed_in("ssa").get("/overview/").content.decode()


def test_a_member_sees_numbers_and_an_outline_and_no_school(held: builders.HeldData) -> None:
    builders.screened(at=datetime(2026, 11, 21, 10, tzinfo=UTC), data=builders.HeldData(moved()))
    for role in ("executive_member", "scrutiny_member"):
        client = signed_in(role)
        for address in ("/overview/", "/overview/map/"):
            content = client.get(address).content.decode()
            for school in builders.SCHOOLS:
                assert entities.escape(school["name"]) not in content, (role, address)
                assert str(school["urn"]) not in content
        assert "More concern than before: 1 school" in text(client, "/overview/")
        assert "no school by name" in text(client, "/overview/map/")
        assert 'class="land"' in client.get("/overview/map/").content.decode()


def moved() -> tuple[Any, ...]:
    """The same schools later: Beech Lane's absence has risen, and Oak Road's is not known."""
    changed = {
        builders.BEECH: {"statistics": builders.SCHOOLS[1]["statistics"]},
        builders.OAK: {"statistics": {}, "grades": {}},
    }
    return tuple({**row, **changed.get(row["urn"], {})} for row in PLACED)


def test_what_moved_since_the_run_before_is_named_for_those_who_may_see_it(held: builders.HeldData) -> None:
    assert "nothing to set it against yet" in text(signed_in("pa"), "/overview/")
    builders.screened(at=datetime(2026, 11, 21, 10, tzinfo=UTC), data=builders.HeldData(moved()))
    whole = text(signed_in("director"), "/overview/")
    assert "Beech Lane Primary School (Primary) : Level 1: Secure → Level 2: Vulnerable" in whole
    assert "Oak Road School (Secondary) : Level 2: Vulnerable → Insufficient evidence" in whole
    primary = text(signed_in("spa"), "/overview/")
    assert "Beech Lane Primary School" in primary
    assert "Evidence no longer enough for a suggestion: 1 school" in primary
    assert "Oak Road School" not in primary


def test_a_run_by_other_criteria_is_said_to_be_so(held: builders.HeldData) -> None:
    builders.screened(at=datetime(2026, 11, 21, 10, tzinfo=UTC), hash="cd" * 32, version="2.0")
    said = text(signed_in("pa"), "/overview/")
    assert "a change may come from the criteria and not from the school" in said
    assert "Every school has the suggestion that it had then." in said


def test_without_a_run_the_overview_says_what_to_do() -> None:
    builders.screened(authority="802")
    said = text(signed_in("pa"), "/overview/")
    assert "No screening has been run for" in said
    assert "import the published files" in said
    assert "No screening has been run" in text(signed_in("pa"), "/overview/map/")


def test_the_ambition_is_in_the_terms_of_the_pack_in_force(held: builders.HeldData) -> None:
    said = text(signed_in("pa"), "/overview/")
    assert "every school at the expected standard or better in every area, with safeguarding met" in said
    assert (
        "1 of the 2 schools inspected under it reaches it (50%). 3 of 5 have not been inspected under it yet"
        in said
    )
    assert "Education inspection framework, September 2019 to August 2024" in said
    builders.screened(
        at=datetime(2026, 11, 21, 10, tzinfo=UTC),
        effective_from=date(2019, 9, 1),
        effective_to=date(2024, 8, 31),
    )
    again = text(signed_in("director"), "/overview/")
    assert (
        ": every school good or better for overall effectiveness . 1 of the 1 school inspected under it reaches it"
        in again
    )
    assert "Report card, since November 2025" in again, (
        "what is reached under another framework is kept beside it"
    )


@pytest.mark.parametrize(
    ("framework", "grades", "met"),
    [
        ("eif", {"overall": "good"}, True),
        ("eif", {"overall": "requires_improvement"}, False),
        ("eif", {"overall": "not_judged"}, None),
        (
            "eif_no_overall",
            {"quality_of_education": "good", "personal_development": "requires_improvement"},
            False,
        ),
        ("report_card", {"inclusion": "strong_standard", "achievement": "expected_standard"}, True),
        ("report_card", {"inclusion": "strong_standard", "safeguarding": "not_met"}, False),
        ("report_card", {"inclusion": "expected_standard", "early_years": "not_applicable"}, True),
        ("report_card", {"safeguarding": "met"}, None),
        ("report_card", {}, None),
    ],
)
def test_one_inspection_reaches_the_ambition_or_not_or_does_not_tell(
    framework: str, grades: dict[str, str], met: bool | None
) -> None:
    assert ambition.is_met(framework, grades) is met


def test_only_the_newest_inspection_under_a_framework_counts() -> None:
    rows = [
        *graded(1, "eif", date(2020, 1, 1), overall="good"),
        *graded(1, "eif", date(2023, 1, 1), overall="inadequate"),
        *graded(2, "eif", date(2021, 1, 1), overall="good"),
        *graded(3, "eif", date(2021, 1, 1), overall="good"),
    ]
    found = ambition.present(rows, schools=frozenset({1, 2}), pack={"effective_from": "2019-09-01"})
    assert (found.met, found.inspected, found.schools) == (1, 2, 2)
    assert found.sentence == "1 of the 2 schools inspected under it reaches it (50%)."


def test_figures_that_should_be_out_by_now_are_said_to_be_late() -> None:
    declared = publications.declared()
    held = [
        builders.release("a", known_from=date(2020, 3, 26), dataset="absence", years=(2019,)),
        builders.release("g", known_from=date(2026, 11, 1), dataset="gias_establishments", years=(2027,)),
        builders.release("o", known_from=date(2026, 5, 31), dataset="ofsted_outcomes", years=(2026,)),
        builders.release("own", known_from=date(2000, 1, 1), dataset="local_finance", authority="802"),
    ]
    found = freshness.present(held, declared=declared, today=date(2026, 11, 20))
    late = {one.title: one for one in found.behind}
    assert set(late) == {declared["absence"].title, declared["ofsted_outcomes"].title}
    assert late[declared["absence"].title].newest == "2018/19"
    assert late[declared["absence"].title].words == "out of date by 6 years"
    assert "6 months old" in late[declared["ofsted_outcomes"].title].words
    assert found.fresh == 1
    assert declared["finance"].title in found.missing


@pytest.mark.parametrize(
    ("was", "now", "way"),
    [
        ((1, "x"), (2, "x"), "more"),
        ((2, "x"), (None, "between"), "less"),
        ((None, "between"), (3, "x"), "more"),
        ((1, "x"), (None, "short"), "lost"),
        ((None, "short"), (1, "x"), "found"),
        ((None, "between"), (None, "short"), "lost"),
        ((2, "x"), (2, "y"), ""),
        (None, (2, "x"), "new"),
        ((2, "x"), None, "gone"),
    ],
)
def test_a_move_is_to_more_or_less_concern_or_of_what_is_known(was: Any, now: Any, way: str) -> None:
    def standing(told: Any) -> Standing | None:
        return None if told is None else Standing(level=told[0], ground=told[1], relationship="maintained")

    assert levelling._way(standing(was), standing(now)) == way


def test_many_moves_are_named_up_to_a_number_and_the_rest_counted() -> None:
    before = {urn: Standing(level=1, ground="x", relationship="maintained") for urn in range(60)}
    now = {urn: Standing(level=2, ground="x", relationship="maintained") for urn in range(60)}
    seen = {urn: Seen(urn=urn, name=f"School {urn}", phase="primary") for urn in range(50)}
    (move,) = levelling.moves(before, now, named={1: "A", 2: "B"}, seen=seen)
    assert (move.schools, len(move.named), move.others) == (60, 40, "and 20 other schools")


def test_the_first_needs_are_told_with_how_they_are_marked_and_early_warnings_with_their_doubt(
    held: builders.HeldData,
) -> None:
    leader = signed_in("pa")
    owner = builders.person("sitl", name="Bob Leader")
    said = text(leader, "/overview/")
    assert "1 is proposed as a strength and 1 as a need" in said
    assert "Not marked yet." in said
    sent = {
        "state": "complete",
        "risk": "high",
        "response": "challenge",
        "following": "0",
        "owner": str(owner.pk),
    }
    assert leader.post(f"/area/{area.BAD}/mark/", sent).status_code == 302
    marked = text(leader, "/overview/")
    assert "High risk" in marked
    assert "Challenge" in marked
    assert "Bob Leader" in marked
    builders.screened(
        at=datetime(2026, 11, 21, 10, tzinfo=UTC), data=builders.HeldData(with_trends(), held.releases_held)
    )
    warned = text(leader, "/overview/")
    assert (
        "Beech Lane Primary School (Primary) : Overall absence has risen in each of the last 4 years"
        in warned
    )
    assert "even that one could be chance" in warned
    unnamed = text(signed_in("scrutiny_member"), "/overview/")
    assert "even that one could be chance" in unnamed
    assert "Beech Lane" not in unnamed


# The map


def marks(client: Client, address: str = "/overview/map/") -> list[str]:
    return re.findall(
        r'<a class="mark-link"[^>]*aria-label="([^"]*)"', client.get(address).content.decode(), re.DOTALL
    )


def test_each_school_that_has_a_place_is_a_link_with_a_name_most_concern_first(
    held: builders.HeldData,
) -> None:
    assert [entities.unescape(label) for label in marks(signed_in("pa"))] == [
        "Elm & Ash <Infants>, primary: Level 3: Causing concern",
        "Oak Road School, secondary: Level 2: Vulnerable",
        "Beech Lane Primary School, primary: Level 1: Secure",
    ]


def test_only_schools_that_may_be_seen_are_points(held: builders.HeldData) -> None:
    assert not any("Oak Road" in label for label in marks(signed_in("spa")))
    assert [label[:10] for label in marks(signed_in("headteacher"))] == ["Beech Lane"]


def test_the_map_is_narrowed_as_the_list_is(held: builders.HeldData) -> None:
    client = signed_in("pa")
    assert len(marks(client, "/overview/map/?phase=secondary")) == 1
    assert len(marks(client, "/overview/map/?level=3")) == 1
    assert len(marks(client, "/overview/map/?phase=moon&level=9&q=%00%27%22%3Cscript%3E&page=x")) == 0
    assert "No school matches" in text(client, "/overview/map/?q=nowhere")
    for query in ("?run=abc", "?run=-1", "?run=99999", "?authority=999"):
        assert client.get(f"/overview/map/{query}").status_code == 404, query
        assert client.get(f"/overview/{query}").status_code == 404, query


def test_schools_without_a_place_or_with_an_unlikely_one_are_told_in_words(held: builders.HeldData) -> None:
    said = text(signed_in("pa"), "/overview/map/")
    assert "The register gives no place for Willow Nursery : in the table, and not on the map." in said
    assert "The register places Juniper Academy far outside Severnshire, which looks like a mistake" in said
    assert "1 school stood too close to another" in said
    assert "Contains OS data © Crown copyright and database right 2024" in said


def test_without_a_boundary_the_map_says_so_and_still_draws_the_points(
    held: builders.HeldData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "warehouse", lambda: builders.HeldData(PLACED))
    client = signed_in("pa")
    assert "No boundary is held for Severnshire" in text(client, "/overview/map/")
    assert len(marks(client)) == 4
    assert 'class="land"' not in client.get("/overview/map/").content.decode()


@pytest.mark.parametrize("address", ["/overview/", "/overview/map/"])
def test_the_pages_take_as_many_queries_for_many_schools_as_for_few(
    address: str, held: builders.HeldData
) -> None:
    client = signed_in("pa")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    more = tuple({**PLACED[0], "urn": 910000 + i, "name": f"School {i}"} for i in range(60))
    builders.screened(data=builders.HeldData((*PLACED, *more)))
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    # A run before it is one more to read
    assert len(many) - len(few) <= (1 if address == "/overview/" else 0)
    assert len(many) <= 20


def test_a_map_of_four_hundred_schools_stays_light(
    held: builders.HeldData, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gzip

    many = tuple(
        {**PLACED[i % 3], "urn": 910000 + i, "name": f"Somewhat Long Name {i} Church of England Primary School",
         "easting": 40 * i + 10, "northing": (7919 * i) % 20_000 + 10}
        for i in range(400)
    )  # fmt: skip
    warehouse = builders.HeldData(many, boundaries_held={"801": OUTLINE})
    monkeypatch.setattr(data, "warehouse", lambda: warehouse)
    builders.screened(data=warehouse)
    content = signed_in("pa").get("/overview/map/").content
    assert content.count(b"mark-link") == 400
    assert len(gzip.compress(content)) < 60_000
