"""Take the pictures of docs/pictures/ from a demonstration of its own.

    python scripts/take_pictures.py [NAME ...]

Severnshire is demonstrated in a temporary folder, served, and pictured in Chromium (found on the PATH, or where
TRELLIS_CHROMIUM says). Everything in a picture is invented; no real school is ever in one.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
TRELLIS = [sys.executable, "-m", "trellis.interfaces.commands.main"]
SIZE = {"width": 1080, "height": 800}
LARGEST = 150_000
# Text in shades of one colour, not three, and the same on every machine that has the font
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-lcd-text", "--font-render-hinting=none"]

DECLINE = 900001
"""The school with a slow decline hidden by a good grade: see docs/severnshire.md."""
WIDENING = 900014
"""The school with a gap that widens behind a level average."""
TWO_WAYS = 900020
"""The school that has been inspected in more than one way."""
OWN = 900023
"""The school whose headteacher signs in."""
SUPPORTED = 900042
"""The school whose case is in its second term of support: see `interfaces/commands/lived_cases`."""
CHANGED = "/what-if/?pack=reportcard-2025&L2-8.absence_overall.percentile-national.at_or_above=75&L2-8.key=no"
"""The sandbox with two changes to the criterion on attendance."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture: who looks, at which page, and from which heading (none: from the top) down to which height."""

    name: str
    role: str
    path: str
    height: int = 800
    opened: str | None = None
    """The criterion whose details are shown, alone."""
    link: str | None = None
    """A link to follow from the page, by the start of its text, before the picture."""
    start: str | None = None
    """The heading that the picture begins at."""
    returned: tuple[str, ...] = ()
    """Rows of a return that is uploaded first, under the header of its template, to be pictured when it has been read."""


PICTURES_TO_TAKE = (
    Picture(name="overview", role="pa", path="/overview/", height=1000),
    Picture(name="map", role="pa", path="/overview/map/", height=960),
    Picture(name="schools", role="pa", path="/schools/", height=1000),
    Picture(name="school", role="pa", path=f"/schools/{DECLINE}/", height=940),
    Picture(name="criterion", role="pa", path=f"/schools/{DECLINE}/", opened="L2-6"),
    Picture(
        name="outcomes", role="pa", path=f"/schools/{DECLINE}/", start="Outcomes and experience", height=560
    ),
    Picture(
        name="where-it-has-been-going",
        role="pa",
        path=f"/schools/{DECLINE}/",
        start="Where it has been going",
        height=640,
    ),
    Picture(name="inspections", role="pa", path=f"/schools/{TWO_WAYS}/", start="Inspections", height=620),
    Picture(
        name="groups-and-gaps",
        role="pa",
        path=f"/schools/{WIDENING}/gaps/",
        start="Expected standard in reading, writing",
        height=760,
    ),
    Picture(name="source-row", role="pa", path=f"/schools/{DECLINE}/", link="england_ks2", height=900),
    Picture(
        name="what-would-change",
        role="pa",
        path=f"/schools/{DECLINE}/",
        start="What would change this",
        height=620,
    ),
    Picture(
        name="indicator",
        role="pa",
        path=f"/schools/{DECLINE}/indicators/",
        start="Expected standard in reading, writing and maths, key stage 2",
        height=760,
    ),
    Picture(name="similar-schools", role="pa", path=f"/schools/{DECLINE}/similar/", height=900),
    Picture(
        name="own-set",
        role="pa",
        path=f"/schools/{DECLINE}/own-set/",
        start="The school against both sets",
        height=620,
    ),
    Picture(
        name="early-warning", role="sitl", path="/early-warning/", start="Thornhithe High School", height=620
    ),
    Picture(name="funnel", role="sitl", path="/early-warning/ks2_rwm_expected/", start="Primary", height=700),
    Picture(name="strengths-and-needs", role="pa", path="/area/", start="Needs", height=740),
    Picture(
        name="area-measure",
        role="pa",
        path="/area/",
        link="Children in need with at least one",
        start="Over the years",
        height=700,
    ),
    Picture(name="scorecard", role="headteacher", path="/area/scorecard/", start="All children", height=600),
    Picture(name="what-if", role="pa", path=CHANGED, start="Schools that would move", height=760),
    Picture(name="compare", role="pa", path=f"/compare/?urn={DECLINE}&with=similar", height=900),
    Picture(name="chase-list", role="pa", path="/schools/chase/", height=940),
    Picture(name="due", role="spa", path="/due/", height=1060),
    Picture(name="case", role="spa", path=f"/schools/{SUPPORTED}/case/", height=1000),
    Picture(name="support-plan", role="spa", path=f"/schools/{SUPPORTED}/plan/", height=1000),
    Picture(name="meeting", role="pa", path=f"/schools/{SUPPORTED}/task-group/meetings/2/", height=1000),
    Picture(name="home", role="sitl", path="/home/", height=900),
    Picture(name="good-practice", role="headteacher", path="/good-practice/", height=900),
    Picture(name="who-could-help", role="sitl", path="/support/brokered/22/find/", height=1060),
    Picture(name="what-came-of-support", role="director", path="/support/impact/", height=980),
    Picture(name="school-s-services", role="headteacher", path=f"/schools/{OWN}/services/", height=900),
    Picture(name="schools-forum", role="forum-member", path="/services/forum/", height=1000),
    Picture(name="outcomes-of-task-groups", role="director", path="/task-groups/", height=900),
    Picture(name="where-we-are", role="headteacher", path="/", height=900),
    Picture(name="headteacher", role="headteacher", path="/", link="Suggested level", height=900),
    Picture(name="how-it-is-judged", role="headteacher", path="/how-schools-are-judged/", height=900),
    Picture(
        name="how-my-school-is-judged",
        role="pa",
        path=f"/schools/{DECLINE}/how-judged/",
        start="Level 3: Causing concern",
        height=520,
    ),
    Picture(
        name="method", role="director", path="/how-schools-are-judged/method/", start="Inputs", height=820
    ),
    Picture(
        name="transparency-record",
        role="director",
        path="/how-schools-are-judged/atrs/",
        start="Tier 1: overview",
        height=900,
    ),
    Picture(name="what-a-level-means", role="executive-member", path="/how-schools-are-judged/", height=900),
    Picture(name="counts", role="executive-member", path="/schools/", height=640),
    Picture(name="run-a-screening", role="data-officer", path="/runs/new/", height=760),
    Picture(name="run", role="data-officer", path="/runs/1/", height=1200),
    Picture(name="data", role="data-officer", path="/data/", height=980),
    Picture(
        name="data-by-year", role="data-officer", path="/data/", start="What is held by year", height=480
    ),
    Picture(
        name="import",
        role="data-officer",
        path="/data/imports/new/",
        height=1000,
        returned=tuple(
            f"{urn},2026/27,1,2,0,permanent,01/09/2019,30/09/2026," for urn in range(DECLINE, DECLINE + 5)
        ),
    ),
)


def main() -> int:
    wanted = set(sys.argv[1:])
    unknown = wanted - {picture.name for picture in PICTURES_TO_TAKE}
    if unknown:
        print(f"There is no picture called {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    with served() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        for picture in PICTURES_TO_TAKE:
            if not wanted or picture.name in wanted:
                take(picture, browser, address, password)
        browser.close()
    return 0


def take(picture: Picture, browser: Browser, address: str, password: str) -> None:
    """Write one picture, and refuse it when it is too large for a page of documentation."""
    context = browser.new_context(
        viewport=SIZE, locale="en-GB", timezone_id="Europe/London", color_scheme="light"
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    sign_in(page, picture.role, address, password)
    page.goto(address + picture.path)
    if picture.link:
        # Followed by its address, since it may stand in a closed part of the page
        link = page.locator("main a", has_text=re.compile(f"^{re.escape(picture.link)}")).first
        page.goto(address + str(link.get_attribute("href")))
    if picture.returned:
        upload(page, address, picture.returned)
    file = PICTURES / f"{picture.name}.png"
    if picture.opened:
        shown = criterion(page, picture.opened)
        shown.screenshot(path=file, animations="disabled")
    else:
        top = heading_top(page, picture.start) if picture.start else 0
        end = page.evaluate("document.documentElement.scrollHeight")
        area = {"x": 0, "y": top, "width": SIZE["width"], "height": min(picture.height, end - top)}
        page.screenshot(path=file, full_page=True, clip=area, animations="disabled")  # type: ignore[arg-type]
    context.close()
    size = file.stat().st_size
    print(f"{file.relative_to(ROOT)}  {size / 1000:.0f} kB")
    if size > LARGEST:
        raise SystemExit(f"{picture.name} is larger than {LARGEST / 1000:.0f} kB: lower its height.")


def sign_in(page: Page, role: str, address: str, password: str) -> None:
    page.goto(f"{address}/sign-in/")
    page.get_by_label("Email address").fill(f"{role}@799.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def upload(page: Page, address: str, rows: tuple[str, ...]) -> None:
    """Upload a return of governance with these rows, and wait until it has been read."""
    template = page.request.get(f"{address}/data/returns/local_governance.csv").text().strip()
    body = "\n".join([template, *rows, ""]).encode()
    page.get_by_label("Files").set_input_files(
        {"name": "governance.csv", "mimeType": "text/csv", "buffer": body}
    )
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("button", name="Confirm and import").wait_for(timeout=90_000)


def criterion(page: Page, criterion_id: str) -> Locator:
    """Open the details of one criterion and return them."""
    found = page.locator("main details", has=page.locator("summary", has_text=criterion_id)).last
    found.evaluate(
        "each => { for (let at = each; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true }"
    )
    return found


def heading_top(page: Page, text: str) -> int:
    """Return how far down the page the first heading that begins so is, less a margin."""
    box = page.get_by_role("heading", name=re.compile(f"^{re.escape(text)}")).first.bounding_box()
    if box is None:
        raise SystemExit(f"No heading begins with “{text}”.")
    return max(0, int(box["y"] + page.evaluate("window.scrollY")) - 20)


def chromium() -> str:
    found = os.environ.get("TRELLIS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit("No Chromium here: install it, or say where it is with TRELLIS_CHROMIUM.")
    return found


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """Demonstrate Severnshire in a temporary folder, serve it, and give its address and the sign-ins' password."""
    with tempfile.TemporaryDirectory(prefix="trellis-pictures-") as folder:
        home = Path(folder)
        settings = {
            k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        }
        settings |= {"TRELLIS_HOME": str(home)}
        print("Demonstrating Severnshire in a temporary folder ...", flush=True)
        made = subprocess.run(
            [*TRELLIS, "demonstrate"], env=settings, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise SystemExit(made.stderr or made.stdout)
        password = re.search(r"pa@799\.example\s+(\S+)", made.stdout)
        if password is None:
            raise SystemExit("The demonstration printed no sign-in for the principal adviser.")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with (home / "serve.log").open("w") as log:
            command = [*TRELLIS, "serve", "--port", str(port), "--workers", "1"]
            server = subprocess.Popen(command, env=settings, cwd=ROOT, stdout=log, stderr=log)
            try:
                address = f"http://127.0.0.1:{port}"
                wait_for(f"{address}/sign-in/", server)
                yield address, password.group(1)
            finally:
                server.terminate()
                server.wait(timeout=20)


def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise SystemExit("The server stopped by itself.")
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not answer within 30 seconds.")


if __name__ == "__main__":
    sys.exit(main())
