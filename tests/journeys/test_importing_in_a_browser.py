"""A data officer brings a return in by the pages: a spoiled one, then a good one, and takes it back again."""

import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Service

pytestmark = pytest.mark.journey

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def governance(service: Service, path: Path, *, spoiled: bool) -> Path:
    """A return of governance of two of Severnshire's schools, with a date that cannot be where it is spoiled."""
    samples = Path(__file__).resolve().parents[1] / "samples" / "local_governance" / "return.csv"
    header = samples.read_text(encoding="utf-8").splitlines()[0]
    vacancies = "many" if spoiled else "1"
    rows = [f"{urn},2026/27,{vacancies},2,0,permanent,01/09/2019,30/09/2026," for urn in (900001, 900002)]
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def upload(page: Page, address: str, path: Path) -> None:
    page.goto(f"{address}/data/")
    page.get_by_role("button", name="Import files").click()
    page.get_by_label("Files").set_input_files(path)
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url(re.compile(r"/data/imports/\d+/"))


def when_the_work_is_over(page: Page) -> None:
    # The page asks again by itself: nothing is done here but wait
    expect(page.locator(".trellis-progress")).to_have_count(0, timeout=90_000)


def test_a_spoiled_return_is_explained_and_a_good_one_taken_in_and_taken_back(
    service: Service, sign_in: SignIn, then_it_is_accessible: Check, tmp_path: Path
) -> None:
    page = sign_in("data-officer")
    page.goto(f"{service.address}/data/")
    then_it_is_accessible(page)
    page.get_by_role("link", name="How much of England is covered").click()
    then_it_is_accessible(page)

    upload(page, service.address, governance(service, tmp_path / "governance.csv", spoiled=True))
    when_the_work_is_over(page)
    expect(page.get_by_text("Nothing in it can be kept").first).to_be_visible()
    expect(page.get_by_text("Error: governance.csv, row 2").first).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("link", name=re.compile(r"^All \d+ problem")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Problems of import")
    then_it_is_accessible(page)

    page.goto(f"{service.address}/data/imports/new/")
    then_it_is_accessible(page)
    upload(page, service.address, governance(service, tmp_path / "governance.csv", spoiled=False))
    when_the_work_is_over(page)
    expect(page.get_by_text("1 release can be kept").first).to_be_visible()
    expect(page.get_by_text("Your authority alone")).to_be_visible()
    page.get_by_text("The first rows").click()
    then_it_is_accessible(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm and import").click()
    then_it_is_accessible(page)
    when_the_work_is_over(page)
    expect(page.get_by_text("Done.", exact=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page.get_by_role("link", name="Run a screening")).to_be_visible()
    then_it_is_accessible(page)

    with page.expect_navigation():
        page.get_by_role("button", name="Take this import back").click()
    when_the_work_is_over(page)
    expect(page.get_by_text("This took back").first).to_be_visible()
    expect(page.get_by_text("Taken back", exact=True).first).to_be_visible()
    then_it_is_accessible(page)
    page.get_by_role("link", name="Back to imports").click()
    expect(page.get_by_text(re.compile("Done, and taken back on")).first).to_be_visible()
    then_it_is_accessible(page)
    for address in ("/data/fetch/", "/data/publications/local_governance/", "/data/publications/ks2/"):
        page.goto(service.address + address)
        then_it_is_accessible(page)


def test_an_import_can_be_made_and_followed_without_javascript(
    service: Service, browser: Browser, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.set_default_timeout(15_000)
    email, password = service.sign_ins["data-officer"]
    page.goto(f"{service.address}/sign-in/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    path = governance(service, tmp_path / "small.csv", spoiled=False)
    path.write_text(path.read_text(encoding="utf-8").replace("30/09/2026", "29/09/2026"), encoding="utf-8")
    upload(page, service.address, path)
    when_the_work_is_over(page)
    page.get_by_role("button", name="Drop it").click()
    expect(page.get_by_text("Nothing of it was kept")).to_be_visible()
    context.close()


def test_an_upload_that_is_cut_off_leaves_nothing_and_the_service_goes_on(
    service: Service, sign_in: SignIn
) -> None:
    page = sign_in("data-officer")
    page.goto(f"{service.address}/data/imports/new/")
    token = page.locator("main input[name=csrfmiddlewaretoken]").get_attribute("value")
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    body = (
        f'--xx\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--xx\r\nContent-Disposition: form-data; name="files"; filename="cut.csv"\r\n\r\nURN\r\n'
        + "900001\r\n"
        * 20_000
    ).encode()
    where = urlsplit(service.address)
    head = (
        f"POST /data/imports/new/ HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookies}\r\n"
        f"Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: {len(body) + 9000}\r\n\r\n"
    )
    with socket.create_connection((where.hostname, where.port)) as sent:
        sent.sendall(head.encode() + body)
    imports = service.home / "imports"
    for _ in range(100):
        page.goto(f"{service.address}/data/")
        if not list(imports.glob(".incoming-*")):
            break
        time.sleep(0.1)
    assert not list(imports.glob(".incoming-*"))
    assert not list(imports.rglob("cut.csv"))
    expect(page.get_by_text("cut.csv")).to_have_count(0)
