"""The early-warning list, its indicator page and the section on a school's own page."""

import html as entities
import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.web.test_pages import MATRIX, OWN, signed_in
from trellis.accounts.roles import ROLES
from trellis.interfaces.web.warnings import presenters
from trellis.screening.models import EarlyWarning, EarlyWarningList, Run

pytestmark = pytest.mark.django_db

RISING = {2022: 3.0, 2023: 3.5, 2024: 4.1, 2025: 4.6, 2026: 5.2}
LEVEL = {2022: 4.0, 2023: 4.2, 2024: 3.9, 2025: 4.1, 2026: 4.0}


def with_years(school: Mapping[str, Any], years: Mapping[int, Any]) -> dict[str, Any]:
    statistics = {
        "absence_overall": {"value": years[2026], "year": 2026, "national_median": 5.0, "small_cohort": 0.0}
    }
    return {**school, "statistics": statistics, "years": years}


def schools(*more: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    beech, oak, elm, *others = builders.SCHOOLS
    wobbly = [
        with_years(
            {"urn": 901000 + i, "name": f"Level {i:02d} School", "authority": "801"},
            {year: value + ((i * 7 + year * 3) % 5 - 2) / 10 for year, value in LEVEL.items()},
        )
        for i in range(15)
    ]
    return (
        with_years(beech, RISING),
        with_years(oak, LEVEL),
        {**elm, "years": {2026: 4.5}},
        *others,
        *wobbly,
        *more,
    )


@pytest.fixture
def run() -> Run:
    builders.screened(authority="802")
    return builders.screened(data=builders.HeldData(schools()))


def main(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1].split("</main>")[0])
    return " ".join(entities.unescape(text).split())


def test_a_school_that_rises_is_on_the_list_with_its_sentence_chart_and_table(run: Run) -> None:
    response = signed_in("pa").get("/early-warning/")
    said = main(response)
    assert "Worth a call: 1 trend in 1 school" in said
    assert (
        "Overall absence has risen in each of the last 4 years held, from 3.0% in 2021/22 to 5.2% in 2025/26."
        in said
    )
    assert (
        "It is still within the pack’s limit of 7.0%, 2.0 percentage points above the national median" in said
    )
    assert "Beech Lane Primary School" in said
    assert "even that one could be chance" in said
    page = response.content.decode()
    assert page.count("<svg") == 1
    assert f"/schools/{builders.BEECH}/source/absence-2026/7/" in page


def test_what_is_missing_is_too_little_to_say(run: Run) -> None:
    said = main(signed_in("pa").get("/early-warning/?kind=short"))
    assert "Elm & Ash <Infants>" in said
    assert "One value is held" in said
    assert "Juniper Academy" in said


def test_each_role_sees_the_list_as_it_sees_schools(run: Run) -> None:
    for role, (_, beech, oak, _, _) in MATRIX.items():
        response = signed_in(role).get("/early-warning/?kind=steady")
        page = signed_in(role).get("/early-warning/absence_overall/")
        if beech == 403:
            assert (response.status_code, page.status_code) == (403, 403), role
            continue
        assert (response.status_code, page.status_code) == (200, 200), role
        assert ("Oak Road School" in main(response)) == (oak == 200), role
        assert ("Oak Road School" in main(page)) == (oak == 200), role
        assert ("Beech Lane" in main(page)) == (beech == 200), role


def test_those_who_work_with_one_school_see_their_own_and_no_other(run: Run) -> None:
    for role in OWN - {"governor", "clerk"}:
        said = main(signed_in(role).get("/early-warning/"))
        assert "Beech Lane Primary School" in said
        for kind in ("steady", "chance", "short"):
            assert "School" not in main(signed_in(role).get(f"/early-warning/?kind={kind}")).split(
                "One indicator"
            )[0].replace("schools", "").split("Show")[1].replace("School ", "")


def test_a_second_authority_sees_nothing_of_the_first(run: Run) -> None:
    client = signed_in("pa", authority="802")
    for kind in ("call", "steady", "chance", "short", "counted"):
        said = main(client.get(f"/early-warning/?kind={kind}"))
        assert "Beech Lane" not in said
        assert "Level 0" not in said
    assert client.get("/early-warning/?authority=801").status_code == 404
    assert client.get(f"/early-warning/?run={run.pk}").status_code == 404
    assert client.get(f"/early-warning/absence_overall/?run={run.pk}").status_code == 404


def test_the_school_sees_on_its_page_what_the_authority_sees(run: Run) -> None:
    head = main(signed_in("headteacher").get(f"/schools/{builders.BEECH}/"))
    assert "Where it has been going One trend is worth a call." in head
    assert "Overall absence has risen in each of the last 4 years held" in head
    assert head == main(signed_in("pa").get(f"/schools/{builders.BEECH}/"))


def test_of_a_school_with_too_little_it_is_said_that_this_is_no_good_sign(run: Run) -> None:
    said = main(signed_in("pa").get(f"/schools/{builders.ELM}/"))
    assert "No trend of this school could be looked at." in said
    assert "No trend of this school is marked" not in said
    assert "Of 1 indicator there is too little to say, which is not a sign that all is well." in said


def test_where_nothing_could_be_looked_at_nothing_is_said_to_be_well() -> None:
    short = [{k: v for k, v in each.items() if k != "years"} for each in builders.SCHOOLS]
    builders.screened(data=builders.HeldData(tuple(short)))
    for address in ("/early-warning/", "/overview/"):
        said = main(signed_in("pa").get(address))
        assert "Of no school of the authority are enough years held to look at a trend." in said, address
        assert "by more than chance would explain" not in said, address


def test_a_run_of_before_says_that_trends_were_not_worked_out(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trellis.screening.actions import early_warnings

    monkeypatch.setattr(early_warnings, "keep", lambda *_: None)
    old = builders.screened(data=builders.HeldData(schools()))
    client = signed_in("pa")
    assert "Trends were not worked out in this run" in main(client.get(f"/early-warning/?run={old.pk}"))
    assert "was not worked out in this run" in main(client.get(f"/schools/{builders.BEECH}/?run={old.pk}"))
    assert client.get(f"/early-warning/absence_overall/?run={old.pk}").status_code == 404


def test_before_any_run_the_list_says_what_to_do() -> None:
    assert "Nothing has been screened yet" in main(signed_in("pa").get("/early-warning/"))


@pytest.mark.parametrize(
    "query",
    [
        "?kind=x&phase=moon&theme=%00&page=0",
        "?page=-1",
        "?page=" + "9" * 5000,
        "?page=%D9%A1",
        "?theme=" + "x" * 5000,
    ],
)
def test_a_hand_edited_address_still_gives_a_list(query: str, run: Run) -> None:
    assert signed_in("pa").get(f"/early-warning/{query}").status_code == 200


@pytest.mark.parametrize("indicator", ["nothing", "ks2_rwm_expected", "..", "a b"])
def test_an_indicator_that_was_not_looked_at_is_not_found(indicator: str, run: Run) -> None:
    assert signed_in("pa").get(f"/early-warning/{indicator}/").status_code == 404


def test_filters_keep_one_another_and_narrow_the_counts(run: Run) -> None:
    page = (
        signed_in("pa").get("/early-warning/?kind=steady&phase=secondary&theme=attendance").content.decode()
    )
    assert "?kind=short&amp;phase=secondary&amp;theme=attendance" in page
    assert '<option value="secondary" selected>' in page
    assert "Oak Road School" in page
    assert "Level 01 School" not in page


def test_a_long_list_goes_over_pages(run: Run) -> None:
    more = [
        with_years({"urn": 902000 + i, "name": f"Other {i:02d} School", "authority": "801"}, LEVEL)
        for i in range(40)
    ]
    builders.screened(data=builders.HeldData(schools(*more)))
    first = main(signed_in("pa").get("/early-warning/?kind=steady"))
    assert "Page 1 of" in first
    assert "Next page" in first
    assert "Previous page" in main(signed_in("pa").get("/early-warning/?kind=steady&page=2"))


@pytest.mark.parametrize(
    "address", ["/early-warning/", "/early-warning/?kind=steady", "/early-warning/absence_overall/"]
)
def test_as_many_queries_for_many_schools_as_for_few(address: str, run: Run) -> None:
    client = signed_in("pa")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    more = [
        with_years({"urn": 903000 + i, "name": f"More {i}", "authority": "801"}, LEVEL) for i in range(40)
    ]
    builders.screened(data=builders.HeldData(schools(*more)))
    client.get(address)  # the first look at a run in a process reads more
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 9


def test_early_warnings_are_kept_as_written(run: Run) -> None:
    from django.db import IntegrityError, transaction

    from trellis.activity.append_only import CannotChange

    row = EarlyWarning.objects.filter(listed__run=run).first()
    listed = EarlyWarningList.objects.get(run=run)
    assert row is not None
    assert listed.row_count == listed.rows.count()
    for kept in (row, listed):
        with pytest.raises(CannotChange):
            kept.save()
        with pytest.raises(CannotChange):
            kept.delete()
    for model in (EarlyWarning, EarlyWarningList):
        with pytest.raises(CannotChange):
            model.objects.update(pk=1)
        table = model._meta.db_table
        for statement in (f'DELETE FROM "{table}"', f'UPDATE "{table}" SET id = id + 1000'):
            with (
                pytest.raises(IntegrityError, match="kept as they were written"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
    fields = {f.attname: getattr(row, f.attname) for f in EarlyWarning._meta.fields if f.attname != "id"}
    with pytest.raises(CannotChange, match="complete"):
        EarlyWarning(**{**fields, "indicator": "another"}).save()


def test_the_list_of_schools_leads_to_the_early_warnings_of_the_same_run(run: Run) -> None:
    assert 'href="/early-warning/"' in signed_in("sitl").get("/schools/").content.decode()
    page = signed_in("sitl").get(f"/schools/?run={run.pk}&phase=primary").content.decode()
    assert f'href="/early-warning/?run={run.pk}"' in page


def test_officers_have_early_warning_among_their_sections_and_schools_and_members_have_not() -> None:
    link = '<a class="govuk-service-navigation__link" href="/early-warning/"'
    held = {role: link in signed_in(role).get("/account/").content.decode() for role in ROLES}
    assert {role for role, seen in held.items() if seen} == {
        "sia",
        "sitl",
        "spa",
        "ssa",
        "pa",
        "data_officer",
        "director",
        "leadership_team",
        "auditor",
    }


def test_a_limit_that_is_near_is_said_to_be_less_than_a_year_away_and_never_later() -> None:
    said = presenters.caution({"about": 0.1, "soonest": 0.0, "latest": None})
    assert said.startswith(
        "If it went on like this it would reach the limit in less than a year (less than a year at the soonest, or never)."
    )
    assert "in about 3 years (2 years at the soonest, 5 years at the latest)" in presenters.caution(
        {"about": 2.9, "soonest": 1.9, "latest": 5.2}
    )
