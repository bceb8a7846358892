"""The rows, one file for each noun."""

from trellis.visits.models.in_hand import InHand
from trellis.visits.models.inspections import (
    Feedback,
    Framework,
    Inspection,
    InspectionStep,
    Kind,
    NextStep,
    NextStepDone,
    Provisional,
    Published,
)
from trellis.visits.models.visits import Booking, Consent, NoteRevision, Purpose, Stage, Visit, VisitStep

__all__ = [
    "Booking",
    "Consent",
    "Feedback",
    "Framework",
    "InHand",
    "Inspection",
    "InspectionStep",
    "Kind",
    "NextStep",
    "NextStepDone",
    "NoteRevision",
    "Provisional",
    "Published",
    "Purpose",
    "Stage",
    "Visit",
    "VisitStep",
]
