"""Days of an adviser: given by level, bought, booked, used and taken back; the balance is the sum of the ledger and is never short."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.casework import acting as casework
from tests.resources import acting
from tests.visits import acting as visiting
from trellis.accounts.roles import ROLES
from trellis.activity.append_only import CannotChange
from trellis.activity.models import Event, Verb
from trellis.casework.actions.taking import CannotTake
from trellis.problem import Refusal
from trellis.resources import years
from trellis.resources.actions import allocations, bookings
from trellis.resources.models import BookingStep, DayBooking, DayMovement, Kind
from trellis.resources.queries import days, entitlements
from trellis.resources.workflows.booking import BOOKING
from trellis.schools.actions import interests
from trellis.workflow import TransitionRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]
AT, YEAR = acting.AT, acting.YEAR
OWN = {"sia", "headteacher", "chair", "governor", "clerk", "trust_officer"}


def everybody(**more: Any) -> int:
    return allocations.allocate_all(authority="801", year=YEAR, by=acting.manager(), at=AT, **more)


def test_each_school_is_entitled_by_the_level_in_force_and_an_academy_to_no_de_delegated_days() -> None:
    casework.in_force(builders.OAK, level=3)
    every = list(entitlements.schools.open_schools_of("801"))
    told = entitlements.of_schools(every, authority="801", on=acting.TODAY)
    assert dict(told[builders.OAK].days) == {"de_delegated": 24, "central": 36, "traded": 0}
    assert told[builders.OAK].level_words == "Level 3 (Causing concern), which some call band 3"
    assert "causing_concern" in told[builders.OAK].central
    assert dict(told[builders.ACADEMY].days) == {"de_delegated": 0, "central": 4, "traded": 0}
    assert told[builders.BEECH].level is None
    assert "No level is agreed" in told[builders.BEECH].level_words


def test_an_independent_school_is_entitled_to_nothing() -> None:
    own = acting.school()
    own.relationship = "independent"
    own.save()
    told = entitlements.of(acting.school(), on=acting.TODAY)
    assert (told.quarters, told.central) == (0, ())
    assert everybody() == 4


def test_a_pack_that_says_nothing_entitles_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    acting.entitle(monkeypatch, ())
    assert entitlements.of(acting.school(), on=acting.TODAY).quarters == 0
    with pytest.raises(CannotTake, match="entitle none"):
        everybody()


def test_every_school_is_given_its_days_once_and_the_number_of_queries_does_not_grow() -> None:
    casework.in_force(builders.OAK, level=3)
    manager = acting.manager()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert allocations.allocate_all(authority="801", year=YEAR, by=manager, at=AT) == 5
    assert len(seen) < 25
    assert (acting.balance(builders.OAK).allocated, acting.balance().allocated) == (60, 12)
    assert acting.balance(builders.ACADEMY).allocated == 4
    assert Event.objects.filter(verb=Verb.DAYS_ALLOCATED).count() == 5
    with pytest.raises(CannotTake, match="already"):
        everybody()
    with pytest.raises(CannotTake, match="this school year, the last or the next"):
        allocations.allocate_all(authority="801", year=2031, by=manager, at=AT)


def test_a_school_whose_entitlement_was_taken_back_is_given_it_anew_and_no_other() -> None:
    everybody()
    rows = days.rows(acting.school(), year=YEAR)
    for row in rows:
        allocations.correct(row, why="It is level 3 since yesterday.", by=acting.manager(), at=AT)
    assert acting.balance().allocated == 0
    assert everybody() == 1
    assert acting.balance().allocated == 12


@pytest.mark.parametrize("role", ROLES)
def test_the_manager_gives_days_those_who_give_services_use_them_and_nobody_else(role: str) -> None:
    user = builders.person(role, urns=(builders.BEECH,) if role in OWN else ())
    acting.given(quarters=8)

    def allocate() -> object:
        return allocations.allocate(
            acting.school(), year=YEAR, route="central", quarters=4, why="So.", by=user, at=AT
        )

    def use() -> object:
        return allocations.use(
            acting.school(), adviser=acting.adviser(), on=acting.TODAY, quarters=1, what="So.", by=user, at=AT
        )

    for does, who in (
        (allocate, {"traded_services"}),
        (use, {"traded_services", "sia", "sitl", "spa", "pa"}),
    ):
        if role in who:
            does()
        else:
            with pytest.raises(PermissionDenied):
                does()


def test_another_authority_neither_gives_nor_books_nor_uses() -> None:
    acting.given()
    other = builders.person("traded_services", authority="802")
    with pytest.raises(PermissionDenied):
        allocations.allocate(
            acting.school(), year=YEAR, route="central", quarters=4, why="So.", by=other, at=AT
        )
    with pytest.raises(PermissionDenied):
        allocations.allocate_all(authority="801", year=YEAR, by=other, at=AT)
    with pytest.raises(PermissionDenied):
        acting.booked(by=builders.person("headteacher", authority="802", urns=(builders.OTHER,)))


def test_who_has_an_interest_stands_aside() -> None:
    manager = acting.manager()
    interests.declare(
        school=acting.school(),
        user=manager,
        kind="child",
        reason="A daughter.",
        from_date=AT.date(),
        to_date=None,
        by=manager,
        at=AT,
    )
    with pytest.raises(Refusal, match="stand aside"):
        allocations.allocate(
            acting.school(), year=YEAR, route="central", quarters=4, why="So.", by=manager, at=AT
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"why": " "}, "Say why"),
        ({"route": "grants"}, "who pays"),
        ({"quarters": 0}, "between a quarter"),
        ({"quarters": 801}, "200 days"),
        ({"year": 2030}, "this school year"),
    ],
)
def test_days_by_hand_say_why_and_how_many(changes: dict[str, Any], said: str) -> None:
    told = {"year": YEAR, "route": "central", "quarters": 4, "why": "A new head.", **changes}
    with pytest.raises(CannotTake, match=said):
        allocations.allocate(acting.school(), by=acting.manager(), at=AT, **told)


def test_an_academy_is_given_no_de_delegated_days() -> None:
    with pytest.raises(CannotTake, match="maintained schools"):
        acting.given(builders.ACADEMY, route="de_delegated")


def test_what_is_used_is_drawn_from_de_delegated_days_first_and_from_bought_ones_last() -> None:
    for route in ("central", "de_delegated", "traded"):
        acting.given(quarters=2, route=route)
    assert [(row.route, row.quarters) for row in acting.used(quarters=3)] == [
        ("de_delegated", 2),
        ("central", 1),
    ]
    assert [(row.route, row.quarters) for row in acting.used(quarters=2)] == [("central", 1), ("traded", 1)]
    assert acting.balance().left == 1


def test_no_more_is_used_than_is_left_and_the_refusal_says_the_numbers() -> None:
    acting.given(quarters=3)
    with pytest.raises(CannotTake, match="1 day would be more than is left: of ¾ day for 2026/27"):
        acting.used(quarters=4)
    with pytest.raises(CannotTake, match="has not come yet"):
        acting.used(quarters=1, on=acting.TODAY + acting.A_DAY)
    assert acting.balance().used == 0


def test_use_is_linked_to_a_visit_of_the_school_and_to_no_other() -> None:
    acting.given(quarters=4)
    acting.given(builders.OAK, quarters=4)
    visit = visiting.shared().visit
    (row,) = acting.used(quarters=2, visit=visit)
    assert row.visit == visit
    with pytest.raises(CannotTake, match="another school"):
        acting.used(builders.OAK, quarters=2, visit=visit)


def test_a_row_is_taken_back_once_whole_and_by_a_row_that_says_why() -> None:
    row = acting.given(quarters=4)
    made = allocations.correct(row, why="Given to the wrong school.", by=acting.manager(), at=AT)
    assert (made.quarters, made.counters) == (-4, row)
    assert acting.balance().allocated == 0
    for each in (row, made):
        with pytest.raises(CannotTake, match=r"taken back already|takes another back"):
            allocations.correct(each, why="Again.", by=acting.manager(), at=AT)
    with pytest.raises(CannotChange):
        row.delete()


def test_days_that_are_booked_or_used_are_not_taken_from_under_a_school() -> None:
    row = acting.given(quarters=4)
    acting.booked(quarters=2)
    with pytest.raises(CannotTake, match="½ day of that route are left"):
        allocations.correct(row, why="Wrong.", by=acting.manager(), at=AT)


def test_a_booking_holds_its_days_and_cancelling_gives_them_back_to_the_same_routes() -> None:
    acting.given(quarters=2, route="de_delegated")
    acting.given(quarters=2, route="traded")
    file = acting.booked(quarters=3)
    held = acting.balance()
    assert (held.booked, held.left, held.left_of("traded")) == (3, 1, 1)
    row = DayMovement.objects.filter(booking=file.booking).first()
    assert row is not None
    with pytest.raises(CannotTake, match="cancel the booking"):
        allocations.correct(row, why="Wrong.", by=acting.manager(), at=AT)
    done = bookings.take(file, "cancel", reasons="The leader is ill.", by=acting.head(), at=AT)
    after = acting.balance()
    assert (done.state, after.booked, after.left, after.left_of("de_delegated")) == ("cancelled", 0, 4, 2)


def test_a_day_that_was_kept_is_used_and_one_that_is_ahead_cannot_be_kept() -> None:
    acting.given(quarters=4)
    file = acting.booked()
    with pytest.raises(TransitionRefused, match="has not come yet"):
        bookings.take(file, "keep", reasons="So.", by=acting.adviser(), at=AT)
    at = AT + timedelta(days=3)
    file = bookings.read(file.booking, at=at)
    bookings.take(file, "keep", reasons="Two lessons seen.", by=acting.adviser(), at=at)
    held = acting.balance()
    assert (held.booked, held.used, held.left) == (0, 4, 0)
    row = DayMovement.objects.get(kind=Kind.USED)
    assert (row.on, row.adviser, row.booking) == (acting.MONDAY, acting.adviser(), file.booking)


BOOKING_STEPS = {
    "keep": {"traded_services", "sia", "sitl", "spa", "pa"},
    "cancel": {"headteacher"},
    "call_off": {"traded_services", "sia", "sitl", "spa", "pa"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", BOOKING_STEPS)
def test_each_step_of_a_booking_is_taken_by_those_whose_it_is(name: str, role: str) -> None:
    acting.given()
    file, at = acting.booked(), AT + timedelta(days=3)
    user = builders.person(role, urns=(builders.BEECH,) if role in OWN else ())
    file = bookings.read(file.booking, at=at)
    if role in BOOKING_STEPS[name]:
        done = bookings.take(file, name, reasons="So.", by=user, at=at)
        assert done.state == BOOKING.by_name[name].target
    else:
        with pytest.raises(TransitionRefused):
            bookings.take(file, name, reasons="So.", by=user, at=at)
    with pytest.raises(CannotTake):
        bookings.take(file, name, reasons=" ", by=user, at=at)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": acting.TODAY - acting.A_DAY}, "from today"),
        ({"day": date(2026, 11, 21)}, "weekend"),
        ({"day": date(2028, 6, 1)}, "a year ahead"),
        ({"quarters": 5}, "one day"),
        ({"quarters": 4, "day": date(2027, 9, 6)}, "more than is left: of 0 days for 2027/28"),
    ],
)
def test_a_booking_is_of_a_weekday_ahead_and_of_what_is_left_of_its_own_year(
    changes: dict[str, Any], said: str
) -> None:
    acting.given(quarters=8)
    with pytest.raises(CannotTake, match=said):
        acting.booked(**changes)
    assert not DayBooking.objects.exists()


def test_an_adviser_has_one_day_a_day_wherever_it_is_booked() -> None:
    both = builders.person("spa")
    acting.given(quarters=8)
    acting.given(builders.ELM, quarters=8)
    acting.booked(builders.ELM, quarters=3, who=both)
    with pytest.raises(CannotTake, match="¾ day booked on this day already"):
        acting.booked(quarters=2, who=both)
    acting.booked(quarters=1, who=both)
    with pytest.raises(CannotTake, match="Choose an adviser"):
        acting.booked(quarters=1, who=acting.head(), day=date(2026, 11, 24))


def test_the_database_keeps_the_ledger_as_it_was_written() -> None:
    row = acting.given()
    for wrong in (
        {"quarters": -1},
        {"what": ""},
        {"kind": "found"},
        {"kind": "used"},
        {"number": row.number},
    ):
        told = {
            "school": row.school,
            "year": YEAR,
            "number": 50,
            "kind": "allocated",
            "route": "central",
            "quarters": 1,
            "on": acting.TODAY,
            "what": "So.",
            "by": row.by,
            "at": AT,
            **wrong,
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            DayMovement.objects.create(**told)
    for model in (DayMovement, BookingStep, DayBooking):
        with pytest.raises(CannotChange):
            model.objects.all().delete()


def test_days_and_money_are_said_as_people_say_them() -> None:
    assert [years.days(each) for each in (0, 1, 2, 4, 5, 10, -6)] == [
        "0 days", "¼ day", "½ day", "1 day", "1¼ days", "2½ days", "−1½ days",
    ]  # fmt: skip
    assert [years.pounds(each) for each in (0, 125_000, 1_250, -9_000)] == ["£0", "£1,250", "£12.50", "−£90"]
    assert [years.year_of(each) for each in (date(2026, 8, 31), date(2026, 9, 1))] == [2026, 2027]
    assert [years.shared(101, percent=each) for each in (0, 50, 100)] == [0, 51, 101]
