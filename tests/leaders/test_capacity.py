"""The marker of overall capacity: of a secure school alone, from what is published and who is designated, as long as that is so."""

from datetime import date

import pytest

from tests import builders
from tests.casework import acting as casework
from tests.leaders import acting
from tests.practice import acting as sharing
from trellis.leaders.queries import capacity
from trellis.leaders.queries.capacity import Capacity
from trellis.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
TODAY = acting.TODAY


def found(urn: int = builders.BEECH, on: date = TODAY) -> Capacity:
    return capacity.of_school(acting.school(urn), today=on)


def test_a_school_without_a_level_in_force_has_no_marker_whatever_it_shows() -> None:
    acting.designated()
    assert (found().level, found().is_shown, found().is_overall) == (None, True, False)


@pytest.mark.parametrize(("level", "has"), [(1, True), (2, False), (3, False)])
def test_only_a_secure_school_has_the_marker(level: int, has: bool) -> None:
    casework.in_force(builders.BEECH, level=level)
    acting.designated()
    assert (found().level, found().is_overall) == (level, has)


def test_the_end_of_the_designation_removes_the_marker() -> None:
    casework.in_force(builders.BEECH, level=1)
    assert not found().is_overall
    acting.designated(until=date(2026, 12, 31))
    assert found(on=date(2026, 12, 31)).is_overall
    assert not found(on=date(2027, 1, 1)).is_overall


def test_published_practice_in_many_areas_shows_it_and_what_is_not_published_does_not() -> None:
    casework.in_force(builders.BEECH, level=1)
    sharing.published(areas=("early-reading", "reading"))
    assert (found().strengths, found().is_overall) == (1, False)
    sharing.verified(title="Not shown", areas=("mathematics",))
    assert (found().strengths, found().is_overall) == (1, False)
    sharing.published(title="Shown", areas=("writing",))
    assert (found().strengths, len(found().areas), found().is_overall) == (2, 3, True)


def test_many_schools_at_once_are_as_each_by_itself() -> None:
    casework.in_force(builders.BEECH, level=1)
    acting.designated()
    acting.designated(builders.OAK, name="Other")
    sharing.published()
    schools = School.objects.filter(authority="801")
    assert capacity.of_schools(schools, today=TODAY) == {each.pk: found(each.pk) for each in schools}
