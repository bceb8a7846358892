"""Whether a post reaches a school is one answer, however it is asked."""

import pytest

from tests import builders
from trellis.accounts import access
from trellis.accounts.roles import ROLES, Permission
from trellis.schools import queries
from trellis.schools.models import School

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("authority", ["801", "802"])
def test_asking_of_one_school_says_what_the_list_of_schools_says(authority: str) -> None:
    builders.screened()
    builders.screened(authority="802")
    for role in ROLES.values():
        urns = (builders.OAK,) if role.at_school or role.id == "sia" else ()
        user = builders.person(role.id, authority=authority, urns=urns)
        held = access.of(user, on=builders.AS_OF)
        for permission in Permission:
            listed = set(
                queries.visible_to(user, on=builders.AS_OF, permission=permission).values_list(
                    "urn", flat=True
                )
            )
            reached = {s.urn for s in School.objects.all() if queries.reaches(held, permission, school=s)}
            assert reached == listed, (role.id, permission)
