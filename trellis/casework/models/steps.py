"""What every state machine keeps: one row a step, numbered, so that two people cannot take the same one."""

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly


class Step(AppendOnly):
    """One step: which, by whom, when, why, and with what. `by` is empty for what the service did by itself."""

    number = models.PositiveSmallIntegerField()
    name = models.CharField("transition", max_length=20)
    reasons = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
