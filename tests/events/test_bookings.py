"""Places on events: who books for whom, whose turn it is, what cancelling costs, who came and what they made of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import at_once, builders
from tests.events import acting
from trellis.accounts import access
from trellis.activity.models import Event as Trail
from trellis.activity.models import Verb
from trellis.casework.actions.taking import CannotTake
from trellis.events.actions import bookings, plans
from trellis.events.models import Booking, BookingStep, Evaluation
from trellis.events.queries import charges, due, events
from trellis.schools.models import School
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, TODAY = acting.AT, acting.TODAY


def test_a_place_is_given_while_there_is_one_and_then_people_wait_in_turn() -> None:
    file = acting.planned(places=2)
    for name in ("Ann", "Bea", "Cai", "Dot"):
        file = acting.booked(file, name)
    assert acting.stands(file) == {"Ann": "placed", "Bea": "placed", "Cai": "waiting", "Dot": "waiting"}
    assert (file.free, [each.booking.name for each in file.waiting]) == (0, ["Cai", "Dot"])


def test_a_cancelled_place_goes_to_the_first_who_waits_and_both_are_in_the_trail() -> None:
    file = acting.planned(places=1)
    for name in ("Ann", "Bea", "Cai"):
        file = acting.booked(file, name)
    file = acting.cancelled(file, "Ann")
    assert acting.stands(file) == {"Ann": "cancelled", "Bea": "placed", "Cai": "waiting"}
    told = list(Trail.objects.filter(verb=Verb.PLACE_MOVED).order_by("pk").values_list("subject", "by"))
    assert told[-1] == ("Bea: booked", None)  # Trellis gives it


def test_more_places_go_to_those_who_wait_and_there_are_never_fewer_than_are_taken() -> None:
    file = acting.planned(places=1)
    for name in ("Ann", "Bea", "Cai"):
        file = acting.booked(file, name)
    wider = acting.words(places=2)
    file = plans.change(file, plan=wider, why="A larger room.", by=acting.keeper(), at=AT)
    assert acting.stands(file) == {"Ann": "placed", "Bea": "placed", "Cai": "waiting"}
    with pytest.raises(CannotTake, match="2 people have a place"):
        plans.change(file, plan=acting.words(places=1), why="Smaller.", by=acting.keeper(), at=AT)
    assert [each.places for each in file.plans] == [1, 2]  # what was planned stays


def test_the_same_person_has_one_place_and_can_come_back_after_cancelling() -> None:
    file = acting.booked(acting.planned(), "Ann")
    with pytest.raises(CannotTake, match="booked already"):
        acting.booked(file, "ANN")
    acting.booked(file, "Ann", builders.OAK)  # of another school it is somebody else
    file = acting.cancelled(acting.again(file), "Ann", by=acting.head(builders.OAK))
    file = acting.booked(file, "Ann", builders.OAK)
    assert [each.state for each in file.bookings] == ["placed", "cancelled", "placed"]


def test_a_headteacher_books_for_the_own_school_and_a_system_leader_for_themselves() -> None:
    file = acting.planned()
    with pytest.raises(PermissionDenied, match="your own school"):
        acting.booked(file, "Ann", builders.OAK, by=acting.head())
    with pytest.raises(PermissionDenied, match="your own school"):
        acting.booked(file, "Ann", by=builders.person("system_leader"))
    file = acting.booked(file, "", None, by=builders.person("system_leader", name="Una Marsh"))
    assert acting.of(file, "Una Marsh").booking.school is None
    acting.booked(file, "Cai", builders.OAK, by=acting.keeper())  # by telephone


@pytest.mark.parametrize("role", ["governor", "auditor", "executive_member", "director", "data_officer"])
def test_others_book_nothing(role: str) -> None:
    user = builders.person(role, urns=(builders.BEECH,) if role == "governor" else ())
    with pytest.raises(PermissionDenied):
        acting.booked(acting.planned(), "Ann", by=user)
    assert not Booking.objects.exists()


def test_another_authority_books_and_keeps_nothing_here() -> None:
    file = acting.planned()
    stranger = builders.person("headteacher", authority="802", urns=(builders.OTHER,))
    with pytest.raises(PermissionDenied):
        acting.booked(file, "Ann", builders.OTHER, by=stranger)
    with pytest.raises(PermissionDenied):
        acting.booked(file, "Ann", builders.OTHER, by=acting.keeper())
    away = builders.person("traded_services", authority="802")
    with pytest.raises(PermissionDenied):
        plans.call_off(file, why="Ours.", by=away, at=AT)
    assert events.one(file.event.pk, authorities={"802"}, today=TODAY) is None


def test_what_is_over_or_called_off_cannot_be_booked() -> None:
    file = acting.planned()
    with pytest.raises(CannotTake, match="over"):
        acting.booked(file, "Ann", at=acting.HELD)
    plans.call_off(file, why="Too few.", by=acting.keeper(), at=AT)
    with pytest.raises(CannotTake, match="called off"):
        acting.booked(file, "Ann")


def test_cancelling_is_without_charge_until_its_last_day_and_for_who_waits_always() -> None:
    file = acting.planned(places=2)
    for name in ("Ann", "Bea", "Cai"):
        file = acting.booked(file, name)
    last = AT + 7 * acting.A_DAY
    file = acting.cancelled(file, "Ann", at=last)
    after = last + acting.A_DAY
    file = acting.cancelled(acting.again(file, at=after), "Bea", at=after)
    assert {name: acting.of(file, name).is_late for name in ("Ann", "Bea")} == {"Ann": False, "Bea": True}
    file = acting.booked(acting.planned(places=1, title="Another"), "Ann")
    file = acting.booked(file, "Bea")
    file = acting.cancelled(acting.again(file, at=after), "Bea", at=after)
    assert not acting.of(file, "Bea").is_late


def test_a_booking_is_cancelled_by_its_school_or_the_keeper_and_not_by_others_or_after_the_day() -> None:
    file = acting.booked(acting.planned(), "Ann")
    for user in (acting.head(builders.OAK), builders.person("sia", urns=(builders.BEECH,))):
        with pytest.raises(PermissionDenied):
            acting.cancelled(file, "Ann", by=user)
    with pytest.raises(CannotTake, match="over"):
        acting.cancelled(file, "Ann", at=acting.HELD)
    with pytest.raises(CannotTake, match="why"):
        bookings.cancel(file, acting.of(file, "Ann"), why=" ", by=acting.head(), at=AT)
    file = acting.cancelled(file, "Ann", by=acting.keeper())
    with pytest.raises(TransitionRefused, match="cannot be done now"):
        acting.cancelled(file, "Ann")


def test_charges_are_of_who_came_who_stayed_away_and_who_cancelled_too_late() -> None:
    file = acting.planned(places=9)
    for name, urn in (("Ann", builders.BEECH), ("Bea", builders.BEECH), ("Cai", builders.ACADEMY)):
        file = acting.booked(file, name, urn, by=acting.keeper())
    for name in ("Dot", "Eli"):
        file = acting.booked(file, name)
    file = acting.booked(file, "", None, by=builders.person("system_leader", name="Una"))
    file = acting.cancelled(file, "Dot")  # in time
    late = AT + 9 * acting.A_DAY
    acting.cancelled(acting.again(file, at=late), "Eli", at=late)
    acting.attended(file, away=("Bea",))
    held = TODAY + timedelta(days=15)
    raised = charges.to_raise("801", since=TODAY, until=held, today=held)
    assert {each.booking.name: (each.amount, each.why.split(",")[0]) for each in raised} == {
        "Ann": (Decimal(95), "Attended"),
        "Bea": (Decimal(95), "Did not come"),
        "Cai": (Decimal(120), "Attended"),
        "Eli": (Decimal(95), "Cancelled after the last day to do so without charge"),
    }
    assert charges.to_raise("802", since=TODAY, until=held, today=held) == []
    assert charges.to_raise("801", since=held, until=held, today=held) == []


def test_an_event_to_which_people_came_is_not_put_off() -> None:
    file = acting.attended(acting.booked(acting.planned(), "Ann"))
    later = acting.words(day=acting.DAY + 30 * acting.A_DAY)
    with pytest.raises(CannotTake, match="People have come"):
        plans.change(file, plan=later, why="Snow.", by=acting.keeper(), at=acting.HELD)


@pytest.mark.parametrize("role", ["headteacher", "chair"])
def test_nobody_of_a_school_takes_a_place_of_no_school_which_nobody_is_charged_for(role: str) -> None:
    user = builders.person(role, urns=(builders.BEECH,))
    with pytest.raises(PermissionDenied, match="choose the school"):
        acting.booked(acting.planned(), "", None, by=user)
    file = acting.booked(acting.planned(), "", None, by=builders.person("system_leader"))
    assert file.bookings[0].booking.school is None


def test_nobody_is_charged_more_than_a_place_cost_when_they_booked_it() -> None:
    file = acting.booked(acting.planned(places=9), "Ann")
    for days, price in ((1, "150.00"), (3, "130.00")):
        at = AT + days * acting.A_DAY
        file = plans.change(
            acting.again(file, at=at),
            plan=acting.words(places=9, price_maintained=Decimal(price), cancel_by=TODAY),
            why="The hall costs more.",
            by=acting.keeper(),
            at=at,
        )
        file = acting.booked(file, f"After {days}", at=at + timedelta(hours=1))
    file = acting.again(file, at=acting.HELD)
    assert {each.booking.name: file.price_of(each) for each in file.bookings} == {
        "Ann": Decimal("95.00"),
        "After 1": Decimal("130.00"),
        "After 3": Decimal("130.00"),
    }
    late = AT + 4 * acting.A_DAY
    file = acting.cancelled(acting.again(file, at=late), "Ann", at=late)
    assert not acting.of(file, "Ann").is_late  # the last day that she was told of has not come
    file = acting.cancelled(file, "After 1", at=late)
    assert acting.of(file, "After 1").is_late


def test_who_waited_and_is_given_a_place_when_it_is_too_late_to_cancel_owes_nothing_for_cancelling() -> None:
    file = acting.planned(places=1)
    for name in ("Ann", "Bea"):
        file = acting.booked(file, name)
    late = AT + 9 * acting.A_DAY
    file = acting.cancelled(acting.again(file, at=late), "Ann", at=late)
    assert acting.stands(file)["Bea"] == "placed"
    file = acting.cancelled(file, "Bea", at=late + acting.A_DAY)
    assert [acting.of(file, name).is_late for name in ("Ann", "Bea")] == [True, False]
    file = acting.booked(file, "Cai", at=late + acting.A_DAY)
    file = acting.cancelled(file, "Cai", at=late + acting.A_DAY)
    assert acting.of(file, "Cai").is_late  # who books after the last day knows it


def test_who_is_given_a_place_too_late_to_cancel_it_is_charged_only_for_coming() -> None:
    file = acting.planned(places=2)
    for name in ("Ann", "Bea", "Cai", "Dot"):
        file = acting.booked(file, name)
    late = AT + 9 * acting.A_DAY
    for name in ("Ann", "Bea"):
        file = acting.cancelled(acting.again(file, at=late), name, at=late)
    file = acting.attended(file, away=("Cai",))
    assert {
        each.booking.name: charges.why(file, each) for each in file.bookings if each.state != "cancelled"
    } == {
        "Cai": "",
        "Dot": "Attended",
    }


def test_a_school_that_is_not_maintained_pays_what_an_academy_does() -> None:
    file = acting.booked(acting.planned(), "Ann")
    School.objects.filter(pk=builders.BEECH).update(relationship="independent")
    file = acting.again(file)
    assert file.price_of(file.bookings[0]) == Decimal("120.00")


def test_nothing_is_charged_for_what_was_called_off_or_costs_nothing() -> None:
    late = AT + 9 * acting.A_DAY
    file = acting.booked(acting.planned(), "Ann")
    file = acting.cancelled(acting.again(file, at=late), "Ann", at=late)
    plans.call_off(file, why="The hall is flooded.", by=acting.keeper(), at=late)
    free = acting.planned(title="Free", price_maintained=Decimal(0))
    acting.attended(acting.booked(free, "Ann"))
    held = TODAY + timedelta(days=30)
    assert charges.to_raise("801", since=TODAY, until=held, today=held) == []


def test_who_came_is_said_on_the_day_or_after_and_can_be_put_right() -> None:
    file = acting.booked(acting.planned(), "Ann")
    with pytest.raises(CannotTake, match="still to come"):
        acting.attended(file, at=AT)
    file = acting.attended(file, away=("Ann",))
    assert acting.stands(file) == {"Ann": "absent"}
    with pytest.raises(CannotTake, match="nothing of this is new"):
        acting.attended(file, away=("Ann",))
    assert acting.stands(acting.attended(file)) == {"Ann": "attended"}
    with pytest.raises(PermissionDenied):
        bookings.attendance(file, came={}, by=acting.head(), at=acting.HELD)
    with pytest.raises(CannotTake, match="has no place now"):
        bookings.attendance(file, came={0: True}, by=acting.keeper(), at=acting.HELD)
    with pytest.raises(CannotTake, match="so it cannot be called off"):
        plans.call_off(acting.again(file, at=acting.HELD), why="x", by=acting.keeper(), at=acting.HELD)


def test_only_who_came_evaluates_and_once() -> None:
    file = acting.booked(acting.planned(), "Ann")
    with pytest.raises(CannotTake, match="Only what somebody came to"):
        acting.evaluated(file, "Ann")
    file = acting.attended(file)
    with pytest.raises(CannotTake, match="from 1 to 5"):
        acting.evaluated(file, "Ann", 6)
    with pytest.raises(PermissionDenied):
        acting.evaluated(file, "Ann", by=acting.keeper())
    file = acting.evaluated(file, "Ann")
    with pytest.raises(CannotTake, match="evaluated already"):
        acting.evaluated(file, "Ann")
    with pytest.raises(CannotTake, match="so they came"):
        acting.attended(file, away=("Ann",))
    place = acting.of(file, "Ann").booking
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.create(booking=place, score=0, words="x", by=acting.head(), at=AT)


def test_an_average_is_told_from_five_answers_on() -> None:
    file = acting.planned(places=9)
    names = [f"Person {number}" for number in range(5)]
    for name in names:
        file = acting.booked(file, name)
    file = acting.attended(file)
    for number, name in enumerate(names):
        assert file.average is None
        file = acting.evaluated(file, name, 1 + number)
    assert file.average == 3.0


def test_who_came_is_asked_for_an_evaluation_and_the_keeper_for_the_list() -> None:
    file = acting.booked(acting.planned(), "Ann")
    held = TODAY + timedelta(days=15)

    def waits(user: object) -> list[str]:
        return [each.what for each in due.of(user, access.of(user, on=held), held)]  # type: ignore[arg-type]

    keeper, head = acting.keeper(), acting.head()
    assert waits(keeper) == ["Record who came: Teaching writing well"]
    file = acting.attended(file)
    assert (waits(keeper), waits(head)) == ([], ["Say what Ann made of it: Teaching writing well"])
    others = due.of_others(access.of(keeper, on=held), held, authority="801", mine=())
    assert [each.what for each in others] == waits(head)
    assert due.of_others(access.of(head, on=held), held, authority="801", mine=()) == ()
    acting.evaluated(file, "Ann")
    assert waits(head) == []


def test_a_plan_is_whole_and_of_a_day_to_come_and_two_keepers_do_not_write_over_one_another() -> None:
    for odd, said in (
        ({"title": " "}, "what it is called"),
        ({"phases": ()}, "phase"),
        ({"places": 0}, "places"),
        ({"price_academy": Decimal(-1)}, "price"),
        ({"cancel_by": acting.DAY + acting.A_DAY}, "cannot be after"),
        ({"day": TODAY - acting.A_DAY, "cancel_by": TODAY - acting.A_DAY}, "still to come"),
    ):
        with pytest.raises(CannotTake, match=said):
            acting.planned(**odd)
    with pytest.raises(CannotTake, match="what kind"):
        acting.planned(kind="party")
    file = acting.planned()
    plans.change(file, plan=acting.words(hours="All day"), why="Longer.", by=acting.keeper(), at=AT)
    with pytest.raises(CannotTake, match="Somebody else has changed"):
        plans.change(file, plan=acting.words(where="Online"), why="Snow.", by=acting.keeper(), at=AT)


def test_the_programme_is_read_in_the_same_number_of_queries_however_long_it_is(
    django_assert_num_queries: object,
) -> None:
    acting.booked(acting.planned(), "Ann")
    for number in range(4):
        file = acting.planned(title=f"Course {number}", places=9)
        for name in ("Ann", "Bea", "Cai"):
            file = acting.booked(file, name)
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(events.at("801", today=TODAY, since=TODAY)) == 5


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=9), places=st.integers(1, 3))
def test_places_go_as_in_a_queue_of_names(asked: list[tuple[bool, int]], places: int) -> None:
    """The slow and obvious way: a list of names of which the first so many have a place."""
    file = acting.planned(places=places, title="A queue")
    keeper, queue = acting.keeper(), list[str]()
    for comes, number in asked:
        name = f"N{number}"
        if comes and name not in queue:
            file = acting.booked(file, name, by=keeper)
            queue.append(name)
        elif not comes and name in queue:
            file = acting.cancelled(file, name, by=keeper)
            queue.remove(name)
    assert [each.booking.name for each in file.placed] == sorted(
        queue[:places], key=lambda name: acting.of(file, name).booking.pk
    )
    assert [each.booking.name for each in file.waiting] == queue[places:]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_the_last_place_at_once_one_gets_it_and_the_other_waits() -> None:
    builders.screened()
    file = acting.booked(acting.planned(places=2), "Ann")
    keeper = acting.keeper()
    told = at_once.told(
        [lambda name=name: acting.booked(file, name, by=keeper) for name in ("Bea", "Cai", "Dot")]  # type: ignore[misc]
    )
    assert told == ["done"] * 3
    now = acting.again(file)
    assert sorted(each.state for each in now.bookings) == ["placed", "placed", "waiting", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_cancel_at_once_each_frees_a_place_for_another_who_waits() -> None:
    builders.screened()
    file = acting.planned(places=2)
    keeper = acting.keeper()
    for name in ("Ann", "Bea", "Cai", "Dot"):
        file = acting.booked(file, name, by=keeper)
    told = at_once.told(
        [lambda name=name: acting.cancelled(file, name, by=keeper) for name in ("Ann", "Bea", "Ann")]  # type: ignore[misc]
    )
    assert told.count("done") == 2
    assert acting.stands(acting.again(file)) == {
        "Ann": "cancelled",
        "Bea": "cancelled",
        "Cai": "placed",
        "Dot": "placed",
    }
    assert BookingStep.objects.filter(name="place").count() == 4
