"""Each source of days that are taken of system leaders tells them alike, so that no rule promises the same day twice."""

from decimal import Decimal

import pytest

from tests import builders
from tests.brokering import acting as brokering
from tests.leadership import acting as leading
from trellis.brokering.queries import promised
from trellis.leaders.queries import commitments
from trellis.leadership.queries import mentors

YEAR, TODAY = 2026, builders.AS_OF


def test_support_and_mentoring_each_say_what_they_take() -> None:
    assert set(commitments.sources()) == {promised.commitments, mentors.commitments_of_mentors}


@pytest.mark.django_db
def test_each_source_gives_decimal_days_by_the_leader_s_number_for_one_authority_and_year() -> None:
    builders.screened(authority="802")
    builders.screened()
    behind = brokering.provider()
    leader = brokering.leader(days=20, behind=behind)
    other = leading.leader("Lou", days=9)
    brokering.accepted(behind, leader=leader)
    for number, each in enumerate((leader, other)):
        leading.matched(leading.analysed(urn=builders.ELM, name=f"Head {number}"), each)
    for source in commitments.sources():
        told = source("801", year=YEAR, today=TODAY)
        assert leader.pk in told, source
        assert all(type(days) is Decimal and days > 0 for days in told.values()), source
        assert source("801", year=YEAR, today=TODAY, leader=leader.pk) == {leader.pk: told[leader.pk]}, source
        assert source("802", year=YEAR, today=TODAY) == {}, source
        assert source("801", year=YEAR - 1, today=TODAY) == {}, source
    assert commitments.taken("801", year=YEAR, today=TODAY) == {leader.pk: Decimal(7), other.pk: Decimal(3)}
