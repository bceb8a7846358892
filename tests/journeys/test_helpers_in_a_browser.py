"""Providers and system leaders in Chromium, with axe at every stop: a school applies, is checked by one and approved by another, and
is shown; and a leader writes a portrait that somebody else verifies and publishes."""

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
SCHOOL = "Adderbourne Primary School"  # of the headteacher who signs in
OFFER = {
    "What is offered to schools": "Mornings in our classrooms, and a teacher who comes back with you.",
    "Areas of practice::Early reading": CHOSEN,
    "Phases::Primary": CHOSEN,
    "Pounds a day": "240",
    "Whom to ask for, by role": "The deputy headteacher",
}
SEEN = (
    "References",
    "Safeguarding and DBS checks confirmed",
    "Insurance",
    "What came of its earlier support",
)
NEW_WORDS = "I have led a village primary school for nine years, and I begin by listening."


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


@pytest.fixture(scope="module")
def provider(everybody: Everybody) -> str:
    """The address of the headteacher’s own school in the register, for which they apply."""
    page = everybody.at("headteacher", "/support/")
    page.get_by_role("link", name="Providers of support").click()
    everybody.looked_at(page)
    page = everybody.take(page, f"Apply as a provider for {SCHOOL}", OFFER, button="Apply")
    return page.url.removeprefix(everybody.address)


@pytest.fixture(scope="module")
def leader(everybody: Everybody) -> str:
    """The address of the page of the leader who signs in."""
    page = everybody.at("governor", "/leaders/")
    page.get_by_role("link", name=everybody.name_of("system-leader"), exact=True).click()
    everybody.looked_at(page)
    return page.url.removeprefix(everybody.address)


def _stands(page: Page, said: str) -> None:
    expect(page.locator("main .govuk-body-l").first).to_contain_text(said)


def test_the_manager_sees_the_evidence_and_cannot_approve(everybody: Everybody, provider: str) -> None:
    page = everybody.at("traded-services", "/home/")
    page.get_by_role("link", name=re.compile(f"^See the evidence of a provider: {SCHOOL}")).click()
    everybody.looked_at(page)
    ends = timezone.localdate() + timedelta(days=300)
    for kind in SEEN:
        page = everybody.at("traded-services", provider)
        filled = {f"What you saw::{kind}": CHOSEN, "What it showed": "It is as it should be."}
        if kind == "Insurance":
            filled["The day until which it holds"] = f"{ends.day}/{ends.month}/{ends.year}"
        everybody.take(page, "Record evidence", filled, button="Record the evidence")
    page = everybody.at("traded-services", provider)
    everybody.take(
        page, "Say that the evidence is checked", {"What the evidence shows": "All that is needed."}
    )
    _stands(page, "Its evidence is checked, and nobody has decided yet")
    expect(page.get_by_role("row", name=re.compile("^Approve until a date"))).to_contain_text(
        "Not yours to take"
    )


def test_the_principal_adviser_approves_it_from_what_is_due(everybody: Everybody, provider: str) -> None:
    page = everybody.at("pa", "/due/?kind=helpers&person=me")
    page.get_by_role("link", name=re.compile(f"^Decide about a provider: {SCHOOL}")).click()
    everybody.looked_at(page)
    page = everybody.at("pa", provider)
    everybody.take(page, "Approve until a date", {"Why it is approved": "Others have been helped by it."})
    _stands(page, "Approved until")


def test_whoever_looks_for_help_finds_it_with_its_certificate(everybody: Everybody, provider: str) -> None:
    page = everybody.at("governor", "/providers/?kind=school&quality=current&area=early-reading")
    page.get_by_role("link", name=SCHOOL, exact=True).click()
    everybody.looked_at(page)
    expect(page).to_have_url(re.compile(f"{provider}$"))
    page.get_by_role("link", name="Its certificate, to print").click()
    everybody.looked_at(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Certificate of quality")


def test_a_leader_writes_anew_and_schools_read_it_once_somebody_else_has_looked(
    everybody: Everybody, leader: str
) -> None:
    page = everybody.at("system-leader", "/leaders/mine/")
    everybody.take(
        page, "Write the pen portrait", {"Who I am and what I do": NEW_WORDS}, button="Save the portrait"
    )
    page = everybody.at("governor", leader)
    expect(page.get_by_text(NEW_WORDS)).to_have_count(0)
    page = everybody.at("spa", "/due/?kind=helpers&person=me")
    page.get_by_role("link", name=re.compile("^Look at the new words of a pen portrait")).first.click()
    everybody.looked_at(page)
    page = everybody.at("spa", leader)
    everybody.take(
        page, "Refresh for another year", {"What shows that it still is so": "I was there in May."}
    )
    page = everybody.at("governor", leader)
    expect(page.get_by_text(NEW_WORDS)).to_be_visible()


def test_a_portrait_that_was_taken_back_goes_through_every_step_before_it_is_shown(
    everybody: Everybody, leader: str
) -> None:
    page = everybody.at("system-leader", leader)
    everybody.take(page, "Take the portrait back", {"Why you take it back": "I would say it better."})
    page = everybody.at("governor", leader)
    expect(page.get_by_text("No pen portrait is shown yet")).to_be_visible()
    page = everybody.at("system-leader", leader)
    everybody.take(page, "Begin again", {"Why you begin again": "I know how now."})
    everybody.take(page, "Consent to these words", {"That these are your words": "They are mine."})
    page = everybody.at("pa", leader)
    everybody.take(page, "Verify the portrait", {"What shows it, and from where you know": "Ten visits."})
    everybody.take(page, "Publish the portrait", {"Why it is published": "Schools can choose by it."})
    page = everybody.at("governor", leader)
    expect(page.get_by_text(NEW_WORDS)).to_be_visible()


def test_the_pages_keep_within_a_phone_s_width_without_scripts(
    everybody: Everybody, provider: str, leader: str
) -> None:
    context = everybody.signed_in("pa", viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    registers = (
        "/support/",
        "/providers/",
        "/providers/ending/",
        "/leaders/",
        "/leaders/papers/",
        "/leaders/learning/",
    )
    forms = ("/leaders/enter/", "/leaders/papers/protocol/", f"{leader}designate/", f"{provider}suspend/")
    for place in (*registers, provider, leader, *forms):
        page.goto(everybody.address + place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_narrow_enough(page)
    context.close()
