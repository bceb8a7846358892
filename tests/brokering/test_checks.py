"""What is looked at before a match is offered: the level as it was settled, and a designation that holds."""

from datetime import date, timedelta

import pytest

from tests import builders
from tests.brokering import acting
from tests.brokering.acting import AT, HELPS, TODAY
from tests.casework import acting as casework
from trellis.brokering.actions import needs
from trellis.brokering.models import Check
from trellis.brokering.queries import candidates
from trellis.casework.actions.taking import CannotTake
from trellis.leaders.models import Designation, DesignationEnd, Leader
from trellis.providers.models import ProviderStep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def designated(until: date) -> Leader:
    made = acting.leader()
    Designation.objects.create(
        leader=made,
        kind="sle",
        body="A hub",
        from_date=TODAY - timedelta(days=300),
        until=until,
        areas=["early-reading"],
        phases=["primary"],
        by=acting.principal(),
        at=AT - timedelta(days=1),
    )
    ended = Designation.objects.get(leader=made, kind="lle")
    DesignationEnd.objects.create(
        designation=ended, ended_on=TODAY - timedelta(days=1), why="Moved.", by=acting.principal(), at=AT
    )
    return made


@pytest.mark.parametrize(("settled", "asks"), [(1, False), (3, True)])
def test_the_level_that_a_dispute_was_settled_at_decides_whether_the_authority_brokers(
    settled: int, asks: bool
) -> None:
    casework.settled(builders.OAK, proposed=2, level=settled, at=AT)
    assert needs.asks_for_it(acting.school(builders.OAK), today=TODAY) is asks


@pytest.mark.parametrize(("settled", "held"), [(1, False), (3, True)])
def test_the_level_that_a_dispute_was_settled_at_decides_whether_a_school_is_asked(
    settled: int, held: bool
) -> None:
    casework.settled(HELPS, proposed=2, level=settled, at=AT)
    acting.provider()
    need = acting.needed()
    known = candidates.field("801", today=TODAY)
    [told] = candidates.candidates(known, need.support, relevance={}, held=None)
    assert told.concern is held


def test_a_leader_whose_last_designation_has_ended_is_neither_checked_as_met_nor_accepted() -> None:
    by = acting.provider()
    made = acting.leader()
    file = acting.checked(acting.with_terms(acting.matched(by, leader=made)))
    assert file.state == "checked"
    DesignationEnd.objects.create(
        designation=Designation.objects.get(leader=made),
        ended_on=TODAY - timedelta(days=1),
        why="Moved.",
        by=acting.principal(),
        at=AT,
    )
    with pytest.raises(CannotTake, match="Ada Finch holds no designation in force"):
        acting.take(file, "offer", acting.broker())


@pytest.mark.parametrize(("lasts", "met"), [(5, False), (100, True)])
def test_a_designation_holds_on_the_day_on_which_the_support_begins(lasts: int, met: bool) -> None:
    made = designated(TODAY + timedelta(days=lasts))
    file = acting.with_terms(
        acting.matched(acting.provider(), leader=made),
        begins=TODAY + timedelta(days=30),
        ends=TODAY + timedelta(days=60),
        middle=None,
    )
    acting.checked(file)
    found = Check.objects.get(support=file.support, name="quality")
    assert found.passed is met
    assert ("lasts until the support is to begin" in found.said) is not met


def test_a_reason_for_a_lapsed_quality_is_none_for_a_designation_that_ends_later() -> None:
    by = acting.provider(until=TODAY - timedelta(days=10))
    made = acting.leader(behind=by)
    file = acting.checked(
        acting.with_terms(acting.matched(by, leader=made)), quality="Its papers are looked at on Monday."
    )
    file = acting.take(file, "offer", acting.broker())
    DesignationEnd.objects.create(
        designation=Designation.objects.get(leader=made),
        ended_on=TODAY - timedelta(days=1),
        why="Moved.",
        by=acting.principal(),
        at=AT,
    )
    with pytest.raises(CannotTake, match="holds no designation in force"):
        acting.take(file, "accept", acting.head(HELPS))


def test_a_school_that_was_removed_from_the_register_is_not_told_of_as_new_to_it() -> None:
    by = acting.provider()
    acting.leader(behind=by)
    ProviderStep.objects.create(
        provider=by, number=9, name="remove", state="removed", reasons="Gone.", by=acting.principal(), at=AT
    )
    known = candidates.field("801", today=TODAY)
    [told] = candidates.candidates(known, acting.needed().support, relevance={}, held=None)
    assert (told.kind, told.registered, told.removed) == ("leader", False, True)
