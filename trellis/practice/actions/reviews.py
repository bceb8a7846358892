"""Recording, for the service itself, what it holds back."""

from datetime import datetime

from django.utils import timezone

from trellis.practice.actions import steps
from trellis.practice.queries import entries


def hold_back(*, at: datetime) -> int:
    """Record a step for each entry that is held back and does not say so yet. Returns how many there were.

    Each is an action of its own: one that somebody decides about meanwhile stops no other.
    """
    held = 0
    for file in entries.to_hold(today=timezone.localdate(at)):
        steps.hold(file, at=at)
        held += 1
    return held
