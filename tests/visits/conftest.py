"""Two authorities, screened, before each test."""

import pytest

from tests import builders


@pytest.fixture(autouse=True)
def _screened(db: None) -> None:
    builders.screened()
    builders.screened(authority="802")
