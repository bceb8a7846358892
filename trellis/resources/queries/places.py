"""What schools were charged for places on events."""

from trellis.events.queries.events import EventFile
from trellis.resources.models import Charge
from trellis.resources.queries import charges

SOURCE = "course place"


def reference(booking_id: int) -> str:
    """What the charge of a place is known by."""
    return f"place {booking_id}"


def standing(file: EventFile) -> list[Charge]:
    """The charges for places of an event that no credit has taken back."""
    rows = [each.booking for each in file.bookings if each.booking.school_id is not None]
    return charges.standing(
        file.event.authority_id,
        source=SOURCE,
        references={reference(each.pk) for each in rows},
        schools={each.school_id for each in rows if each.school_id is not None},
    )
