"""The register of networks: who is in each, which are active by rule, which schools are in none, and how it grew."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import at_once, builders
from tests.leadership import acting
from trellis.casework.actions.taking import CannotTake
from trellis.leadership.actions import networks
from trellis.leadership.models import Member
from trellis.leadership.queries import networks as kept
from trellis.leadership.queries.networks import NetworkFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY
A_YEAR_AGO = TODAY - timedelta(days=365)


def test_a_network_is_active_for_a_year_after_what_it_did_and_one_of_which_nothing_is_known_is_not() -> None:
    file = acting.network(began_on=date(2024, 9, 1))
    assert not file.is_active
    file = acting.logged(file, on=A_YEAR_AGO - timedelta(days=1))
    assert (file.is_active, file.last is None) == (False, False)
    assert acting.logged(file, on=A_YEAR_AGO).is_active


def test_schools_join_and_leave_and_both_stay_told() -> None:
    file = acting.joined(acting.network(), builders.OAK)
    with pytest.raises(CannotTake, match="in this network already"):
        acting.joined(file, builders.OAK)
    oak = next(each for each in file.members if each.row.school_id == builders.OAK)
    file = networks.leave(file, oak, to_date=TODAY, why="They merged.", by=acting.principal(), at=AT)
    assert builders.OAK in kept.urns_in(file)  # until the end of its last day
    later = AT + acting.A_DAY
    file = networks.read(file.network, at=later)
    assert builders.OAK not in kept.urns_in(file)
    with pytest.raises(CannotTake, match="left already"):
        networks.leave(file, oak, to_date=TODAY, why="Again.", by=acting.principal(), at=later)
    file = acting.joined(file, builders.OAK, on=TODAY + acting.A_DAY, at=later)
    assert builders.OAK in kept.urns_in(file)
    assert len(file.memberships) == 3


def test_the_lead_is_a_member_and_leads_until_another_does() -> None:
    file = acting.joined(acting.network(), builders.OAK)
    lead = next(each for each in file.members if each.row.school_id == builders.BEECH)
    with pytest.raises(CannotTake, match="another lead school first"):
        networks.leave(file, lead, to_date=TODAY, why="x", by=acting.principal(), at=AT)
    with pytest.raises(CannotTake, match="let it join first"):
        networks.word(
            file, name="Rivers", purpose="x", lead=acting.school(builders.ELM), by=acting.principal(), at=AT
        )
    oak = acting.school(builders.OAK)
    file = networks.word(file, name="Rivers", purpose="More.", lead=oak, by=acting.principal(), at=AT)
    networks.leave(file, lead, to_date=TODAY, why="x", by=acting.principal(), at=AT)


def test_what_cannot_be_is_refused_in_words() -> None:
    file = acting.network()
    with pytest.raises(CannotTake, match="of this name already"):
        acting.network("rivers")
    with pytest.raises(CannotTake, match="still to come"):
        acting.logged(file, on=TODAY + acting.A_DAY)
    with pytest.raises(CannotTake, match="had not begun"):
        acting.logged(file, on=acting.STARTED - acting.A_DAY)
    with pytest.raises(CannotTake, match="open school of the authority"):
        acting.joined(file, builders.OTHER)
    with pytest.raises(CannotTake, match="already"):
        networks.word(
            file,
            name=file.wording.name,
            purpose=file.wording.purpose,
            lead=acting.school(),
            by=acting.principal(),
            at=AT,
        )


@pytest.mark.parametrize("role", ["headteacher", "sia", "auditor", "traded_services", "system_leader"])
def test_others_keep_no_register(role: str) -> None:
    user = builders.person(role, urns=(builders.BEECH,) if role in ("headteacher", "sia") else ())
    with pytest.raises(PermissionDenied):
        networks.log(acting.network(), on=TODAY, what="x", by=user, at=AT)
    stranger = builders.person("pa", authority="802")
    with pytest.raises(PermissionDenied):
        networks.log(acting.network("Hills"), on=TODAY, what="x", by=stranger, at=AT)


def test_schools_in_no_active_network_are_listed_also_where_theirs_has_lapsed() -> None:
    acting.logged(acting.joined(acting.network(), builders.OAK))
    lapsed = acting.network("Hills", lead=builders.ELM, began_on=date(2024, 1, 1))
    acting.logged(lapsed, on=date(2024, 3, 1))
    every = kept.at("801", today=TODAY)
    assert {each.pk for each in kept.in_none("801", networks=every)} == {
        builders.ELM,
        builders.ACADEMY,
        builders.SILENT,
    }
    assert kept.at("802", today=TODAY) == []


def test_growth_counts_active_networks_and_the_schools_in_them_at_each_year_s_end() -> None:
    file = acting.network(began_on=date(2024, 9, 1))
    file = acting.logged(file, on=date(2025, 5, 1))
    file = acting.joined(file, builders.OAK, on=date(2025, 10, 1))
    acting.logged(file, on=date(2026, 6, 1))
    told = kept.growth(kept.at("801", today=TODAY), today=TODAY)
    assert [(each.year, each.networks, each.schools) for each in told] == [
        (2025, 1, 1),
        (2026, 1, 2),
        (2027, 1, 2),
    ]


def _slowly(file: NetworkFile, day: date) -> set[int]:
    """Who is in a network on a day, by following every day from its beginning."""
    there: set[int] = set()
    on = file.network.began_on
    while on <= day:
        for each in file.memberships:
            if each.row.from_date == on:
                there.add(each.row.school_id)
            if each.ended is not None and each.ended.to_date + timedelta(days=1) == on:
                there.discard(each.row.school_id)
        on += timedelta(days=1)
    return there


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from((builders.OAK, builders.ELM, builders.ACADEMY)),
            st.integers(0, 30),
            st.one_of(st.none(), st.integers(0, 20)),
        ),
        max_size=5,
    ),
    day=st.integers(0, 60),
)
def test_membership_on_a_day_is_what_following_every_day_gives(
    moves: list[tuple[int, int, int | None]], day: int
) -> None:
    from uuid import uuid4

    file = acting.network(str(uuid4()))
    for urn, after, stays in moves:
        on = acting.STARTED + timedelta(days=after)
        try:
            file = acting.joined(file, urn, on=on)
        except CannotTake:
            continue
        if stays is not None:
            newest = max(file.memberships, key=lambda each: each.row.pk)
            end = on + timedelta(days=stays)
            file = networks.leave(file, newest, to_date=end, why="x", by=acting.principal(), at=AT)
    asked = acting.STARTED + timedelta(days=day)
    assert {each.row.school_id for each in file.members_on(asked)} == _slowly(file, asked)


def test_the_register_takes_the_same_number_of_queries_however_long_it_is() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            kept.at("801", today=TODAY)
        return len(caught)

    acting.logged(acting.network("One"))
    few = queries()
    for name in ("Two", "Three"):
        acting.logged(acting.joined(acting.network(name), builders.OAK))
    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_of_two_who_let_a_school_join_at_once_one_does() -> None:
    builders.screened()
    file = acting.network()
    assert at_once.told([lambda: acting.joined(file)] * 3).count("done") == 1
    assert Member.objects.filter(school=builders.OAK).count() == 1
