"""A letter of challenge in Chromium, with axe at every stop: written, though a session ends meanwhile, answered by the headteacher
and then by the chair, and closed; and another that nobody answers and that is closed without what it asked for."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import PHONE, Everybody, fill, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
SCHOOL = "Adderbourne Primary School"  # of the headteacher, the chair and the governor who sign in
DUTY = "Promote high standards, fair access and every child’s potential"
MATTERS = "Too few pupils come to school every day."
ANSWER = "We ring home by 9.30 on the first day."


def _day(ahead: int = 0) -> str:
    on = timezone.localdate() + timedelta(days=ahead)
    return f"{on.day}/{on.month}/{on.year}"


def _said(ahead: int = 0) -> str:
    on = timezone.localdate() + timedelta(days=ahead)
    return f"{on.day} {on:%B %Y}"


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
def letter(everybody: Everybody, service: Service, school: str) -> str:
    """The address of a letter that the senior adviser writes and sends, with a slip and the end of a session on the way."""
    page = everybody.at("spa", f"{school}notices/")
    page.get_by_role("link", name="Send a letter of challenge").click()
    everybody.looked_at(page)
    _write(page, dated=_day(), answer_by=_day(-1))
    page.context.clear_cookies(name="trellis")
    page.get_by_role("main").get_by_role("button", name="Send a letter of challenge").click()
    _sign_in_again(page, service)
    expect(page.get_by_text("What you typed is below, and is not saved yet.")).to_be_visible()
    everybody.looked_at(page)
    page.get_by_role("main").get_by_role("button", name="Send a letter of challenge").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Give the school until a day after the letter to answer."
    )
    expect(page.get_by_label("What must get better")).to_have_value(MATTERS)
    everybody.looked_at(page)
    fill(page, "Day by which an answer is asked for", _day(21))
    everybody.send(page, "Send a letter of challenge")
    return page.url.removeprefix(everybody.address)


def _write(page: Page, *, dated: str, answer_by: str) -> None:
    page.get_by_role("radio", name=re.compile(f"^{DUTY}")).check()
    for label, words in (
        ("What must get better", MATTERS),
        ("What shows it", "Overall absence of 9.5% in 2025 to 2026, by the school census."),
        ("What the authority asks for", "A plan for attendance that the governing body agrees."),
        ("Day by which an answer is asked for", answer_by),
        ("To whom it is addressed", "The headteacher and the chair of governors"),
        ("By what means it goes", "By e-mail"),
        ("Day of the letter", dated),
    ):
        fill(page, label, words)


def _sign_in_again(page: Page, service: Service) -> None:
    email, password = service.sign_ins["spa"]
    page.get_by_role("button", name="Sign in and go on").click()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile("/challenges/send/$"))


def _stands(page: Page, state: str) -> None:
    expect(page.locator("main .govuk-body-l").first).to_have_text(f"{state}.")


def test_a_letter_keeps_what_was_typed_until_it_is_sent_and_says_what_it_rests_on(
    everybody: Everybody, letter: str
) -> None:
    page = everybody.at("spa", letter)
    _stands(page, "With the school")
    expect(page.get_by_text(f"The school is asked to answer by {_said(21)}.")).to_be_visible()
    expect(page.get_by_text("Education Act 1996, section 13A").first).to_be_visible()
    expect(page.get_by_text("This is not a warning notice.")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Answer the letter")).to_have_count(0)


def test_the_head_is_told_at_home_and_answers_by_keyboard(everybody: Everybody, letter: str) -> None:
    page = everybody.at("headteacher", "/home/")
    needs = page.get_by_role("table", name="What needs me now")
    asked = needs.get_by_role("row", name=re.compile("^Answer the letter of challenge"))
    expect(asked).to_contain_text(_said(21))
    asked.get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"{letter}answer/$"))
    everybody.looked_at(page)
    expect(page.get_by_text(MATTERS)).to_be_visible()
    page.get_by_label("Your answer").focus()
    page.keyboard.type(ANSWER)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"{letter}$"))
    everybody.looked_at(page)
    _stands(page, "Answered by the school")
    expect(page.get_by_text(ANSWER)).to_be_visible()


def test_the_chair_adds_an_answer_and_the_one_before_it_stays(everybody: Everybody, letter: str) -> None:
    page = everybody.at("chair", letter)
    everybody.take(page, "Answer the letter", {"Your answer": "The governors see the figures each month."})
    for words in (ANSWER, "The governors see the figures each month."):
        expect(page.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("role", ["governor", "sia", "auditor"])
def test_others_of_the_school_and_of_the_authority_read_it_and_take_no_step(
    everybody: Everybody, school: str, letter: str, role: str
) -> None:
    page = everybody.at(role, f"{school}notices/")
    page.get_by_role("link", name=f"Letter of challenge of {_said()}").first.click()
    everybody.looked_at(page)
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.locator(f"main a[href*='{letter}']")).to_have_count(0)
    page = everybody.at(role, f"{letter}meet/")
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_whoever_sent_it_is_led_from_what_is_due_to_close_it_and_the_school_reads_why(
    everybody: Everybody, letter: str
) -> None:
    page = everybody.at("spa", "/due/?kind=notices&person=me")
    page.get_by_role(
        "link", name=re.compile("^The school answered the letter of challenge.*" + SCHOOL)
    ).click()
    page.wait_for_url(re.compile(f"{letter}meet/$"))
    everybody.looked_at(page)
    expect(page.get_by_text(ANSWER)).to_be_visible()
    fill(page, "What shows that it is done", "The governing body agreed the plan.")
    everybody.send(page, "Close: what was asked for is done")
    _stands(page, "What was asked for is done")
    page = everybody.at("headteacher", letter)
    expect(page.get_by_text("The governing body agreed the plan.")).to_be_visible()
    expect(page.get_by_text("It has ended: nothing comes next.")).to_be_visible()
    page = everybody.at("headteacher", "/home/")
    expect(page.get_by_role("link", name=re.compile("letter of challenge"))).to_have_count(0)


def test_a_letter_without_an_answer_is_chased_and_closed_without_what_it_asked_for(
    everybody: Everybody, school: str
) -> None:
    page = everybody.at("pa", f"{school}challenges/send/")
    _write(page, dated=_day(-30), answer_by=_day(-3))
    everybody.send(page, "Send a letter of challenge")
    expect(page.get_by_text("That day has passed without an answer.")).to_be_visible()
    unanswered = page.url.removeprefix(everybody.address)
    page = everybody.at("headteacher", "/home/")
    asked = page.get_by_role("row", name=re.compile("^Answer the letter of challenge"))
    expect(asked).to_contain_text("3 days overdue")
    page = everybody.at("pa", "/due/?kind=notices&person=me")
    page.get_by_role("link", name=re.compile("^No answer to the letter of challenge.*" + SCHOOL)).click()
    page.wait_for_url(re.compile(f"{unanswered}give-up/$"))
    everybody.looked_at(page)
    fill(page, "What follows instead", "We offer a term of support first.")
    everybody.send(page, "Close without what was asked for")
    _stands(page, "Closed without what was asked for")
    page = everybody.at("chair", f"{school}notices/")
    rows = page.get_by_role("table", name="Letters of challenge, the newest first")
    expect(rows).to_contain_text("Closed without what was asked for")


def test_an_academy_is_sent_none_and_the_page_says_what_to_do_instead(everybody: Everybody) -> None:
    page = everybody.at("pa", "/schools/")
    page.get_by_role("link", name="Ashgrove Estuary Academy").first.click()
    found = re.search(r"/schools/\d+/", page.url)
    assert found is not None
    page = everybody.at("pa", f"{found[0]}challenges/send/")
    expect(page.get_by_text("Raise a concern about an academy instead.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Concerns about this academy").click()
    everybody.looked_at(page)


def test_the_pages_of_a_letter_keep_within_a_phone_s_width_without_scripts(
    everybody: Everybody, school: str, letter: str
) -> None:
    context = everybody.signed_in("pa", viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    for place in (f"{school}notices/", letter, f"{school}challenges/send/"):
        page.goto(everybody.address + place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_narrow_enough(page)
    page.get_by_role("main").get_by_role("button", name="Send a letter of challenge").click()
    expect(page.get_by_text("Choose the duty or power that the letter rests on").first).to_be_visible()
    is_narrow_enough(page)
    context.close()
