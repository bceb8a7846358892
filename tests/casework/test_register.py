"""The register: as it stands, as it stood, and frozen each term."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.casework import acting
from trellis.activity.append_only import CannotChange
from trellis.casework.actions import register
from trellis.casework.actions.register import CannotFreeze
from trellis.casework.models import EditionLine
from trellis.casework.queries import register as kept
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
AT = acting.AT


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()
    builders.screened(authority="802")


def _levels(on) -> dict[int, int | None]:
    return {line.school.pk: line.level for line in kept.lines(School.objects.all(), authority="801", on=on)}


def test_the_register_holds_the_maintained_schools_and_says_which_have_no_level() -> None:
    acting.in_force()
    assert _levels(AT.date()) == {
        builders.BEECH: None,
        builders.OAK: 2,
        builders.ELM: None,
        builders.SILENT: None,
    }


def test_an_edition_is_frozen_with_what_changed_and_a_change_since_is_interim() -> None:
    acting.in_force(level=2)
    first = register.freeze(authority="801", term="Autumn 2026", after=0, by=acting.officer(), at=AT)
    assert (first.number, first.lines.count()) == (1, 4)
    later = AT + timedelta(days=60)
    acting.in_force(level=1, at=later)
    [oak] = [
        line
        for line in kept.lines(School.objects.all(), authority="801", on=later.date())
        if line.school.pk == builders.OAK
    ]
    assert (oak.level, oak.frozen, oak.is_interim) == (1, 2, True)
    second = register.freeze(authority="801", term="Spring 2027", after=1, by=acting.officer(), at=later)
    changed = [line for line in second.lines.all() if line.level != line.before]
    assert [(line.school_id, line.before, line.level) for line in changed] == [(builders.OAK, 2, 1)]
    assert first.lines.get(school_id=builders.OAK).level == 2


def test_an_edition_takes_no_more_lines_and_none_is_changed() -> None:
    edition = register.freeze(authority="801", term="Autumn 2026", after=0, by=acting.officer(), at=AT)
    line = edition.lines.first()
    assert line is not None
    with pytest.raises(CannotChange):
        EditionLine.objects.create(
            edition=edition, school_id=builders.OTHER, name="Late", is_new=True, level=None
        )
    with pytest.raises(CannotChange):
        line.save()


def test_two_who_close_a_term_make_one_edition() -> None:
    register.freeze(authority="801", term="Autumn 2026", after=0, by=acting.officer(), at=AT)
    with pytest.raises(CannotFreeze, match="since you opened"):
        register.freeze(authority="801", term="Autumn 2026", after=0, by=acting.officer(), at=AT)


@pytest.mark.parametrize("role", ["sia", "pa", "director", "auditor", "administrator"])
def test_only_the_data_officer_closes_a_term(role: str) -> None:
    with pytest.raises(PermissionDenied):
        register.freeze(authority="801", term="Autumn 2026", after=0, by=builders.person(role), at=AT)
    with pytest.raises(PermissionDenied):
        register.freeze(
            authority="801",
            term="Autumn 2026",
            after=0,
            by=builders.person("data_officer", authority="802"),
            at=AT,
        )


def test_the_queries_of_the_register_do_not_grow_with_schools_or_years() -> None:
    def made() -> int:
        with CaptureQueriesContext(connection) as queries:
            kept.lines(School.objects.all(), authority="801", on=(AT + timedelta(days=2000)).date())
        return len(queries)

    acting.in_force(level=2)
    few = made()
    for year in range(1, 4):
        acting.in_force(level=1 + year % 2, at=AT + timedelta(days=300 * year))
    acting.in_force(builders.ELM, level=3)
    assert made() == few
