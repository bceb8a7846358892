"""A warning notice: why it was considered, each draft, the legal check, the notice as given, its copies and what followed.

What was written before it was given is the authority's own; from then on the school reads it. All append-only.
"""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.models.steps import Step
from trellis.interventions.workflows.warning_notice import WARNING_NOTICE
from trellis.schools.models import Authority, School


class Basis(models.TextChoices):
    """What kind of days a compliance period counts."""

    WORKING = "working_days", "working days"
    SCHOOL = "school_days", "school days"
    CALENDAR = "calendar_days", "calendar days"


class Notice(AppendOnly):
    """That a notice to a maintained school is considered, and why. Its steps say what became of it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="warning_notices")
    why = models.TextField("why a notice is considered")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Notice"].as_manager()
    confidentiality = Confidentiality.RESTRICTED
    called = ("warning notice considered", "warning notices considered")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]), models.Index(fields=["authority", "-at"]))
        constraints = (
            models.CheckConstraint(condition=~models.Q(why=""), name="a_notice_says_why_it_is_considered"),
        )

    def __str__(self) -> str:
        return f"Notice {self.pk} to {self.school_id}"


class NoticeStep(Step):
    """One step of a notice. `told` is whether the school knows of it: from the giving on. `dated` is the day it is of."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(WARNING_NOTICE.states.items()))
    dated = models.DateField(null=True)
    told = models.BooleanField("the school knows of it")

    objects = AppendOnlyQuerySet["NoticeStep"].as_manager()
    told_where: ClassVar[Mapping[str, object]] = {"told": True}
    called = ("step of a warning notice", "steps of warning notices")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("notice", "number")
        constraints = (
            models.UniqueConstraint(fields=["notice", "number"], name="one_notice_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(WARNING_NOTICE.states)),
                name="state_of_a_notice_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice}: {self.get_state_display()}"


class Wording(AppendOnly):
    """What a notice must state. `grounds` and `powers` are lists of (id, name), as they were called then."""

    kind = models.CharField("kind of notice, by its id", max_length=60)
    kind_name = models.TextField("kind of notice")
    law = models.TextField("the section it is given under")
    grounds = models.JSONField("grounds, as (id, name)")
    matters = models.TextField("the matters on which the notice rests")
    required = models.TextField("the action that the governing body is to take")
    days = models.PositiveSmallIntegerField("days of the compliance period")
    basis = models.CharField("the days counted", max_length=20, choices=Basis.choices)
    powers = models.JSONField("powers that the authority is minded to use, as (id, name)")
    guidance = models.TextField("the guidance it was written by, with its version and day")

    class Meta:
        abstract = True


def _stated(model: str) -> tuple[models.CheckConstraint, ...]:
    return (
        models.CheckConstraint(
            condition=~models.Q(matters="") & ~models.Q(required="") & ~models.Q(guidance=""),
            name=f"{model}_states_what_it_must",
        ),
        models.CheckConstraint(condition=models.Q(days__gte=1), name=f"{model}_gives_a_day_or_more"),
    )


class Draft(Wording):
    """A notice as drafted. The newest revision counts; the earlier ones stay."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="drafts")
    revision = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Draft"].as_manager()
    confidentiality = Confidentiality.RESTRICTED
    called = ("draft of a warning notice", "drafts of warning notices")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("notice", "revision")
        constraints = (
            models.UniqueConstraint(fields=["notice", "revision"], name="one_draft_per_notice_and_revision"),
            *_stated("a_draft"),
        )

    def __str__(self) -> str:
        return f"Draft {self.revision} of notice {self.notice_id}"


class LegalCheck(AppendOnly):
    """What a lawyer said of one draft, and when."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="checks")
    lawyer = models.CharField("who checked it", max_length=200)
    checked_on = models.DateField()
    is_sound = models.BooleanField("it may be given as it is")
    advice = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["LegalCheck"].as_manager()
    confidentiality = Confidentiality.RESTRICTED

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("draft", "id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(lawyer=""), name="a_legal_check_names_the_lawyer"),
            models.CheckConstraint(
                condition=models.Q(is_sound=True) | ~models.Q(advice=""),
                name="a_legal_check_says_what_is_to_change",
            ),
        )

    def __str__(self) -> str:
        return f"Legal check of {self.draft}"


class Giving(Wording):
    """The notice as it was given: what it says, to whom, how and when, and the last day of its compliance period."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="giving")
    given_on = models.DateField()
    addressee = models.CharField("to whom it was addressed", max_length=200)
    means = models.CharField("how it was given", max_length=200)
    comply_by = models.DateField("last day of the compliance period")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Giving"].as_manager()
    called = ("warning notice given", "warning notices given")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-given_on", "-id")
        constraints = (
            *_stated("a_notice"),
            models.CheckConstraint(
                condition=models.Q(comply_by__gt=models.F("given_on")),
                name="a_notice_is_complied_with_after_it_is_given",
            ),
        )

    def __str__(self) -> str:
        return f"Notice {self.notice_id} as given on {self.given_on}"


class Copy(AppendOnly):
    """That somebody who must have a copy was sent one."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="copies")
    recipient = models.CharField("by its id", max_length=60)
    recipient_name = models.TextField("who must have a copy")
    to = models.CharField("to whom it was sent", max_length=200)
    sent_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Copy"].as_manager()
    called = ("copy of a warning notice", "copies of warning notices")

    class Meta:
        base_manager_name = "objects"
        verbose_name_plural = "copies"
        ordering: ClassVar[tuple[str, ...]] = ("notice", "sent_on", "id")
        constraints = (
            models.UniqueConstraint(fields=["notice", "recipient"], name="one_copy_per_recipient"),
        )

    def __str__(self) -> str:
        return f"Copy of notice {self.notice_id} to {self.recipient_name}"


class PowerUse(AppendOnly):
    """The use of a power: which, from when, what was done, who was consulted, and the consent where it takes one."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="powers_used")
    power = models.CharField("by its id", max_length=60)
    power_name = models.TextField("power")
    law = models.TextField("the section it is used under")
    from_date = models.DateField("from which day")
    what = models.TextField("what is done")
    consulted = models.TextField("who was consulted, and what they said")
    consent = models.TextField("the Secretary of State’s consent, where it takes one", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["PowerUse"].as_manager()
    called = ("use of a power", "uses of powers")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("notice", "from_date", "id")
        constraints = (
            models.UniqueConstraint(fields=["notice", "power"], name="one_use_of_a_power_per_notice"),
        )

    def __str__(self) -> str:
        return f"{self.power_name} from {self.from_date}"


class SecretaryNotice(AppendOnly):
    """A warning notice that the Secretary of State gave to a school, as the authority recorded it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="secretary_notices")
    given_on = models.DateField()
    about = models.TextField("what it is about")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["SecretaryNotice"].as_manager()
    called = ("warning notice of the Secretary of State", "warning notices of the Secretary of State")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-given_on", "-id")

    def __str__(self) -> str:
        return f"The Secretary of State’s notice of {self.given_on} to {self.school_id}"


class SecretaryNoticeEnd(AppendOnly):
    """That the authority was told that it may give notices again. There is one for a notice, or none."""

    notice = models.OneToOneField(SecretaryNotice, on_delete=models.PROTECT, related_name="ended")
    told_on = models.DateField("day on which the authority was told")
    words = models.TextField("what it was told, and by whom")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["SecretaryNoticeEnd"].as_manager()
    called = ("end of a notice of the Secretary of State", "ends of notices of the Secretary of State")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("notice",)

    def __str__(self) -> str:
        return f"End of {self.notice}"
