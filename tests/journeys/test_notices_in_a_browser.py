"""Warning notices and a concern about an academy in Chromium, with axe at every stop: a notice to compliance, a notice to a power
of intervention, and a concern to its referral with the chronology. Each is taken by those whose step it is."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
VOLUNTARY = "Our Lady of the Estuary Catholic Primary School"
ACADEMY = "Ashgrove Estuary Academy"
PRINCIPAL = "Saskia Thornbury"
LOW = "The standards of performance of pupils are unacceptably low, and are likely to remain so (Education and Inspections Act 2006, section 60)"
ARRANGEMENTS = "Require the governing body to enter into arrangements"
BOARD = "Replace the governing body by an interim executive board"


def _day(ahead: int = 0) -> str:
    on = timezone.localdate() + timedelta(days=ahead)
    return f"{on.day}/{on.month}/{on.year}"


def _said(ahead: int) -> str:
    on: date = timezone.localdate() + timedelta(days=ahead)
    return f"{on.day} {on:%B %Y}"


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


def _address(everybody: Everybody, role: str, school: str) -> str:
    page = everybody.at(role, "/schools/")
    page.get_by_role("link", name=school).first.click()
    found = re.search(r"/schools/\d+/", page.url)
    assert found is not None
    return found[0]


def _stands(page: Page, state: str) -> None:
    """A notice or a concern says in its first line where it has come to."""
    expect(page.locator("main .govuk-body-l").first).to_have_text(f"{state}.")


def _draft_and_check(everybody: Everybody, school: str, *, on: str) -> str:
    """The senior adviser considers and drafts a notice of ten days, and records its legal check. The notice's address."""
    page = everybody.at("spa", f"{school}notices/")
    everybody.take(
        page,
        "Consider a warning notice",
        {"Why a notice is considered": "Two terms of support changed little."},
    )
    _stands(page, "Considering")
    address = page.url.removeprefix(everybody.address)
    everybody.take(
        page,
        "Draft the notice",
        {
            f"Grounds::{LOW}": CHOSEN,
            "The matters on which the notice rests": "Results in reading have been low for three years.",
            "The action that the governing body is to take": "Appoint a leader of reading.",
            "Compliance period, in days": "10",
            "Calendar days": CHOSEN,
            f"{ARRANGEMENTS} (Education and Inspections Act 2006, section 63)": CHOSEN,
            f"{BOARD} (Education and Inspections Act 2006, section 65)": CHOSEN,
        },
    )
    _stands(page, "Drafted")
    expect(page.get_by_text("It is not given: the school does not read it")).to_be_visible()
    everybody.take(
        page,
        "Record the legal check",
        {
            "Who checked it": "Lena Ford, solicitor",
            "Day of the legal check": on,
            "It may be given as it is": CHOSEN,
        },
    )
    _stands(page, "Legal check")
    return address


def _give(everybody: Everybody, notice: str, *, on: str) -> None:
    page = everybody.at("pa", notice)
    everybody.take(
        page,
        "Give the notice",
        {
            "Day on which it was given": on,
            "To whom it is addressed": "The chair of governors",
            "How it was given": "By hand",
        },
    )


def _copy(everybody: Everybody, page: Page, *, to: str, on: str) -> None:
    page.get_by_role("main").get_by_label(re.compile(re.escape(to))).check()
    page.get_by_label("To whom, and how").fill("By e-mail, with a receipt")
    page.get_by_label("Day on which it was sent").fill(on)
    # The next copy is asked for at the same address, until everybody has one
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Record a copy", exact=True).click()
    expect(page.get_by_role("main").get_by_label(re.compile(re.escape(to)))).to_have_count(0)
    assert page.get_by_role("alert").all_inner_texts() == []


def test_a_notice_goes_from_its_draft_to_compliance_and_the_school_reads_it_once_it_is_given(
    everybody: Everybody,
) -> None:
    school = _address(everybody, "headteacher", "Adderbourne Primary School")
    notice = _draft_and_check(everybody, school, on=_day())
    page = everybody.at("headteacher", f"{school}notices/")
    expect(page.get_by_text("No warning notice has been given to this school.")).to_be_visible()
    # Whoever drafted it has no link to give it
    page = everybody.at("spa", notice)
    expect(page.get_by_role("main").get_by_role("link", name="Give the notice", exact=True)).to_have_count(0)

    _give(everybody, notice, on=_day())
    page = everybody.at("headteacher", f"{school}notices/")
    page.get_by_role("link", name=f"Warning notice of {_said(0)}").click()
    _stands(page, "Given to the governing body")
    expect(page.get_by_text("Results in reading have been low for three years.")).to_be_visible()
    expect(page.get_by_text("Lena Ford")).to_have_count(0)

    page = everybody.at("spa", notice)
    page.get_by_role("link", name="Record a copy", exact=True).click()
    _copy(everybody, page, to="The Secretary of State", on=_day())
    _copy(everybody, page, to="The headteacher", on=_day())
    expect(page).to_have_url(re.compile(f"{notice}$"))
    everybody.take(page, "Confirm that all copies are sent")
    _stands(page, "Compliance running")
    expect(
        page.get_by_text(f"until the end of {_said(10)} to comply: 10 calendar days from {_said(0)}").first
    ).to_be_visible()

    page = everybody.at("pa", notice)
    everybody.take(
        page, "Record that it was complied with", {"Reasons": "A leader of reading was appointed."}
    )
    _stands(page, "Complied")
    page = everybody.at("spa", notice)
    everybody.take(page, "Close the notice", {"Reasons": "The support goes on."})
    _stands(page, "Closed")
    for role in ("headteacher", "chair", "governor"):
        page = everybody.at(role, notice)
        _stands(page, "Closed")
        everybody.at(role, f"{notice}paper/")
    everybody.at("leadership-team", "/notices-and-concerns/")


def test_a_notice_that_is_not_complied_with_leads_to_a_power_that_is_used_and_lifted(
    everybody: Everybody,
) -> None:
    school = _address(everybody, "spa", VOLUNTARY)
    notice = _draft_and_check(everybody, school, on=_day(-60))
    page = everybody.at("pa", "/due/?kind=notices")
    page.get_by_role("link", name=re.compile(f"^Give the warning notice ?: {VOLUNTARY}")).click()
    expect(page).to_have_url(re.compile(f"{notice}give/$"))
    _give(everybody, notice, on=_day(-60))

    # From the page of what is due, copy by copy: this school has a diocese
    page = everybody.at("spa", "/due/?kind=notices")
    page.get_by_role("link", name=re.compile("^Send copies of the warning notice")).filter(
        has_text=VOLUNTARY
    ).click()
    for to in ("The Secretary of State", "The headteacher", "The diocesan authority of a church school"):
        _copy(everybody, page, to=to, on=_day(-60))
    everybody.take(page, "Confirm that all copies are sent")

    page = everybody.at("pa", notice)
    expect(page.get_by_text(f"until the end of {_said(-50)} to comply").first).to_be_visible()
    everybody.take(
        page, "Record that it was not complied with", {"Reasons": "Nobody was appointed in the time given."}
    )
    everybody.take(
        page,
        "Give written notice of a power",
        {
            BOARD: CHOSEN,
            "Day on which the governing body was told": _day(-40),
            "Day from which they may be used": _day(-20),
            "What the governing body is told": "We propose to replace the governing body.",
        },
    )
    _stands(page, "Notice of a power given")
    everybody.take(
        page,
        "Record that the school is eligible for intervention",
        {"Reasons": "It did not comply, and notice of the power was given."},
    )
    _stands(page, "Eligible for intervention")

    page = everybody.at("director", notice)
    main = page.get_by_role("main")
    main.get_by_role("link", name="Use a power", exact=True).click()
    page.get_by_label("What is done").fill("A board of five for two years.")
    page.get_by_label("Who was consulted, and what they said").fill("The governing body and the diocese.")
    main.get_by_role("button", name="Use a power", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("takes the Secretary of State’s consent")
    expect(page.get_by_label("What is done")).to_have_value("A board of five for two years.")
    page.get_by_label("The Secretary of State’s consent").fill("By letter of the department.")
    everybody.send(page, "Use a power")
    _stands(page, "Power used")
    expect(page.get_by_text("Education and Inspections Act 2006, section 65").first).to_be_visible()

    everybody.take(page, "Lift the power", {"Reasons": "The board has done its work."})
    page = everybody.at("spa", notice)
    everybody.take(page, "Close the notice", {"Reasons": "A new governing body is in place."})
    _stands(page, "Closed")
    page = everybody.at("auditor", notice)
    for step in ("Draft the notice", "Give written notice of a power", "Use a power", "Lift the power"):
        expect(page.locator("main ol strong").get_by_text(step, exact=True)).to_be_visible()


def test_a_concern_about_an_academy_is_referred_with_its_chronology_and_its_outcome_closes_it(
    everybody: Everybody,
) -> None:
    school = _address(everybody, "spa", ACADEMY)
    page = everybody.at("administrator", "/people/add/")
    email = "principal-journey@example.org"
    page.get_by_label("Full name").fill(PRINCIPAL)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Role", exact=True).select_option(label="Headteacher")
    page.get_by_label("Schools, by URN").fill(re.sub(r"\D", "", school))
    page.get_by_role("button", name="Add this person").click()
    everybody.knows("principal", email=email, password=page.locator("code").inner_text())

    page = everybody.at("spa", f"{school}concerns/")
    everybody.take(
        page,
        "Note a concern",
        {
            "Standards and progress": CHOSEN,
            "What gives concern": "Results fell for three years.",
            "What shows it": "The published results.",
            "Declining": CHOSEN,
        },
    )
    _stands(page, "Noted")
    concern = page.url.removeprefix(everybody.address)
    page = everybody.at("principal", f"{school}concerns/")
    expect(page.get_by_text("No concern about this academy has been raised.")).to_be_visible()

    page = everybody.at("spa", concern)
    everybody.take(
        page,
        "Record a discussion with the academy",
        {
            "Day of the discussion": _day(-50),
            "With whom": PRINCIPAL,
            "What was discussed, and what the academy said": "She agrees that results fell.",
        },
    )
    page.get_by_role("main").get_by_role(
        "link", name="Raise it in writing with the trust", exact=True
    ).click()
    expect(page.get_by_label("The letter", exact=True)).to_have_value(
        re.compile("Results fell for three years")
    )
    page.get_by_label("To whom it is addressed").fill("The chief executive of the trust")
    page.get_by_label("By what means it goes").fill("E-mail")
    page.get_by_label("Day of the letter").fill(_day(-45))
    page.get_by_label("Day by which an answer is asked for").fill(_day(-10))
    everybody.send(page, "Raise it in writing with the trust")
    _stands(page, "Raised in writing")
    expect(page.get_by_text("That day has passed.")).to_be_visible()
    everybody.take(
        page,
        "Record an answer",
        {
            "Day on which it came": _day(-5),
            "Who answered": "The chief executive",
            "What they answered": "We are looking into it.",
        },
    )
    page = everybody.at("principal", concern)
    _stands(page, "Raised in writing")
    page = everybody.at("director", "/home/")
    page.get_by_role("link", name=re.compile("^The trust’s answer is due")).first.click()

    page = everybody.at("pa", concern)
    page.get_by_role("main").get_by_role(
        "link", name="Refer it to the DfE’s regional director", exact=True
    ).click()
    expect(page.get_by_role("main").get_by_text("She agrees that results fell.")).to_be_visible()
    page.get_by_label("By what means it goes").fill("E-mail")
    everybody.send(page, "Refer it to the DfE’s regional director")
    _stands(page, "Referred to the DfE")
    page.get_by_role("link", name=re.compile("^This letter on paper ?: Refer it")).click()
    chronology = page.get_by_role("table")
    for line in ("Results fell for three years.", "She agrees that results fell.", "We are looking into it."):
        expect(chronology.get_by_text(line, exact=True)).to_be_visible()

    page = everybody.at("pa", concern)
    everybody.take(
        page,
        "Record the outcome",
        {
            "Day on which it came": _day(),
            "Who answered": "The regional director",
            "What they answered": "The trust is asked for a plan.",
        },
    )
    page = everybody.at("spa", concern)
    everybody.take(page, "Close the concern", {"Reasons": "We look again in a term."})
    _stands(page, "Closed")
    page = everybody.at("executive-member", "/notices-and-concerns/")
    expect(page.get_by_role("row", name=re.compile(ACADEMY)).first).to_be_visible()


def test_the_pages_of_notices_and_concerns_keep_within_a_phone_s_width_without_scripts(
    everybody: Everybody,
) -> None:
    school, academy = (_address(everybody, "pa", name) for name in (VOLUNTARY, ACADEMY))
    page = everybody.at("pa", f"{school}notices/")
    notice = page.get_by_role("link", name=re.compile("^Warning notice of")).first.get_attribute("href")
    page = everybody.at("pa", f"{academy}concerns/")
    concern = page.get_by_role("link", name=re.compile("^Concern of")).first.get_attribute("href")
    context = everybody.signed_in("pa", viewport=PHONE, java_script_enabled=False)
    page = context.pages[0]
    for place in (
        f"{school}notices/",
        f"{school}notices/consider/",
        f"{school}notices/secretary/",
        str(notice),
        f"{notice}paper/",
        f"{notice}copy/",
        f"{academy}concerns/",
        f"{academy}concerns/note/",
        str(concern),
        f"{concern}letters/5/",
        "/notices-and-concerns/",
        "/due/?kind=notices",
        "/duties/",
    ):
        page.goto(everybody.address + place)
        is_narrow_enough(page)
    context.close()
