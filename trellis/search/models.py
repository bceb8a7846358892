"""The index of what is written about schools: worked out from append-only rows, and made anew from them at any time."""

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """One row that can be found by its words. It holds their stems alone: what is shown is read from the row itself.

    `whole` is what several rows are versions of, such as an objective of its wordings, so that it is found once.
    """

    kind = models.CharField("id of its source", max_length=30)
    source = models.BigIntegerField("primary key of the row")
    whole = models.BigIntegerField("primary key of what the row is a version of")
    urn = models.PositiveIntegerField("school")
    at = models.DateTimeField("when the row was written")
    stems = models.TextField("stems of its words, each once")

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("kind", "-at", "-source")
        # No index by school: SQLite would look each word that is found up in it for each school of the reader
        constraints = (models.UniqueConstraint(fields=["kind", "source"], name="indexed_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"
