"""Starting the provider for a test, and walking its pages as a browser would."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx

from tests.provider.serve import PASSWORD

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def provider(folder: Path, *, back_to: Sequence[str], people: Sequence[str]) -> Iterator[str]:
    """Serve the provider, and give its issuer."""
    port = free_port()
    command = [sys.executable, "-m", "tests.provider.serve", "--port", str(port), "--folder", str(folder)]
    for address in back_to:
        command += ["--back-to", address]
    with (folder / "provider.log").open("w") as log:
        served = subprocess.Popen([*command, *people], cwd=ROOT, stdout=log, stderr=log)
    issuer = f"http://127.0.0.1:{port}/o"
    try:
        for _ in range(300):
            assert served.poll() is None, (folder / "provider.log").read_text()
            try:
                httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=2).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield issuer
    finally:
        served.terminate()
        served.wait(timeout=20)


def sign_in_there(browser: httpx.Client, address: str, *, subject: str, says: str = "allow") -> str:
    """Sign in at the provider and answer its question; return the address that it sends the browser back to."""
    page = browser.get(address)
    if "/login/" in str(page.url):
        page = browser.post(page.url, data={**hidden(page.text), "username": subject, "password": PASSWORD})
    assert "May Trellis know who you are?" in page.text, page.text
    answer = browser.post(page.url, data={**hidden(page.text), says: "Authorize"}, follow_redirects=False)
    return answer.headers["location"]


def hidden(page: str) -> dict[str, str]:
    fields = {}
    for field in re.findall(r"<input[^>]*>", page):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', field))
        if said.get("type") == "hidden" and said.get("name"):
            fields[said["name"]] = unescape(said.get("value", ""))
    return fields
