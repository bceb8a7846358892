import pytest

from tests import builders
from trellis.providers.actions import register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def test_smoke():
    f = register.enter(
        authority="801",
        name="A",
        kind="company",
        offers="x",
        areas=["reading"],
        phases=["primary"],
        by=builders.person("traded_services"),
        at=builders.AT,
    )
    assert f.quality.said == "Nobody has checked its quality yet"
