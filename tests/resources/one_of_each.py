"""One of each thing that an address of services can name, for the test of every address."""

from tests.resources import acting
from trellis.resources.actions import bulletins, charges


def made() -> dict[str, object]:
    """An order that waits, a day that is booked, a row, a charge that went in a batch, a service and a bulletin."""
    service, manager = acting.service(), acting.manager()
    row = acting.given(quarters=8)
    charge = charges.raise_charge(
        school=acting.school(),
        source="test",
        reference="1",
        what="A day of Beech Lane",
        to_pay=100,
        by=manager,
        at=acting.AT,
    )
    told = bulletins.send(
        authority="801", title="A secret bulletin", text="For every school.", by=manager, at=acting.AT
    )
    return {
        "service": service.service.pk,
        "service_order": acting.ordered(of=service).order.pk,
        "adviser_day": acting.booked(quarters=1).booking.pk,
        "day_row": row.pk,
        "charge": charge.pk,
        "charge_batch": charges.export(authority="801", by=manager, at=acting.AT).pk,
        "bulletin": told.pk,
        "move": "confirm",
    }
