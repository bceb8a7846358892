"""What the tests of pages may ask for."""

import pytest

from tests import builders
from tests.web.trying import hold


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test pack on the shelf, screened for both authorities, and the data it was screened on."""
    hold(monkeypatch)
    builders.screened(authority="802")
    builders.screened()
