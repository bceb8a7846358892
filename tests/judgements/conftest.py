"""What the tests of judgements stand on: two authorities screened, and a pack that asks people something."""

from collections.abc import Iterator

import pytest

from tests import builders
from tests.judgements import acting


@pytest.fixture
def screened(db: None) -> Iterator[None]:
    """Both authorities screened by the plain pack; from then on the shelf holds the one that asks."""
    builders.screened(authority="802")
    builders.screened()
    with acting.on_the_shelf():
        yield
