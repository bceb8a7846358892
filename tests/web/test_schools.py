"""What the pages about schools say."""

import re
from datetime import date

import pytest
from django.test import Client

from tests import builders
from trellis.interfaces.web.schools import ledger, presenters
from trellis.screening.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    return builders.screened()


@pytest.fixture
def adviser(run: Run) -> Client:
    client = Client()
    client.force_login(builders.person("pa"), backend="trellis.accounts.sign_in.EmailBackend")
    return client


def text(client: Client, address: str) -> str:
    """The words of a page's main part, with one space between them."""
    page = client.get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def names(client: Client, query: str) -> list[str]:
    page = client.get(f"/schools/{query}").content.decode()
    return re.findall(r'<th scope="row">\s*<a class="govuk-link"\s+href="/schools/\d+/">([^<]+)</a>', page)


def test_the_list_puts_most_concern_first(adviser: Client) -> None:
    assert names(adviser, "") == [
        "Elm &amp; Ash &lt;Infants&gt;",
        "Willow Nursery",
        "Juniper Academy",
        "Oak Road School",
        "Beech Lane Primary School",
    ]


def test_the_list_is_ordered_by_name_or_by_how_little_is_known(adviser: Client) -> None:
    assert names(adviser, "?sort=name")[0] == "Beech Lane Primary School"
    assert names(adviser, "?sort=coverage")[0] == "Willow Nursery"


def test_filters_narrow_the_list_and_stand_in_its_address(adviser: Client) -> None:
    assert names(adviser, "?level=2") == ["Juniper Academy", "Oak Road School"]
    assert names(adviser, "?level=none") == ["Willow Nursery"]
    assert names(adviser, "?relationship=academy") == ["Juniper Academy"]
    assert names(adviser, "?phase=secondary") == ["Oak Road School"]
    assert names(adviser, "?q=oak+ROAD") == ["Oak Road School"]
    assert names(adviser, "?q=900001") == ["Beech Lane Primary School"]
    assert "1 of 5 schools" in text(adviser, "/schools/?phase=secondary")


def test_no_match_says_what_to_do(adviser: Client) -> None:
    assert "No school matches" in text(adviser, "/schools/?q=zzzz")


def test_counts_by_level_are_over_all_schools_whatever_is_filtered(adviser: Client) -> None:
    said = text(adviser, "/schools/?level=1")
    assert (
        "1 Level 3: Causing concern 1 Insufficient evidence not the same as secure 2 Level 2: Vulnerable"
        in said
    )
    assert "0 Between levels 1 and 2 neither follows; a person must judge 1 Level 1: Secure" in said


def test_counts_say_how_many_are_concerns_about_academies_and_not_levels(adviser: Client) -> None:
    said = text(adviser, "/schools/")
    assert "2 Level 2: Vulnerable 1 of them academies or others: a concern, not a level" in said


def test_an_academy_is_shown_a_concern_and_never_a_level(adviser: Client) -> None:
    said = text(adviser, f"/schools/{builders.ACADEMY}/")
    assert "Concern, band 2: Vulnerable" in said
    assert "Suggested concern" in said
    assert "agrees no level for this school" in said


def test_the_school_page_says_that_people_decide(adviser: Client) -> None:
    said = text(adviser, f"/schools/{builders.OAK}/")
    assert "This is a suggestion. People decide." in said
    assert "Level 2: Vulnerable" in said
    assert "3 of the 3 criteria that count are known (100%)" in said


def test_the_ledger_goes_from_level_to_criterion_to_value_and_comparator(adviser: Client) -> None:
    said = text(adviser, f"/schools/{builders.OAK}/")
    assert "Level 2 criteria: Vulnerable" in said
    assert "Met (1) Met L2-8 Absence is high (key)" in said
    assert re.search(r"9\.5%.* 5%?.*the national median for its phase", said)


def test_what_is_missing_says_how_to_fill_it(adviser: Client) -> None:
    said = text(adviser, f"/schools/{builders.SILENT}/")
    assert "Insufficient evidence" in said
    assert "Pupil absence in schools in England Import the publication." in said
    assert "Import the absence file of the year." in said  # the pack's own hint, in the ledger
    assert "trellis template local_indicators" in said
    assert "Once more is known, it could be “Level 1: Secure”" in said
    assert "if L1-8 Attendance in line turned out to be met" in said


def test_what_would_change_this_names_the_criteria(adviser: Client) -> None:
    said = text(adviser, f"/schools/{builders.OAK}/")
    assert "if L1-8 Attendance in line were met and L2-8 Absence is high were no longer met" in said
    assert "No level would be suggested if L2-8 Absence is high were no longer met" in said


def test_a_way_that_only_loses_what_is_shown_is_left_out(adviser: Client) -> None:
    said = text(adviser, f"/schools/{builders.BEECH}/")
    assert "It would be “Level 2: Vulnerable” if L2-8 Absence is high were met" in said
    assert "No level would be suggested" not in said
    assert "L1-8 Attendance in line were no longer met" not in said


def test_the_chase_list_names_schools_without_enough_evidence(adviser: Client) -> None:
    said = text(adviser, "/schools/chase/")
    assert "Willow Nursery" in said
    assert "Absence is high" in said
    assert "Beech Lane" not in said


def test_the_chase_list_gives_one_instruction_for_each_thing_that_is_missing(adviser: Client) -> None:
    said = text(adviser, "/schools/chase/")
    assert "Pupil absence in schools in England: 1 school Import the publication." in said
    assert said.count("Import the publication.") == 1
    assert "L2-8 Absence is high; L1-8 Attendance in line" in said
    assert "Ofsted’s inspection outcomes: 1 school" in said


def test_independent_schools_and_sixth_forms_stand_apart_in_the_chase_list() -> None:
    college = {"urn": 900088, "name": "Ferry College", "authority": "801", "phase_group": "sixteen_plus"}
    private = {"urn": 900089, "name": "Priory House", "authority": "801", "relationship": "independent"}
    builders.screened(data=builders.HeldData((*builders.SCHOOLS, college, private)))
    client = Client()
    client.force_login(builders.person("pa"), backend="trellis.accounts.sign_in.EmailBackend")
    said = text(client, "/schools/chase/")
    chased, apart = said.split("Independent schools, and colleges for those over 16")
    assert "Willow Nursery" in chased
    assert "Chase list: what is missing for 1 school" in text(client, "/schools/")
    for name in ("Ferry College", "Priory House"):
        assert name in apart
        assert name not in chased


def test_contextual_vulnerability_and_capacity_are_on_the_list_and_on_the_page() -> None:
    from dataclasses import replace

    from trellis.analysis.judging import framework

    pack = builders.pack()
    in_context = tuple(replace(c, route="C") if c.id == "L2-8" else c for c in pack.criteria)
    capacity = framework.Capacity(
        at_least=1,
        markers=(framework.Marker(id="one", sentence="Attendance is in line.", when=pack.criteria[2].when),),
    )
    builders.screened(criteria=in_context, capacity=capacity)
    client = Client()
    client.force_login(builders.person("pa"), backend="trellis.accounts.sign_in.EmailBackend")
    listed = text(client, "/schools/")
    assert "Also: contextual vulnerability" in listed
    assert "Also: capacity to support others" in listed
    assert "Contextual vulnerability:" in text(client, f"/schools/{builders.OAK}/")
    said = text(client, f"/schools/{builders.BEECH}/")
    assert "Capacity to support others: It is suggested as secure and shows at least 1 sign" in said


def test_coverage_says_what_counts_and_how_many_others_are_not_answered() -> None:
    from dataclasses import replace

    from trellis.analysis.judging import criterion

    pack = builders.pack()
    asked = replace(
        pack.criteria[1],
        id="L2-10",
        route="S",
        key=False,
        coverage="when_known",
        name="Leaders need support",
        when=criterion.Judgement(
            test="judgement", judgement="leadership_needs_support", answer_in=("yes",), within_days=400
        ),
    )
    builders.screened(criteria=(*pack.criteria, asked))
    client = Client()
    client.force_login(builders.person("pa"), backend="trellis.accounts.sign_in.EmailBackend")
    said = text(client, f"/schools/{builders.OAK}/")
    assert (
        "3 of the 3 criteria that count are known (100%). Those count that published data can answer" in said
    )
    assert "1 other waits for a person or a return, and is not counted." in said
    assert "trellis template local_judgements" in said


def test_how_a_school_is_judged_shows_the_pack_with_its_own_answers(adviser: Client) -> None:
    said = text(adviser, f"/schools/{builders.OAK}/how-judged/")
    assert "by Headteachers’ forum on 1 July 2026" in said
    assert "Version 1.2" in said
    assert "L2-8 Absence is high (key)" in said
    assert "9.5%" in said


def test_the_run_page_tells_pack_cut_off_and_counts(adviser: Client, run: Run) -> None:
    said = text(adviser, f"/runs/{run.pk}/")
    assert "Agreed criteria (test-pack)" in said
    assert "20 November 2026" in said
    assert "ab" * 32 in said


def test_an_earlier_run_can_be_looked_at_and_says_so(adviser: Client, run: Run) -> None:
    newest = builders.screened()
    for address in (f"/schools/{builders.OAK}/", "/schools/"):
        assert "which a later run has replaced" in text(adviser, f"{address}?run={run.pk}")
        assert "You are looking at" not in text(adviser, f"{address}?run={newest.pk}")
        assert "You are looking at" not in text(adviser, address)


def test_a_run_as_of_an_earlier_day_says_what_it_is_and_nobody_else_sees_it(
    adviser: Client, run: Run
) -> None:
    back = builders.screened(as_of=date(2026, 8, 31))
    said = text(adviser, f"/schools/{builders.OAK}/?run={back.pk}")
    assert "with what was known on 31 August 2026. It is not what others see" in said
    assert "20 November 2026" in text(adviser, "/schools/")


def test_where_only_another_day_was_looked_at_the_list_says_so() -> None:
    builders.screened(as_of=date(2026, 8, 31))
    client = Client()
    client.force_login(builders.person("pa"), backend="trellis.accounts.sign_in.EmailBackend")
    assert "No screening has been run yet by the pack in force" in text(client, "/schools/")


def test_before_any_run_the_list_says_what_to_do() -> None:
    client = Client()
    client.force_login(builders.person("pa"), backend="trellis.accounts.sign_in.EmailBackend")
    assert "No screening has been run" in text(client, "/schools/")
    assert "No screening has been run" in text(client, "/how-schools-are-judged/")
    assert client.get("/schools/chase/").status_code == 200


def test_an_earlier_run_stays_looked_at_from_page_to_page(adviser: Client, run: Run) -> None:
    builders.screened()
    page = adviser.get(f"/schools/?run={run.pk}&level=2").content.decode()
    assert f'href="?run={run.pk}"' in page
    assert f'href="/schools/chase/?run={run.pk}"' in page
    assert f'href="/schools/{builders.OAK}/?run={run.pk}"' in page
    assert (
        f'href="/schools/?run={run.pk}"'
        in adviser.get(f"/schools/{builders.OAK}/?run={run.pk}").content.decode()
    )
    assert adviser.get(f"/schools/chase/?run={run.pk}").status_code == 200


def test_a_school_between_levels_is_told_apart_from_one_with_too_little_evidence() -> None:
    # A second key level 1 criterion that nothing meets: all is known, and no level follows
    from dataclasses import replace

    pack = builders.pack()
    unmet = replace(
        pack.criteria[0], id="L1-9", level=1, key=True, name="Never so", sentence="It is never so."
    )
    builders.screened(criteria=(*pack.criteria, unmet))
    client = Client()
    client.force_login(builders.person("pa"), backend="trellis.accounts.sign_in.EmailBackend")
    assert names(client, "?level=between") == ["Beech Lane Primary School"]
    assert names(client, "?level=none") == ["Willow Nursery"]
    said = text(client, f"/schools/{builders.BEECH}/")
    assert "Between levels 1 and 2" in said
    assert (
        "Nothing suggests level 2, and level 1 is not shown, because L1-9 is not met. A person must judge."
        in said
    )
    assert "Enough is known" not in said
    assert "Beech Lane" not in text(client, "/schools/chase/")


def test_no_way_to_no_level_takes_a_criterion_of_level_1_away() -> None:
    from types import SimpleNamespace

    criteria = [
        {"id": "L1-1", "name": "Inspection", "level": 1},
        {"id": "L2-5", "name": "Teaching", "level": 2},
    ]
    lost = {"criterion": "L1-1", "was": 1, "becomes": 0}
    mended = {"criterion": "L2-5", "was": 1, "becomes": 0}
    known = [{"level": None, "size": 2, "total": 2, "sets": [[lost, mended], [mended]]}]
    (change,) = presenters.changes(
        SimpleNamespace(pack_text={"criteria": criteria}),  # type: ignore[arg-type]
        SimpleNamespace(level=2, relationship="maintained", changes={"known": known}),  # type: ignore[arg-type]
        named={},
    )
    assert change.heading == "No level would be suggested"
    assert change.ways == ("if L2-5 Teaching were no longer met",)
    assert change.more == ""


def test_a_trend_is_set_beside_the_years_before_and_a_value_is_told_once() -> None:
    fact = {
        "indicator": "ks2_rwm_expected",
        "year": 2025,
        "when": "2024/25",
        "shown": "54%",
        "status": "value",
    }
    over = {**fact, "comparator": "change a year over 3 years", "comparator_value": -6.0}
    told = ledger.facts({"because": [over, fact]}, urn=1, run_id=None)
    assert [one.comparator for one in told] == ["its years before: −6 percentage points a year over 3 years"]
