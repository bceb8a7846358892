"""Jobs as they stand, when each scheduled kind comes round, and which workers live.

These rows say how the machinery stands; they are changed as it does, and pruned. What was done to the record of a
school is in the rows and the trail of whatever did it.
"""

from django.db import models

from trellis.accounts.models import User


class State(models.TextChoices):
    """Where a job is."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


OPEN = (State.WAITING, State.RUNNING)


class ScheduledJob(models.Model):
    """When a kind of job comes round next, and by which schedule that was worked out."""

    kind = models.CharField(max_length=60, unique=True)
    schedule = models.CharField(max_length=100)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} at {self.next_at}"


class Job(models.Model):
    """One job that was asked for. `key` is given by whoever must not ask twice for the same.

    `task` is the queue's own row of the attempt that waits or runs; an attempt whose row is another counts no more.
    """

    kind = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, unique=True)
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    task = models.UUIDField(null=True, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lost = models.PositiveSmallIntegerField("times its worker was stopped in the middle", default=0)
    said = models.TextField("what it did, or what went wrong", blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-due_at", "-id")
        indexes = (models.Index(fields=["state", "-due_at"]), models.Index(fields=["kind", "-due_at"]))
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="state_of_a_job_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running"], ended_at__isnull=True)
                | models.Q(state__in=["done", "failed"], ended_at__isnull=False),
                name="a_job_that_ended_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_state_display().lower()})"


class WorkerSeen(models.Model):
    """That a worker lived at a moment, which it says every few seconds."""

    worker = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.worker
