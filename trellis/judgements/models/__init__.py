"""The rows, one file for each noun."""

from trellis.judgements.models.circumstances import Circumstance, CircumstanceEnd
from trellis.judgements.models.intelligence import (
    About,
    Corroboration,
    Entry,
    Outcome,
    Reliability,
    Review,
    Source,
)
from trellis.judgements.models.judgements import Judgement, Response
from trellis.judgements.models.self_evaluation import Comment, Grade, Revision, State

__all__ = [
    "About",
    "Circumstance",
    "CircumstanceEnd",
    "Comment",
    "Corroboration",
    "Entry",
    "Grade",
    "Judgement",
    "Outcome",
    "Reliability",
    "Response",
    "Review",
    "Revision",
    "Source",
    "State",
]
