"""Two authorities that have been screened."""

import pytest

from tests import builders


@pytest.fixture
def screened(db: None) -> None:
    builders.screened(authority="802")
    builders.screened()
