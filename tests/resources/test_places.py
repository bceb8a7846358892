"""Places on courses are charged for once, at what they cost then, and none that was free or given up in time."""

import pytest
from django.core.exceptions import PermissionDenied

from tests import at_once, builders
from tests.casework import acting as casework
from tests.events import acting
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.events.queries.events import EventFile
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


def _away() -> EventFile:
    """An event whose day has passed, to which none of the three came who had a place, one of whom had cancelled late."""
    file = acting.planned(places=3)
    for name in ("Ann", "Bea", "Cai"):
        file = acting.booked(file, name)
    late = acting.AT + 9 * acting.A_DAY
    file = acting.cancelled(acting.again(file, at=late), "Cai", at=late)
    return acting.attended(file, away=("Ann", "Bea"))


def test_calling_off_an_event_credits_each_charge_of_its_places_once_and_charges_no_other() -> None:
    now = acting.HELD + acting.A_DAY
    other = acting.booked(acting.planned(title="Another"), "Ann")
    acting.attended(other)
    file = _away()
    assert _charged() == [9_500] * 4
    first, second = Charge.objects.filter(what__startswith="Teaching")[:2]
    manager = builders.person("traded_services")
    charges.credit(first, why="They were ill.", by=manager, at=now)
    charges.credit(second, why="Half of it.", instead=4_000, by=manager, at=now)
    # Whoever keeps the programme credits by it, though they keep no services
    places.call_off(acting.again(file, at=now), why="The hall was flooded.", by=builders.person("pa"), at=now)
    rows = Charge.objects.filter(what__startswith="Teaching")
    assert sum(each.to_pay for each in rows) == 0
    assert sorted(each.to_pay for each in rows if each.credits_id) == [-9_500, -9_500, -9_500, -4_000]
    assert {each.why for each in rows if each.credits_id} == {
        "They were ill.",
        "Half of it.",
        "The event was called off: The hall was flooded.",
    }
    assert sum(each.to_pay for each in Charge.objects.filter(what__startswith="Another")) == 9_500
    with pytest.raises(CannotTake, match="called off already"):
        places.call_off(acting.again(file, at=now), why="Again.", by=manager, at=now)
    assert len(Charge.objects.filter(what__startswith="Teaching")) == len(rows)
    assert _charged() == []
    told = Event.objects.filter(verb=Verb.ORDER_MOVED, subject__startswith="Credited").values_list(
        "urn", "subject"
    )
    assert len(told) == 4
    assert all(urn == builders.BEECH for urn, _ in told)


def test_where_a_credit_cannot_be_written_the_event_is_not_called_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = _away()
    _charged()

    def fail(*_: object, **__: object) -> None:
        raise CannotTake("Not now.")

    monkeypatch.setattr(places, "take_back", fail)
    with pytest.raises(CannotTake, match="Not now"):
        places.call_off(acting.again(file, at=acting.HELD), why="Snow.", by=acting.keeper(), at=acting.HELD)
    assert not acting.again(file, at=acting.HELD).plan.is_off


@pytest.mark.django_db(transaction=True)
def test_where_places_are_charged_for_while_the_event_is_called_off_nothing_is_left_to_pay() -> None:
    file = acting.again(_away(), at=acting.HELD)
    manager, keeper = builders.person("traded_services"), builders.person("pa")
    told = at_once.told(
        [
            lambda: places.call_off(file, why="Snow.", by=keeper, at=acting.HELD),
            lambda: places.charge_places(authority="801", by=manager, at=acting.HELD),
        ]
    )
    assert told == ["done", "done"]
    assert sum(each.to_pay for each in Charge.objects.all()) == 0


def test_what_somebody_came_to_is_not_called_off_nor_credited_and_what_to_do_instead_is_said() -> None:
    file = acting.attended(acting.booked(acting.planned(), "Ann"))
    _charged()
    with pytest.raises(CannotTake, match="credit its charge under Charges"):
        places.call_off(acting.again(file, at=acting.HELD), why="x", by=acting.keeper(), at=acting.HELD)
    assert Charge.objects.count() == 1


def test_a_school_that_has_moved_away_is_credited_by_the_authority_that_charged_it() -> None:
    file = _away()
    School.objects.filter(pk=builders.BEECH).update(authority="802")
    assert len(_charged()) == 3
    places.call_off(acting.again(file, at=acting.HELD), why="Snow.", by=acting.keeper(), at=acting.HELD)
    assert sum(each.to_pay for each in Charge.objects.all()) == 0
    assert {each.authority_id for each in Charge.objects.all()} == {"801"}


def test_only_whoever_keeps_services_charges_for_places() -> None:
    with pytest.raises(PermissionDenied):
        places.charge_places(authority="801", by=builders.person("pa"), at=acting.HELD)
