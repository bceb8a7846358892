"""The pages of the programme: found, booked, cancelled, marked and evaluated, each by whoever may."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import builders
from tests.events import acting
from tests.leadership import acting as leading
from tests.web.test_pages import signed_in
from tests.web.trying import text
from trellis.events.actions import bookings, plans
from trellis.events.models import Booking, Event
from trellis.events.queries.events import EventFile
from trellis.schools import data

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture(autouse=True)
def run(monkeypatch: pytest.MonkeyPatch) -> None:
    held = builders.HeldData()
    monkeypatch.setattr(data, "warehouse", lambda: held)
    builders.screened(authority="802")
    builders.screened()


def planned(*, days: int = 30, kind: str = "course", **more: Any) -> EventFile:
    """An event so many days from today, as the pages see it."""
    day = timezone.localdate() + timedelta(days=days)
    plan = acting.words(**{"day": day, "cancel_by": day - timedelta(days=7), **more})
    made = NOW() - timedelta(days=max(0, -days) + 1)
    return plans.plan(authority="801", kind=kind, plan=plan, by=acting.keeper(), at=made)


def booked(file: EventFile, name: str, urn: int = builders.BEECH) -> EventFile:
    at = file.plans[0].at
    return acting.booked(file, name, urn, by=acting.keeper(), at=at)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="trellis.accounts.sign_in.EmailBackend")
    return client


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return text(answer.content)


def send(client: Client, address: str, status: int = 302, **fields: Any) -> str:
    """Send the form of a page, with the number that it was shown with."""
    form = client.get(address).content.decode()
    seen = re.search(r'name="seen"\s+value="(\d*)"', form)
    assert seen is not None
    answer = client.post(address, {"seen": seen[1], **fields})
    assert answer.status_code == status, text(answer.content)
    return text(answer.content) if status != 302 else answer.headers["Location"]


PLAN = {
    "kind": "conference",
    "title": "Headteachers in winter",
    "what_for": "What the year asks of us.",
    "phases": ["primary", "secondary"],
    "hours": "9am to 1pm",
    "where": "County Hall",
    "places": "40",
    "price_maintained": "0",
    "price_academy": "25.50",
    "led_by": "Ada Winterbourne",
}


def test_a_place_is_booked_cancelled_and_goes_to_who_waits_by_the_forms_of_the_pages() -> None:
    keeper, head = signed_in("traded_services"), signed_in("headteacher")
    day = timezone.localdate() + timedelta(days=20)
    sent = {**PLAN, "day": f"{day:%d/%m/%Y}", "cancel_by": f"{day:%d/%m/%Y}", "places": "1"}
    here = send(keeper, "/events/plan/", **sent)
    file = Event.objects.get()
    assert here == f"/events/{file.pk}/"
    assert "1 of 1 place free" in page(head, here)
    assert send(head, f"{here}book/", school=builders.BEECH, who="Ann Lee", role="Head") == here
    assert "Full" in page(head, here)
    other = client_of(acting.head(builders.OAK))
    send(other, f"{here}book/", school=builders.OAK, who="Bea Moss", role="Head")
    assert "Number 1 of those who wait" in page(other, here)
    mine = Booking.objects.get(name="Ann Lee")
    send(head, f"/events/bookings/{mine.pk}/cancel/", reasons="Inspection.")
    assert "Bea Moss Head Headteachers in winter" in page(other, "/events/booked/")
    assert "Booked" in page(other, here)
    assert "Cancelled" in page(head, here)
    changed = {**sent, "places": "3", "why": "A larger room."}
    del changed["kind"]
    send(keeper, f"{here}change/", **changed)
    assert "2 of 3 places free" in page(head, here)
    assert "A larger room." in page(head, here)
    send(keeper, f"{here}call-off/", reasons="Snow.")
    assert "Called off" in page(head, here)
    page(keeper, "/events/")


def test_who_came_is_ticked_evaluates_and_prints_a_certificate() -> None:
    file = planned(days=-3, places=9)
    for name in ("Ann", "Bea"):
        file = booked(file, name)
    keeper, head = signed_in("traded_services"), signed_in("headteacher")
    ann, bea = Booking.objects.order_by("pk")
    here = f"/events/{file.event.pk}/"
    page(head, f"/events/bookings/{ann.pk}/certificate/", 404)
    send(keeper, f"{here}people/", came=[str(ann.pk)])
    told = page(keeper, f"{here}people/")
    assert "Attended" in told
    assert "Did not come, and had not cancelled: £95 to be charged" in told
    certificate = page(head, f"/events/bookings/{ann.pk}/certificate/")
    assert "Ann , Teacher, Beech Lane Primary School, attended" in certificate
    page(head, f"/events/bookings/{bea.pk}/certificate/", 404)
    assert "Evaluate" in page(head, "/events/booked/")
    send(head, f"/events/bookings/{ann.pk}/evaluate/", score="4", words="Clear and short.")
    assert "An average is shown from 5 answers on" in page(head, here)
    assert "Clear and short." not in page(keeper, here)  # one answer says whose it is


def test_the_page_of_calling_off_says_what_will_be_credited_and_why_what_was_held_is_not() -> None:
    file = planned(days=-3, places=9)
    for name in ("Ann", "Bea"):
        file = booked(file, name)
    keeper, here = signed_in("traded_services"), f"/events/{file.event.pk}/"
    assert "2 people have a place. No place on it has been charged for" in page(keeper, f"{here}call-off/")
    send(keeper, f"{here}people/", came=[])
    form = keeper.get(f"{here}call-off/").content.decode()
    stale = re.search(r'name="seen"\s+value="(\d*)"', form)
    assert stale is not None
    keeper.post("/services/charges/places/", {"authority": "801"})
    told = page(keeper, f"{here}call-off/")
    assert "2 charges for places on it, of £190 together, will be credited in whole" in told
    answer = keeper.post(f"{here}call-off/", {"seen": stale[1], "reasons": "Snow."})
    assert answer.status_code == 409
    send(keeper, f"{here}call-off/", reasons="Snow.")
    assert "Credit: Teaching writing well" in page(keeper, "/services/charges/")
    came = booked(planned(days=-3), "Cai")
    bookings.attendance(
        acting.again(came, at=NOW()), came={came.placed[0].booking.pk: True}, by=acting.keeper(), at=NOW()
    )
    held = page(signed_in("traded_services"), f"/events/{came.event.pk}/call-off/")
    assert (
        "People have come to this event, so it cannot be called off. Where a school is to pay nothing" in held
    )
    assert "will be" not in held


def test_an_average_and_what_was_said_are_told_from_five_answers_on() -> None:
    file = planned(days=-3, places=9)
    names = [f"Person {n}" for n in range(5)]
    for name in names:
        file = booked(file, name)
    file = bookings.attendance(
        acting.again(file, at=NOW()),
        came={each.booking.pk: True for each in file.placed},
        by=acting.keeper(),
        at=NOW(),
    )
    for name in names:
        place = acting.of(file, name)
        bookings.evaluate(file, place, score=4, words=f"{name} liked it.", by=acting.head(), at=NOW())
    here = f"/events/{file.event.pk}/"
    assert "4.0 of 5 on average, by 5 of the 5 people who came." in page(signed_in("governor"), here)
    assert "liked it" not in page(signed_in("governor"), here)
    assert "Person 3 liked it." in page(signed_in("traded_services"), here)


def test_the_programme_is_narrowed_by_kind_phase_and_time() -> None:
    planned(title="Conference of spring", kind="conference")
    planned(title="Leaders of Learning", kind="learning", phases=("secondary",))
    planned(title="Old course", days=-40)
    planned(title="Course to come")
    client = signed_in("governor")

    def titles(query: str) -> set[str]:
        said = page(client, f"/events/{query}")
        every = ("Conference of spring", "Leaders of Learning", "Old course", "Course to come")
        return {each for each in every if each in said.split("event", 1)[1]} & {
            each for each in every if f"{each} " in said
        }

    assert "Old course" not in page(client, "/events/")
    assert titles("?kind=academy") >= {"Conference of spring"}
    assert "Course to come" not in page(client, "/events/?kind=academy")
    assert "Conference of spring" not in page(client, "/events/?kind=academy&phase=secondary")
    assert "Old course" in page(client, "/events/?when=past")
    assert "none of the choices" in page(client, "/events/?kind=party")
    assert "Nothing in the programme is like that" in page(client, "/events/?kind=day")


def test_a_reader_books_nothing_and_only_the_keeper_keeps() -> None:
    file = booked(planned(), "Ann")
    place, here = Booking.objects.get().pk, f"/events/{file.event.pk}/"
    governor, head = signed_in("governor"), signed_in("headteacher")
    assert "Ann" not in page(governor, here)
    for address in (f"{here}book/", "/events/booked/"):
        page(governor, address, 403)
    page(governor, f"/events/bookings/{place}/cancel/", 404)
    for address in ("/events/plan/", f"{here}people/", f"{here}change/", f"{here}call-off/"):
        page(head, address, 403)
    page(client_of(acting.head(builders.OAK)), f"/events/bookings/{place}/cancel/", 404)


def test_another_authority_s_events_are_not_there() -> None:
    file = planned(title="Ours alone")
    stranger = client_of(builders.person("traded_services", authority="802"))
    assert "Ours alone" not in page(stranger, "/events/?when=all")
    for path in ("", "book/", "people/", "change/", "call-off/"):
        page(stranger, f"/events/{file.event.pk}/{path}", 404)
    page(stranger, "/events/?authority=801", 404)


def test_a_form_that_is_refused_keeps_what_was_typed() -> None:
    file = planned(places=9)
    head = signed_in("headteacher")
    here = f"/events/{file.event.pk}/book/"
    said = send(head, here, 400, school=builders.BEECH, who="", role="Leader of maths")
    assert "Say who comes" in said
    booked(file, "Ann")
    answer = head.post(
        here, {"seen": file.plan.number, "school": builders.BEECH, "who": "Ann", "role": "Leader of maths"}
    )
    assert answer.status_code == 409
    assert "Leader of maths</textarea>" in answer.content.decode()
    assert "booked already" in text(answer.content)
    assert "it is too late" not in page(head, here).lower()


def test_a_system_leader_who_leads_it_is_linked_to_from_the_event() -> None:
    made = leading.leader("Lou Hart")
    file, keeper = planned(), signed_in("traded_services")
    here, plan = f"/events/{file.event.pk}/", file.plan
    form = keeper.get(f"{here}change/").content.decode()
    assert "Lou Hart" in form
    sent = {**PLAN, "day": f"{plan.day:%d/%m/%Y}", "cancel_by": f"{plan.cancel_by:%d/%m/%Y}"}
    del sent["kind"]
    send(keeper, f"{here}change/", **sent, why="She leads it.", leader=str(made.pk))
    assert f'href="/leaders/{made.pk}/"' in signed_in("governor").get(here).content.decode()


def test_cancelling_too_late_says_before_what_it_costs() -> None:
    file = booked(planned(days=3, price_maintained=Decimal("95.50")), "Ann")
    said = page(signed_in("headteacher"), f"/events/bookings/{Booking.objects.get().pk}/cancel/")
    assert "£95.50 is charged for the place all the same" in said
    assert file.plan.title in said


def test_the_list_takes_the_same_number_of_queries_however_long_it_is() -> None:
    client = signed_in("traded_services")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get("/events/")
        return len(caught)

    booked(planned(), "Ann")
    queries()
    few = queries()
    for number in range(4):
        booked(booked(planned(title=f"Course {number}", places=9), "Bea"), "Cai")
    assert queries() == few
