"""Support, its steps and matches; what was agreed; and what was given and what came of it. All append-only."""

from trellis.brokering.models.agreed import Check, FundingApproval, Signature, Terms
from trellis.brokering.models.given import Confirmation, Delivery, Evaluation, Remark
from trellis.brokering.models.supports import Match, Support, SupportStep

__all__ = [
    "Check",
    "Confirmation",
    "Delivery",
    "Evaluation",
    "FundingApproval",
    "Match",
    "Remark",
    "Signature",
    "Support",
    "SupportStep",
    "Terms",
]
