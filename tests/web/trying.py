"""What the tests of the sandbox share: the data it is tried on, and how its pages are read and filled in."""

import html as entities
import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.analysis.test_what_if import large_enough
from tests.web.test_pages import signed_in
from trellis.analysis.judging import shelf
from trellis.analysis.store.facts import Facts
from trellis.drafts import sandbox
from trellis.schools import data

MARGIN = "L2-8.absence_overall.above.by"
CHANGED = f"?pack=test-pack&{MARGIN}=3.5"  # moves the academy, and the academy alone
MAY = {"spa", "ssa", "pa", "data_officer", "director"}


class Held(builders.HeldData):
    """Stands for the warehouse as built, with England as well as each authority."""

    build_id = "b1"

    def ready_schools(self, authority: str) -> None:
        """Nothing here takes long enough to be read beforehand."""

    def facts(self, *, indicators: Iterable[str], authority: str | None = None, **_: Any) -> Facts:
        rows = [large_enough(row) for row in self.schools_held if authority in (None, row["authority"])]
        return Facts.of(rows, as_of=builders.AS_OF, build_id=self.build_id)


def hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the test pack on the shelf, and the data above in the place of the warehouse."""
    real = shelf.load

    def load(name: str = shelf.DEFAULT, **more: Any) -> Any:
        return builders.pack() if name == "test-pack" else real(name, **more)

    warehouse = Held()
    monkeypatch.setattr(shelf, "load", load)
    monkeypatch.setattr(shelf, "names", lambda: ["reportcard-2025", "test-pack"])
    monkeypatch.setattr(data, "warehouse", lambda: warehouse)
    monkeypatch.setattr(sandbox, "_warm", type(sandbox._warm)())


def text(content: bytes) -> str:
    main = content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def whole_form(client: Client, **changes: str) -> dict[str, str]:
    """Every field of the page as a browser would send it, with some changed; None leaves a box unticked."""
    page = client.get("/what-if/?pack=test-pack").content.decode()
    sent = {"pack": "test-pack", "authority": "801"}
    for field in re.findall(r"<input[^>]*>", page):
        said = dict(re.findall(r'(\w+)="([^"]*)"', field))
        if "." in said.get("name", "") and (said["type"] != "checkbox" or "checked" in field):
            sent[said["name"]] = said["value"]
    for name, options in re.findall(
        r'<select[^>]*name="([^"]*\.[^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        sent[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return {**sent, **changes}


def kept_by(role: str, *, changes: str = "3.5") -> int:
    response = signed_in(role).post(
        "/what-if/keep/", {"pack": "test-pack", MARGIN: changes, "title": "A wider margin", "as": "new"}
    )
    assert response.status_code == 302
    return int(response.headers["Location"].rstrip("/").split("/")[-1])


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)
