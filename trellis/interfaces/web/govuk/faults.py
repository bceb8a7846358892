"""Faults of the machine that a person can be told of in a sentence, without losing what they typed."""

from django.db import DatabaseError

_FULL = ("database or disk is full", "no space left", "could not extend file", "disk full")
FULL = (
    "The disk on which Trellis keeps its record is full, so nothing could be saved. What you wrote is still below: keep this "
    "page open, tell whoever runs Trellis, and send it again when there is room. Nothing saved before is lost."
)
BUSY = "So many people are saving at this moment that yours could not be. What you wrote is still below: send it again."


def sentence(error: DatabaseError) -> str:
    """What to say of a fault of the database; "" for one that is no use to tell."""
    said = str(error).lower()
    if any(each in said for each in _FULL):
        return FULL
    return BUSY if "database is locked" in said else ""
