"""The terms of an authority set by its data officer, and read by a headteacher, in Chromium."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey
SignIn = Callable[..., Page]
Check = Callable[[Page], None]


def _year(page: Page) -> str:
    """The heading of the year after this one: "2027 to 2028"."""
    return page.locator("h2[id^=year-]").nth(1).inner_text()


def test_a_year_is_set_with_a_mistake_put_right_and_a_closed_day_and_taken_back(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("data-officer")
    # Given a year of which nobody has entered the terms, reached from the page about data
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("link", name="Terms and closed days").click()
    name = _year(page)
    then_it_is_accessible(page)
    expect(page.locator("body")).to_contain_text("Usual dates, not entered")
    # When a date is a Saturday, and another is no date
    page.get_by_role("link", name=f"Set the terms of {name}").click()
    then_it_is_accessible(page)
    starts = page.get_by_label("First day of autumn")
    usual = starts.input_value()
    starts.fill(f"4/9/{name[:4]}" if name[:4] == "2027" else "soon")
    page.get_by_label("Last day of summer").fill("the end")
    page.get_by_role("button", name="Save these terms").click()
    # Then both are told, and what was typed is still there
    expect(page).to_have_title(re.compile("^Error: "))
    then_it_is_accessible(page)
    page.get_by_role("link", name=re.compile("Enter the last day of summer as a date")).click()
    expect(page.get_by_label("Last day of summer")).to_be_focused()
    expect(page.get_by_label("Last day of summer")).to_have_value("the end")
    # When they are put right
    starts.fill(usual)
    page.get_by_label("Last day of summer").fill(
        f"21 July {name[-4:]}" if name[-4:] != "2028" else "21/7/2028"
    )
    page.get_by_role("button", name="Save these terms").click()
    # Then the year stands with who set it
    expect(page.get_by_role("link", name=f"Correct the terms of {name}")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Set by")
    then_it_is_accessible(page)
    # And a closed day is added, by keyboard, and opened again
    page.get_by_role("button", name="Add a closed day").click()
    then_it_is_accessible(page)
    page.get_by_label("First day").focus()
    page.keyboard.type(usual)
    page.get_by_label("INSET: staff are in for training").check()
    page.keyboard.press("Tab")
    page.keyboard.type("Reading")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("INSET: Reading")
    then_it_is_accessible(page)
    page.get_by_role("button", name=re.compile("^Open again")).first.click()
    expect(page.locator("main")).not_to_contain_text("INSET: Reading")
    # And the year is taken back, and the record has all of it
    page.get_by_role("link", name=f"Correct the terms of {name}").click()
    then_it_is_accessible(page)
    page.get_by_role("button", name="Take these terms back").click()
    page.get_by_role("link", name=f"Set the terms of {name}").click()
    expect(page.locator("main")).to_contain_text("Taken back by")


def test_a_file_with_a_mistake_is_told_by_row_and_column(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("data-officer")
    page.goto(page.url.split("/schools/")[0] + "/terms/")
    page.get_by_role("link", name="Import dates from a CSV file").click()
    then_it_is_accessible(page)
    page.get_by_label("CSV file").set_input_files(
        {
            "name": "terms.csv",
            "mimeType": "text/csv",
            "buffer": b"Year,Term,Starts,Ends,Half-term starts,Half-term ends\n2026/27,INSET,tomorrow,,,\n",
        }
    )
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("alert")).to_contain_text("Row 2, Starts: “tomorrow” is not a date")
    then_it_is_accessible(page)


def test_a_headteacher_reads_the_terms_of_their_school_on_a_phone(
    sign_in: SignIn, service: Service, then_it_is_accessible: Check
) -> None:
    page = sign_in("headteacher")
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Terms and closed days").click()
    then_it_is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("link", name=re.compile("^(Set|Correct) the terms"))).to_have_count(0)
    page.get_by_role("button", name="Open").click()
    expect(page).to_have_url(re.compile(r"/terms/schools/\d+/"))
    then_it_is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
