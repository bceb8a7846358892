"""The induction of a new headteacher in Chromium, with axe at every stop, until a mentor is matched by the rule; and the academy and networks."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, fill, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
NAME = "Cordelia Thrush"


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


@pytest.fixture(scope="module")
def induction(everybody: Everybody) -> str:
    """The address of an induction that the team leader begins."""
    page = everybody.at("sitl", "/inductions/")
    page.get_by_role("main").get_by_role("button", name="Begin an induction").click()
    everybody.looked_at(page)
    page.get_by_label("School", exact=True).select_option(index=9)
    fill(page, "Who the headteacher is", NAME)
    fill(page, "The day they began, or begin", "1/9/2026")
    fill(page, "How it became known", "The governors wrote.")
    everybody.send(page, "Begin the induction")
    return page.url.removeprefix(everybody.address)


def test_the_kind_is_picked_and_the_needs_are_written_down(everybody: Everybody, induction: str) -> None:
    page = everybody.at("sitl", "/home/")
    page.get_by_role("link", name=f"Say which kind of headship it is: {NAME}").click()
    everybody.looked_at(page)
    fill(page, "Which kind of headship it is::Second or later headship", CHOSEN)
    fill(page, "What shows it", "She led two schools before.")
    everybody.send(page, "Say which kind of headship it is")
    expect(page.get_by_text("No induction day is recorded that they came to")).to_be_visible()
    told = {"Why there is no induction day": "She gave it herself last year."}
    everybody.take(page, "Go on without an induction day", told)
    needs = {
        "What you bring": "Two schools, and patience.",
        "Working with governors": "The whole board is new.",
    }
    everybody.take(page, "Write down the needs analysis", needs)
    expect(page.get_by_role("row").filter(has_text="The whole board is new.")).to_be_visible()


def test_a_mentor_is_matched_by_the_rule_and_the_page_says_why(everybody: Everybody, induction: str) -> None:
    page = everybody.at("sitl", induction)
    page.get_by_role("main").get_by_role("link", name="Match a mentor").click()
    everybody.looked_at(page)
    expect(
        page.get_by_text("Whoever has led a school before is offered a Local Leader of Education.")
    ).to_be_visible()
    expect(page.get_by_role("heading", name="Who is not offered, and why")).to_be_visible()
    page.get_by_role("radio").first.check()
    fill(page, "Why this mentor", "The first by the rule.")
    everybody.send(page, "Match a mentor")
    expect(page.locator("main .govuk-body-l").first).to_contain_text("Mentor matched.")
    expect(page.locator("main dd").filter(has_text="Local Leader of Education")).to_be_visible()


def test_the_chair_reads_nothing_of_inductions(everybody: Everybody, induction: str) -> None:
    context = everybody.signed_in("chair")
    for place in ("/inductions/", induction):
        assert context.request.get(everybody.address + place).status == 403
    context.close()


def test_the_academy_says_what_its_group_wants_and_an_enquiry_is_found(everybody: Everybody) -> None:
    page = everybody.at("governor", "/support/")
    page.get_by_role("link", name="Leadership Academy").click()
    everybody.looked_at(page)
    expect(page.get_by_text("Nobody in the group stands for higher education.")).to_be_visible()
    page.get_by_role("link", name="The stewardship group").click()
    everybody.looked_at(page)
    page = everybody.at("governor", "/leadership-academy/enquiries/?q=oracy")
    page.get_by_role("link", name="Talk before writing in year 4").click()
    everybody.looked_at(page)


def test_networks_are_active_by_their_rule_and_the_directory_is_narrowed_to_one(everybody: Everybody) -> None:
    page = everybody.at("governor", "/networks/")
    expect(page.get_by_text(re.compile("7 networks, of which 6 are active"))).to_be_visible()
    page.get_by_role("link", name="Which schools are in none, and how networks have grown").click()
    everybody.looked_at(page)
    expect(page.locator("svg.trellis-lines")).to_be_visible()
    page = everybody.at("governor", "/networks/")
    page.get_by_role("link", name="The Marsh schools").click()
    everybody.looked_at(page)
    page.get_by_role("link", name="Good practice of its schools").click()
    everybody.looked_at(page)
    expect(page.get_by_label("Network")).to_contain_text("The Marsh schools")


def test_the_pages_keep_within_a_phone_s_width_without_scripts(everybody: Everybody, induction: str) -> None:
    context = everybody.signed_in("sitl", viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    places = (
        "/inductions/",
        "/inductions/notify/",
        induction,
        f"{induction}mentor/",
        f"{induction}stop/",
        "/leadership-academy/",
        "/leadership-academy/group/",
        "/leadership-academy/group/add/",
        "/leadership-academy/enquiries/",
        "/leadership-academy/enquiries/post/",
        "/networks/",
        "/networks/reach/",
        "/networks/enter/",
    )
    for place in places:
        page.goto(everybody.address + place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_narrow_enough(page)
    context.close()
