"""A visit in Chromium: from its booking, by its brief, to a note that the headteacher checks and that is final; and a note that is
kept while it is written, whatever becomes of the connection, the session and whoever else is writing. Each test begins where the
one before it ends."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, fill, is_narrow_enough

pytestmark = pytest.mark.journey
expect.set_options(timeout=15_000)

Check = Callable[[Page], None]
SCHOOL = "Adderbourne Primary School"  # of the adviser, the headteacher and the chair who sign in
KEPT = re.compile(r"^Kept as you write, last at \d+:\d\d[ap]m\.")


def _day(ahead: int = 0) -> str:
    on = timezone.localdate() + timedelta(days=ahead)
    return f"{on.day}/{on.month}/{on.year}"


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


@pytest.fixture(scope="module")
def visits(everybody: Everybody) -> str:
    """The address of the school’s visits."""
    page = everybody.at("sia", "/schools/")
    page.get_by_role("link", name=SCHOOL).first.click()
    found = re.search(r"/schools/\d+/", page.url)
    assert found is not None
    return f"{found[0]}visits/"


@pytest.fixture(scope="module")
def visit(everybody: Everybody, visits: str) -> str:
    """The address of a visit that the adviser books for today, for the summer form with its practice worth sharing."""
    page = everybody.at("sia", visits)
    everybody.take(
        page,
        "Book a visit",
        {
            "Summer-term visit, with good practice": CHOSEN,
            "Day of the visit": _day(),
            "Who else goes": "The phonics lead of the trust",
            "What it will look at": "Reading, and who comes to school.",
        },
        button="Book the visit",
    )
    found = re.search(r"/schools/\d+/visits/\d+/", page.url)
    assert found is not None
    return found[0]


def _stands(page: Page, words: str) -> None:
    expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()


def test_a_visit_is_booked_and_the_head_and_the_adviser_read_the_same_brief(
    everybody: Everybody, visits: str, visit: str
) -> None:
    page = everybody.at("headteacher", visits)
    row = page.get_by_role("table", name="Next visits").get_by_role("row", name=re.compile("Summer-term"))
    row.first.get_by_role("link").click()
    _stands(page, "Booked.")
    page.get_by_role("link", name="The brief for this visit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Brief for the visit to {SCHOOL}")
    for part in ("What is suggested, and what is agreed", "What changed", "The last visit", "What to ask"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()
    asked = page.get_by_role("table", name="What to ask").inner_text()
    page = everybody.at("sia", f"{visit}brief/")
    assert page.get_by_role("table", name="What to ask").inner_text() == asked


def test_the_note_is_kept_while_it_is_written_and_no_draft_reaches_the_school(
    everybody: Everybody, visit: str
) -> None:
    page = everybody.at("sia", visit)
    everybody.take(page, "Record as held")
    page.get_by_role("button", name="Write the note").click()
    page.get_by_label("Whom you met").fill("The headteacher and two teachers")
    expect(page.locator("[data-kept]")).to_have_text(KEPT)
    page.get_by_label("What was looked at").fill("Reading in years 1 and 2.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_label("Strengths").fill("Story time")
    page = everybody.at("sia", visit)  # gone without saving, and come back
    expect(page.get_by_text("You wrote in the note up to")).to_be_visible()
    page.get_by_role("link", name="What you wrote").click()
    expect(page.locator("#in-hand")).to_contain_text("is not saved yet")
    expect(page.get_by_label("Whom you met")).to_have_value("The headteacher and two teachers")
    page = everybody.at("headteacher", visit)
    expect(page.get_by_text("No note has been shared with the school yet.")).to_be_visible()
    assert "two teachers" not in page.content()


def test_without_a_connection_nothing_is_lost_and_nothing_is_sent_off_into_it(
    everybody: Everybody, visit: str
) -> None:
    page = everybody.at("sia", f"{visit}note/")
    page.context.set_offline(True)
    page.get_by_label("What was looked at").fill("Reading in years 1, 2 and 3.")
    told = page.get_by_role("status")
    expect(told).to_contain_text("There is no connection. What you write is kept in this tab")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_label("What was looked at")).to_have_value("Reading in years 1, 2 and 3.")
    assert page.url.endswith("/note/")
    page.context.set_offline(False)
    expect(told).to_have_text("The connection is there again, and what you wrote is kept.")
    everybody.at("sia", f"{visit}note/")
    expect(page.get_by_label("What was looked at")).to_have_value("Reading in years 1, 2 and 3.")


def test_a_tab_that_went_down_without_a_connection_offers_its_words_when_it_comes_back(
    everybody: Everybody, visit: str
) -> None:
    page = everybody.at("sia", f"{visit}note/")
    page.route(
        "**/note/", lambda route: route.abort() if route.request.method == "POST" else route.fallback()
    )
    page.get_by_label("Strengths").fill("Story time, and singing")
    expect(page.get_by_role("status")).to_contain_text("There is no connection.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_label("Strengths")).to_have_value("Story time")
    page.unroute("**/note/")
    page.get_by_role("button", name="Put them back").click()
    expect(page.get_by_label("Strengths")).to_have_value("Story time, and singing")


def test_a_session_that_ends_while_somebody_writes_loses_nothing(
    everybody: Everybody, service: Service, visit: str
) -> None:
    email, password = service.sign_ins["sia"]
    page = everybody.at("sia", f"{visit}note/")
    _end_session(page.context)
    page.get_by_label("Strengths").fill("Story time, singing and drama")
    expect(page.get_by_role("status")).to_contain_text("You have been signed out. What you wrote is kept")
    page.get_by_role("link", name="Sign in and go on").click()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/note/$"))
    expect(page.get_by_label("Strengths")).to_have_value("Story time, singing and drama")

    _end_session(page.context)  # and once more, with the save itself
    page.get_by_label("Strengths").fill("Story time, singing, drama and dance")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have been signed out")
    page.get_by_role("button", name="Sign in and go on").click()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/note/$"))
    expect(page.get_by_label("Strengths")).to_have_value("Story time, singing, drama and dance")

    _end_session(page.context)  # and signed in again in another tab: the one with the note goes on by itself
    other = page.context.new_page()
    other.goto(f"{service.address}/sign-in/")
    other.get_by_label("Email address").fill(email)
    other.get_by_label("Password", exact=True).fill(password)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url(lambda url: "/sign-in/" not in url)
    other.close()
    page.get_by_label("Strengths").fill("Story time, singing and dance")
    expect(page.locator("[data-kept]")).to_have_text(KEPT)
    everybody.send(page, "Save draft")
    _stands(page, "Note in draft.")
    expect(page.get_by_text("Story time, singing and dance")).to_be_visible()


def test_two_who_write_are_told_of_one_another_and_the_second_joins_both(
    everybody: Everybody, visit: str
) -> None:
    leader = everybody.at("sitl", f"{visit}note/")
    leader.get_by_label("Leadership", exact=True).fill("Subject leaders know what comes next.")
    expect(leader.locator("[data-kept]")).to_have_text(KEPT)
    page = everybody.at("sia", f"{visit}note/")
    expect(page.locator("#also-writing")).to_contain_text("is writing in this note too")
    fill(page, "Attendance", "Fewer are late.")
    page.get_by_role("button", name="Save and go on writing").click()
    expect(page.locator("#saved")).to_contain_text("Revision 2 is saved")
    leader.get_by_label("Leadership", exact=True).fill("Subject leaders know what comes next, and why.")
    expect(leader.get_by_role("status")).to_contain_text("saved revision 2 since you opened this page")
    leader.get_by_role("button", name="Save draft").click()
    expect(leader.get_by_role("heading", name="Somebody saved another revision")).to_be_visible()
    everybody.looked_at(leader)
    fill(leader, "Attendance", "Fewer are late.")
    leader.get_by_role("button", name="Save draft").click()
    leader.wait_for_url(re.compile(r"/visits/\d+/$"))
    everybody.looked_at(leader)
    for words in ("Fewer are late.", "Subject leaders know what comes next, and why."):
        expect(leader.get_by_text(words)).to_be_visible()


def test_the_note_is_whole_with_what_the_summer_form_asks_and_is_shared(
    everybody: Everybody, visit: str
) -> None:
    page = everybody.at("sia", visit)
    expect(page.get_by_text("Share with the school: not yet.")).to_contain_text("practice worth sharing")
    everybody.take(
        page,
        "Go on with the note",
        {
            "What was agreed (1)": "Ring home by 9.30 on the first day",
            "Who does it (1)": "The deputy head",
            "By when (1)": _day(40),
            "Practice worth sharing": "Older pupils read with younger ones.",
            "Area of practice": "Early reading",
            "Asked: the school agrees": CHOSEN,
        },
        button="Save draft",
    )
    everybody.take(page, "Share with the school")
    _stands(page, "Note with the school.")


def test_the_head_says_that_a_fact_is_wrong_is_answered_and_finds_the_note_correct(
    everybody: Everybody, visit: str
) -> None:
    page = everybody.at("headteacher", "/visits/")
    page.get_by_role("link", name=re.compile("^Check the facts of the note of visit")).first.click()
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    page = everybody.at("headteacher", visit)
    expect(page.get_by_text("Older pupils read with younger ones.")).to_be_visible()
    everybody.take(page, "Ask for changes", {"Reasons": "We looked at years 1 and 2 alone."})
    _stands(page, "Changes asked for.")

    page = everybody.at("sia", visit)
    expect(page.get_by_text("We looked at years 1 and 2 alone.").first).to_be_visible()
    everybody.take(page, "Take back to draft", {"Reasons": "You are right: year 3 was not seen."})
    everybody.take(
        page,
        "Go on with the note",
        {"What was looked at": "Reading in years 1 and 2."},
        button="Save draft",
    )
    everybody.take(page, "Share with the school")

    page = everybody.at("headteacher", visit)
    expect(page.get_by_text("You are right: year 3 was not seen.")).to_be_visible()
    expect(page.get_by_text("Reading in years 1 and 2.")).to_be_visible()
    everybody.take(page, "Say that the note is correct", {"Comments": "Thank you."})
    page = everybody.at("sia", visit)
    everybody.take(page, "Make the note final")
    page = everybody.at("headteacher", visit)
    _stands(page, "Final.")
    expect(page.get_by_text("the facts are correct, with comments")).to_be_visible()
    page.get_by_role("link", name="For paper").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Note of visit: {SCHOOL}")


@pytest.mark.parametrize("role", ["sia", "headteacher"])
def test_the_pages_of_a_visit_are_read_without_scripts_at_a_phone_s_width(
    everybody: Everybody, visits: str, visit: str, role: str
) -> None:
    context = everybody.signed_in(role, java_script_enabled=False, viewport=PHONE)
    page = context.pages[0]
    for place in (visits, visit, f"{visit}brief/", f"{visit}note/" if role == "sia" else visit, "/visits/"):
        page.goto(everybody.address + place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_narrow_enough(page)
    context.close()


def test_without_scripts_a_draft_is_saved_and_gone_on_with(everybody: Everybody, visits: str) -> None:
    context = everybody.signed_in("sia", java_script_enabled=False, viewport=PHONE)
    page = context.pages[0]
    page.goto(f"{everybody.address}{visits}book/")
    fill(page, "Termly visit", CHOSEN)
    fill(page, "Day of the visit", _day())
    page.get_by_role("button", name="Book the visit").click()
    page.get_by_role("button", name="Record as held").click()
    page.get_by_role("button", name="Record as held").click()
    page.get_by_role("button", name="Write the note").click()
    expect(page.get_by_text("also kept as you write it")).to_be_hidden()
    fill(page, "Whom you met", "The headteacher")
    page.get_by_role("button", name="Save and go on writing").click()
    expect(page.locator("#saved")).to_contain_text("Revision 1 is saved")
    expect(page.get_by_label("Whom you met")).to_have_value("The headteacher")
    is_narrow_enough(page)
    context.close()


def _end_session(context: BrowserContext) -> None:
    """What is left in a browser whose session the server has ended."""
    context.clear_cookies(name="trellis")
