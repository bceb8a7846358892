"""What every test of notices stands on: two authorities whose schools have been screened."""

import pytest

from tests import builders


@pytest.fixture(autouse=True)
def screened(db: None) -> None:
    builders.screened(authority="802")
    builders.screened()
