"""The rows, one file for each noun."""

from trellis.interventions.models.challenges import ChallengeLetter, ChallengeLetterStep
from trellis.interventions.models.concerns import Concern, ConcernReply, ConcernStep, Direction
from trellis.interventions.models.notices import (
    Basis,
    Copy,
    Draft,
    Giving,
    LegalCheck,
    Notice,
    NoticeStep,
    PowerUse,
    SecretaryNotice,
    SecretaryNoticeEnd,
    Wording,
)

__all__ = [
    "Basis",
    "ChallengeLetter",
    "ChallengeLetterStep",
    "Concern",
    "ConcernReply",
    "ConcernStep",
    "Copy",
    "Direction",
    "Draft",
    "Giving",
    "LegalCheck",
    "Notice",
    "NoticeStep",
    "PowerUse",
    "SecretaryNotice",
    "SecretaryNoticeEnd",
    "Wording",
]
