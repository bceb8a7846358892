"""Who reads what at each level of confidentiality, and that each reading of what is restricted is kept once."""

import pytest

from tests import builders
from trellis.accounts import access
from trellis.accounts.roles import ROLES, Permission
from trellis.activity.confidentiality import Confidentiality
from trellis.activity.models import Event, Verb
from trellis.schools import confidentiality
from trellis.schools.actions import interests
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
AT, TODAY = builders.AT, builders.AT.date()
EVERY = tuple((level, level.words) for level in Confidentiality)


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened(authority="802")
    builders.screened()


def read(role: str, *, authority: str = "801", urn: int = builders.BEECH) -> confidentiality.Read[str]:
    urns = (urn,) if ROLES[role].at_school or role == "sia" else ()
    user = builders.person(role, authority=authority, urns=urns)
    return confidentiality.reading(
        EVERY,
        school=School.objects.get(pk=builders.BEECH),
        what="a page",
        by=user,
        held=access.of(user, on=TODAY),
        at=AT,
    )


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("headteacher", ("Open", "School and authority")),
        ("chair", ("Open", "School and authority")),
        ("governor", ("Open",)),
        ("sia", ("Open", "School and authority", "Restricted")),
        ("sitl", ("Open", "School and authority", "Restricted")),
        ("pa", ("Open", "School and authority", "Restricted", "Embargoed")),
        ("director", ("Open", "School and authority", "Restricted", "Embargoed")),
        ("data_officer", ("Open", "School and authority")),
        ("executive_member", ("Open",)),
        ("administrator", ("Open",)),
    ],
)
def test_a_role_reads_its_levels_and_is_told_how_much_is_left_out(role: str, reads: tuple[str, ...]) -> None:
    told = read(role)
    assert told.rows == reads
    assert sum(told.left_out.values()) == len(EVERY) - len(reads)


def test_a_reading_of_what_is_restricted_is_kept_once_and_any_other_is_not() -> None:
    read("headteacher")
    assert not Event.objects.filter(verb=Verb.RESTRICTED_READ).exists()
    read("pa")
    event = Event.objects.get(verb=Verb.RESTRICTED_READ)
    assert (event.urn, event.authority_code, event.subject, event.by.name) == (
        builders.BEECH,
        "801",
        "a page",
        "Pa",
    )
    kept = confidentiality.readings_of(School.objects.get(pk=builders.BEECH))
    assert [each.pk for each in kept] == [event.pk]
    assert confidentiality.readings_of(School.objects.get(pk=builders.OAK)) == []


def test_another_authority_and_another_adviser_read_nothing() -> None:
    assert read("pa", authority="802").rows == ("Open",)
    assert read("sia", urn=builders.OAK).rows == ("Open",)


def test_whoever_has_an_interest_in_the_school_reads_nothing_restricted_of_it_and_leaves_no_reading() -> None:
    user = builders.person("pa")
    school = School.objects.get(pk=builders.BEECH)
    interests.declare(
        school=school,
        user=user,
        kind="child",
        reason="My daughter is in Year 4.",
        from_date=TODAY,
        to_date=None,
        by=user,
        at=AT,
    )
    told = read("pa")
    assert told.rows == ("Open", "School and authority")
    assert set(told.left_out) == {Confidentiality.RESTRICTED, Confidentiality.EMBARGOED}
    assert not Event.objects.filter(verb=Verb.RESTRICTED_READ).exists()


def test_nobody_at_a_school_reads_what_is_restricted() -> None:
    for role in ROLES.values():
        if role.at_school:
            assert not role.permissions & {Permission.RESTRICTED_READ, Permission.EMBARGOED_READ}, role.id


def test_each_level_says_who_reads_it() -> None:
    assert len({level.words for level in Confidentiality}) == 4
    assert all(level.means.endswith(".") for level in Confidentiality)
