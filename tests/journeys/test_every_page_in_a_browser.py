"""Every reading page: narrow, enlarged, by keyboard and without scripts."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.journeys import every_page
from tests.journeys.conftest import Service
from tests.journeys.every_page import Found

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]

# What sticks out sideways, is cut off, or scrolls without being a region that says so and that the keyboard reaches
SIDEWAYS = """() => {
  const told = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    told.push(`the page is ${document.documentElement.scrollWidth} wide in ${width}`);
  }
  const hidden = e => e.closest('.govuk-visually-hidden, .govuk-skip-link, [hidden]') !== null
    || e.closest('details:not([open])') !== null && e.closest('summary') === null
    || getComputedStyle(e).visibility === 'hidden' || e.getClientRects().length === 0;
  const region = e => e.closest('[role=region][tabindex="0"]');
  for (const e of document.body.querySelectorAll('*')) {
    if (hidden(e) || e.closest('svg') && e.tagName !== 'svg') continue;
    const style = getComputedStyle(e), name = `${e.tagName.toLowerCase()}.${e.className.baseVal ?? e.className}`;
    if (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1) {
      if (['hidden', 'clip'].includes(style.overflowX)) told.push(`${name} ${e.id} is cut: ${e.scrollWidth} in ${e.clientWidth} ${e.value ?? ''}`);
      else if (!['INPUT', 'TEXTAREA', 'SELECT'].includes(e.tagName)
               && !(region(e) === e && (e.ariaLabel || e.getAttribute('aria-labelledby')))) {
        told.push(`${name} scrolls sideways and does not say so`);
      }
    }
    const box = e.getBoundingClientRect();
    if (box.width > 1 && (box.right > width + 1 || box.left < -1) && !region(e)) {
      told.push(`${name} reaches from ${Math.round(box.left)} to ${Math.round(box.right)}`);
    }
    if (style.overflowY === 'hidden' && e.scrollHeight > e.clientHeight + 2 && e.clientHeight > 1) {
      told.push(`${name} is cut below`);
    }
  }
  return told.slice(0, 8);
}"""

# Whether what has the focus can be seen to have it: a ring, a shadow or a ground of its own, and within the window
FOCUS = """async () => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return {end: true};
  const seen = of => {
    const s = getComputedStyle(of);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 && s.outlineColor !== 'rgba(0, 0, 0, 0)'
      || s.boxShadow !== 'none';
  };
  const beside = e.matches('input') ? document.querySelector(`label[for="${CSS.escape(e.id)}"]`) : null;
  const within = () => {
    const box = e.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  };
  const ringed = () => seen(e) || beside !== null && seen(beside);
  // The window is moved to what has the focus when it is drawn next, which a busy machine may put off
  for (let frame = 0; frame < 60 && document.activeElement === e && !(ringed() && within()); frame++) {
    await new Promise(drawn => requestAnimationFrame(drawn));
  }
  if (document.activeElement !== e) return {moved: true};
  return {end: false, seen: ringed(), within: within(),
          what: `${e.tagName.toLowerCase()} “${(e.innerText || e.id || '').trim().slice(0, 40)}”`};
}"""
# A change of size is told to the page's scripts when it is drawn, before the frame asked for here: until then the
# menu of a wide window may still be open in a narrow one
DRAWN = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
WINDOW: ViewportSize = {"width": 1280, "height": 1024}
STOPS = 40  # of the tab key on each page: the menus, the filters and the first rows


@pytest.fixture(scope="module")
def signed_in(browser: Browser, service: Service) -> Iterator[Callable[..., BrowserContext]]:
    """A new window for the holder of a role, signed in without a script, with whatever is said of the window."""
    opened: list[BrowserContext] = []
    kept: dict[str, Any] = {}

    def of(role: str, **window: Any) -> BrowserContext:
        if role not in kept:
            first = browser.new_context()
            email, password = service.sign_ins[role]
            page = first.new_page()
            page.goto(f"{service.address}/sign-in/")
            page.fill("#id_email", email)
            page.fill("#id_password", password)
            page.click("button[type=submit]")
            page.wait_for_url(lambda url: "/sign-in/" not in url)
            kept[role] = first.storage_state()
            first.close()
        context = browser.new_context(storage_state=kept[role], **window)
        opened.append(context)
        return context

    yield of
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def pages(signed_in: Callable[..., BrowserContext], service: Service) -> list[Found]:
    """Each page by its name, opened by the first who may."""
    found: dict[str, Found] = {}
    own: list[str] = []
    for role in every_page.READERS:
        # What there is of a school that uses everything is looked at by the people of the authority too
        of_role = every_page.found_by(signed_in(role), service, role, also=own)
        if role == "headteacher":
            own = [each.address for each in of_role.values() if each.address.startswith("/schools/")]
        found = {**of_role, **found}
    assert len(found) > 15, sorted(found)
    return sorted(found.values(), key=lambda one: one.name)


def walked(
    pages: list[Found], signed_in: Callable[..., BrowserContext], service: Service, **window: Any
) -> Iterator[tuple[Found, Page]]:
    """Open each page in turn in a window such as is said."""
    windows = {role: signed_in(role, **window).new_page() for role in every_page.READERS}
    for one in pages:
        page = windows[one.role]
        answer = page.goto(service.address + one.address)
        assert answer is not None, one
        assert answer.status == 200, one
        yield one, page


def test_every_page_is_walked_but_those_that_only_take_what_is_sent(
    pages: list[Found], signed_in: Callable[..., BrowserContext], service: Service
) -> None:
    """Fails for a new page that no link leads to, which nobody would find either."""
    walked_to = {one.name for one in pages}
    context = signed_in("pa")
    unfound = []
    for name, filled_in in every_page.names():
        if name in walked_to:
            continue
        if filled_in:
            unfound.append(name)
            continue
        from django.urls import reverse

        answer = context.request.get(service.address + reverse(name))
        if every_page._is_page(answer) and every_page.name_of(answer.url.split(service.address)[1]) == name:
            unfound.append(name)
    assert set(unfound) <= every_page.ONLY_SENT_TO, unfound


def assert_nothing(told: dict[str, list[str]]) -> None:
    """Fail with all that is told of any page."""
    wrong = {name: said for name, said in told.items() if said}
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is told of one page, opened once with scripts and looked at in every window."""

    lines: list[str]
    twice_the_size: list[str]
    narrow: list[str]
    narrow_and_opened: list[str]
    enlarged: list[str]
    focus: list[str]


@pytest.fixture(scope="module")
def told(pages: list[Found], signed_in: Callable[..., BrowserContext], service: Service) -> dict[str, Told]:
    """Each page is asked for once, and its window is changed: to ask for it is what takes the time."""
    return {one.name: _told(page) for one, page in walked(pages, signed_in, service, viewport=WINDOW)}


def _told(page: Page) -> Told:
    lines = _lines(page)
    wanted = page.context.new_cdp_session(page)
    wanted.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    twice_the_size = page.evaluate(SIDEWAYS)
    wanted.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(DRAWN)
    narrow = page.evaluate(SIDEWAYS)
    focus = _focus(page)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    narrow_and_opened = page.evaluate(SIDEWAYS)
    # 1280 by 1024 at 400 %
    zoom = {"width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": False}
    wanted.send("Emulation.setDeviceMetricsOverride", zoom)
    assert page.evaluate("[innerWidth, innerHeight, devicePixelRatio]") == [320, 256, 4]
    page.evaluate(DRAWN)
    enlarged = page.evaluate(SIDEWAYS)
    wanted.send("Emulation.clearDeviceMetricsOverride")
    wanted.detach()
    page.set_viewport_size(WINDOW)
    return Told(
        lines=lines,
        twice_the_size=twice_the_size,
        narrow=narrow,
        narrow_and_opened=narrow_and_opened,
        enlarged=enlarged,
        focus=focus,
    )


def _focus(page: Page) -> list[str]:
    lost = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if "moved" in stop:
            continue  # what had the focus was taken away while it was looked at
        if stop["end"]:
            break
        if not (stop["seen"] and stop["within"]):
            lost.append(str(stop))
    return lost


def _lines(page: Page) -> list[str]:
    """What a page says, but for what the walk itself changes and what only a script can offer."""
    text = page.evaluate(
        """() => {
          const scripted = [...document.querySelectorAll("[data-with-script]:not([hidden])")];
          scripted.forEach(e => e.hidden = true);
          const said = document.querySelector("main").innerText;
          scripted.forEach(e => e.hidden = false);
          return said;
        }"""
    )
    # What changed grows with each restricted page that is walked to, since its reading is kept
    text = re.sub(r"What changed since I last looked.*?(?=\nMore\n|\Z)", "", text, flags=re.DOTALL)
    # To show a password as it is typed takes a script, and is offered only where there is one. How much of the record
    # is sealed grows while the pages are walked, and the minute of printing moves on
    return [
        re.sub(r"( at)? \d+:\d+[ap]m\b\.?", "", line.strip())
        for line in text.splitlines()
        if line.strip() not in ("", "Show") and "when they were sealed" not in line
    ]


@pytest.mark.parametrize("window", ["narrow", "narrow_and_opened", "enlarged", "twice_the_size"])
def test_narrow_enlarged_or_with_larger_text_nothing_is_cut_or_scrolls_sideways_but_tables_that_say_so(
    window: str, told: dict[str, Told]
) -> None:
    assert_nothing({name: getattr(one, window) for name, one in told.items()})


def test_whatever_has_the_focus_is_seen_to_have_it_in_a_narrow_window(told: dict[str, Told]) -> None:
    assert_nothing({name: one.focus for name, one in told.items()})


def test_without_scripts_every_page_says_the_same_and_every_button_sends_a_form(
    pages: list[Found],
    signed_in: Callable[..., BrowserContext],
    service: Service,
    told: dict[str, Told],
) -> None:
    for one, page in walked(pages, signed_in, service, viewport=WINDOW, java_script_enabled=False):
        plain = set(_lines(page))
        missing = [line for line in told[one.name].lines if line not in plain]
        assert missing == [], one
        if one.name != "patterns":  # examples of buttons, for those who develop Trellis
            assert page.locator("main button:not(form button):not([form])").count() == 0, one


def test_with_the_keyboard_alone_one_narrows_the_list_opens_a_school_its_evidence_and_the_source(
    sign_in: SignIn,
) -> None:
    page = sign_in("pa")
    page.goto(page.url.split("?")[0])

    def tab_to(what: str, *, most: int = 150) -> None:
        target = page.locator(what).first
        for _ in range(most):
            page.keyboard.press("Tab")
            if target.evaluate("e => e === document.activeElement"):
                return
        pytest.fail(f"{most} presses of the tab key do not reach {what}")

    tab_to("#level")
    page.keyboard.press("2")  # the option that begins so
    if page.locator("#level").input_value() != "2":
        page.locator("#level").press("ArrowDown")
        while page.locator("#level").input_value() != "2":
            page.locator("#level").press("ArrowDown")
    page.keyboard.press("Enter")
    if "level=2" not in page.url:
        tab_to("form button:has-text('Show')")
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile("level=2"))
    tab_to("table tbody th a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/schools/\d+/"))
    tab_to(".trellis-ledger details:not([open]) summary")
    page.keyboard.press("Enter")
    expect(page.locator(".trellis-ledger summary:focus")).to_have_count(1)
    assert page.evaluate("document.activeElement.parentElement.open")
    tab_to(".trellis-ledger details[open] a[href*='/source/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/source/"))
    expect(page.get_by_role("heading", name="The row as it was published")).to_be_visible()
