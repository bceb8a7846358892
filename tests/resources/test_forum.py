"""The report to Schools Forum: what it tells, and what is hidden so that no school is known from it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.casework import acting as casework
from tests.resources import acting
from trellis.resources import hiding
from trellis.resources.models import Charge
from trellis.resources.queries import forum

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY, YEAR = acting.AT, acting.TODAY, acting.YEAR


def charged(urn: int, *, level: int | None, to_pay: int = 100, academy: bool = False) -> Charge:
    school = acting.school(builders.BEECH)
    return Charge.objects.create(
        authority=school.authority,
        school_id=urn,
        is_academy=academy,
        level=level,
        source="test",
        reference=f"{urn}-{level}-{to_pay}",
        what="So.",
        central=0,
        to_pay=to_pay,
        year=YEAR,
        by=acting.manager(),
        at=AT,
    )


def more_schools(number: int, *, start: int = 910_000, relationship: str = "maintained") -> list[int]:
    beech = acting.school()
    made = []
    for n in range(number):
        again = acting.school(beech.pk)
        again.pk, again.urn, again.name = start + n, start + n, f"School {start + n}"
        again.relationship = relationship
        again._state.adding = True
        again.save(force_insert=True)
        made.append(again.pk)
    return made


def test_the_report_hides_what_is_of_fewer_than_five_schools_and_what_would_tell_it() -> None:
    for urn in more_schools(7):
        charged(urn, level=1)
    for urn in more_schools(6, start=920_000):
        charged(urn, level=2)
    for urn in more_schools(2, start=930_000):
        charged(urn, level=3)
    for urn in more_schools(5, start=940_000):
        charged(urn, level=1, academy=True)
    told = forum.report("801", year=YEAR, today=TODAY)
    assert (told.whole.schools, told.whole.to_pay) == (20, 2_000)
    assert [(each.name, each.schools) for each in told.maintained] == [
        ("Level 3", None),
        ("Level 2", None),  # the smallest of the others: level 3 would else be the total less the rest
        ("Level 1", 7),
        ("No level agreed that day", 0),
    ]
    assert [each.schools for each in told.groups] == [15, 5, 0]
    assert next(each for each in told.outcomes if each.name == "No level then or now").schools == 20


def test_academies_of_whom_there_are_few_are_told_neither_by_themselves_nor_by_what_is_left() -> None:
    for urn in more_schools(7):
        charged(urn, level=1)
    for urn in more_schools(6, start=920_000):
        charged(urn, level=2)
    for urn in more_schools(2, start=930_000):
        charged(urn, level=1, academy=True)
    told = forum.report("801", year=YEAR, today=TODAY)
    assert [each.schools for each in told.groups] == [None, None, 0]
    assert [each.schools for each in told.maintained] == [0, None, 7, 0]
    assert [each.schools for each in told.academies] == [0, 0, None, 0]


def test_schools_that_are_neither_are_told_apart_whatever_an_older_charge_says_of_them() -> None:
    for urn in more_schools(6):
        charged(urn, level=1)
    for urn in more_schools(5, start=920_000, relationship="academy"):
        charged(urn, level=None, academy=True)
    for n, urn in enumerate(more_schools(5, start=930_000, relationship="independent")):
        charged(urn, level=None, academy=n < 2)  # as they were labelled once
    told = forum.report("801", year=YEAR, today=TODAY)
    assert [(each.name, each.schools, each.to_pay) for each in told.groups] == [
        ("Maintained schools", 6, 600),
        ("Academies", 5, 500),
        ("Other schools", 5, 500),
    ]
    assert [each.schools for each in told.maintained] == [0, 0, 6, 0]
    assert [each.schools for each in told.academies] == [0, 0, 0, 5]
    assert [each.schools for each in told.others] == [0, 0, 0, 5]


def test_where_nothing_is_of_other_schools_they_have_no_table() -> None:
    for urn in more_schools(6):
        charged(urn, level=1)
    assert forum.report("801", year=YEAR, today=TODAY).others == ()


def test_other_schools_of_whom_there_are_few_are_not_told_by_what_academies_leave() -> None:
    for urn in more_schools(7):
        charged(urn, level=1)
    for urn in more_schools(6, start=920_000, relationship="academy"):
        charged(urn, level=None, academy=True)
    for urn in more_schools(2, start=930_000, relationship="other"):
        charged(urn, level=2)
    told = forum.report("801", year=YEAR, today=TODAY)
    assert [each.schools for each in told.groups] == [7, None, None]
    assert [each.schools for each in told.maintained] == [0, 0, 7, 0]
    assert [each.schools for each in told.academies] == [0, 0, 0, None]  # else they would tell the two
    assert [each.schools for each in told.others] == [0, None, 0, 0]


@settings(max_examples=150)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(list(forum.GROUPS)), st.sampled_from(forum.LEVELS)),
        st.integers(1, 9),
        max_size=8,
    )
)
def test_no_group_and_no_level_of_it_is_told_of_fewer_than_five_schools_by_what_is_shown(
    sizes: dict[tuple[str, int | None], int],
) -> None:
    """Each number is a school’s own here, so what a reader can work out is what is shown and what is left of a total."""
    numbers = iter(range(1_000))
    schools = {key: {next(numbers) for _ in range(size)} for key, size in sizes.items()}
    groups = {
        group: {n for key in schools if key[0] == group for n in schools[key]} for group in forum.GROUPS
    }
    out, groups_out = forum.what_is_hidden(
        {
            (group, level): schools.get((group, level), set())
            for group in forum.GROUPS
            for level in forum.LEVELS
        }
    )
    whole = sum(sizes.values())
    if 0 < whole < hiding.FEWEST:
        return  # then nothing is told at all
    assert all(not each or len(each) >= 5 for group, each in groups.items() if group not in groups_out)
    assert all(len(each) >= 5 for key, each in schools.items() if key not in out)
    shown_groups = sum(len(each) for group, each in groups.items() if group not in groups_out)
    assert not groups_out or whole - shown_groups >= 5
    for block in (*({group} for group in groups if group not in groups_out), groups_out):
        left = [len(schools[key]) for key in out if key[0] in block and key in schools]
        assert not left or sum(left) >= 5


def test_those_without_a_level_are_not_told_by_what_became_of_levels() -> None:
    for urn in more_schools(6):
        charged(urn, level=None, academy=True)
    for urn in (builders.OAK, builders.ELM):
        charged(urn, level=None)
    casework.in_force(builders.BEECH, level=1)
    for urn in more_schools(3, start=920_000):
        charged(urn, level=1)
    told = forum.report("801", year=YEAR, today=TODAY)
    assert told.maintained[-1].is_hidden
    assert next(each for each in told.outcomes if each.name == "No level then or now").is_hidden


def test_a_report_of_fewer_than_five_schools_tells_nothing_of_them() -> None:
    charged(builders.BEECH, level=1)
    told = forum.report("801", year=YEAR, today=TODAY)
    assert told.whole.is_hidden
    assert all(each.is_hidden for each in (*told.maintained, *told.academies, *told.groups, *told.outcomes))


def test_the_report_tells_what_became_of_levels_since_and_which_activities_lack_a_note() -> None:
    casework.in_force(builders.OAK, level=2)
    charged(builders.OAK, level=3)
    for urn in more_schools(5):
        charged(urn, level=None)
    acting.service()
    told = forum.report("801", year=YEAR, today=TODAY)
    assert (told.activities, told.without_note) == (1, ("Reading review",))
    assert [each.schools for each in told.outcomes] == [None, 0, 0, None]


@given(cells=st.dictionaries(st.integers(0, 9), st.sets(st.integers(0, 30), max_size=12), max_size=8))
def test_what_is_hidden_is_never_told_by_the_total(cells: dict[int, set[int]]) -> None:
    out = hiding.hidden(cells)
    small = {key for key, schools in cells.items() if 0 < len(schools) < hiding.FEWEST}
    assert small <= out
    assert all(cells[key] for key in out)
    shown = [key for key, schools in cells.items() if schools and key not in out]
    if out and shown:
        assert len(out) > 1
        assert len(set().union(*(cells[key] for key in out))) >= hiding.FEWEST


def test_three_schools_whose_level_moved_in_the_year_are_not_told_by_the_total() -> None:
    for urn in more_schools(7):
        charged(urn, level=1)
    for urn in more_schools(3, start=920_000):
        charged(urn, level=3)
        charged(urn, level=2)
    told = forum.report("801", year=YEAR, today=TODAY)
    assert (told.whole.schools, told.whole.to_pay) == (10, 1_300)
    assert all(each.is_hidden for each in told.maintained[:3])
