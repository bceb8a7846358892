"""Home, notices, the calendar address, the search and the background work, as those who need them walk through them."""

import re
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
WIDTHS = (1280, 320)


def _fits(page: Page, check: Check) -> None:
    """The page is accessible at both widths, and nothing of it is beside the edge of a narrow one."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
        check(page)
    page.set_viewport_size({"width": 1280, "height": 720})


def _home(page: Page, service: Service) -> None:
    page.goto(f"{service.address}/")
    expect(page).to_have_url(re.compile("/home/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")


def test_an_adviser_sees_at_home_what_to_do_next_and_goes_there(
    service: Service, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("sia")
    _home(page, service)
    _fits(page, then_it_is_accessible)
    needs = page.get_by_role("table", name="What needs me now")
    asked = needs.get_by_role("row").nth(1).get_by_role("link").first
    said = asked.inner_text()
    asked.click()
    expect(page).not_to_have_url(re.compile("/home/$"))
    assert said
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Home").click()
    mine = page.get_by_role("table", name="My schools")
    expect(mine.get_by_role("row")).to_have_count(13)
    page.get_by_role("link", name="Visits to make and notes to write").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    then_it_is_accessible(page)


def test_a_headteacher_sees_their_own_school_at_home_and_no_other(
    service: Service, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("headteacher")
    _home(page, service)
    _fits(page, then_it_is_accessible)
    rows = page.get_by_role("table", name="My schools").get_by_role("row")
    expect(rows).to_have_count(2)
    own = rows.nth(1).get_by_role("link").inner_text()
    places = page.get_by_role("table", name="What needs me now").locator('td[data-of="School"] a')
    assert set(places.all_inner_texts()) == {own}
    page.get_by_role("link", name=re.compile("^Check the facts of the note of visit")).click()
    expect(page).to_have_url(re.compile(r"/visits/\d+/$"))
    then_it_is_accessible(page)


def test_notices_are_counted_in_the_header_until_they_are_marked_as_read(
    service: Service, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("chair")
    page.goto(f"{service.address}/notices/")
    mark = page.get_by_role("button", name="Mark all as read")
    if mark.count():
        with page.expect_navigation():
            page.get_by_role("link", name=re.compile(r"^\d+ new notices?$")).click()
        _fits(page, then_it_is_accessible)
        expect(page.get_by_role("table", name="What others did")).to_contain_text("New")
        mark.click()
        expect(page.get_by_role("alert")).to_contain_text("marked as read")
    expect(page.get_by_role("link", name="Notices", exact=True)).to_be_visible()
    expect(page.get_by_text("This installation sends no e-mail")).to_be_visible()
    then_it_is_accessible(page)


def _calendar(address: str) -> tuple[int, str]:
    try:
        with urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, ""


def test_a_calendar_address_is_made_read_without_signing_in_replaced_and_ended(
    service: Service, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("sia")
    page.goto(f"{service.address}/home/")
    with page.expect_navigation():
        page.get_by_role("link", name="What is due of you in your calendar program").click()
    _fits(page, then_it_is_accessible)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Make an")).click()
    _fits(page, then_it_is_accessible)
    first = page.locator("#made").inner_text()
    status, written = _calendar(first)
    assert (status, written.startswith("BEGIN:VCALENDAR")) == (200, True)
    assert "SUMMARY:" in written
    with page.expect_navigation():
        page.get_by_role("button", name="Make another, which ends this one").click()
    second = page.locator("#made").inner_text()
    assert second != first
    assert _calendar(first)[0] == 404
    assert _calendar(second)[0] == 200
    page.get_by_role("button", name="End the address").click()
    expect(page.get_by_role("alert")).to_contain_text("The address has ended")
    then_it_is_accessible(page)
    assert _calendar(second)[0] == 404


def test_words_and_names_are_searched_for_from_any_page(
    service: Service, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("sia")
    page.goto(f"{service.address}/home/")
    box = page.get_by_role("search").first.get_by_role("searchbox")
    box.fill("Adderbourne")
    box.press("Enter")
    expect(page.get_by_role("heading", name="Schools", level=2)).to_be_visible()
    _fits(page, then_it_is_accessible)
    page.get_by_label("Words, a name, a URN or a postcode").fill("reading")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.locator("main strong").first).to_have_text(re.compile("read|litera", re.IGNORECASE))
    _fits(page, then_it_is_accessible)
    page.get_by_label("Words, a name, a URN or a postcode").fill("zzyzx")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(page.get_by_text("Try fewer words")).to_be_visible()
    then_it_is_accessible(page)


def test_an_administrator_sees_how_the_background_work_stands_and_runs_a_job(
    service: Service, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("administrator")
    _home(page, service)
    _fits(page, then_it_is_accessible)
    with page.expect_navigation():
        page.get_by_role("link", name="Background work", exact=True).click()
    _fits(page, then_it_is_accessible)
    for _ in range(30):
        if page.get_by_text("A worker is running").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.get_by_text("A worker is running")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Run now.*Remove old jobs")).click()
    expect(page.get_by_role("alert")).to_contain_text("It has been asked for")
    for _ in range(30):
        if page.get_by_role("table", name="What was done").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.get_by_role("table", name="What was done")).to_contain_text("sessions that had run out")
    _fits(page, then_it_is_accessible)
