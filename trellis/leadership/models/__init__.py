"""Inductions of headteachers, the Leadership Academy’s group and library, and networks of schools."""

from trellis.leadership.models.academy import Enquiry, EnquiryPromotion, EnquiryWording, Steward, StewardEnd
from trellis.leadership.models.inductions import (
    THEMES,
    Eligibility,
    Induction,
    InductionStep,
    Mentoring,
    NeedsAnalysis,
    SupportItem,
    SupportItemDone,
)
from trellis.leadership.models.networks import (
    Member,
    MemberEnd,
    Network,
    NetworkActivity,
    NetworkWording,
)

__all__ = [
    "THEMES",
    "Eligibility",
    "Enquiry",
    "EnquiryPromotion",
    "EnquiryWording",
    "Induction",
    "InductionStep",
    "Member",
    "MemberEnd",
    "Mentoring",
    "NeedsAnalysis",
    "Network",
    "NetworkActivity",
    "NetworkWording",
    "Steward",
    "StewardEnd",
    "SupportItem",
    "SupportItemDone",
]
