"""A level through its whole life by five people, with axe at every stop; a dispute without scripts; a phone's width."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def _own_school(sign_in: SignIn) -> tuple[Page, str]:
    """The headteacher who can sign in, and the address of their school's level."""
    page = sign_in("headteacher")
    page.wait_for_url(re.compile(r"/schools/\d+/"))
    page.get_by_role("link", name="Agreed level", exact=True).click()
    return page, page.url


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Email address")).to_be_visible()


def _take(page: Page, step: str, *, then_it_is_accessible: Check, **fields: str) -> None:
    page.get_by_role("link", name=step, exact=True).first.click()
    then_it_is_accessible(page)
    for label, value in fields.items():
        if value == "choose":
            page.get_by_label(label.replace("_", " "), exact=True).check()
        else:
            page.get_by_label(label.replace("_", " "), exact=True).fill(value)
    page.get_by_role("main").get_by_role("button", name=step, exact=True).click()
    page.wait_for_url(re.compile(r"/level/$"))


def test_a_level_is_heard_recorded_ratified_and_entered_by_five_people(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page, level = _own_school(sign_in)
    expect(page.get_by_text("Level 2: Vulnerable: with the school.")).to_be_visible()
    expect(page.get_by_text("Not heard yet: the headteacher and the chair of governors.")).to_be_visible()
    then_it_is_accessible(page)
    _sign_out(page)

    for role in ("headteacher", "chair"):
        page = sign_in(role)
        page.goto(level)
        then_it_is_accessible(page)
        _take(page, "Answer for the school", then_it_is_accessible=then_it_is_accessible, Agrees="choose")
        _sign_out(page)

    page = sign_in("sia")
    page.goto(level)
    expect(page.get_by_text("Level 2: Vulnerable: agreed.")).to_be_visible()
    _take(
        page,
        "Record by note of visit or letter",
        then_it_is_accessible=then_it_is_accessible,
        Note_of_visit="choose",
        What_it_says="We met, and agreed what comes next.",
    )
    _sign_out(page)

    page = sign_in("pa")
    page.goto(level)
    _take(
        page,
        "Ratify at a meeting",
        then_it_is_accessible=then_it_is_accessible,
        Meeting="Quality and Standards meeting",
        How_this_serves_the_best_interests_of_the_children_at_the_school="They keep their teachers.",
    )
    _sign_out(page)

    page = sign_in("data-officer")
    page.goto(level)
    _take(page, "Enter in the register", then_it_is_accessible=then_it_is_accessible)
    expect(page.locator("#in-force + p")).to_have_text(re.compile("Level 2"))
    page.get_by_role("link", name="Register").click()
    then_it_is_accessible(page)
    page.get_by_role("link", name=re.compile("^Edition 2")).click()
    then_it_is_accessible(page)


def test_another_is_proposed_and_a_headteacher_disputes_it_without_scripts_and_is_told_what_is_missing(
    service: Service, browser: Browser, sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page, level = _own_school(sign_in)
    _sign_out(page)
    page = sign_in("sia")
    page.goto(level)
    page.get_by_role("button", name="Propose a level").click()
    then_it_is_accessible(page)
    page.get_by_label("Level 3", exact=True).check()
    page.get_by_label("What it rests on").fill("A visit found much to worry about.")
    page.get_by_role("main").get_by_role("button", name="Propose a level").click()
    expect(page.get_by_text("Level 3: Causing concern: proposed.")).to_be_visible()
    _take(page, "Share with the school", then_it_is_accessible=then_it_is_accessible)

    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    plain = context.new_page()
    email, password = service.sign_ins["headteacher"]
    plain.goto(f"{service.address}/sign-in/")
    plain.get_by_label("Email address").fill(email)
    plain.get_by_label("Password", exact=True).fill(password)
    plain.get_by_role("button", name="Sign in").click()
    plain.goto(level + "answer/")
    plain.get_by_label("Disputes the level").check()
    plain.get_by_role("main").get_by_role("button", name="Answer for the school").click()
    expect(plain.get_by_role("alert")).to_contain_text("Say why you dispute the level")
    expect(plain.get_by_role("alert")).to_contain_text("Choose at least one criterion")
    plain.get_by_label("Comments, or the reasons for a dispute").fill("The visit was on a trip day.")
    plain.locator("input[name=criteria]").first.check()
    plain.get_by_role("main").get_by_role("button", name="Answer for the school").click()
    expect(plain.get_by_text("The headteacher: disputes the level")).to_be_visible()
    context.close()


def test_the_page_of_a_level_fits_a_phone_and_its_picture_scrolls_by_itself(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page = sign_in("pa")
    page.goto(page.url.split("/schools/")[0] + "/register/")
    page.locator("tr", has_text="is under way").first.get_by_role("link").first.click()
    page.set_viewport_size({"width": 320, "height": 800})
    then_it_is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("region", name="Where it stands, as a picture").focus()
    page.keyboard.press("ArrowRight")


def test_the_dispute_is_settled_by_the_director_at_another_level_and_enters_in_the_middle_of_the_term(
    sign_in: SignIn, then_it_is_accessible: Check
) -> None:
    page, level = _own_school(sign_in)
    then_it_is_accessible(page)
    _sign_out(page)

    page = sign_in("director")
    page.goto(level)
    expect(page.get_by_text("Level 3: Causing concern: disputed.")).to_be_visible()
    expect(page.get_by_text("The visit was on a trip day.").first).to_be_visible()
    page.get_by_role("link", name="Settle by agreement", exact=True).first.click()
    then_it_is_accessible(page)
    page.get_by_label("The school and the authority agree", exact=True).check()
    page.get_by_label("Level 2", exact=True).check()
    page.get_by_label("Reasons", exact=True).fill("A second visit saw another day, and the head and I agree.")
    page.get_by_role("main").get_by_role("button", name="Settle the dispute", exact=True).click()
    page.wait_for_url(re.compile(r"/level/$"))
    expect(page.get_by_text("Level 2: Vulnerable: agreed.")).to_be_visible()
    _sign_out(page)

    page = sign_in("sia")
    page.goto(level)
    _take(
        page,
        "Record by note of visit or letter",
        then_it_is_accessible=then_it_is_accessible,
        Letter="choose",
        What_it_says="The Director heard both sides.",
    )
    _sign_out(page)

    page = sign_in("pa")
    page.goto(level)
    _take(
        page,
        "Ratify at a meeting",
        then_it_is_accessible=then_it_is_accessible,
        Meeting="Quality and Standards meeting",
        How_this_serves_the_best_interests_of_the_children_at_the_school="Help goes where it is needed.",
    )
    _sign_out(page)

    page = sign_in("data-officer")
    page.goto(level)
    _take(page, "Enter in the register", then_it_is_accessible=then_it_is_accessible)
    expect(page.locator("#in-force + p")).to_have_text(re.compile("Level 2"))
    _sign_out(page)

    page = sign_in("headteacher")
    page.goto(level)
    settled = page.locator("details", has_text="A second visit saw another day").first
    settled.locator("summary").first.click()
    expect(settled.get_by_text("A second visit saw another day").first).to_be_visible()
    then_it_is_accessible(page)
