"""What the roles may do, and which schools that reaches."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from trellis.accounts import access
from trellis.accounts.actions import accounts
from trellis.accounts.models import Post, User
from trellis.accounts.roles import ROLES, Permission, Scope
from trellis.schools import queries

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 20)


def seen(user: User, on: date = ON) -> set[int]:
    return set(queries.visible_to(user, on=on).values_list("urn", flat=True))


@pytest.fixture(autouse=True)
def schools() -> None:
    builders.screened()
    builders.screened(authority="802")


def test_an_authority_wide_role_sees_every_school_of_its_authority_and_no_other() -> None:
    assert seen(builders.person("pa")) == {s["urn"] for s in builders.SCHOOLS if s["authority"] == "801"}


def test_a_senior_adviser_sees_the_schools_of_their_phase() -> None:
    assert seen(builders.person("ssa")) == {builders.OAK}
    assert builders.OAK not in seen(builders.person("spa"))


def test_a_headteacher_of_two_federated_schools_sees_both() -> None:
    assert seen(builders.person("headteacher", urns=(builders.BEECH, builders.ELM))) == {
        builders.BEECH,
        builders.ELM,
    }


def test_a_post_that_names_a_school_of_another_authority_reaches_nothing() -> None:
    assert seen(builders.person("headteacher", urns=(builders.OTHER,))) == set()


def test_a_post_that_has_ended_or_not_begun_reaches_nothing() -> None:
    user = builders.person("pa")
    assert seen(user, on=date(2026, 8, 31)) == set()
    Post.objects.update(to_date=ON - timedelta(days=1))
    assert seen(user) == set()
    assert seen(user, on=ON - timedelta(days=1)) != set()


def test_an_account_without_a_post_sees_nothing() -> None:
    user = accounts.open_account(email="nobody@example.org", name="Nobody", password=builders.PASSWORD)
    assert seen(user) == set()
    assert access.of(user, on=ON).held == ()


def test_only_the_data_officer_runs_screenings_and_imports() -> None:
    for permission in (Permission.SCREENING_RUN, Permission.DATA_IMPORT):
        assert [role.id for role in ROLES.values() if permission in role.permissions] == ["data_officer"]


def test_who_sees_no_school_by_name_holds_no_permission_to_read_evidence() -> None:
    for role in ROLES.values():
        reads = role.permissions & {Permission.EVIDENCE_READ, Permission.LEVEL_READ, Permission.SERVICE_KEEP}
        assert (role.scope == Scope.NONE) == (not reads), role.id


def test_a_post_at_a_school_names_the_school() -> None:
    with pytest.raises(accounts.SchoolNeeded, match="say which"):
        builders.person("headteacher")
    user = builders.person("pa")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=user, role="headteacher", authority_code="801", from_date=ON)


def test_an_unknown_role_is_refused_with_the_roles_there_are() -> None:
    with pytest.raises(accounts.UnknownRole, match="headteacher"):
        builders.person("wizard")


def test_giving_a_post_again_changes_nothing() -> None:
    builders.person("pa")
    builders.person("pa")
    assert Post.objects.count() == 1
    assert User.objects.count() == 1


def test_an_email_address_is_kept_in_small_letters() -> None:
    user = accounts.open_account(email=" Alice@Example.ORG ", name="Alice", password=builders.PASSWORD)
    assert user.email == "alice@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ALICE@example.org", name="Another")
