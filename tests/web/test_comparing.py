"""Schools side by side: who may compare which, what is shown of each, and what a wrong address answers."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.analysis.small_nation import AT, Nation
from tests.analysis.whole_nation import OWN, PRIMARY, SECONDARY, whole_nation
from tests.web.test_pages import MATRIX, signed_in
from trellis.activity.models import Event, Verb
from trellis.analysis.store import warehouse
from trellis.schools.actions import register

pytestmark = pytest.mark.django_db

FAR = PRIMARY[-1]  # of the second authority


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Nation:
    made = whole_nation(tmp_path_factory.mktemp("nation"))
    warehouse.build(made.home, at=AT)
    return made


@pytest.fixture
def held(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two authorities, 901 and 902, in the database and in the warehouse that the pages read."""
    monkeypatch.setenv("TRELLIS_HOME", str(nation.home.root))
    with warehouse.open(nation.home) as opened:
        for authority in ("901", "902"):
            register.sync(authority=authority, warehouse=opened, by=None, at=AT)


@pytest.fixture
def adviser(held: None) -> Client:
    return signed_in("pa", authority="901")


def address(*urns: object) -> str:
    return "/compare/?" + "&".join(f"urn={urn}" for urn in urns)


def rows(client: Client, where: str) -> dict[str, list[str]]:
    """The words of each cell of each row, by the name of the indicator."""
    response = client.get(where)
    assert response.status_code == 200, response.content
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", response.content.decode(), re.DOTALL):
        cells = [
            " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", cell, flags=re.DOTALL).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        found[cells[0]] = cells[1:]
    return found


def similar_abroad(nation: Nation) -> int:
    """A school of the second authority in the set of similar schools of OWN."""
    with warehouse.open(nation.home) as opened:
        return next(other.urn for other in opened.similar(OWN) if other.la_code == "902")


def test_a_row_has_value_year_interval_and_both_medians(adviser: Client) -> None:
    said = rows(adviser, address(PRIMARY[1], PRIMARY[2]))
    assert said["Indicator"] == [
        f"A. School {PRIMARY[1]}",
        f"B. School {PRIMARY[2]}",
        "National median",
        "Authority median",
        "On one line",
    ]
    absence = said["Overall absence"]
    assert absence[0].startswith("3.1%")
    assert absence[0].endswith("2018/19")
    assert absence[2:4] == ["5.0%", "4.0%"]
    assert "(−1.0 to 3.0)" in said["Progress in reading, key stage 1 to key stage 2"][0]


def test_a_suppressed_value_is_said_in_words_and_never_as_nothing(held: None, nation: Nation) -> None:
    # To the other authority, in whose schools' sets it is, OWN is what is published: suppressed
    with warehouse.open(nation.home) as opened:
        urn = next(u for u in PRIMARY[20:] if OWN in {o.urn for o in opened.similar(u)})
    said = rows(signed_in("pa", authority="902"), address(urn, OWN))
    result = said["Expected standard in reading, writing and maths, key stage 2"]
    assert result[0].startswith("60%")
    assert result[1].startswith("Suppressed by the publisher")
    assert "Governor vacancies" not in " ".join(said)


def test_ones_own_authoritys_return_is_shown_and_named_as_such(adviser: Client) -> None:
    said = rows(adviser, address(OWN, PRIMARY[1]))
    result = said["Expected standard in reading, writing and maths, key stage 2"]
    assert result[0].startswith("20%")
    assert "the authority’s own return" in result[0]
    assert "few pupils" in result[0]


def test_a_school_of_the_set_that_one_may_not_open_is_shown_as_published_and_has_no_link(
    adviser: Client, nation: Nation
) -> None:
    other = similar_abroad(nation)
    page = adviser.get(address(OWN, other)).content.decode()
    assert f"URN {other}; published figures only" in page
    assert f'href="/schools/{OWN}/"' in page
    assert f'href="/schools/{other}/"' not in page


def test_a_school_is_set_against_its_similar_schools(adviser: Client) -> None:
    said = rows(adviser, f"{address(OWN)}&with=similar")
    assert said["Indicator"][1] == "S. 30 similar schools"
    assert re.match(r"\d\.\d% \(\d\.\d% to \d\.\d%\) 2018/19$", said["Overall absence"][1])


def test_values_of_different_years_are_on_no_line_and_the_median_says_its_own() -> None:
    from trellis.interfaces.web.compare import presenters
    from trellis.interfaces.web.compare.figures import Figure, SchoolHeld

    def school(urn: int, year: int, **more: object) -> SchoolHeld:
        figure = Figure(
            status=0, value=4.0 + urn, year=year, national_median=5.0, comparator_year=2025, **more
        )  # type: ignore[arg-type]
        told = {"authority": "Severnshire", "phase": "primary", "figures": {"absence_overall": figure}}
        return SchoolHeld(urn=urn, name=f"School {urn}", seen=True, **told)  # type: ignore[arg-type]

    def row(*schools: SchoolHeld) -> presenters.Row:
        return presenters.side_by_side(schools).themes[0].rows[0]

    same = row(school(1, 2025), school(2, 2025))
    assert same.strip is not None
    assert len(same.strip.comparators) == 1
    assert same.national == ("5.0%",)
    newer = row(school(1, 2026, local=True), school(2, 2025))
    assert newer.strip is None
    assert newer.national == ("5.0%, 2024/25",)


def test_schools_of_two_phases_have_the_median_of_each(adviser: Client) -> None:
    said = rows(adviser, address(OWN, SECONDARY[0]))
    assert said["Overall absence"][2] == "Primary: 5.0% Secondary: 8.0%"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "None is chosen now."),
        (f"?urn={OWN}", "One is chosen now."),
        (f"?urn={OWN}&urn={OWN}", "One is chosen now."),
        ("?" + "&".join(f"urn={urn}" for urn in PRIMARY[:7]), "7 are chosen now."),
        (f"?urn={OWN}&urn={PRIMARY[1]}&with=similar", "One school at a time"),
    ],
)
def test_too_few_or_too_many_schools_are_told_how_many_to_choose(
    query: str, said: str, adviser: Client
) -> None:
    response = adviser.get(f"/compare/{query}")
    assert response.status_code == 400
    assert said in response.content.decode()


@pytest.mark.parametrize("urn", ["1", "999999999", "9" * 30, "abc", "-1", "%00", "٣", FAR])
def test_an_unknown_school_and_one_of_another_authority_answer_alike(urn: object, held: None) -> None:
    # An adviser of a secondary school, in whose set no school of the other authority is
    client = signed_in("ssa", authority="901")
    response = client.get(address(SECONDARY[0], urn))
    assert response.status_code == 404
    assert "no such school is among those that you can compare" in response.content.decode()


@pytest.mark.parametrize("role", MATRIX)
def test_each_role_compares_what_it_may_open(role: str) -> None:
    builders.screened()
    _, beech, oak, *_ = MATRIX[role]
    expected = 200 if beech == oak == 200 else 403 if 403 in (beech, oak) else 404
    assert signed_in(role).get(address(builders.BEECH, builders.OAK)).status_code == expected


@pytest.mark.parametrize("role", [role for role in MATRIX if MATRIX[role][1] == 200])
def test_a_second_authority_compares_nothing_of_the_first(role: str) -> None:
    builders.screened(authority="802")
    builders.screened()
    client = signed_in(role, authority="802")
    assert client.get(address(builders.BEECH, builders.OAK)).status_code == 404
    assert client.get(f"{address(builders.BEECH)}&with=similar").status_code == 404


def test_before_anything_is_built_the_page_says_so() -> None:
    builders.screened()
    page = signed_in("pa").get(address(builders.BEECH, builders.OAK)).content.decode()
    assert "The figures are being rebuilt, so none can be shown for now." in page
    assert "Compare 2 schools" in page
    alone = signed_in("sitl").get(f"{address(builders.BEECH)}&with=similar").content.decode()
    assert "The figures are being rebuilt" in alone
    assert "Beech Lane Primary School and its similar schools" in alone


def test_a_damaged_warehouse_is_told_and_takes_nothing_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trellis.analysis.home import Home

    builders.screened()
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    file = Home.from_environment().warehouse_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"half of a file")
    response = signed_in("pa").get(address(builders.BEECH, builders.OAK))
    assert response.status_code == 200
    assert "The figures are being rebuilt" in response.content.decode()


def test_six_schools_take_as_many_queries_as_two_and_each_look_is_recorded(adviser: Client) -> None:
    adviser.get(address(*PRIMARY[:2]))
    with CaptureQueriesContext(connection) as few:
        adviser.get(address(*PRIMARY[:2]))
    before = Event.objects.count()
    with CaptureQueriesContext(connection) as many:
        adviser.get(address(*PRIMARY[:6]))
    assert len(many) == len(few) <= 8
    looked = Event.objects.order_by("id")[before:]
    assert {event.verb for event in looked} == {Verb.LOOKED}
    assert sorted(event.urn for event in looked) == PRIMARY[:6]
    assert {event.authority_code for event in looked} == {"901"}


def test_the_similar_page_links_to_the_schools_one_may_open_alone(adviser: Client, nation: Nation) -> None:
    builders_run = adviser.get(f"/schools/{OWN}/similar/")
    page = builders_run.content.decode()
    near = re.findall(r'<a class="govuk-link" href="/schools/(\d+)/">School', page)
    assert near
    assert {int(urn) for urn in near} <= set(PRIMARY[:20])
    assert f"School {similar_abroad(nation)}" in page
    with warehouse.open(nation.home) as opened:
        assert len(near) == sum(other.la_code == "901" for other in opened.similar(OWN))
    assert page.count('type="checkbox"') == 30
    assert f'href="/compare/?urn={OWN}&amp;with=similar"' in page


def test_a_headteacher_sees_no_link_to_a_school_that_is_not_theirs(held: None) -> None:
    from trellis.accounts.actions import accounts

    client = Client()
    user = accounts.open_account(email="head@example.org", name="Head", password=builders.PASSWORD)
    accounts.give_posts(
        user=user, role="headteacher", authority_code="901", from_date=date(2026, 9, 1), urns=(OWN,)
    )
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    page = client.get(f"/schools/{OWN}/similar/").content.decode()
    assert re.findall(r'<a class="govuk-link" href="/schools/(\d+)/">School', page) == []
    # Their own school beside one of its set in their own authority: as published, without the return
    said = rows(client, address(OWN, _near(page)))
    assert said["Governor vacancies"][1].startswith("Not held")


def _near(page: str) -> int:
    return next(int(urn) for urn in re.findall(r'name="urn" value="(\d+)"', page) if int(urn) == PRIMARY[1])


def test_the_page_has_nothing_inline_and_no_id_twice(adviser: Client) -> None:
    from tests.web.test_pages import Outline

    for where in (address(*PRIMARY[:6]), f"{address(OWN)}&with=similar", address(OWN)):
        outline = Outline(adviser.get(where).content.decode())
        assert outline.h1 == 1
        assert outline.inline == []
        assert len(outline.ids) == len(set(outline.ids))


def test_the_template_is_small_enough_to_send(adviser: Client) -> None:
    import gzip

    assert len(gzip.compress(adviser.get(address(*PRIMARY[:6])).content)) < 150_000


def test_the_stylesheet_has_what_its_source_says() -> None:
    built = Path(__file__).resolve().parents[2] / "trellis/interfaces/web/govuk/static/trellis.css"
    assert "trellis-comparison" in built.read_text(encoding="utf-8")
