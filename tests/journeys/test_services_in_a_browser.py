"""Services in Chromium, with axe at every stop: a day that is booked, cancelled and comes back; and an order from the
catalogue to its confirmation, delivery, evaluation, charge and the file for finance."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, fill, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
SCHOOL = "Adderbourne Primary School"  # of the headteacher, the chair and the governor who sign in
SERVICE = "Mathematics in the primary school"
MANAGER = "traded-services"


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


@pytest.fixture(scope="module")
def school(everybody: Everybody) -> str:
    """The address of the services of the headteacher’s school, reached from the page of support."""
    page = everybody.at("headteacher", "/support/")
    page.get_by_role("link", name="Services and adviser days", exact=True).click()
    everybody.looked_at(page)
    page.get_by_role("button", name=f"Services of {SCHOOL}").click()
    everybody.looked_at(page)
    found = re.search(r"/schools/\d+/services/", page.url)
    assert found is not None
    return found[0]


@pytest.fixture(scope="module")
def order(everybody: Everybody, school: str) -> str:
    """The address of an order that the headteacher makes from the catalogue."""
    page = everybody.at("headteacher", "/services/?phase=primary")
    page.get_by_role("link", name=SERVICE).click()
    everybody.looked_at(page)
    filled = {"How many": "1", "What you would like": "The second half of spring, with years 3 and 4."}
    page = everybody.take(page, f"Order for {SCHOOL}", filled, button="Order it")
    return page.url.removeprefix(everybody.address)


def _balance(page: Page) -> str:
    return page.locator("main .govuk-body-l").first.inner_text()


def _stands(page: Page, state: str) -> None:
    expect(page.locator("main .govuk-body-l").first).to_contain_text(f"{state}.")


def test_a_head_books_an_adviser_day_cancels_it_and_the_balance_is_restored(
    everybody: Everybody, school: str
) -> None:
    page = everybody.at("headteacher", school)
    before = _balance(page)
    page.get_by_role("button", name="Book an adviser day").click()
    everybody.looked_at(page)
    page.get_by_label("Adviser", exact=True).select_option(index=1)
    fill(page, "The day", _next_monday())
    fill(page, "Half a day", CHOSEN)
    fill(page, "What it is for", "Look at writing with the subject leader.")
    everybody.send(page, "Book the day")
    assert _balance(page) != before
    expect(page.get_by_role("table", name="Booked days")).to_contain_text("Look at writing")
    page.get_by_role("link", name=re.compile("^Cancel for the school")).first.click()
    everybody.looked_at(page)
    fill(page, "Why the school cancels it", "The subject leader is away.")
    everybody.send(page, "Cancel for the school")
    assert _balance(page) == before


def test_the_manager_confirms_and_delivers_what_was_ordered(everybody: Everybody, order: str) -> None:
    page = everybody.at(MANAGER, "/home/")
    page.get_by_role("link", name=re.compile(f"^Confirm an order, or decline it: {SERVICE}")).first.click()
    everybody.looked_at(page)
    fill(page, "When it will be given, and by whom", "In March, by the adviser for mathematics.")
    everybody.send(page, "Confirm the order")
    page = everybody.at(MANAGER, order)
    _stands(page, "Confirmed")
    everybody.take(
        page, "Say that it was delivered", {"What was given, and when": "Three afternoons in March."}
    )
    _stands(page, "Delivered")


def test_the_head_evaluates_it(everybody: Everybody, order: str) -> None:
    page = everybody.at("headteacher", order)
    page.get_by_role("link", name="Evaluate the service").click()
    everybody.looked_at(page)
    for legend in (
        "How good it was",
        "How well it answered what you asked for",
        "What it was worth for its price",
    ):
        page.get_by_role("group", name=legend).get_by_label("4", exact=True).check()
    fill(page, "What changed at the school", "Lessons begin with what pupils know.")
    everybody.send(page, "Evaluate the service")
    _stands(page, "Evaluated")
    expect(page.get_by_text("Lessons begin with what pupils know.").first).to_be_visible()


def test_the_manager_charges_it_and_exports_it_for_finance_once(everybody: Everybody, order: str) -> None:
    page = everybody.at(MANAGER, order)
    everybody.take(page, "Charge the order", {"What finance needs to know": "Nothing beside the price."})
    _stands(page, "Charged")
    page = everybody.at(MANAGER, "/services/charges/")
    everybody.send(page, "Export the next batch")
    expect(page.get_by_text("Nothing waits.")).to_be_visible()
    batch = page.get_by_role("link", name=re.compile(r"^Batch \d+ as CSV")).first.get_attribute("href")
    told = page.context.request.get(everybody.address + str(batch)).text()
    assert f"{SERVICE} × 1" in told
    assert SCHOOL in told


def test_a_bulletin_is_sent_and_said_to_be_read(everybody: Everybody) -> None:
    title = f"What changes for schools, {time.time_ns()}"
    page = everybody.at(MANAGER, "/services/bulletins/")
    told = {"What it is about": title, "What schools are told": "A new guide, from April."}
    everybody.take(page, "Send a bulletin", told, button="Send it")
    page = everybody.at("headteacher", "/services/bulletins/")
    page.get_by_role("link", name=title).click()
    with page.expect_navigation():
        page.get_by_role("button", name="I have read it").click()
    everybody.looked_at(page)
    expect(page.get_by_text("You have read it.")).to_be_visible()


def test_a_forum_member_reads_the_report_and_no_school(everybody: Everybody, order: str) -> None:
    page = everybody.at("forum-member", "/services/forum/")
    expect(page.get_by_role("table", name="By what became of the level since")).to_be_visible()
    expect(page.get_by_text(SCHOOL)).to_have_count(0)


def test_the_pages_keep_within_a_phone_s_width_without_scripts(
    everybody: Everybody, school: str, order: str
) -> None:
    context = everybody.signed_in(MANAGER, viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    places = (
        "",
        "add/",
        "orders/",
        "charges/",
        "days/",
        "days/plan/",
        "days/allocate/",
        "priorities/",
        "forum/",
    )
    for place in (
        *(f"/services/{each}" for each in (*places, "bulletins/")),
        order,
        school,
        f"{school}days/",
    ):
        page.goto(everybody.address + place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_narrow_enough(page)
    context.close()


def _next_monday() -> str:
    today = date.today()  # noqa: DTZ011  (the service runs beside the test)
    day = today + timedelta(days=7 - today.weekday() or 7)
    return f"{day.day}/{day.month}/{day.year}"
