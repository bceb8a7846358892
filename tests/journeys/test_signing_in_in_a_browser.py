"""Signing in by a second step and by a provider, in a real browser, with a real provider beside it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.journeys.conftest import Service, _wait_for
from tests.provider import running
from tests.provider.serve import CLIENT_ID, CLIENT_SECRET, PASSWORD
from trellis.accounts.second_factor import app

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parents[2]
Check = Callable[[Page], None]
Reset = Callable[[str], None]


@dataclass(frozen=True)
class Hall:
    """The pages as served with a provider, at a name, which security keys need."""

    address: str
    sign_ins: dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def trellis(service: Service) -> Callable[..., list[str]]:
    return lambda *given: [sys.executable, "-m", "trellis.interfaces.commands.main", *given]


@pytest.fixture(scope="module")
def settings_of(service: Service, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Those of an installation of their own: a second step that is left behind here would be asked for by other journeys."""
    home = tmp_path_factory.mktemp("hall") / "home"
    shutil.copytree(service.home, home)
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return kept | {"TRELLIS_HOME": str(home), "TRELLIS_DEBUG": "0"}


@pytest.fixture(scope="module")
def hall(
    service: Service,
    trellis: Callable[..., list[str]],
    settings_of: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Hall]:
    folder, port = tmp_path_factory.mktemp("provider"), running.free_port()
    address = f"http://localhost:{port}"
    people = [f"{service.sign_ins['auditor'][0]}=auditor-1", "nobody@example.org=nobody-1"]
    with running.provider(folder, back_to=[address], people=people) as issuer:
        configured = {
            "TRELLIS_OIDC": "local",
            "TRELLIS_OIDC_LOCAL_NAME": "the town hall",
            "TRELLIS_OIDC_LOCAL_ISSUER": issuer,
            "TRELLIS_OIDC_LOCAL_CLIENT_ID": CLIENT_ID,
            "TRELLIS_OIDC_LOCAL_CLIENT_SECRET": CLIENT_SECRET,
        }
        with (folder / "serve.log").open("w") as log:
            served = subprocess.Popen(
                trellis("serve", "--port", str(port), "--workers", "1"),
                env=settings_of | configured,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        try:
            _wait_for(f"{address}/sign-in/", served)
            yield Hall(address=address, sign_ins=service.sign_ins)
        finally:
            served.terminate()
            served.wait(timeout=20)


@pytest.fixture
def reset(
    service: Service, trellis: Callable[..., list[str]], settings_of: dict[str, str]
) -> Callable[[str], None]:
    """Take somebody's second factors away, as an administrator does: the installation may be kept from run to run."""

    def of(role: str) -> None:
        email, _ = service.sign_ins[role]
        command = trellis("accounts", "--email", email, "--reset-second-factor")
        done = subprocess.run(command, env=settings_of, cwd=ROOT, capture_output=True, text=True, check=False)
        assert "has none now" in done.stdout, done.stderr

    return of


@pytest.fixture
def then_it_stands(then_it_is_accessible: Check) -> Check:
    """Accessible, with one heading of the first rank, and not wider than the narrowest window."""

    def check(page: Page) -> None:
        then_it_is_accessible(page)
        assert page.get_by_role("heading", level=1).count() == 1
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
        page.set_viewport_size({"width": 1280, "height": 720})

    return check


def given_the_password(page: Page, hall: Hall, role: str) -> None:
    email, password = hall.sign_ins[role]
    page.goto(f"{hall.address}/sign-in/?next=/account/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/account/$|/second-step/"))


def when_signing_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in/|/signed-out/"))


def typed_key(page: Page) -> str:
    return (page.locator(".trellis-typed-code").text_content() or "").replace(" ", "")


def code_of(secret: str, *, steps: int = 0) -> str:
    from django.utils import timezone

    return app.code_at(secret, step=app.step_of(timezone.now()) + steps)


def given_an_app(page: Page, hall: Hall, role: str) -> tuple[str, list[str]]:
    """Set up an authenticator app; return its secret and the recovery codes."""
    given_the_password(page, hall, role)
    page.get_by_role("link", name="Add a second step").click()
    page.get_by_role("button", name="Set up an authenticator app").click()
    secret = typed_key(page)
    page.get_by_label("Code from your authenticator app").fill(code_of(secret))
    page.get_by_role("button", name="Add this app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write down your recovery codes")
    codes = page.locator(".trellis-recovery-codes li").all_text_contents()
    page.get_by_role("button", name="I have kept them").click()
    return secret, codes


def with_a_key(page: Page) -> tuple[CDPSession, str]:
    """Put a security key into the browser, that is touched by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def test_an_app_is_set_up_and_then_asked_for(
    visitor: Page, hall: Hall, reset: Reset, then_it_stands: Check
) -> None:
    reset("director")
    page = visitor
    given_the_password(page, hall, "director")
    then_it_stands(page)
    page.get_by_role("link", name="Add a second step").click()
    then_it_stands(page)
    page.get_by_role("button", name="Set up an authenticator app").click()
    expect(page.get_by_role("img", name="A picture for your app to scan")).to_be_visible()
    then_it_stands(page)
    secret = typed_key(page)
    page.get_by_label("Code from your authenticator app").fill("000000")
    page.get_by_role("button", name="Add this app").click()
    expect(page).to_have_title(re.compile("^Error: Set up an authenticator app"))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    then_it_stands(page)
    assert typed_key(page) == secret
    page.get_by_label("Code from your authenticator app").fill(code_of(secret))
    page.get_by_label("Name", exact=True).fill("Work phone")
    page.get_by_role("button", name="Add this app").click()
    expect(page.locator(".trellis-recovery-codes li")).to_have_count(10)
    then_it_stands(page)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("You have added a second step")).to_be_visible()
    expect(page.get_by_role("term").filter(has_text="Work phone")).to_be_visible()
    then_it_stands(page)
    when_signing_out(page)
    given_the_password(page, hall, "director")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step of signing in")
    then_it_stands(page)
    page.goto(f"{hall.address}/schools/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(f"{hall.address}/sign-in/second-step/")
    # By keyboard: the code is the first thing on the page that takes one
    field = page.get_by_label("Code from your authenticator app")
    for _ in range(12):
        page.keyboard.press("Tab")
        if field.evaluate("e => e === document.activeElement"):
            break
    expect(field).to_be_focused()
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Error: Second step"))
    then_it_stands(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link of the summary leads to the field
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(code_of(secret, steps=1))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{hall.address}/account/")
    expect(page.get_by_text("last used on")).to_be_visible()


def test_a_key_is_set_up_asked_for_and_removed(
    visitor: Page, hall: Hall, reset: Reset, then_it_stands: Check
) -> None:
    reset("sitl")
    page = visitor
    with_a_key(page)
    given_the_password(page, hall, "sitl")
    page.get_by_role("link", name="Add a second step").click()
    page.get_by_role("button", name="Set up a security key or passkey").click()
    then_it_stands(page)
    page.get_by_label("Name", exact=True).fill("Blue key")
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write down your recovery codes")
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("link", name="Add another app or key").click()
    page.get_by_role("button", name="Set up a security key or passkey").click()
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_role("alert")).to_have_text(
        "That key is set up for your account already. Use another one."
    )
    then_it_stands(page)
    when_signing_out(page)
    given_the_password(page, hall, "sitl")
    then_it_stands(page)
    page.get_by_role("button", name="Use your key").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{hall.address}/account/")
    page.get_by_role("link", name="Rename Blue key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    then_it_stands(page)
    page.get_by_role("link", name="Use a security key or passkey").click()
    page.get_by_role("button", name="Use your key").click()
    page.wait_for_url(re.compile("/rename/"))
    then_it_stands(page)
    page.get_by_label("Name", exact=True).fill("Green key")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Make new ones").click()
    then_it_stands(page)
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.locator(".trellis-recovery-codes li")).to_have_count(10)
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("link", name="Remove Green key").click()
    then_it_stands(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("It has been removed from your account.")).to_be_visible()
    expect(page.get_by_role("link", name="Add a second step")).to_be_visible()


def test_a_key_that_is_not_there_is_told_and_a_recovery_code_helps(
    visitor: Page, hall: Hall, reset: Reset, then_it_stands: Check
) -> None:
    reset("ssa")
    page = visitor
    session, authenticator = with_a_key(page)
    given_the_password(page, hall, "ssa")
    page.get_by_role("link", name="Add a second step").click()
    page.get_by_role("button", name="Set up a security key or passkey").click()
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write down your recovery codes")
    codes = page.locator(".trellis-recovery-codes li").all_text_contents()
    page.get_by_role("button", name="I have kept them").click()
    when_signing_out(page)
    session.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})
    given_the_password(page, hall, "ssa")
    page.get_by_role("button", name="Use your key").click()
    expect(page.get_by_role("alert")).to_contain_text("The key was not used")
    expect(page.get_by_role("button", name="Use your key")).to_be_focused()
    then_it_stands(page)
    page.get_by_role("link", name="Use a recovery code").click()
    then_it_stands(page)
    page.get_by_label("Recovery code", exact=True).fill(codes[0].upper())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{hall.address}/account/")
    expect(page.get_by_text("9 recovery codes left")).to_be_visible()


def test_without_scripts_an_app_is_set_up_and_used(browser: Browser, hall: Hall, reset: Reset) -> None:
    reset("leadership-team")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    secret, codes = given_an_app(page, hall, "leadership-team")
    when_signing_out(page)
    given_the_password(page, hall, "leadership-team")
    page.get_by_label("Code from your authenticator app").fill(code_of(secret, steps=1))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    page.get_by_role("link", name="Add another app or key").click()
    page.goto(f"{hall.address}/account/confirm/recovery/?next=/account/second-factor/key/")
    page.get_by_label("Recovery code", exact=True).fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Keys need a script")).to_be_visible()
    page.get_by_role("button", name="Add this key").click()
    expect(page.get_by_text("Use your key: press the button").first).to_be_visible()
    context.close()


def test_one_signs_in_by_a_provider_and_out_of_both(visitor: Page, hall: Hall, then_it_stands: Check) -> None:
    page = visitor
    page.goto(f"{hall.address}/runs/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    then_it_stands(page)
    link = page.get_by_role("button", name="Sign in with the town hall")
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Username").fill("auditor-1")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in there").click()
    page.get_by_role("button", name="Yes").click()
    page.wait_for_url(f"{hall.address}/runs/")
    page.goto(f"{hall.address}/account/")
    expect(page.get_by_text("the town hall, since")).to_be_visible()
    then_it_stands(page)
    when_signing_out(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("You have signed out of Trellis")
    then_it_stands(page)
    page.get_by_role("button", name="Sign out of the town hall").click()
    page.get_by_role("button", name="Sign out there").click()
    page.wait_for_url(re.compile("/signed-out/"))
    expect(page.get_by_text("You may still be signed in")).to_have_count(0)
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_role("button", name="Sign in with the town hall").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The provider’s own sign-in")


def test_saying_no_and_having_no_account_are_told_apart(
    visitor: Page, hall: Hall, then_it_stands: Check
) -> None:
    page = visitor
    page.goto(f"{hall.address}/sign-in/")
    page.get_by_role("button", name="Sign in with the town hall").click()
    page.get_by_label("Username").fill("nobody-1")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in there").click()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("the town hall did not sign you in")
    then_it_stands(page)
    page.goto(f"{hall.address}/sign-in/")
    page.get_by_role("button", name="Sign in with the town hall").click()
    page.get_by_role("button", name="Yes").click()
    expect(
        page.get_by_text("Nobody with the address nobody@example.org has a role in Trellis.")
    ).to_be_visible()
    then_it_stands(page)
