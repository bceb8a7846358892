"""Places on courses are charged for once, at what they cost then, and none that was free or given up in time."""

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.casework import acting as casework
from tests.events import acting
from trellis.activity.models import Event, Verb
from trellis.resources.actions import charges, places
from trellis.resources.models import Charge
from trellis.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def _charged() -> list[int]:
    return [
        each.to_pay
        for each in places.charge_places(
            authority="801", by=builders.person("traded_services"), at=acting.HELD + acting.A_DAY
        )
    ]


def test_who_came_is_charged_for_once_however_often_it_is_asked() -> None:
    file = acting.booked(acting.planned(), "Ada Finch")
    acting.attended(file)
    first = _charged()
    assert len(first) == 1
    assert first[0] > 0
    assert _charged() == []
    assert Charge.objects.get().what.endswith("Attended")
    told = Event.objects.get(verb=Verb.ORDER_MOVED)
    assert (told.urn, told.subject) == (
        builders.BEECH,
        "Charged £95: Teaching writing well, 4 December 2026: Attended",
    )


def test_a_school_that_has_moved_to_another_authority_holds_up_no_charge_and_is_charged_and_credited() -> (
    None
):
    casework.in_force(builders.BEECH, level=3)
    file = acting.booked(acting.booked(acting.planned(), "Ada Finch"), "Bo Reed", builders.OAK)
    acting.attended(file)
    School.objects.filter(pk=builders.BEECH).update(authority="802")
    assert sorted(_charged()) == [9_500, 9_500]
    moved = Charge.objects.get(school=builders.BEECH)
    assert (moved.authority_id, moved.level) == ("801", None)
    now = acting.HELD + acting.A_DAY
    with pytest.raises(PermissionDenied):
        charges.credit(moved, why="Ours now.", by=builders.person("traded_services", authority="802"), at=now)
    charges.credit(moved, why="They left.", by=builders.person("traded_services"), at=now)
    with pytest.raises(PermissionDenied):
        charges.raise_charge(
            authority="801",
            school=acting.school(builders.OAK),
            source="x",
            reference="1",
            what="Nothing.",
            to_pay=1,
            by=builders.person("traded_services", authority="802"),
            at=now,
        )


def test_only_whoever_keeps_services_charges_for_places() -> None:
    with pytest.raises(PermissionDenied):
        places.charge_places(authority="801", by=builders.person("pa"), at=acting.HELD)
