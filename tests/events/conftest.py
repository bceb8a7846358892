"""What the tests of events may ask for."""

import pytest

from tests import builders


@pytest.fixture
def screened() -> None:
    builders.screened(authority="802")
    builders.screened()
