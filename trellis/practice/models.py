"""An entry of the directory, every wording of it, its steps, what was published, and who asked for contact. All append-only."""

from typing import ClassVar

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet
from trellis.casework.models.steps import Step
from trellis.practice.workflows.good_practice import GOOD_PRACTICE
from trellis.schools.models import Authority, School
from trellis.visits.models import Visit

PHASES = {
    "nursery": "Early years",
    "primary": "Primary",
    "secondary": "Secondary",
    "sixteen_plus": "16 plus",
    "special": "Special",
    "alternative": "Alternative provision",
}
NEEDED = {
    "whom": "for whom it is",
    "shows": "what shows that it works",
    "see": "what a visitor could see",
    "contact": "whom to ask for, by role",
    "areas": "its area of practice",
    "phases": "its phase",
}
"""What a wording must say before the school consents to it, beside what it is called and what is done.

The form of a nomination asks for areas and phases at once; what is nominated from the note of a visit may come without.
"""


class Origin(models.TextChoices):
    """Where a nomination came from."""

    ADVISER = "adviser", "Nominated by the authority"
    SCHOOL = "school", "Nominated by the school"
    VISIT = "visit", "From the note of a visit"
    DATA = "data", "From a strength that the data suggested"


class Entry(AppendOnly):
    """A school’s practice that somebody thinks worth sharing. What it says stands in its newest wording."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="good_practice")
    origin = models.CharField("where it came from", max_length=20, choices=Origin.choices)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    indicator = models.CharField("figure that suggested it, by its id", max_length=60, blank=True)
    why = models.TextField("why it was nominated")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Entry"].as_manager()
    called = ("nomination of good practice", "nominations of good practice")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]), models.Index(fields=["authority", "-at"]))
        constraints = (
            models.CheckConstraint(
                condition=models.Q(origin__in=Origin.values), name="origin_of_a_nomination_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(why=""), name="a_nomination_says_why"),
            models.CheckConstraint(
                condition=models.Q(origin="visit") | models.Q(visit__isnull=True),
                name="a_nomination_has_a_visit_where_it_came_from_one",
            ),
        )

    def __str__(self) -> str:
        return f"Good practice {self.pk} of {self.school_id}"


class Wording(AppendOnly):
    """What an entry says, as it was written. The newest is the one that is consented to and verified next."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    title = models.CharField("what it is called", max_length=120)
    what = models.TextField("what is done")
    whom = models.TextField("for whom", blank=True)
    shows = models.TextField("what shows that it works", blank=True)
    see = models.TextField("what a visitor could see", blank=True)
    contact = models.CharField("whom to ask for, by role", max_length=120, blank=True)
    areas = models.JSONField("areas of practice", default=list)
    phases = models.JSONField("phases", default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Wording"].as_manager()
    called = ("wording of good practice", "wordings of good practice")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("entry", "number")
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="one_practice_wording_per_number"),
            models.CheckConstraint(
                condition=models.Q(title__gt="", what__gt=""), name="good_practice_says_what_is_done"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, wording {self.number}"

    @property
    def lacks(self) -> tuple[str, ...]:
        """What the words do not say yet, of what a visitor needs."""
        return tuple(said for name, said in NEEDED.items() if not getattr(self, name))

    @property
    def phase_names(self) -> tuple[str, ...]:
        return tuple(name for key, name in PHASES.items() if key in self.phases)


class EntryStep(Step):
    """One step of an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=20, choices=list(GOOD_PRACTICE.states.items()))

    objects = AppendOnlyQuerySet["EntryStep"].as_manager()
    called = ("step of good practice", "steps of good practice")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("entry", "number")
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="one_practice_step_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(GOOD_PRACTICE.states)),
                name="state_of_good_practice_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_state_display()}"


class Publication(AppendOnly):
    """Which wording the directory shows, from when on: the one that was verified. The newest holds."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField()
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Publication"].as_manager()
    called = ("publication of good practice", "publications of good practice")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("entry", "number")
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="one_publication_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.entry}, published {self.number}"


class ContactRequest(AppendOnly):
    """That somebody asks a school about its practice. `asker` is the school that asks; none where an adviser does."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="asked_for_contact", verbose_name="the school asked"
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="requests")
    asker = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    wishes = models.TextField("what is asked for")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ContactRequest"].as_manager()
    called = ("request for contact", "requests for contact")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=["school", "-at"]),)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(wishes=""), name="a_request_for_contact_says_for_what"
            ),
            models.CheckConstraint(
                condition=models.Q(asker__isnull=True) | ~models.Q(asker=models.F("school")),
                name="no_school_asks_itself",
            ),
        )

    def __str__(self) -> str:
        return f"Request {self.pk} for contact with {self.school_id}"


class ContactReply(AppendOnly):
    """What the school answered to a request. There is one for a request, or none yet."""

    request = models.OneToOneField(ContactRequest, on_delete=models.PROTECT, related_name="reply")
    agrees = models.BooleanField("the school agrees to it")
    words = models.TextField("what the school answers")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["ContactReply"].as_manager()
    called = ("answer to a request for contact", "answers to requests for contact")

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar[tuple[str, ...]] = ("request",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(words=""), name="an_answer_about_contact_says_something"
            ),
        )

    def __str__(self) -> str:
        return f"Answer to {self.request}"
