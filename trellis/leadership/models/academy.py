"""The stewardship group of the Leadership Academy, and its library of enquiries. All append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.practice.models import Entry
from trellis.schools.models import Authority, School


class For(models.TextChoices):
    """For whom a member of the stewardship group stands."""

    PRIMARY = "primary", "Primary schools"
    SECONDARY = "secondary", "Secondary schools"
    HIGHER = "higher", "Higher education"
    AUTHORITY = "authority", "The authority"
    OTHER = "other", "Others"


class Steward(AppendOnly):
    """A member of the stewardship group, from a day on."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    post = models.CharField("post, and where", max_length=120)
    stands_for = models.CharField(max_length=20, choices=For.choices)
    is_head = models.BooleanField("is a headteacher", default=False)
    is_chair = models.BooleanField("chairs the group", default=False)
    from_date = models.DateField("member from")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Steward"].as_manager()
    called = ("member of the stewardship group", "members of the stewardship group")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-is_chair", "name", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(name__gt="", post__gt="", stands_for__in=For.values),
                name="a_steward_stands_for_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name


class StewardEnd(AppendOnly):
    """That a member left the group, with their last day and why."""

    steward = models.OneToOneField(Steward, on_delete=models.PROTECT, related_name="ended")
    to_date = models.DateField("member until")
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["StewardEnd"].as_manager()
    called = ("end of a member’s time", "ends of members’ time")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("steward",)
        constraints = (
            models.CheckConstraint(condition=models.Q(why__gt=""), name="a_steward_leaves_for_a_reason"),
        )

    def __str__(self) -> str:
        return f"End of {self.steward}"


class Enquiry(AppendOnly):
    """A piece of enquiry into leadership and learning. What it says stands in its newest wording."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="enquiries")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Enquiry"].as_manager()
    called = ("enquiry", "enquiries")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "-at"]),)

    def __str__(self) -> str:
        return f"Enquiry {self.pk}"


class EnquiryWording(AppendOnly):
    """What an enquiry says, as it was written. The newest holds."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    title = models.CharField("what it is called", max_length=120)
    question = models.TextField("the question")
    method = models.TextField("how it was looked into")
    found = models.TextField("what was found")
    applies = models.CharField("where it applies", max_length=120)
    areas = models.JSONField("areas of practice", default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["EnquiryWording"].as_manager()
    called = ("wording of an enquiry", "wordings of enquiries")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("enquiry", "number")
        constraints = (
            models.UniqueConstraint(fields=["enquiry", "number"], name="one_enquiry_wording_per_number"),
            models.CheckConstraint(
                condition=models.Q(
                    title__gt="", question__gt="", method__gt="", found__gt="", applies__gt=""
                ),
                name="an_enquiry_says_what_was_asked_and_found",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, wording {self.number}"


class EnquiryPromotion(AppendOnly):
    """That an enquiry was put forward for the directory of good practice. There is one, or none yet."""

    enquiry = models.OneToOneField(Enquiry, on_delete=models.PROTECT, related_name="promotion")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["EnquiryPromotion"].as_manager()
    called = ("promotion of an enquiry", "promotions of enquiries")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("enquiry",)

    def __str__(self) -> str:
        return f"Promotion of {self.enquiry}"
