"""Good practice in Chromium, with axe at every stop: from a nomination to its school's consent, to whoever verifies and publishes it,
to the school that finds it by another word and asks, and to the answer."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, fill, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
SCHOOL = "Adderbourne Primary School"  # of the headteacher, the chair and the governor who sign in
TITLE = "Small steps in fractions"
WORDS = {
    "What it is called": TITLE,
    "What is done": "Fractions are taught with the same three pictures in every year.",
    "Areas of practice::Mathematics": CHOSEN,
    "Phases::Primary": CHOSEN,
    "Why you nominate it": "I saw it in two classes.",
}
MORE = {
    "For whom it is": "Years 2 to 6",
    "What shows that it works": "Books of three years beside one another.",
    "What a visitor could see": "Two lessons on one morning.",
    "Whom to ask for, by role": "The leader of mathematics",
}


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


@pytest.fixture(scope="module")
def school(everybody: Everybody) -> str:
    page = everybody.at("headteacher", "/schools/")
    page.get_by_role("link", name=SCHOOL).first.click()
    found = re.search(r"/schools/\d+/", page.url)
    assert found is not None
    return found[0]


@pytest.fixture(scope="module")
def entry(everybody: Everybody, school: str) -> str:
    """The address of an entry that the adviser nominates, and whose words the headteacher makes whole before consenting."""
    page = everybody.at("sia", f"{school}good-practice/")
    page = everybody.take(page, "Nominate good practice", WORDS, button="Nominate")
    return page.url.removeprefix(everybody.address)


def _stands(page: Page, state: str) -> None:
    expect(page.locator("main .govuk-body-l").first).to_contain_text(f"{state}.")


def test_the_head_is_asked_at_home_words_the_entry_and_consents(everybody: Everybody, entry: str) -> None:
    page = everybody.at("headteacher", "/home/")
    page.get_by_role("link", name=re.compile(f"^Consent to an entry.*{TITLE}")).click()
    everybody.looked_at(page)
    expect(page.get_by_text("Before the school consents its words must say")).to_be_visible()
    page = everybody.at("headteacher", entry)
    everybody.take(page, "Word the entry", MORE, button="Save the words")
    everybody.take(page, "Consent for the school", {"For whom you consent": "The leaders of the school."})
    _stands(page, "Waiting to be verified")


def test_somebody_else_verifies_and_publishes_it_from_what_is_due(everybody: Everybody, entry: str) -> None:
    page = everybody.at("spa", "/due/?kind=practice&person=me")
    page.get_by_role("link", name=re.compile(f"^Verify good practice: {TITLE}")).click()
    everybody.looked_at(page)
    fill(page, "What you saw, where and when", "Two lessons on Tuesday, with the leader of mathematics.")
    everybody.send(page, "Verify the practice")
    _stands(page, "Verified, and waiting to be published")
    everybody.take(page, "Publish the entry", {"Why it is published": "Others can begin with it tomorrow."})
    _stands(page, "Published")


def test_whoever_reads_the_directory_finds_it_by_another_word_on_the_list_and_on_the_map(
    everybody: Everybody, entry: str
) -> None:
    page = everybody.at("governor", "/good-practice/")
    page.get_by_label("What you look for").fill("numeracy fractions")
    page.get_by_role("button", name="Show").click()
    everybody.looked_at(page)
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    page.get_by_role("link", name="The same on a map").click()
    everybody.looked_at(page)
    mark = page.locator("svg a.mark-link").first
    mark.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"{entry}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("Every step so far")).to_have_count(0)


def test_an_adviser_asks_for_contact_and_the_head_answers(everybody: Everybody, entry: str) -> None:
    page = everybody.at("spa", entry)
    everybody.take(page, "Ask for contact", {"What you would like": "A morning in two classes."})
    expect(page.get_by_text(re.compile(r"Asked \d+ times? this school year"))).to_be_visible()
    page = everybody.at("headteacher", "/home/")
    expect(page.get_by_role("link", name=re.compile("^Answer a request for contact")).first).to_be_visible()
    page = everybody.at("headteacher", entry)
    page.get_by_role("link", name=re.compile("^Answer")).first.click()
    everybody.looked_at(page)
    expect(page.get_by_text("A morning in two classes.")).to_be_visible()
    fill(page, "Yes", CHOSEN)
    fill(page, "Your answer", "Any Tuesday.")
    everybody.send(page, "Send the answer")
    page = everybody.at("spa", entry)
    expect(page.get_by_text("Yes: Any Tuesday.")).to_be_visible()
    page = everybody.at("headteacher", "/notices/")
    expect(page.get_by_text("asked for contact about the good practice of").first).to_be_visible()


def test_members_see_counts_and_no_school(everybody: Everybody, entry: str) -> None:
    page = everybody.at("executive-member", "/good-practice/")
    expect(page.get_by_role("table", name="By area of practice")).to_be_visible()
    expect(page.get_by_text(SCHOOL)).to_have_count(0)


def test_the_pages_keep_within_a_phone_s_width_without_scripts(
    everybody: Everybody, school: str, entry: str
) -> None:
    context = everybody.signed_in("pa", viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    places = (
        "/good-practice/",
        "/good-practice/map/",
        "/good-practice/under-way/",
        entry,
        f"{school}good-practice/",
    )
    for place in (*places, f"{entry}withdraw/", f"{entry}ask/", f"{school}good-practice/nominate/"):
        page.goto(everybody.address + place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_narrow_enough(page)
    context.close()


def test_the_head_takes_the_consent_back_and_it_is_gone_for_readers(everybody: Everybody, entry: str) -> None:
    page = everybody.at("headteacher", entry)
    everybody.take(
        page, "Take back the consent", {"Why the school takes its consent back": "We have visitors enough."}
    )
    _stands(page, "Withdrawn")
    page = everybody.at("governor", "/good-practice/?q=fractions")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
