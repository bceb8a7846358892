"""A bulletin to every school of an authority, and who has said that they read it."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.schools.models import Authority, School


class Bulletin(AppendOnly):
    """What all schools are told of, such as a national development. It is kept as it was sent."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("what it is about", max_length=120)
    text = models.TextField("what schools are told")
    schools = models.PositiveIntegerField("how many schools were open that day")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Bulletin"].as_manager()
    called = ("bulletin", "bulletins")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["authority", "-at"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(title__gt="", text__gt=""), name="a_bulletin_says_something"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Receipt(AppendOnly):
    """That somebody of a school has read a bulletin."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="receipts")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Receipt"].as_manager()
    called = ("receipt of a bulletin", "receipts of bulletins")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("bulletin", "at")
        constraints = (
            models.UniqueConstraint(fields=["bulletin", "school", "by"], name="one_receipt_per_reader"),
        )

    def __str__(self) -> str:
        return f"{self.bulletin} read at {self.school_id}"
