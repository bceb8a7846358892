"""Support in Chromium, with axe at every stop: an adviser brokers from a plan, a provider whose quality has lapsed is refused, and
a headteacher commissions directly; to the evaluations of both sides."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, fill, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
SCHOOL = "Adderbourne Primary School"  # of the headteacher who signs in
AT_LEVEL_3 = "Westry Park School"  # the one of them with a support plan
TODAY = timezone.localdate()
TERMS = {
    "What is to be done": "Three mornings in Reception, and one with leaders.",
    "Days": "2",
    "Cost in pounds": "900",
    "The first day": f"{TODAY.day}/{TODAY.month}/{TODAY.year}",
    "The last day": (TODAY + timedelta(days=90)).strftime("%d/%m/%Y"),
}


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


def _stands(page: Page, state: str) -> None:
    expect(page.locator("main .govuk-body-l").first).to_contain_text(state)


def _choose_first(everybody: Everybody, page: Page, *, kind: str) -> Page:
    """Choose the first of a kind who could help, and go to its form."""
    first = page.locator("main ol > li").filter(has_text=kind).first
    with page.expect_navigation():
        first.get_by_role("link", name=re.compile("^Choose")).click()
    everybody.looked_at(page)
    return page


def test_an_adviser_brokers_for_a_school_of_level_3_from_its_plan(everybody: Everybody) -> None:
    register = everybody.at("sitl", "/register/?level=3")
    expect(register.get_by_role("row").filter(has_text=AT_LEVEL_3)).to_contain_text("Level 3")
    page = everybody.at("sitl", "/plans/")
    page.get_by_role("main").get_by_role("row").filter(has_text=AT_LEVEL_3).get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/plan/"))
    everybody.looked_at(page)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^Find support")).first.click()
    everybody.looked_at(page)
    expect(page.get_by_text(re.compile("^From objective"))).to_be_visible()
    for each in page.get_by_role("group", name=re.compile("Areas of practice")).get_by_role("checkbox").all():
        each.uncheck()
    fill(page, "Areas of practice::Attendance", CHOSEN)
    page = everybody.send(page, "Ask, and see who could help")
    expect(page.get_by_role("heading", name="Not offered, because")).to_be_visible()
    page = _choose_first(everybody, page, kind="Provider, ")
    fill(page, "Why this one", "They work in schools of this size.")
    page = everybody.send(page, "Choose")
    for label, value in TERMS.items():
        fill(page, label, value)
    fill(page, "Who pays::Money that schools have de-delegated", CHOSEN)
    page = everybody.send(page, "Keep the terms")
    approving = everybody.at("pa", page.url.removeprefix(everybody.address))
    everybody.take(approving, "Approve the funding", {"Why the authority pays for it": "It is level 3."})
    page.reload()
    everybody.take(page, "Check the match", button="Keep these checks")
    _stands(page, "Checked, and to be offered")
    everybody.take(
        page, "Offer it", {"What you tell those who would help": "Could you begin in a fortnight?"}
    )
    _stands(page, "Offered, and waiting for an answer")


def test_a_provider_whose_quality_has_lapsed_is_refused_and_passed_over_only_with_a_reason(
    everybody: Everybody,
) -> None:
    page = everybody.at("sitl", "/support/brokered/?stage=looking")
    open_need = page.get_by_role("row").filter(has_text="Special educational needs")
    open_need.filter(has_text="Looking for support").get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/support/brokered/\d+/$"))
    with page.expect_navigation():
        page.get_by_role("link", name="See who could help").click()
    everybody.looked_at(page)
    held_back = page.get_by_role("table", name=re.compile("^Who fits the need and is not offered"))
    lapsed = held_back.get_by_role("row").filter(has_text="Its approval ended on")
    with page.expect_navigation():
        lapsed.get_by_role("link", name=re.compile("^Choose all the same")).first.click()
    expect(page.get_by_text("It is not offered by the ranking")).to_be_visible()
    fill(page, "Why this one", "The school asked for them.")
    page = everybody.send(page, "Choose")
    for label, value in TERMS.items():
        fill(page, label, value)
    fill(page, "Who pays::The school that is helped", CHOSEN)
    page = everybody.send(page, "Keep the terms")
    page = everybody.take(page, "Check the match", button="Keep these checks")
    _stands(page, "Matched, and to be checked")
    expect(page.get_by_role("row").filter(has_text="The provider’s quality is assured")).to_contain_text(
        "Not met"
    )
    expect(page.get_by_role("link", name="Offer it")).to_have_count(0)
    why = {"Why the quality check is passed over": "Its papers are looked at on Monday."}
    page = everybody.take(page, "Check the match", why, button="Keep these checks")
    _stands(page, "Checked, and to be offered")
    reported = everybody.at("pa", "/support/passed-over/")
    expect(reported.get_by_text("Its papers are looked at on Monday.")).to_be_visible()


def test_a_headteacher_commissions_directly_and_both_sides_evaluate(everybody: Everybody) -> None:
    page = everybody.at("headteacher", "/schools/")
    page.get_by_role("link", name=SCHOOL).first.click()
    found = re.search(r"/schools/\d+/", page.url)
    assert found is not None
    page = everybody.at("headteacher", f"{found[0]}support/")
    with page.expect_navigation():
        page.get_by_role("button", name="Ask for support").or_(
            page.get_by_role("link", name="Ask for support")
        ).first.click()
    everybody.looked_at(page)
    fill(page, "How it is found::We choose somebody ourselves, from those whom the authority knows", CHOSEN)
    fill(page, "What help is needed", "Our registers and first-day calls want another’s eyes.")
    fill(page, "What is to be different afterwards", "Fewer pupils miss a tenth of their sessions.")
    fill(page, "Areas of practice::Attendance", CHOSEN)
    page = everybody.send(page, "Ask, and see who could help")
    page = _choose_first(everybody, page, kind="Brightwater Attendance Hub")
    fill(page, "Why this one", "Others speak well of them.")
    for label, value in TERMS.items():
        fill(page, label, value)
    fill(page, "Who pays::The school that is helped", CHOSEN)
    page = everybody.send(page, "Commission it: send the offer")
    _stands(page, "Offered, and waiting for an answer. Brightwater Attendance Hub")
    support = page.url.removeprefix(everybody.address)
    # A hub has no account here: who commissions it says how it answered
    everybody.take(
        page,
        "Accept for those who would help",
        {"Who will help, and when you could begin": "Their leader, by telephone, from today."},
    )
    everybody.take(page, f"Sign for {SCHOOL}")
    everybody.take(
        page,
        "Sign for Brightwater Attendance Hub",
        {"Who agreed for them, when and how": "Their leader, by letter."},
    )
    _stands(page, "Agreed by all")
    everybody.take(
        page,
        "Log what was given",
        {"Days": "1", "What was done": "Looked through a year’s registers."},
        button="Keep in the log",
    )
    everybody.take(page, "Say that it has been given", {"What was given in all": "One day was enough."})
    for side in (SCHOOL, "Brightwater Attendance Hub"):
        everybody.take(
            page,
            f"Evaluate for {side}",
            {
                "How far it helped::It helped well": CHOSEN,
                "What is different now": "A name stands beside every absence.",
                "Would you do it again::Yes": CHOSEN,
            },
            button="Send the evaluation",
        )
    _stands(page, "Evaluated by both sides")
    everybody.take(page, "Close it", {"What came of it": "The calls are made by ten."})
    _stands(page, "Closed")
    seen = everybody.at("pa", support)
    everybody.take(
        seen,
        "Say how it was used",
        {"Was it used effectively::Yes": CHOSEN, "What you saw": "I sat in on the weekly meeting."},
        button="Keep it",
    )
    expect(seen.get_by_text("Used effectively.")).to_be_visible()


def test_what_came_of_support_is_told_with_how_many_and_how_sure_and_hidden_under_five(
    everybody: Everybody,
) -> None:
    page = everybody.at("director", "/support/impact/")
    rows = page.get_by_role("table", name="By provider").get_by_role("row")
    expect(rows.filter(has_text="Brightwater Attendance Hub")).to_contain_text(
        "Better than comparison schools, in 9"
    )
    expect(rows.filter(has_text="Clearpath School Consulting")).to_contain_text("No difference can be told")
    expect(rows.filter(has_text="Harbour Learning Trust")).to_contain_text("too few to say")


def test_every_page_of_support_is_narrow_enough_for_a_phone(everybody: Everybody) -> None:
    context = everybody.signed_in("pa", viewport=PHONE)
    page = context.pages[0]
    for path in (
        "/support/",
        "/support/brokered/",
        "/support/impact/",
        "/support/load/",
        "/support/passed-over/",
    ):
        page.goto(everybody.address + path)
        is_narrow_enough(page)
    context.close()
