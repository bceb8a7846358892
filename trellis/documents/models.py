"""A document, each revision of what it says, each step it took, and the frozen files of its issue. All append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.activity.confidentiality import Confidentiality
from trellis.casework.models.steps import Step
from trellis.documents.workflows.document import DOCUMENT
from trellis.schools.models import Authority, School


class Document(AppendOnly):
    """A document about a school, or about the whole authority. `about` names what it is made from, such as a meeting.

    `confidentiality_level` is the one of its kind when it was made; `replaces` is the issued document that it renews.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="documents")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    about = models.JSONField("what it is made from", default=dict)
    confidentiality_level = models.CharField(
        max_length=30, choices=[(each.value, each.words) for each in Confidentiality]
    )
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Document"].as_manager()
    in_chronology = False  # a draft is the business of whoever writes it; the trail tells of it

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (
            models.Index(fields=["school", "-at"]),
            models.Index(fields=["authority", "-at"]),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(confidentiality_level__in=sorted(Confidentiality)),
                name="confidentiality_of_a_document_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Revision(AppendOnly):
    """What a document says. The newest counts."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    blocks = models.JSONField("its blocks in order, as `block.Block.as_json` writes them")
    what = models.CharField("what was done", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Revision"].as_manager()
    called = ("revision of a document", "revisions of documents")
    in_chronology = False

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("document", "number")
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="one_revision_per_number"),
        )

    def __str__(self) -> str:
        return f"Revision {self.number}"


class DocumentStep(Step):
    """One step of a document."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(DOCUMENT.states.items()))

    objects = AppendOnlyQuerySet["DocumentStep"].as_manager()
    called = ("step of a document", "steps of documents")
    in_chronology = False

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("document", "number")
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="one_document_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(DOCUMENT.states)), name="state_of_a_document_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.document}: {self.get_state_display()}"


class Issue(AppendOnly):
    """That a document was issued: to whom, as which revision, in so many files. One document has one issue at most."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="issue")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    issued_to = models.TextField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    file_count = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Issue"].as_manager()
    called = ("issued document", "issued documents")
    told_where: ClassVar[dict[str, object]] = {
        "document__confidentiality_level": str(Confidentiality.SCHOOL_AND_AUTHORITY)
    }

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        constraints = (
            models.CheckConstraint(condition=~models.Q(issued_to=""), name="an_issue_says_to_whom"),
        )

    def __str__(self) -> str:
        return f"Issue of {self.document}"


class IssuedFile(AppendOnly):
    """One file of an issue: its form, what its bytes hash to, and where under the installation's home they are kept."""

    complete_with = ("issue", "file_count")

    class Form(models.TextChoices):
        JSON = "json", "Content (JSON)"
        HTML = "html", "Web page (HTML)"
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (DOCX)"

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=10, choices=Form.choices)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    objects = AppendOnlyQuerySet["IssuedFile"].as_manager()
    called = ("file of an issued document", "files of issued documents")
    in_chronology = False

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("issue", "form")
        constraints = (
            models.UniqueConstraint(fields=["issue", "form"], name="one_file_per_issue_and_form"),
            models.CheckConstraint(
                condition=models.Q(form__in=("json", "html", "pdf", "docx")), name="form_of_a_file_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_form_display()} of {self.issue}"
