"""The rows, one file for each noun."""

from trellis.casework.models.levels import Answer, Challenge, LevelStep, Party, Position, Proposal
from trellis.casework.models.register import Edition, EditionLine

__all__ = [
    "Answer",
    "Challenge",
    "Edition",
    "EditionLine",
    "LevelStep",
    "Party",
    "Position",
    "Proposal",
]
