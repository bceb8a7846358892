"""Support, its steps and matches; what was agreed, given and came of it; and what schools found themselves. All append-only."""

from trellis.brokering.models.agreed import Check, FundingApproval, Signature, Terms
from trellis.brokering.models.found import FoundImpact, FoundSupport, FoundTakenBack, FoundView
from trellis.brokering.models.given import Confirmation, Delivery, Evaluation, Remark
from trellis.brokering.models.supports import Match, Support, SupportStep

__all__ = [
    "Check",
    "Confirmation",
    "Delivery",
    "Evaluation",
    "FoundImpact",
    "FoundSupport",
    "FoundTakenBack",
    "FoundView",
    "FundingApproval",
    "Match",
    "Remark",
    "Signature",
    "Support",
    "SupportStep",
    "Terms",
]
