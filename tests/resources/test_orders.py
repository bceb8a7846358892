"""Orders and charges: who takes each step, what a price is made of, and that each charge goes to finance once."""

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests import at_once, builders
from tests.casework import acting as casework
from tests.resources import acting
from trellis.accounts.roles import ROLES, Permission
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.resources.actions import catalogue, charges, orders
from trellis.resources.models import Charge, ChargeBatch, Evaluation, Kind, Order
from trellis.resources.queries import charges as kept
from trellis.resources.queries import orders as reading
from trellis.resources.queries import worth
from trellis.resources.workflows.order import ORDER
from trellis.schools.models import School
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT = acting.AT
OWN = {"sia", "headteacher", "chair", "governor", "clerk", "trust_officer"}
KEEPS, HEADS = {"traded_services"}, {"headteacher"}
TAKEN: dict[str, tuple[str, set[str]]] = {
    "confirm": ("ordered", KEEPS),
    "decline": ("ordered", KEEPS),
    "deliver": ("confirmed", KEEPS | {"sia", "sitl", "spa", "pa"}),
    "evaluate": ("delivered", HEADS),
    "charge": ("evaluated", KEEPS),
    "evaluate_late": ("charged", HEADS),
    "cancel": ("confirmed", HEADS),
    "call_off": ("ordered", KEEPS),
}


def test_every_step_is_tried_here() -> None:
    assert set(TAKEN) == {step.name for step in ORDER.transitions} == set(orders.ASKED)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", TAKEN)
def test_a_step_is_taken_by_those_whose_it_is_and_by_nobody_else(name: str, role: str) -> None:
    state, who = TAKEN[name]
    file = acting.at_state(state)
    user = builders.person(role, urns=(builders.BEECH,) if role in OWN else ())
    if role in who:
        assert acting.take(file, name, user).state == ORDER.by_name[name].target
        newest = Event.objects.order_by("-pk").first()
        assert newest is not None
        assert (newest.verb, newest.urn, newest.by) == (Verb.ORDER_MOVED, builders.BEECH, user)
    else:
        with pytest.raises(TransitionRefused):
            acting.take(file, name, user)
    with pytest.raises(CannotTake, match=r"^Say "):
        orders.take(file, name, reasons=" ", by=user, at=AT)


@pytest.mark.parametrize("role", ROLES)
def test_the_headteacher_orders_and_nobody_else(role: str) -> None:
    service, user = acting.service(), builders.person(role, urns=(builders.BEECH,) if role in OWN else ())
    make = partial(orders.order, acting.school(), service=service, quantity=1, wishes="So.", by=user, at=AT)
    if role == "headteacher":
        assert make().state == "ordered"
    else:
        with pytest.raises(PermissionDenied):
            make()


def test_a_service_of_another_authority_is_not_ordered() -> None:
    other = catalogue.add(
        authority="802", words=acting.words(), by=builders.person("traded_services", authority="802"), at=AT
    )
    with pytest.raises(CannotTake, match="another authority"):
        acting.ordered(of=other)


@pytest.mark.parametrize("quantity", [0, 101])
def test_an_order_is_of_one_to_a_hundred(quantity: int) -> None:
    with pytest.raises(CannotTake, match="between 1 and 100"):
        acting.ordered(quantity=quantity)


def test_an_order_that_comes_to_more_than_a_charge_can_be_of_is_refused_when_it_is_made() -> None:
    dear = acting.service(price_maintained=catalogue.HIGHEST)
    with pytest.raises(CannotTake, match="comes to £1,100,000"):
        acting.ordered(of=dear, quantity=11)
    file = acting.ordered(of=dear, quantity=10)
    for name in ("confirm", "deliver", "charge"):
        file = acting.take(file, name)
    assert file.state == "charged"


def test_the_price_is_frozen_and_an_order_from_an_old_page_is_refused() -> None:
    service = acting.service()
    made = acting.ordered(of=service, quantity=2)
    catalogue.change(service, words=acting.words(price_maintained=90_000), by=acting.manager(), at=AT)
    again = reading.one(made.order.pk, authorities=("801",), today=acting.TODAY)
    assert again is not None
    assert (again.order.unit_price, again.order.to_pay, again.order.central) == (60_000, 120_000, 0)
    with pytest.raises(CannotTake, match="something else"):
        acting.ordered(of=service)


def test_a_service_that_was_withdrawn_is_not_ordered() -> None:
    with pytest.raises(CannotTake, match="no longer sold"):
        acting.ordered(of=acting.service(withdrawn_from=acting.TODAY))


@pytest.mark.parametrize(
    ("urn", "level", "more", "central", "to_pay"),
    [
        (builders.BEECH, None, {}, 0, 60_000),
        (builders.ACADEMY, None, {}, 0, 75_000),
        (builders.BEECH, None, {"funding": "central"}, 60_000, 0),
        (builders.ACADEMY, None, {"funding": "central"}, 0, 75_000),
        (builders.ACADEMY, None, {"funding": "central", "for_academies": True}, 75_000, 0),
        (builders.BEECH, None, {"funding": "split", "share": 33, "price_maintained": 101}, 33, 68),
        (builders.OAK, 3, {}, 60_000, 0),  # the pack pays for teaching at level 3
        (builders.OAK, 2, {}, 0, 60_000),
    ],
)
def test_who_pays_is_of_the_catalogue_and_of_the_level(
    urn: int, level: int | None, more: dict[str, Any], central: int, to_pay: int
) -> None:
    if level:
        casework.in_force(urn, level=level)
    made = acting.ordered(urn, of=acting.service(**more)).order
    assert (made.central, made.to_pay) == (central, to_pay)
    assert bool(made.why_central) is bool(central)
    if level == 3:
        assert "without the school asking" in made.why_central


def test_adviser_days_are_bought_when_confirmed_and_go_when_cancelled_unless_they_are_booked() -> None:
    file = acting.ordered(of=acting.days_service(), quantity=2)
    assert acting.balance().bought == 0
    file = acting.take(file, "confirm")
    assert (acting.balance().bought, acting.balance().left_of("traded")) == (8, 8)
    acting.booked(quarters=2)
    with pytest.raises(CannotTake, match="is used or booked"):
        acting.take(file, "cancel")
    half = acting.take(acting.ordered(of=acting.days_service(name="Half", unit="half_day")), "confirm")
    assert acting.balance().bought == 10
    acting.take(half, "cancel")
    assert acting.balance().bought == 8


def test_an_order_is_cancelled_before_it_is_delivered_and_not_after() -> None:
    with pytest.raises(TransitionRefused, match="cannot be done now"):
        acting.take(acting.at_state("delivered"), "cancel")


def test_a_school_evaluates_once_with_three_scores_and_late_too() -> None:
    file = acting.at_state("delivered")
    for wrong in (None, {"quality": 3}, {**acting.SCORES, "value": 6}):
        with pytest.raises(CannotTake, match="each from 1 to 5"):
            acting.take(file, "evaluate", scores=wrong)
    done = acting.take(file, "evaluate")
    assert done.evaluation is not None
    assert (done.evaluation.quality, done.evaluation.words) == (4, "As agreed.")
    with pytest.raises(TransitionRefused, match="evaluated this order already"):
        acting.take(acting.take(done, "charge"), "evaluate_late")
    late = acting.take(acting.at_state("charged", of=acting.service(name="Other")), "evaluate_late")
    assert late.state == "charged"
    assert Evaluation.objects.count() == 2


def test_averages_of_fewer_than_five_schools_are_hidden_however_often_they_evaluated() -> None:
    service = acting.service()
    urns = (builders.BEECH, builders.OAK, builders.ELM, builders.ACADEMY)
    for urn in (*urns, builders.BEECH):
        acting.at_state("evaluated", urn, of=service)
    told = worth.of_services("801", today=acting.TODAY)[service.service.pk]
    assert (told.evaluations, told.scores, told.orders, told.schools) == (5, None, 5, 4)
    assert told.lacks(service) == (worth.SCORE,)
    acting.at_state("evaluated", builders.SILENT, of=service)
    told = worth.of_services("801", today=acting.TODAY)[service.service.pk]
    assert told.scores == {"quality": 4.0, "responsiveness": 5.0, "value": 3.0}
    assert told.lacks(service) == ()


def test_what_became_of_fewer_than_five_schools_is_not_told() -> None:
    service = acting.service()
    acting.at_state("delivered", of=service)
    assert worth.outcomes(service.service.pk, today=acting.TODAY).moved is None


def test_a_service_says_what_it_lacks_and_orders_that_ended_are_no_take_up() -> None:
    service = acting.service(evidence="", price_maintained=0, price_academy=0)
    for state in ("declined", "cancelled"):
        acting.at_state(state, of=service)
    assert worth.of_services("801", today=acting.TODAY) == {}
    assert worth.Worth().lacks(service) == ("cost", "take-up", "feedback", "evidence of outcomes")


def test_an_order_is_charged_once_at_its_frozen_price() -> None:
    file = acting.at_state("charged", of=acting.service(funding="split", share=25))
    (charge,) = Charge.objects.all()
    assert (charge.to_pay, charge.central, charge.level, charge.is_academy) == (45_000, 15_000, None, False)
    assert (charge.source, charge.reference) == ("order", f"order-{file.order.pk}")
    with pytest.raises(TransitionRefused):
        acting.take(file, "charge")


@pytest.mark.parametrize(
    ("relationship", "sort", "to_pay"),
    [
        ("maintained", "maintained", 60_000),
        ("academy", "academy", 75_000),
        ("independent", "other", 75_000),
        ("other", "other", 75_000),
    ],
)
def test_only_academies_are_academies_on_an_order_and_its_charge_though_others_pay_their_price(
    relationship: str, sort: str, to_pay: int
) -> None:
    School.objects.filter(pk=builders.BEECH).update(relationship=relationship)
    acting.at_state("charged")
    order, charge = Order.objects.get(), Charge.objects.get()
    assert (order.is_academy, charge.is_academy) == (sort == "academy",) * 2
    assert (charge.sort, charge.to_pay) == (sort, to_pay)
    assert raised(school=acting.school()).is_academy == (sort == "academy")


def test_an_academy_that_was_maintained_when_it_was_charged_stays_so_on_the_charge() -> None:
    acting.at_state("charged")
    School.objects.filter(pk=builders.BEECH).update(relationship="academy")
    assert Charge.objects.get().sort == "maintained"


def raised(**more: Any) -> Charge:
    given: dict[str, Any] = {
        "school": acting.school(),
        "source": "course place",
        "reference": "event 7, place 3",
        "what": "A place on a course",
        "to_pay": 12_000,
        "by": acting.manager(),
        "at": AT,
    }
    return charges.raise_charge(**{**given, **more})


def test_another_part_raises_a_charge_by_reference_once() -> None:
    first = raised()
    assert raised() == first
    with pytest.raises(CannotTake, match="£120 was raised for course place"):
        raised(to_pay=13_000)
    assert raised(reference="event 7, place 4") != first
    for wrong in ({"source": " "}, {"reference": "x" * 71}, {"to_pay": -1}, {"what": ""}):
        with pytest.raises(CannotTake):
            raised(**{"reference": "9", **wrong})


def test_a_charge_is_raised_by_the_permission_of_its_source_alone() -> None:
    leader = builders.person("sitl")
    with pytest.raises(PermissionDenied):
        raised(by=leader)
    assert raised(by=leader, permission=Permission.EVENT_KEEP).by == leader
    with pytest.raises(PermissionDenied):
        raised(by=leader, permission=Permission.SERVICE_READ, reference="9")


def test_charges_go_to_finance_in_numbered_batches_each_once_and_are_corrected_by_a_credit() -> None:
    first, second = raised(), raised(reference="2", to_pay=5_000)
    batch = charges.export(authority="801", by=acting.manager(), at=AT)
    assert (batch.number, kept.of_batch(batch)) == (1, [first, second])
    with pytest.raises(CannotTake, match="no charge that waits"):
        charges.export(authority="801", by=acting.manager(), at=AT)
    back = charges.credit(first, why="The course was cancelled.", instead=2_000, by=acting.manager(), at=AT)
    assert (back.to_pay, back.credits) == (-12_000, first)
    for each in (first, back):
        with pytest.raises(CannotTake, match=r"already|a credit itself"):
            charges.credit(each, why="Again.", by=acting.manager(), at=AT)
    batch = charges.export(authority="801", by=acting.manager(), at=AT)
    assert (batch.number, [each.to_pay for each in kept.of_batch(batch)]) == (2, [-12_000, 2_000])
    instead = Charge.objects.get(to_pay=2_000)
    charges.credit(instead, why="Again.", instead=1_000, by=acting.manager(), at=AT)
    assert kept.totals(kept.of_year("801", year=2027)) == (6_000, 0)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"traded_services"}))
def test_nobody_else_exports_or_credits(role: str) -> None:
    charge = raised()
    user = builders.person(role, urns=(builders.BEECH,) if role in OWN else ())
    with pytest.raises(PermissionDenied):
        charges.export(authority="801", by=user, at=AT)
    with pytest.raises(PermissionDenied):
        charges.credit(charge, why="So.", by=user, at=AT)


def test_the_database_refuses_a_charge_that_is_exported_twice_or_an_order_that_does_not_add_up() -> None:
    charge = raised()
    charges.export(authority="801", by=acting.manager(), at=AT)
    second = ChargeBatch.objects.create(authority_id="801", number=9, by=acting.manager(), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.exports.create(charge=charge)
    made = acting.ordered().order
    wrong = {
        name: getattr(made, name) for name in ("authority", "school", "version", "by", "at", "year", "wishes")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.create(**wrong, quantity=1, unit_price=5, central=1, to_pay=1, is_academy=False)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_export_at_once_one_does() -> None:
    raised()
    export = partial(charges.export, authority="801", by=acting.manager(), at=AT)
    told = at_once.told([export, export])
    assert sum(each == "done" for each in told) == 1
    assert ChargeBatch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_raise_the_same_charge_at_once_both_get_the_one() -> None:
    raise_it = partial(raised, by=acting.manager())
    assert at_once.told([raise_it, raise_it]) == ["done", "done"]
    assert Charge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_an_order_on_at_once_one_does_and_its_days_are_bought_once() -> None:
    file, manager = acting.ordered(of=acting.days_service()), acting.manager()
    confirm = partial(orders.take, file, "confirm", reasons="So.", by=manager, at=AT)
    assert sum(each == "done" for each in at_once.told([confirm, confirm])) == 1
    assert acting.balance().of(Kind.BOUGHT) == 4
