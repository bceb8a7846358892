"""Due days worked out by hand for three calendars, with a finger on the drawings of `drawn`; and days that are odd."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from tests.calendars import drawn, years
from trellis.analysis.judging.process import Process
from trellis.calendars import usual
from trellis.calendars.calendar import Calendar, NoTermSetUp
from trellis.casework.rules import Rules
from trellis.interfaces.web.terms.picture import halves
from trellis.visits import clocks

HALF_TERMS, EASTER_OUTSIDE, FEDERATION = drawn.DRAWN
INSET = date(2026, 11, 2)
CALENDARS = {
    HALF_TERMS: years.calendar(years.AUTHORITY, INSET),
    EASTER_OUTSIDE: years.calendar((*years.AUTHORITY, *years.AFTER)),
    FEDERATION: years.calendar(years.FEDERATION, INSET),
}
NO_RULES = Rules(pack="", process=Process(), clocks=())


@pytest.mark.parametrize("name", drawn.DRAWN)
def test_every_day_that_is_drawn_is_the_day_that_trellis_takes_it_for(name: str) -> None:
    known, found = CALENDARS[name], drawn.days(name)
    assert {day: known.is_school_day(day) for day in found} == {day: at == "S" for day, at in found.items()}
    assert {day: known.is_working_day(day) for day in found} == {
        day: at in "Sih" for day, at in found.items()
    }


@pytest.mark.parametrize(
    ("name", "counted_from", "days", "school_day", "working_day"),
    [
        (HALF_TERMS, date(2026, 10, 6), 5, date(2026, 10, 13), date(2026, 10, 13)),
        (HALF_TERMS, date(2026, 10, 19), 4, date(2026, 10, 23), date(2026, 10, 23)),
        (HALF_TERMS, date(2026, 10, 19), 5, date(2026, 11, 3), date(2026, 10, 26)),
        (HALF_TERMS, date(2026, 10, 19), 10, date(2026, 11, 10), date(2026, 11, 2)),
        (HALF_TERMS, date(2026, 10, 24), 1, date(2026, 11, 3), date(2026, 10, 26)),
        (HALF_TERMS, date(2026, 10, 28), 2, date(2026, 11, 4), date(2026, 10, 30)),
        (HALF_TERMS, date(2026, 12, 16), 5, date(2027, 1, 6), date(2026, 12, 23)),
        (HALF_TERMS, date(2026, 12, 16), 10, date(2027, 1, 13), date(2027, 1, 4)),
        (EASTER_OUTSIDE, date(2027, 3, 19), 5, date(2027, 4, 12), date(2027, 3, 30)),
        (EASTER_OUTSIDE, date(2027, 3, 19), 10, date(2027, 4, 19), date(2027, 4, 6)),
        (EASTER_OUTSIDE, date(2027, 3, 25), 1, date(2027, 4, 12), date(2027, 3, 30)),
        (EASTER_OUTSIDE, date(2027, 4, 26), 5, date(2027, 5, 4), date(2027, 5, 4)),
        (EASTER_OUTSIDE, date(2028, 2, 11), 5, date(2028, 2, 25), date(2028, 2, 18)),
        (EASTER_OUTSIDE, date(2028, 2, 25), 2, date(2028, 2, 29), date(2028, 2, 29)),
        (EASTER_OUTSIDE, date(2028, 2, 29), 5, date(2028, 3, 7), date(2028, 3, 7)),
        (EASTER_OUTSIDE, date(2028, 3, 31), 3, date(2028, 4, 20), date(2028, 4, 5)),
        (EASTER_OUTSIDE, date(2028, 4, 12), 2, date(2028, 4, 19), date(2028, 4, 18)),
        (FEDERATION, date(2026, 10, 15), 1, date(2026, 10, 16), date(2026, 10, 16)),
        (FEDERATION, date(2026, 10, 15), 10, date(2026, 11, 13), date(2026, 10, 29)),
        (FEDERATION, date(2027, 3, 19), 5, date(2027, 3, 30), date(2027, 3, 30)),
        (FEDERATION, date(2027, 3, 19), 10, date(2027, 4, 21), date(2027, 4, 6)),
        (FEDERATION, date(2027, 4, 1), 1, date(2027, 4, 19), date(2027, 4, 2)),
    ],
)
def test_a_due_day_is_the_one_counted_by_hand(
    name: str, counted_from: date, days: int, school_day: date, working_day: date
) -> None:
    known = CALENDARS[name]
    assert known.school_days_after(counted_from, days) == school_day
    assert known.working_days_after(counted_from, days) == working_day


@pytest.mark.parametrize(
    ("name", "held_on", "note", "shared_on", "check"),
    [
        (HALF_TERMS, date(2026, 10, 19), date(2026, 11, 2), date(2026, 10, 23), date(2026, 10, 30)),
        (EASTER_OUTSIDE, date(2027, 3, 19), date(2027, 4, 6), date(2027, 3, 24), date(2027, 4, 2)),
        (FEDERATION, date(2027, 3, 19), date(2027, 4, 6), date(2027, 4, 28), date(2027, 5, 6)),
    ],
)
def test_a_note_of_visit_and_its_check_fall_due_as_they_do_by_hand(
    name: str, held_on: date, note: date, shared_on: date, check: date
) -> None:
    known = CALENDARS[name]
    assert clocks.due(clocks.NOTE, counted_from=held_on, calendar=known) == note
    assert clocks.due(clocks.CHECK, counted_from=shared_on, calendar=known) == check


@pytest.mark.parametrize(
    ("name", "published_on", "expected"),
    [
        (
            HALF_TERMS,
            date(2026, 10, 12),
            {
                "inspection-safeguarding-act": date(2026, 10, 14),
                "inspection-concern-decide": date(2026, 10, 19),
                "inspection-meet": date(2026, 10, 19),
                "inspection-letter": date(2026, 10, 26),
                "inspection-level": date(2026, 11, 3),
            },
        ),
        (
            EASTER_OUTSIDE,
            date(2027, 3, 19),
            {
                "inspection-safeguarding-act": date(2027, 3, 23),
                "inspection-concern-decide": date(2027, 3, 30),
                "inspection-meet": date(2027, 4, 12),
                "inspection-letter": date(2027, 4, 6),
                "inspection-level": date(2027, 4, 19),
                "inspection-plan": date(2027, 5, 4),
            },
        ),
        (
            FEDERATION,
            date(2027, 3, 19),
            {
                "inspection-safeguarding-act": date(2027, 3, 23),
                "inspection-concern-decide": date(2027, 3, 30),
                "inspection-meet": date(2027, 3, 30),
                "inspection-letter": date(2027, 4, 6),
                "inspection-level": date(2027, 4, 21),
                "inspection-plan": date(2027, 5, 6),
            },
        ),
    ],
)
def test_the_next_steps_after_an_inspection_fall_due_as_they_do_by_hand(
    name: str, published_on: date, expected: dict[str, date]
) -> None:
    steps = clocks.next_steps(
        NO_RULES, published_on=published_on, calendar=CALENDARS[name], concern=True, safeguarding=True
    )
    assert {each.id: each.due for each in steps if each.id in expected} == expected


def test_an_inset_day_that_the_authority_counts_as_a_school_day_makes_a_count_end_a_day_sooner() -> None:
    assert CALENDARS[HALF_TERMS].school_days_after(date(2026, 10, 19), 10) == date(2026, 11, 10)
    counted = replace(CALENDARS[HALF_TERMS], closed=frozenset())
    assert counted.school_days_after(date(2026, 10, 19), 10) == date(2026, 11, 9)


def test_the_six_terms_of_a_year_are_its_halves_by_number_from_the_first_day_in_to_the_last() -> None:
    assert [(each.number, each.first, each.last) for each in halves(years.AUTHORITY)] == [
        (1, date(2026, 9, 1), date(2026, 10, 23)),
        (2, date(2026, 11, 2), date(2026, 12, 18)),
        (3, date(2027, 1, 4), date(2027, 2, 12)),
        (4, date(2027, 2, 22), date(2027, 3, 25)),
        (5, date(2027, 4, 12), date(2027, 5, 28)),
        (6, date(2027, 6, 7), date(2027, 7, 21)),
    ]
    assert [(each.number, each.first, each.last) for each in halves(years.FEDERATION)][:2] == [
        (1, date(2026, 9, 2), date(2026, 10, 16)),
        (2, date(2026, 11, 2), date(2026, 12, 18)),
    ]


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 10, 24, 22, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), date(2027, 3, 27)),
        (datetime(2027, 3, 28, 0, 0, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 59, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), date(2027, 3, 29)),
    ],
)
def test_a_day_begins_and_ends_at_midnight_on_the_wall_also_when_the_clocks_change(
    at: datetime, day: date
) -> None:
    assert timezone.localdate(at) == day


def test_a_count_over_a_change_of_the_clocks_neither_gains_nor_loses_a_day() -> None:
    known = CALENDARS[EASTER_OUTSIDE]
    assert known.working_days_after(date(2026, 10, 23), 1) == date(2026, 10, 26)
    assert known.working_days_after(date(2027, 3, 25), 1) == date(2027, 3, 30)
    week = replace(clocks.CHECK, days=7, basis="calendar_days")
    assert clocks.due(week, counted_from=date(2026, 10, 22), calendar=known) == date(2026, 10, 29)
    assert clocks.due(week, counted_from=date(2027, 3, 25), calendar=known) == date(2027, 4, 1)
    assert clocks.due(week, counted_from=date(2028, 2, 23), calendar=known) == date(2028, 3, 1)
    assert clocks.due(week, counted_from=date(2027, 2, 23), calendar=known) == date(2027, 3, 2)


def test_a_term_that_is_not_set_up_is_told_with_its_day_and_who_enters_it() -> None:
    known = years.calendar(years.AUTHORITY)
    with pytest.raises(NoTermSetUp) as refused:
        clocks.next_steps(
            NO_RULES, published_on=date(2027, 7, 19), calendar=known, concern=False, safeguarding=False
        )
    assert str(refused.value) == (
        "The dates of the term of 1 September 2027 are not set up: the data officer enters them under Terms."
    )


def test_a_next_step_that_rests_on_usual_dates_says_so_and_one_that_counts_no_terms_does_not() -> None:
    known = Calendar(terms=usual.terms_of(2026), bank_holidays=years.BANK_HOLIDAYS)
    steps = clocks.next_steps(
        NO_RULES, published_on=date(2026, 11, 20), calendar=known, concern=False, safeguarding=False
    )
    said = {each.id: each.counted for each in steps}
    assert said["inspection-meet"] == (
        "5 school days, counted from the day on which the outcome is published. Counted with the usual dates of Autumn 2026, not "
        "entered: the authority’s own may differ."
    )
    assert "usual dates" not in said["inspection-letter"]
