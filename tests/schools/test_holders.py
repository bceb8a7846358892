"""Who holds which post at an authority, whom a role brings to a school, and the team in which something is somebody's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from trellis.accounts.actions import accounts
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.schools import holders
from trellis.schools.holders import Holders
from trellis.schools.models import School

pytestmark = pytest.mark.django_db
OAK, BEECH = builders.OAK, builders.BEECH


@pytest.fixture(autouse=True)
def screened() -> None:
    builders.screened()


def school(urn: int, **more: str) -> School:
    found = School.objects.get(pk=urn)
    for name, value in more.items():
        setattr(found, name, value)
    return found


def held() -> Holders:
    return holders.at("801", on=builders.AS_OF)


def teams(user: User, permission: Permission, *, of: School) -> set[str]:
    posts = held().answering([user.pk], permission, school=of)
    return set().union(*(each.teams(school=of) for each in posts))


def test_a_role_brings_to_a_school_those_who_hold_it_there_and_those_of_its_phase() -> None:
    primary, secondary = builders.person("spa"), builders.person("ssa")
    own, other = builders.person("sia", urns=(BEECH,)), builders.person("sia", urns=(OAK,))
    roles = ("sia", "spa", "ssa")
    assert set(held().of_roles(roles, school=school(BEECH))) == {own.pk, primary.pk}
    assert set(held().of_roles(roles, school=school(OAK))) == {other.pk, secondary.pk}
    special = school(OAK, phase_group="special")
    assert set(held().of_roles(("spa", "ssa"), school=special)) == {primary.pk, secondary.pk}
    assert set(held().of_roles(("spa", "ssa", "sia"))) == {
        primary.pk,
        secondary.pk,
    }  # of no school in particular


def test_those_of_another_authority_and_those_who_have_left_hold_nothing_here() -> None:
    stranger, gone = builders.person("pa", authority="802"), builders.person("pa", email="gone@example.org")
    for post in gone.posts.all():
        accounts.end_post(post, to_date=builders.AS_OF - timedelta(days=1))
    stays = builders.person("pa")
    found = held()
    assert set(found.of_account) == {stays.pk}
    assert set(found.who_may(Permission.LEVEL_RATIFY, school=school(OAK))) == {stays.pk}
    assert found.answering([gone.pk, stranger.pk], Permission.LEVEL_RATIFY, school=school(OAK)) == ()


def test_the_team_is_of_the_post_by_which_something_is_somebody_s() -> None:
    adviser = builders.person("sia", urns=(BEECH, OAK))
    accounts.give_posts(user=adviser, role="sitl", authority_code="801", from_date=builders.AS_OF, urns=())
    assert teams(adviser, Permission.CASE_INFORM, of=school(BEECH)) == {"leaders"}
    assert teams(adviser, Permission.JUDGEMENT_RECORD, of=school(BEECH)) == {"primary"}
    assert teams(adviser, Permission.JUDGEMENT_RECORD, of=school(OAK)) == {"secondary"}
    both = school(OAK, phase_group="special")
    assert teams(adviser, Permission.JUDGEMENT_RECORD, of=both) == {"primary", "secondary"}
    unknown = school(OAK, phase_group="unknown")
    assert teams(adviser, Permission.JUDGEMENT_RECORD, of=unknown) == {"primary", "secondary"}
    assert teams(builders.person("headteacher", urns=(OAK,)), Permission.LEVEL_ANSWER, of=school(OAK)) == {
        "schools"
    }


def test_everybody_is_read_in_one_query() -> None:
    for urn in (OAK, BEECH):
        builders.person("headteacher", urns=(urn,))
    with CaptureQueriesContext(connection) as made:
        held().who_may(Permission.LEVEL_ANSWER, school=school(OAK))
    assert len(made) == 2  # with the school
