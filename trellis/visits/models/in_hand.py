"""What is being written and has not been saved: whoever writes it has it back, wherever they go on."""

from django.db import models

from trellis.accounts.models import User
from trellis.visits.models.visits import Visit


class InHand(models.Model):
    """The words of one person in the note of one visit, as they stood when they were kept last.

    They are no part of the record: theirs alone, written over as they type, and gone once they save them as a revision.
    `seen` is the revision that they were shown, 0 for none; `words` are the fields of the form as they were typed.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seen = models.PositiveSmallIntegerField()
    words = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["visit", "by"], name="one_note_in_hand_per_visit_and_writer"),
        )

    def __str__(self) -> str:
        return f"In hand of {self.by}: {self.visit}"
