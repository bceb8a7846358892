"""A whole installation for the journeys: Severnshire demonstrated and served as anybody would, and a browser."""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

ROOT = Path(__file__).resolve().parents[2]
TRELLIS = [sys.executable, "-m", "trellis.interfaces.commands.main"]
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # To tell of each element that passes takes longer than to look at it
    "resultTypes": ["violations"],
    "preload": False,
}


@dataclass(frozen=True)
class Service:
    """The pages as served, and how to sign in as each role."""

    address: str
    sign_ins: dict[str, tuple[str, str]]
    home: Path


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address is put before others. (The plugin's own fixture warns under pytest 9, and a warning fails.)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    # The shell without a window of its own is much the lighter
    named = ("chromium-headless-shell", "chromium", "chromium-browser")
    found = os.environ.get("TRELLIS_CHROMIUM") or next(filter(None, map(shutil.which, named)), None)
    if found is None:
        pytest.skip("no Chromium here: install it, or say where it is with TRELLIS_CHROMIUM")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": found, "args": quiet}


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    # A folder named here is kept from one run of the tests to the next: what was demonstrated is not done again
    kept = os.environ.get("TRELLIS_JOURNEYS_HOME")
    home = Path(kept) if kept else tmp_path_factory.mktemp("home")
    settings = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    settings |= {"TRELLIS_HOME": str(home), "TRELLIS_DEBUG": "0", "TRELLIS_PATTERNS": "1"}
    printed = _demonstrate(home, settings) if kept else _demonstrated(home, tmp_path_factory, settings)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (home / "serve.log").open("w")
    served = subprocess.Popen(
        [*TRELLIS, "serve", "--port", str(port), "--workers", "1"],
        env=settings,
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/sign-in/", served)
        yield Service(address=address, sign_ins=_sign_ins(printed), home=home)
    finally:
        served.terminate()
        served.wait(timeout=20)
        log.close()


def _demonstrated(home: Path, factory: pytest.TempPathFactory, settings: dict[str, str]) -> str:
    """Demonstrate once for all the processes that walk journeys, and give this one a copy. Returns what was printed."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    done, told = shared / "demonstrated", shared / "demonstrated.txt"
    with (shared / "demonstrating").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not told.exists():
            shutil.rmtree(done, ignore_errors=True)
            printed = _demonstrate(done, {**settings, "TRELLIS_HOME": str(done)})
            told.write_text(printed, encoding="utf-8")
    shutil.copytree(done, home, dirs_exist_ok=True)
    return told.read_text(encoding="utf-8")


def _demonstrate(home: Path, settings: dict[str, str]) -> str:
    made = subprocess.run(
        [*TRELLIS, "demonstrate"],
        env={**settings, "TRELLIS_HOME": str(home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    return made.stdout


@pytest.fixture
def visitor(page: Page, service: Service) -> Page:
    """A browser page that fails the test on any console error, script error or blocked resource."""
    page.set_default_timeout(15_000)
    page.on("console", lambda message: _fail_on(message.type, message.text))
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return page


# Whose work is one school, and who works with none: the others go on from home to the list of schools
AT_A_SCHOOL = frozenset({"headteacher", "chair", "governor", "clerk", "trust-officer"})
ELSEWHERE = {"administrator": "account"}


@pytest.fixture
def sign_in(visitor: Page, service: Service) -> Callable[..., Page]:
    """Sign in as the holder of a role and return the page: the schools, or their own school, or the overview if asked."""

    def as_role(role: str, *, overview: bool = False) -> Page:
        email, password = service.sign_ins[role]
        visitor.goto(f"{service.address}/sign-in/")
        visitor.get_by_label("Email address").fill(email)
        visitor.get_by_label("Password", exact=True).fill(password)
        visitor.get_by_role("button", name="Sign in").click()
        visitor.wait_for_url(lambda url: "/sign-in/" not in url)
        if visitor.url.endswith("/home/"):
            if role in AT_A_SCHOOL:
                visitor.get_by_role("table", name="My schools").get_by_role("link").first.click()
                visitor.wait_for_url(lambda url: "/schools/" in url)
            else:
                page = "overview" if overview else ELSEWHERE.get(role, "schools")
                visitor.goto(f"{service.address}/{page}/")
        return visitor

    return as_role


@pytest.fixture(scope="session")
def then_it_is_accessible() -> Callable[[Page], None]:
    def check(page: Page) -> None:
        page.wait_for_load_state()
        try:
            found = Axe().run(page, options=AXE)
        except (
            Error
        ) as gone:  # what was clicked had not led on yet: it is the page that comes that is looked at
            if "navigation" not in gone.message:
                raise
            page.wait_for_load_state()
            found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check


def _fail_on(kind: str, text: str) -> None:
    # The browser says itself, as an error, when a page that is meant to be absent answers 404
    if kind == "error" and "status of 404" not in text and "status of 4" not in text:
        pytest.fail(f"the browser's console says: {text}")


def _wait_for(address: str, served: "subprocess.Popen[bytes]") -> None:
    for _ in range(150):
        assert served.poll() is None, "the server stopped by itself"
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not answer within 30 seconds")


def _sign_ins(printed: str) -> dict[str, tuple[str, str]]:
    """Read the table of sign-ins: each address's local part is the role's id, with hyphens."""
    rows = re.findall(r"(\S+)@(\d+\.example)\s+(\S+)", printed)
    return {role: (f"{role}@{domain}", password) for role, domain, password in rows}
