"""What Severnshire's year is played on: events on school days, and words about a year at schools that have it."""

from datetime import date

import pytest

from trellis.calendars import usual
from trellis.calendars.calendar import Calendar
from trellis.interfaces.commands.lived_fitting import from_place, has_years, nearest_school_day, years_in
from trellis.interfaces.commands.lived_leadership_words import ENQUIRIES, NETWORKS
from trellis.interfaces.commands.lived_practice_words import ENTRIES
from trellis.schools.models import School

CALENDAR = Calendar(
    terms=(*usual.terms_of(2025), *usual.terms_of(2026)), bank_holidays=frozenset({date(2027, 1, 1)})
)


def school(name: str, phase: str = "primary") -> School:
    return School(urn=1, name=name, phase_group=phase)


INFANT, JUNIOR, PRIMARY = school("Lea Infant School"), school("Lea Junior School"), school("Lea School")
SECONDARY = school("Lea Academy", "secondary")


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2026, 12, 23), date(2026, 8, 26), date(2026, 10, 3)])
def test_an_event_falls_on_the_nearest_school_day(day: date) -> None:
    found = nearest_school_day(CALENDAR, day, first=date.min, last=date.max)
    assert CALENDAR.is_school_day(found)
    nearer = abs(found - day).days
    assert not any(
        CALENDAR.is_school_day(date.fromordinal(day.toordinal() + away)) for away in range(1 - nearer, nearer)
    )


def test_an_event_stays_on_its_side_of_today() -> None:
    day, last = date(2026, 8, 26), date(2026, 8, 25)
    assert nearest_school_day(CALENDAR, day, first=date.min, last=last) < date(2026, 8, 1)
    assert nearest_school_day(CALENDAR, day, first=last, last=date.max) >= date(2026, 9, 1)


def test_words_about_a_year_are_of_a_school_that_has_it() -> None:
    assert years_in("Years 3 to 6") == (3, 6)
    assert years_in("Loans rose in year 7 and not in year 9.") == (7, 9)
    fit = {each.name for each in (INFANT, JUNIOR, PRIMARY, SECONDARY) if has_years(each, (3, 6))}
    assert fit == {"Lea Junior School", "Lea School"}
    assert from_place([INFANT, SECONDARY, PRIMARY], 0, (3, 6)) is PRIMARY
    assert from_place([INFANT, JUNIOR], 3, ()) is JUNIOR


def test_every_year_that_the_words_speak_of_is_of_a_kind_of_school_that_there_is() -> None:
    kinds = (INFANT, JUNIOR, PRIMARY, SECONDARY)
    said = [f"{each.whom} {each.see}" for each in ENTRIES]
    said += [f"{title} {found} {applies}" for title, _, _, found, applies, _ in ENQUIRIES]
    assert [each for each in said if not any(has_years(one, years_in(each)) for one in kinds)] == []


def test_the_network_of_secondary_mathematics_is_of_secondary_schools() -> None:
    years = next(each[-1] for each in NETWORKS if each[0] == "Secondary mathematics")
    assert [has_years(each, years) for each in (PRIMARY, SECONDARY)] == [False, True]
