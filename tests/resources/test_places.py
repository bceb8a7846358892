"""Places on courses are charged for once, at what they cost then, and none that was free or given up in time."""

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.events import acting
from trellis.resources.actions import places
from trellis.resources.models import Charge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("screened")]


def _charged() -> list[int]:
    return [
        each.to_pay
        for each in places.charge_places(
            authority="801", by=builders.person("traded_services"), at=acting.HELD + acting.A_DAY
        )
    ]


def test_who_came_is_charged_for_once_however_often_it_is_asked() -> None:
    file = acting.booked(acting.planned(), "Ada Finch")
    acting.attended(file)
    first = _charged()
    assert len(first) == 1
    assert first[0] > 0
    assert _charged() == []
    assert Charge.objects.get().what.endswith("Attended")


def test_only_whoever_keeps_services_charges_for_places() -> None:
    with pytest.raises(PermissionDenied):
        places.charge_places(authority="801", by=builders.person("pa"), at=acting.HELD)
