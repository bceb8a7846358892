"""Soft intelligence: what people say of a school, from whom, how far it can be relied on, and what came of it.

Restricted to the authority. It asks somebody to look, and never makes a level: nothing here is read by a screening.
"""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.activity.confidentiality import Confidentiality
from trellis.schools.models import Authority, School


class Source(models.TextChoices):
    """By whom it reached the authority."""

    PARENT = "parent", "A parent or carer"
    STAFF = "staff", "A member of the school’s staff"
    GOVERNOR = "governor", "A governor"
    PUPIL = "pupil", "A pupil"
    OFFICER = "officer", "An officer of the authority"
    OTHER_SCHOOL = "other_school", "Another school"
    AGENCY = "agency", "Another agency, such as health or the police"
    COUNCILLOR = "councillor", "A councillor or member of parliament"
    UNION = "union", "A trade union"
    PUBLIC = "public", "A member of the public, or the press"
    ANONYMOUS = "anonymous", "Somebody who gave no name"


class Reliability(models.TextChoices):
    """How far the source can be relied on, in the judgement of whoever logs it."""

    RELIABLE = "reliable", "Reliable: has been right before, and was in a position to know"
    USUALLY = "usually", "Usually reliable"
    UNKNOWN = "unknown", "Not known"
    DOUBTFUL = "doubtful", "Doubtful: has been wrong before, or could not well know"


class About(models.TextChoices):
    """What it is about: all that the school is told of an entry."""

    SAFETY = "safety", "Safety and safeguarding"
    LEADERSHIP = "leadership", "Leadership and governance"
    STAFFING = "staffing", "Staffing"
    TEACHING = "teaching", "Teaching and results"
    BEHAVIOUR = "behaviour", "Behaviour, attendance and exclusion"
    INCLUSION = "inclusion", "Special educational needs and inclusion"
    PARENTS = "parents", "Dealings with parents"
    FINANCE = "finance", "Money, places and buildings"
    OTHER = "other", "Something else"


class Entry(AppendOnly):
    """One piece of soft intelligence about a school."""

    confidentiality = Confidentiality.RESTRICTED

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="intelligence")
    heard_on = models.DateField("day it was said")
    said = models.TextField("what was said, in short")
    about = models.CharField(max_length=20, choices=About.choices)
    source = models.CharField(max_length=20, choices=Source.choices)
    reliability = models.CharField(max_length=20, choices=Reliability.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Entry"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("school", "-heard_on", "-id")
        verbose_name_plural = "entries"
        indexes = (models.Index(fields=["school", "-heard_on"]),)
        constraints = (models.CheckConstraint(condition=~models.Q(said=""), name="an_entry_says_something"),)

    def __str__(self) -> str:
        return f"Entry {self.pk} about {self.school_id}"


class Corroboration(AppendOnly):
    """That an entry has been borne out by something else, and by what. Once is enough."""

    confidentiality = Confidentiality.RESTRICTED

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="corroborated")
    how = models.TextField("what bears it out")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Corroboration"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("entry",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(how=""), name="a_corroboration_says_by_what"),
        )

    def __str__(self) -> str:
        return f"{self.entry} is borne out"


class Outcome(models.TextChoices):
    """What a review decides. None of these is a level: that takes a proposal, with evidence of its own."""

    NOTHING = "nothing", "Nothing further"
    WATCH = "watch", "Keep watching"
    RAISE = "raise", "Raise it with the school"
    VISIT = "visit", "Visit the school"
    REFER = "refer", "Refer it to somebody else, such as safeguarding"


class Review(AppendOnly):
    """What somebody decided who looked at a school's soft intelligence. `entries` are the ids of what was looked at."""

    confidentiality = Confidentiality.RESTRICTED

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="intelligence_reviews")
    entries = models.JSONField("ids of the entries that were looked at")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    decided = models.TextField("what was decided, and why")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Review"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("school", "-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]),)
        constraints = (
            models.CheckConstraint(condition=~models.Q(decided=""), name="a_review_says_what_was_decided"),
        )

    def __str__(self) -> str:
        return f"Review {self.pk} of the intelligence about {self.school_id}"
