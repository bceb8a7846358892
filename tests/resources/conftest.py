"""What the tests of services may ask for."""

import pytest

from tests import builders
from tests.resources import acting


@pytest.fixture
def screened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both authorities screened, by a pack that says what each level is entitled to."""
    acting.entitle(monkeypatch)
    builders.screened(authority="802", put_in_force=True)
    builders.screened(put_in_force=True)
