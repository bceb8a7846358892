"""What a list reads of a run, against the same read row by row."""

from datetime import timedelta

import pytest

from tests import builders
from trellis.schools.models import School
from trellis.screening import listed
from trellis.screening.models import Result, Run

pytestmark = pytest.mark.django_db


def one_by_one(run: Run, *, among: set[int]) -> list[tuple[object, ...]]:
    """The slow, obvious way."""
    found = [
        (
            result.school.name,
            result.school_id,
            *(getattr(result, name) for name in listed.Suggested._fields[:7]),
            result.changes["contextually_vulnerable"],
            result.changes["capacity"],
        )
        for result in Result.objects.filter(run=run)
        if result.school_id in among
    ]
    return sorted(found, key=lambda row: (row[0], row[1]))


def test_a_list_has_every_result_of_the_schools_asked_for_and_of_no_other() -> None:
    builders.screened(authority="802")
    run = builders.screened()
    for among in (
        {builders.BEECH, builders.OAK, builders.OTHER},
        {row["urn"] for row in builders.SCHOOLS},
        set(),
    ):
        found = listed.results(run, schools=School.objects.filter(pk__in=among))
        assert [(row.school.name, *row[1:]) for row in found] == one_by_one(run, among=among)
        assert builders.OTHER not in {row.school_id for row in found}


def test_two_runs_are_not_taken_for_each_other_and_a_school_is_as_the_register_has_it_now() -> None:
    run = builders.screened()
    every = School.objects.filter(authority_id="801")
    before = listed.results(run, schools=every)
    first, *others = builders.SCHOOLS
    worse = builders.HeldData(({**first, "grades": {"safeguarding": "not_met"}}, *others))
    later = builders.screened(at=builders.AT + timedelta(days=1), data=worse)
    assert {row.school_id: row.level for row in listed.results(later, schools=every)}[builders.BEECH] == 3
    assert listed.results(run, schools=every) == before
    School.objects.filter(pk=builders.BEECH).update(name="A New Name")
    assert "A New Name" in {row.school.name for row in listed.results(run, schools=every)}
    assert before[0].school.name != "A New Name"
