"""A termly report from its draft to its frozen copy in Chromium, by three people, with axe at every stop; and at a phone's
width. Each test begins where the one before it ends."""

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.documents.pdf_reading import elements
from tests.journeys.conftest import Service
from tests.journeys.everybody import CHOSEN, PHONE, Everybody, is_narrow_enough

pytestmark = pytest.mark.journey

Check = Callable[[Page], None]
OWN_WORDS = "Task groups met as planned; in Rushey Marsh “twice” & more often."


@pytest.fixture(scope="module")
def everybody(browser: Browser, service: Service, then_it_is_accessible: Check) -> Iterator[Everybody]:
    made = Everybody(browser, service, then_it_is_accessible)
    yield made
    made.close()


@pytest.fixture(scope="module")
def report(everybody: Everybody) -> str:
    """The address of a report that has just been drafted for the newest term, in place of one that waited."""
    page = everybody.at("data-officer", "/documents/")
    begun = page.get_by_role("link", name=re.compile("^Termly report"))
    if begun.count():
        begun.first.click()
        if page.get_by_role("main").get_by_role("link", name="Withdraw", exact=True).count():
            everybody.take(page, "Withdraw", {"Reasons": "It is drawn up anew."})
            expect(page.get_by_role("main")).to_contain_text("Withdrawn")
    page = everybody.at("data-officer", "/documents/make/termly-report/")
    page.get_by_role("radio").first.check()
    everybody.send(page, "Draft it from the records")
    found = re.search(r"/documents/(\d+)/$", page.url)
    assert found is not None
    return f"/documents/{found[1]}/"


def _a_school_becomes_at_risk(everybody: Everybody) -> str:
    """The adviser opens a case at one of their schools that has had none. Returns the school's name."""
    page = everybody.at("sia", "/schools/")
    links = page.get_by_role("main").locator(
        'a[href^="/schools/9"], a[href^="/schools/1"], a[href*="/where-we-are/"]'
    )
    found = {
        (match[1], link.inner_text())
        for link in links.all()
        if (match := re.match(r"/schools/(\d+)/", link.get_attribute("href") or ""))
    }
    for urn, name in sorted(found):
        page = everybody.at("sia", f"/schools/{urn}/case/")
        if page.get_by_text("No case is open for this school, and none has been.").count():
            everybody.take(
                page,
                "Open a case",
                {
                    "A school improvement adviser’s visit": CHOSEN,
                    "What was seen": "Reading has fallen for two years.",
                    "Level 2: Vulnerable": CHOSEN,
                },
            )
            return name
    raise AssertionError("every school of the adviser has had a case")


def _downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    path = coming.value.path()
    return Path(path).read_bytes()


def test_a_paragraph_that_the_data_officer_edits_says_so_and_what_the_records_say(
    everybody: Everybody, report: str
) -> None:
    page = everybody.at("data-officer", report)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Termly report to the Executive Member")
    page.get_by_role("link", name="Edit the paragraph meetings").click()
    page.get_by_label("What it says").fill("")
    page.get_by_role("main").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Write the paragraph")
    page.get_by_label("What it says").fill(OWN_WORDS)
    everybody.send(page, "Save")
    assert page.url.endswith(f"{report}#meetings")
    expect(page.locator("#meetings")).to_have_text(OWN_WORDS)
    expect(page.get_by_role("article")).to_contain_text("The records say: Task groups held")


def test_figures_are_refreshed_when_the_records_change_and_the_edited_words_stay(
    everybody: Everybody, report: str
) -> None:
    school = _a_school_becomes_at_risk(everybody)
    page = everybody.at("data-officer", report)
    expect(page.get_by_role("article")).not_to_contain_text(school)
    expect(page.get_by_role("main")).to_contain_text("The records have changed since this was written")
    everybody.take(page, "See what changed, and refresh it", button="Refresh from the records")
    expect(page.locator("#at-risk")).to_contain_text(school)
    expect(page.locator("#meetings")).to_have_text(OWN_WORDS)
    expect(page.get_by_role("main")).not_to_contain_text("The records have changed since this was written")


def test_whoever_wrote_it_sends_it_on_and_the_director_approves_it(everybody: Everybody, report: str) -> None:
    page = everybody.at("data-officer", report)
    everybody.take(page, "Send for approval")
    expect(page.get_by_role("main").get_by_role("link", name="Approve", exact=True)).to_have_count(0)
    page = everybody.at("pa", report)
    expect(page.get_by_role("main").get_by_role("link", name="Approve", exact=True)).to_have_count(0)
    page = everybody.at("director", report)
    everybody.take(page, "Approve")
    expect(page.get_by_role("main")).to_contain_text("Approved")
    assert (
        everybody.at("executive-member", report).get_by_role("heading", level=1).inner_text()
        == "Page not found"
    )


def test_the_issued_copy_is_frozen_and_each_file_has_the_hash_that_its_page_shows(
    everybody: Everybody, report: str
) -> None:
    page = everybody.at("data-officer", report)
    everybody.take(page, "Issue")
    assert page.url.endswith(f"{report}issued/")
    hashes = page.locator("code").all_inner_texts()
    assert len(hashes) == 4
    assert page.get_by_text("byte for byte").count() == 4
    pdf, word = _downloaded(page, "PDF"), _downloaded(page, "Word (DOCX)")
    shown = ["".join(each.split()) for each in hashes]
    assert [hashlib.sha256(each).hexdigest() for each in (pdf, word)] == shown[:2]

    read = elements(PdfReader(io.BytesIO(pdf)))
    assert [each.text for each in read if each.tag == "P" and each.text == OWN_WORDS] == [OWN_WORDS]
    assert [each.tag for each in read if each.tag in ("H1", "H2")] == ["H1", "H2", "H2", "H2", "H2"]
    assert OWN_WORDS in [each.text for each in docx.Document(io.BytesIO(word)).paragraphs]
    assert _downloaded(everybody.at("executive-member", f"{report}issued/"), "PDF") == pdf


def test_the_executive_member_records_that_it_was_seen_and_a_headteacher_does_not_find_it(
    everybody: Everybody, report: str
) -> None:
    page = everybody.at("executive-member", "/documents/")
    page.get_by_role("link", name=re.compile("^Termly report")).first.click()
    everybody.take(
        page, "Record as seen or minuted", {"Who saw it, or where it is minuted": "Cabinet, item 7"}
    )
    expect(page.get_by_role("main")).to_contain_text("Cabinet, item 7")
    for rest in ("", "issued/"):
        page = everybody.at("headteacher", report + rest)
        expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")


def test_the_pages_of_a_document_fit_a_phone_and_work_without_scripts(
    everybody: Everybody, report: str, then_it_is_accessible: Check
) -> None:
    context = everybody.signed_in("data-officer", viewport=PHONE, java_script_enabled=True)
    page = context.pages[0]
    for path in (
        "/documents/",
        report,
        f"{report}issued/",
        f"{report}changes/",
        "/documents/make/termly-report/",
    ):
        page.goto(everybody.address + path)
        is_narrow_enough(page)
        then_it_is_accessible(page)
    context.close()
    context = everybody.signed_in("data-officer", java_script_enabled=False)
    page = context.pages[0]
    page.goto(f"{everybody.address}/documents/make/termly-report/")
    page.get_by_role("radio").first.check()
    page.get_by_role("main").get_by_role("button", name="Draft it from the records").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Termly report to the Executive Member")
    context.close()
