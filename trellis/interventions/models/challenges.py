"""A letter of challenge to a maintained school, and each step that followed it. All append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.interventions.workflows.challenge import CHALLENGE
from trellis.schools.models import Authority, School

_STATED = ("duty", "matters", "evidence", "expected", "addressee", "means")


class ChallengeLetter(AppendOnly):
    """What the authority asks of a school under a duty of its own, and by when. The school reads it from the first."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="letters_of_challenge")
    duty = models.CharField("duty or power, by its id", max_length=60)
    duty_name = models.TextField("duty or power it rests on")
    matters = models.TextField("what must get better")
    evidence = models.TextField("what shows it")
    expected = models.TextField("what the authority asks for")
    answer_by = models.DateField("day by which an answer is asked for")
    addressee = models.CharField("to whom", max_length=200)
    means = models.CharField("by what means", max_length=200)
    dated = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ChallengeLetter"].as_manager()
    called = ("letter of challenge", "letters of challenge")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(*((f"{name}__gt", "") for name in _STATED)),
                name="a_challenge_states_what_it_must",
            ),
            models.CheckConstraint(
                condition=models.Q(answer_by__gt=models.F("dated")), name="a_challenge_leaves_time_to_answer"
            ),
        )

    def __str__(self) -> str:
        return f"Letter of challenge {self.pk} to {self.school_id}"


class ChallengeLetterStep(Step):
    """One step after a letter: what the school answered, or how the authority closed it, is in `reasons`."""

    challenge = models.ForeignKey(ChallengeLetter, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(CHALLENGE.states.items()))

    objects = AppendOnlyQuerySet["ChallengeLetterStep"].as_manager()
    called = ("step of a letter of challenge", "steps of letters of challenge")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("challenge", "number")
        constraints = (
            models.UniqueConstraint(fields=["challenge", "number"], name="one_challenge_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(CHALLENGE.states)), name="state_of_a_challenge_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.challenge}: {self.get_state_display()}"
