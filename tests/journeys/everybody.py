"""Several people at once, each at a browser of their own: who signs in once stays signed in while others go on."""

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.journeys.conftest import Service

Check = Callable[[Page], None]
CHOSEN = "chosen"
"""What a box or a button of a set is given for, in place of words."""
OWN_PASSWORD = "four quite unlike words"
PHONE = {"width": 320, "height": 800}


class Everybody:
    """The people of a journey. A page fails the test on any error that its console tells."""

    def __init__(self, browser: Browser, service: Service, check: Check) -> None:
        self.address = service.address
        self._browser, self._check = browser, check
        self._sign_ins = dict(service.sign_ins)
        self._contexts: dict[str, BrowserContext] = {}

    def knows(self, role: str, *, email: str, password: str) -> None:
        """Keep how somebody signs in who was added on the way."""
        self._sign_ins[role] = (email, password)

    def at(self, role: str, path: str) -> Page:
        """A page as somebody of a role opens it, looked at with axe."""
        if role not in self._contexts:
            self._contexts[role] = self.signed_in(role)
        page = self._contexts[role].pages[0]
        page.goto(self.address + path)
        self._check(page)
        return page

    def name_of(self, role: str) -> str:
        """The name of whoever holds a role, as their own account says it."""
        return self.at(role, "/account/").locator("main dd").first.inner_text().strip()

    def signed_in(self, role: str, **more: object) -> BrowserContext:
        """A browser in which somebody of a role has signed in, without scripts or at another width where that is asked for."""
        email, password = self._sign_ins[role]
        context = self._browser.new_context(**more)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.goto(f"{self.address}/sign-in/")
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        if page.url.endswith(
            "/account/password/"
        ):  # the password was told by the administrator who added them
            page.get_by_label("Current password").fill(password)
            page.get_by_label("New password").fill(OWN_PASSWORD)
            page.get_by_role("button", name="Change password").click()
            page.wait_for_url(lambda url: "/account/password/" not in url)
            self.knows(role, email=email, password=OWN_PASSWORD)
        return context

    def take(
        self, page: Page, step: str, filled: Mapping[str, str] | None = None, *, button: str = ""
    ) -> Page:
        """Follow the link of a step, fill its form in, send it, and look at both pages with axe.

        Two colons in what is filled in part the words of a set from the label that is looked for in it.
        """
        main = page.get_by_role("main")
        with page.expect_navigation():
            main.get_by_role("link", name=step, exact=True).or_(
                main.get_by_role("button", name=step, exact=True)
            ).first.click()
        self._check(page)
        for label, value in (filled or {}).items():
            fill(page, label, value)
        return self.send(page, button or step)

    def send(self, page: Page, button: str) -> Page:
        """Send a form, which is taken, and look at the page after it."""
        form = page.url
        with page.expect_navigation():
            page.get_by_role("main").get_by_role("button", name=button, exact=True).first.click()
        assert page.get_by_role("alert").all_inner_texts() == []
        page.wait_for_url(lambda url: url != form)
        self._check(page)
        return page

    def looked_at(self, page: Page) -> None:
        """Look with axe at a page that something was done on."""
        self._check(page)

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


def fill(page: Page, label: str, value: str) -> None:
    """Fill one field in; a button of a set is named by the set's words, two colons and its own."""
    among: Page | Locator = page.get_by_role("main")
    if "::" in label:
        of, label = label.split("::")
        among = page.get_by_role("group", name=re.compile(re.escape(of)))
    field = among.get_by_label(re.compile(f"^{re.escape(label)}")) if label.endswith(":") else None
    field = field or among.get_by_label(label, exact=True)
    if value == CHOSEN:
        field.check()
    elif field.evaluate("each => each.localName") == "select":
        field.select_option(label=value)
    else:
        field.fill(value)


def is_narrow_enough(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], (page.url, wide)
