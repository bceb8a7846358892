"""System leaders: who they are, their designations, their days, their portraits, and the papers of the scheme."""

from trellis.leaders.models.days import Capacity, Release
from trellis.leaders.models.leaders import (
    Designation,
    DesignationEnd,
    DesignationKind,
    DesignationReview,
    Leader,
    LeaderKind,
)
from trellis.leaders.models.learning import LearningNeed, LearningNeedMet, Source
from trellis.leaders.models.papers import Protocol, ProtocolAcceptance, Route, SchemeDocument
from trellis.leaders.models.portraits import Portrait, PortraitPublication, PortraitStep

__all__ = [
    "Capacity",
    "Designation",
    "DesignationEnd",
    "DesignationKind",
    "DesignationReview",
    "Leader",
    "LeaderKind",
    "LearningNeed",
    "LearningNeedMet",
    "Portrait",
    "PortraitPublication",
    "PortraitStep",
    "Protocol",
    "ProtocolAcceptance",
    "Release",
    "Route",
    "SchemeDocument",
    "Source",
]
