"""What the tests of pages may ask for."""

from typing import Any

import pytest

from tests import builders
from tests.web.trying import Held
from trellis.analysis.judging import shelf
from trellis.drafts import sandbox
from trellis.schools import data


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test pack on the shelf, screened for both authorities, and the data it was screened on."""
    real = shelf.load

    def load(name: str = shelf.DEFAULT, **more: Any) -> Any:
        return builders.pack() if name == "test-pack" else real(name, **more)

    monkeypatch.setattr(shelf, "load", load)
    monkeypatch.setattr(shelf, "names", lambda: ["reportcard-2025", "test-pack"])
    warehouse = Held()
    monkeypatch.setattr(data, "warehouse", lambda: warehouse)
    monkeypatch.setattr(sandbox, "_warm", type(sandbox._warm)())
    builders.screened(authority="802")
    builders.screened()
