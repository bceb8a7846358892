"""The register of duties in Chromium, with axe at every stop: a duty is given to somebody, who finds it on home and among what
is due until it is evidenced; whoever only reads the register has no way to write in it. Each test begins where the one before it ends."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import PHONE, Everybody, is_narrow_enough
from trellis.duties.queries import months_after

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
TITLE = "Promote the achievement of the children it looks after"
DUTY = "/duties/looked-after-children/"
DUE = "/due/?kind=duties"
ASKED = f"Evidence of a duty: {TITLE}"
SHOWN_ON = timezone.localdate() - timedelta(days=1)
NEXT = months_after(SHOWN_ON, 1)


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


@pytest.fixture(scope="module")
def senior(everybody: Everybody) -> str:
    return everybody.name_of("spa")


def _answers(page: Page, question: str) -> str:
    row = page.locator(".govuk-summary-list__row").filter(has_text=question)
    return row.locator("dd").inner_text()


def test_a_duty_that_nobody_has_evidenced_is_given_to_somebody_with_the_reason(
    everybody: Everybody, senior: str
) -> None:
    page = everybody.at("pa", "/duties/")
    row = page.get_by_role("row", name=re.compile(TITLE))
    expect(row).to_contain_text("No evidence yet")
    row.get_by_role("link").click()
    page.get_by_role("link", name="Change who answers for it, or how often it is evidenced").click()
    everybody.looked_at(page)
    page.get_by_label("Who answers for it").select_option(label=senior)
    page.get_by_label("Months that evidence stays fresh").fill("1")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why it changes")
    expect(page.get_by_label("Months that evidence stays fresh")).to_have_value("1")
    everybody.looked_at(page)
    page.get_by_label("Why it changes").fill("She leads the virtual school this year.")
    everybody.send(page, "Change it")
    assert (_answers(page, "Who answers for it"), _answers(page, "How often")) == (senior, "Every month")
    expect(page.get_by_text("She leads the virtual school this year.")).to_be_visible()


def test_it_stands_on_the_new_owners_home_who_finds_there_who_records_the_evidence(
    everybody: Everybody,
) -> None:
    page = everybody.at("spa", "/home/")
    more = page.get_by_role("link", name=re.compile("that can wait longer"))
    if more.count():  # what is late comes first, and this is not due for a while
        with page.expect_navigation():
            more.click()
    page.get_by_role("main").get_by_role(
        "link", name=re.compile(f"evidence of a duty: {TITLE}", re.IGNORECASE)
    ).first.click()
    everybody.looked_at(page)
    expect(page.get_by_text("You answer for this duty. Give what shows that it is met to")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Record evidence")).to_have_count(0)


def test_what_is_due_is_narrowed_to_it_by_person_and_by_team(everybody: Everybody, senior: str) -> None:
    page = everybody.at("director", DUE)
    others = page.get_by_role("table", name="What needs others")
    expect(others.get_by_role("row", name=re.compile(ASKED))).to_contain_text("There is no evidence yet.")
    for label, choice in (("Of whom", senior), ("Team", "Primary advisers")):
        page = everybody.at("director", DUE)
        page.get_by_role("combobox", name=label).select_option(label=choice)
        page.get_by_role("button", name="Show").click()
        everybody.looked_at(page)
        expect(page.get_by_role("list", name="What the list is narrowed by")).to_contain_text(choice)
        rows = page.get_by_role("table", name="What needs others").locator("tbody tr")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(TITLE)
        expect(rows).to_contain_text(senior)
    page.get_by_role("combobox", name="Team").select_option(label="Director and leadership team")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name=ASKED)).to_have_count(0)


def test_evidence_is_recorded_by_keyboard_and_the_next_is_due_a_cycle_later(
    everybody: Everybody, senior: str
) -> None:
    page = everybody.at("data-officer", DUTY)
    page.get_by_role("main").get_by_role("button", name="Record evidence").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/record/"))
    everybody.looked_at(page)
    page.get_by_label("The day of the evidence").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(f"{SHOWN_ON.day}/{SHOWN_ON.month}/{SHOWN_ON.year}")
    page.keyboard.press("Tab")
    page.keyboard.type("The virtual school’s report of the term.")
    page.keyboard.press("Tab")
    page.keyboard.type("nowhere")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("beginning with https://")
    everybody.looked_at(page)
    page.get_by_label("Where it can be read").fill("https://example.org/report")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(DUTY + r"\?"))
    everybody.looked_at(page)
    expect(page.get_by_role("table", name="Evidence, the newest first")).to_contain_text(
        "The virtual school’s report of the term."
    )
    assert _answers(page, "Next evidence due") == f"{NEXT.day} {NEXT:%B %Y} Due soon"
    # At home what is late stands first, and this is not
    for role, address in (("spa", "/due/?kind=duties&person=me"),):
        page = everybody.at(role, address)
        expect(page.get_by_role("row", name=re.compile(TITLE))).to_contain_text(f"{NEXT.day} {NEXT:%B %Y}")


def test_with_a_longer_cycle_it_is_due_of_nobody_for_now(everybody: Everybody) -> None:
    page = everybody.at("pa", DUTY)
    everybody.take(
        page,
        "Change who answers for it, or how often it is evidenced",
        {"Months that evidence stays fresh": "12", "Why it changes": "A yearly report is enough."},
        button="Change it",
    )
    expect(page.locator("main .govuk-tag")).to_have_count(0)
    page = everybody.at("director", DUE)
    expect(page.get_by_role("link", name=ASKED)).to_have_count(0)
    page = everybody.at("spa", "/home/")
    expect(page.get_by_role("link", name=re.compile(TITLE))).to_have_count(0)


@pytest.mark.parametrize("role", ["auditor", "sia", "scrutiny-member"])
def test_others_read_the_register_and_have_no_way_to_write_in_it(everybody: Everybody, role: str) -> None:
    page = everybody.at(role, "/duties/")
    page.get_by_role("link", name=TITLE).click()
    everybody.looked_at(page)
    expect(page.get_by_text("The virtual school’s report of the term.")).to_be_visible()
    expect(page.get_by_role("main").locator("a[href*='/record/'], a[href*='/owner/']")).to_have_count(0)
    page = everybody.at(role, f"{DUTY}record/")
    expect(page.get_by_role("main")).to_contain_text(
        "The register of duties is kept by the principal adviser"
    )


def test_no_school_opens_the_register(everybody: Everybody) -> None:
    page = everybody.at("headteacher", "/duties/")
    expect(page.get_by_role("main")).to_contain_text("for the people of the authority")
    page = everybody.at("headteacher", "/home/")
    expect(page.get_by_role("link", name=re.compile("[Dd]ut(y|ies)"))).to_have_count(0)


def test_the_register_is_kept_without_scripts_at_a_phone_s_width(everybody: Everybody) -> None:
    context = everybody.signed_in("director", viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    for place in ("/duties/", f"{DUTY}owner/", f"{DUTY}record/"):
        page.goto(everybody.address + place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_narrow_enough(page)
    page.get_by_label("What shows that it is met").fill("The board saw the report.")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("The board saw the report.")).to_be_visible()
    is_narrow_enough(page)
    context.close()
