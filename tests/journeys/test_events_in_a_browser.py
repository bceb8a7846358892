"""Courses and events in Chromium, with axe at every stop: a place is booked, another waits, it is given up and goes to who waits."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
TITLE = "Handwriting in an afternoon"


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


@pytest.fixture(scope="module")
def event(everybody: Everybody) -> str:
    """The address of an event with one place that the traded-services manager plans."""
    day = timezone.localdate() + timedelta(days=50)
    page = everybody.at("traded-services", "/events/")
    told = {
        "What kind of event it is::Course of the professional development programme": CHOSEN,
        "What it is called": TITLE,
        "What it is for": "Teachers of the first years try three ways.",
        "Phases::Primary": CHOSEN,
        "The day of it": f"{day.day}/{day.month}/{day.year}",
        "From when to when": "1pm to 4pm",
        "Where it is": "Arlingford",
        "How many places there are": "1",
        "Price for a maintained school": "45",
        "Price for an academy": "60",
        "Who leads it": "Ada Winterbourne",
        "Last day to cancel without charge": f"{day.day}/{day.month}/{day.year}",
    }
    page = everybody.take(page, "Plan an event", told, button="Put it into the programme")
    return page.url.removeprefix(everybody.address)


def test_a_place_is_booked_and_whoever_comes_next_waits(everybody: Everybody, event: str) -> None:
    page = everybody.at("headteacher", "/events/")
    page.get_by_role("link", name=TITLE).click()
    everybody.looked_at(page)
    told = {"Who comes": "Mabel Orchard", "In which role": "Teacher of year 1"}
    page = everybody.take(page, "Book a place", told, button="Book the place")
    expect(page.get_by_text("Full: you can wait for a place")).to_be_visible()
    page = everybody.at("system-leader", event)
    everybody.take(page, "Wait for a place", {"In which role": "System leader"})
    expect(page.get_by_text("Number 1 of those who wait")).to_be_visible()


def test_it_is_given_up_and_goes_to_whoever_waits(everybody: Everybody, event: str) -> None:
    page = everybody.at("headteacher", "/events/booked/")
    page.get_by_role("link", name=re.compile(f"^Cancel the booking of Mabel Orchard on {TITLE}")).click()
    everybody.looked_at(page)
    expect(page.get_by_text("Nothing is charged.")).to_be_visible()
    page.get_by_label("Why it is cancelled").fill("Needed in class.")
    everybody.send(page, "Cancel the booking")
    expect(page.get_by_role("cell", name="Cancelled")).to_be_visible()
    page = everybody.at("system-leader", "/events/booked/")
    row = page.get_by_role("row").filter(has_text=TITLE)
    expect(row).to_contain_text("Booked")
    page = everybody.at("traded-services", event)
    page.get_by_role("link", name="Who booked").click()
    everybody.looked_at(page)
    expect(page.get_by_role("row").filter(has_text="Mabel Orchard")).to_contain_text("Cancelled")


def test_the_pages_keep_within_a_phone_s_width_without_scripts(everybody: Everybody, event: str) -> None:
    context = everybody.signed_in("traded-services", viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    for place in ("/events/", "/events/?when=all", "/events/booked/", "/events/plan/", event):
        page.goto(everybody.address + place)
        is_narrow_enough(page)
    for place in ("people/", "book/", "change/", "call-off/"):
        page.goto(everybody.address + event + place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_narrow_enough(page)
    context.close()
