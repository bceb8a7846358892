"""The school's page as it stood at the end of a day: what was suggested, agreed and published by then, and nothing since."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests import builders
from tests.casework import acting
from tests.web.test_kept_bodies import BAD
from tests.web.test_pages import signed_in
from tests.web.test_school_page import inspected
from tests.web.trying import text
from trellis.analysis.store.records import LineageStep
from trellis.interfaces.web.schools import as_of, live_history

pytestmark = pytest.mark.django_db
OAK = f"/schools/{builders.OAK}/"
BEFORE = builders.AT - timedelta(days=30)
GOOD = {
    "statistics": {
        "absence_overall": {"value": 4.0, "year": 2026, "national_median": 5.0, "small_cohort": 0.0}
    },
    "grades": {"safeguarding": "met"},
}


def screened(at: Any, **oak: Any) -> None:
    schools = tuple({**each, **(oak if each["urn"] == builders.OAK else {})} for each in builders.SCHOOLS)
    builders.screened(at=at, data=builders.HeldData(schools_held=schools))


def on(day: date, *, role: str = "pa", page: str = OAK) -> str:
    answer = signed_in(role).get(page, {"as_of": day.isoformat()})
    assert answer.status_code == 200
    return text(answer.content)


def test_a_day_shows_the_suggestion_that_everybody_saw_then_and_says_so() -> None:
    screened(BEFORE, **GOOD)
    screened(builders.AT, **BAD)
    then = on(BEFORE.date() + timedelta(days=1))
    assert "This is how the school stood at the end of 22 October 2026." in then
    assert "Level 1: Secure" in then
    assert "Level 3: Causing concern" not in then.partition("What would change")[0]
    assert "Level 3: Causing concern" in text(signed_in("pa").get(OAK).content)


def test_the_day_of_a_run_shows_it_and_the_day_before_says_that_there_was_none() -> None:
    screened(BEFORE, **GOOD)
    assert "Level 1: Secure" in on(BEFORE.date())
    before = on(BEFORE.date() - timedelta(days=1))
    assert "No screening had been run for the authority by then" in before
    assert "Level 1: Secure" not in before


def test_what_was_agreed_that_day_is_told_to_who_reads_levels_and_not_what_came_later() -> None:
    screened(BEFORE, **GOOD)
    assert "No level had been agreed with this school by then. " in on(builders.AT.date() - timedelta(days=1))
    acting.in_force(at=builders.AT)
    acting.identified(builders.OAK, level=3)
    day_before = on(builders.AT.date() - timedelta(days=1))
    assert "No level had been agreed with this school by then." in day_before
    assert "No case was open." in day_before
    then = on(builders.AT.date())
    assert "In force from 20 November 2026." in then
    assert "Its case: identified." in then


def test_an_academy_has_no_agreed_level_on_any_day() -> None:
    screened(BEFORE)
    page = on(BEFORE.date(), page=f"/schools/{builders.ACADEMY}/")
    assert "What had been agreed" not in page
    assert "Suggested concern" in page


def test_only_what_was_published_by_then_is_told_of_inspections_and_the_place() -> None:
    known = live_history.Known(
        inspections=(
            inspected(date(2024, 5, 1), published=date(2024, 6, 20)),
            inspected(date(2026, 9, 20), published=date(2026, 11, 1)),
            inspected(date(2019, 1, 1), known_from=date(2019, 3, 1)),
            inspected(date(2018, 1, 1)),
        ),
        steps=(
            LineageStep(
                urn=1, predecessor_urn=2, relation="converted", date=date(2026, 11, 1), ambiguous=False
            ),
            LineageStep(urn=2, predecessor_urn=3, relation="merged", date=None, ambiguous=False),
        ),
    )
    then = as_of.published_by(known, on=date(2026, 10, 31))
    assert [each.started for each in then.inspections] == [date(2024, 5, 1), date(2019, 1, 1)]
    assert [each.predecessor_urn for each in then.steps] == [3]
    later = as_of.published_by(replace(known), on=date(2026, 11, 1))
    assert len(later.inspections) == 3
    assert len(later.steps) == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [("2999-01-01", "still to come"), ("soon", "is not a date"), ("30/2/2026", "31/8/2026")],
)
def test_an_odd_day_is_answered_with_a_sentence(asked: str, said: str) -> None:
    screened(BEFORE)
    answer = signed_in("pa").get(OAK, {"as_of": asked})
    assert answer.status_code == 400
    assert said in text(answer.content)


def test_another_authority_and_another_school_s_head_are_given_nothing_of_any_day() -> None:
    screened(BEFORE)
    builders.screened(authority="802", at=BEFORE)
    asked = {"as_of": BEFORE.date().isoformat()}
    assert signed_in("pa", authority="802").get(OAK, asked).status_code == 404
    assert signed_in("headteacher").get(OAK, asked).status_code == 404
