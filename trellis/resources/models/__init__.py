"""The catalogue, the ledger of days, orders, charges, plans for a year, and bulletins. All append-only."""

from trellis.resources.models.bulletins import Bulletin, Receipt
from trellis.resources.models.catalogue import (
    PHASES,
    Funding,
    Service,
    ServiceVersion,
    Unit,
    ValueNote,
)
from trellis.resources.models.charges import Charge, ChargeBatch, ChargeExport
from trellis.resources.models.days import BookingStep, DayBooking, DayMovement, Kind, Route
from trellis.resources.models.orders import Evaluation, Order, OrderStep
from trellis.resources.models.planning import Allotment, PrioritiesReview, YearPlan

__all__ = [
    "PHASES",
    "Allotment",
    "BookingStep",
    "Bulletin",
    "Charge",
    "ChargeBatch",
    "ChargeExport",
    "DayBooking",
    "DayMovement",
    "Evaluation",
    "Funding",
    "Kind",
    "Order",
    "OrderStep",
    "PrioritiesReview",
    "Receipt",
    "Route",
    "Service",
    "ServiceVersion",
    "Unit",
    "ValueNote",
    "YearPlan",
]
