"""A support plan from its first objective to its second version in Chromium, with axe at every stop; two people at one
objective; the keyboard; no scripts; a phone's width."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()


@contextmanager
def _signed_in(browser: Browser, service: Service, role: str, **more: object) -> Iterator[Page]:
    """Somebody else at a browser of their own."""
    email, password = service.sign_ins[role]
    context = browser.new_context(**more)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{service.address}/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    yield page
    context.close()


def _write_objective(page: Page, *, what: str) -> None:
    page.get_by_label("Area of the school’s work").fill("Attendance")
    page.get_by_label("What is to improve").fill(what)
    page.get_by_label("How it is to improve").fill("A call home on the first day.")
    page.get_by_label("Where it stands", exact=True).fill("Absence was 9% last year.")
    page.get_by_label("Where it is to stand").fill("6% or less.")
    page.get_by_label("How success will be seen").fill("The weekly register.")
    page.get_by_label("Who at the school answers for it").fill("The headteacher")
    page.get_by_label("Milestone 1: what is to be seen").fill("Calls are made each day")
    page.get_by_label("Milestone 1: by when").fill(_next_year(page))
    page.get_by_label("Action 1: what the school does").fill("Appoint an attendance lead")
    page.get_by_label("Action 1: who at the school owns it").fill("The deputy head")
    page.get_by_label("None is needed").check()
    page.get_by_label("Articles of the UN Convention").fill("28")


def _next_year(page: Page) -> str:
    """A day some months ahead, by the browser's own clock."""
    return str(
        page.evaluate(
            "() => { const d = new Date(Date.now() + 90 * 864e5); "
            "return `${d.getDate()}/${d.getMonth() + 1}/${d.getFullYear()}` }"
        )
    )


# What a case needs before its plan: a confirmed risk, which the pages of cases come to by a visit and a ratified level
_CONFIRM = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "trellis.config.settings"
import django
django.setup()
from django.utils import timezone
from trellis.accounts.models import Post
from trellis.casework.models import Case, CaseStep
urn = Post.objects.filter(role="headteacher", user__email={email!r}).get().urn
case = Case.objects.filter(school_id=urn).first()
last = case.steps.last()
if last.state != "planning":
    CaseStep.objects.create(
        case=case, number=last.number + 1, name="confirm", state="planning", by=case.by, at=timezone.now()
    )
print(urn)
"""


@pytest.fixture(scope="module")
def plan(service: Service) -> str:
    """The address of the plan of the school whose headteacher can sign in, its case in planning and no plan begun."""
    settings = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    made = subprocess.run(
        [sys.executable, "-c", _CONFIRM.format(email=service.sign_ins["headteacher"][0])],
        env={**settings, "TRELLIS_HOME": str(service.home)},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    return f"{service.address}/schools/{made.stdout.split()[-1]}/plan/"


def _back_on(page: Page, plan: str) -> None:
    page.wait_for_url(plan)


def _take(page: Page, plan: str, link: str, button: str, *, then_it_is_accessible: Check) -> None:
    page.goto(plan)
    main = page.get_by_role("main")
    wanted = main.get_by_role("link", name=link, exact=True).or_(
        main.get_by_role("button", name=link, exact=True)
    )
    wanted.first.click()
    then_it_is_accessible(page)
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    _back_on(page, plan)


def test_a_plan_goes_from_its_first_objective_to_its_second_version_by_three_people(
    plan: str, sign_in: SignIn, service: Service, browser: Browser, then_it_is_accessible: Check
) -> None:
    page = sign_in("spa")
    page.goto(plan)
    then_it_is_accessible(page)
    _take(
        page,
        plan,
        "Begin the support plan",
        "Begin the support plan",
        then_it_is_accessible=then_it_is_accessible,
    )

    page.get_by_role("button", name="Write an objective", exact=True).click()
    page.get_by_role("main").get_by_role("button", name="Save the objective").last.click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("link", name="Say what is to improve").click()
    expect(page.get_by_label("What is to improve")).to_be_focused()
    _write_objective(page, what="Fewer children are absent.")
    page.get_by_role("button", name="Add more milestones").click()
    expect(page.get_by_label("Milestone 4: what is to be seen")).to_be_visible()
    expect(page.get_by_label("What is to improve")).to_have_value("Fewer children are absent.")
    page.get_by_role("main").get_by_role("button", name="Save the objective").last.click()
    _back_on(page, plan)

    page.get_by_role("link", name="Write a condition", exact=True).click()
    page.get_by_label("What must be true").fill("Absence is 6% or less for two terms.")
    page.get_by_role("button", name="Save the condition").click()
    _back_on(page, plan)
    then_it_is_accessible(page)

    # Two people at one objective: the principal adviser saves first
    page.get_by_role("link", name="Change objective 1").click()
    with _signed_in(browser, service, "pa") as other:
        other.goto(plan)
        other.get_by_role("link", name="Change objective 1").click()
        other.get_by_label("Where it is to stand").fill("5% or less.")
        other.get_by_role("main").get_by_role("button", name="Save the objective").last.click()
        _back_on(other, plan)
    page.get_by_label("How it is to improve").fill("A breakfast club.")
    page.get_by_role("main").get_by_role("button", name="Save the objective").last.click()
    beside = page.get_by_role("table", name="What somebody else has saved, and what you wrote")
    expect(beside.get_by_text("5% or less.")).to_be_visible()
    expect(beside.get_by_text("A breakfast club.")).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_label("Where it is to stand").fill("5% or less.")
    page.get_by_role("main").get_by_role("button", name="Save mine in place of theirs").click()
    _back_on(page, plan)
    expect(page.get_by_text("Earlier wordings of objective 1")).to_be_visible()

    _take(
        page,
        plan,
        "Share with the school",
        "Share with the school",
        then_it_is_accessible=then_it_is_accessible,
    )
    _sign_out(page)

    for role in ("headteacher", "chair"):
        page = sign_in(role)
        page.goto(plan)
        then_it_is_accessible(page)
        if role == "headteacher":
            page.get_by_role("link", name="Comment on objective 1").click()
            page.get_by_label("Your comment").fill("Mondays are hard.")
            page.get_by_role("button", name="Save").click()
            _back_on(page, plan)
            expect(page.get_by_text("Mondays are hard.")).to_be_visible()
        page.get_by_role("link", name="Answer for the school").click()
        then_it_is_accessible(page)
        page.get_by_label("Agrees", exact=True).check()
        page.get_by_role("main").get_by_role("button", name="Answer for the school").click()
        _back_on(page, plan)
        _sign_out(page)

    page = sign_in("spa")
    _take(page, plan, "Put into action", "Put into action", then_it_is_accessible=then_it_is_accessible)
    page.get_by_role("link", name="Record a meeting about the plan").click()
    then_it_is_accessible(page)
    page.get_by_label("Who took part").fill("The headteacher and two senior leaders")
    page.get_by_label(re.compile("Objective 1:")).select_option(label="On track")
    page.get_by_label("What was seen of objective 1").fill("Calls are made each day.")
    page.get_by_label("What the rating of objective 1 rests on").fill("The log of calls.")
    page.get_by_role("main").get_by_role("button", name="Record a meeting about the plan").click()
    _back_on(page, plan)
    expect(page.get_by_role("img", name="How objective 1 goes")).to_be_visible()
    _sign_out(page)

    page = sign_in("headteacher")
    page.goto(plan)
    page.get_by_role("link", name="Record what the school has done on objective 1").click()
    then_it_is_accessible(page)
    page.get_by_label("Ahead of its milestones").check()
    page.get_by_label("What has been done").fill("A lead is in post.")
    page.get_by_label("What shows it").fill("The contract, kept at the school.")
    page.get_by_role("button", name="Save").click()
    _back_on(page, plan)
    then_it_is_accessible(page)
    _sign_out(page)

    page = sign_in("spa")
    page.goto(plan)
    page.get_by_role("link", name="Finish with the review").click()
    then_it_is_accessible(page)
    page.get_by_label("Who took part").fill("The headteacher, the chair, the senior adviser")
    page.get_by_role("group", name=re.compile("Objective 1:")).get_by_label("Partly met").check()
    page.get_by_label("What objective 1 rests on, or still lacks").fill("Mondays.")
    page.get_by_role("group", name=re.compile("Condition 1")).get_by_label("Not met").check()
    page.get_by_label("What condition 1 for stepping down rests on, or still lacks").fill("One term so far.")
    page.get_by_label("Some progress").check()
    page.get_by_label("What the review found").fill("Absence is falling.")
    page.get_by_role("group", name="Is the school in special measures?").get_by_label(
        "No", exact=True
    ).check()
    page.get_by_role("main").get_by_role("button", name="Review the plan").click()
    _back_on(page, plan)
    expect(page.get_by_role("heading", name="Version 1: reviewed")).to_be_visible()
    expect(page.get_by_role("heading", name="Version 2, draft")).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("link", name="What changed since version 1").first.click()
    then_it_is_accessible(page)
    for place in ("versions/1/", "versions/1/paper/"):
        page.goto(plan + place)
        then_it_is_accessible(page)
    page.goto(f"{service.address}/plans/?article=28")
    then_it_is_accessible(page)
    expect(
        page.get_by_role("main").get_by_role("link", name=re.compile("objective 1$")).first
    ).to_be_visible()


def test_a_comment_is_written_by_keyboard_alone(plan: str, sign_in: SignIn) -> None:
    page = sign_in("headteacher")
    page.goto(plan)
    link = page.get_by_role("link", name="Comment on the plan")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/comment/$"))
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type("Written without a mouse.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _back_on(page, plan)
    expect(page.get_by_text("Written without a mouse.").first).to_be_visible()


def test_a_condition_is_changed_without_scripts(plan: str, service: Service, browser: Browser) -> None:
    with _signed_in(browser, service, "spa", java_script_enabled=False) as page:
        page.goto(plan)
        page.get_by_role("link", name="Change condition 1").click()
        # Worded by the clock: what says the same as before is not saved again
        said = f"Absence is 5% or less for three terms ({time.time_ns()})."
        page.get_by_label("What must be true").fill(said)
        page.get_by_role("button", name="Save the condition").click()
        _back_on(page, plan)
        expect(page.get_by_role("table").get_by_text(said).first).to_be_visible()


def test_every_page_of_a_plan_keeps_within_a_phone_s_width(
    plan: str, service: Service, browser: Browser
) -> None:
    with _signed_in(browser, service, "spa", viewport={"width": 320, "height": 800}) as page:
        for place in (
            plan,
            f"{plan}versions/1/",
            f"{plan}versions/2/changes/",
            f"{plan}versions/1/paper/",
            f"{plan}objectives/1/",
            f"{plan}comment/",
            f"{service.address}/plans/",
        ):
            page.goto(place)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, (place, wide)
