"""What the steps of an induction, the academy and the networks ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.interfaces.web.events.forms import choice_field, line_field, several_field
from trellis.interfaces.web.govuk.fields import StepForm, day_field, words_field
from trellis.leadership.actions.academy import Words
from trellis.leadership.models import THEMES
from trellis.leadership.models.academy import For
from trellis.leadership.workflows.induction import KINDS
from trellis.practice import areas

NOBODY = "none"


def _listed(field: forms.Field, choices: Sequence[tuple[str, str]]) -> None:
    field.choices = list(choices)  # type: ignore[attr-defined]


class Notify(StepForm):
    """Who leads which school since when. `heads` are the accounts of headteachers there are at those schools."""

    school = choice_field("School", "Choose the school", listed=True)
    who = line_field("Who the headteacher is", "Say who the headteacher is", hint="First name and surname.")
    started_on = day_field("The day they began, or begin")
    why = words_field(
        "How it became known", "Say how it became known", hint="For example, the governors wrote."
    )

    def __init__(self, *args: Any, schools: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self.fields["school"], [("", "Choose"), *((str(urn), name) for urn, name in schools)])


class Kind(StepForm):
    """Which kind of headship it is."""

    kind = choice_field("Which kind of headship it is", "Choose which kind of headship it is")
    reasons = words_field(
        "What shows it", "Say what shows it", hint="For example, the letter of appointment."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self.fields["kind"], list(KINDS.items()))


class Eligible(StepForm):
    """Whether they are eligible for a Professional Partner."""

    eligible = choice_field(
        "Are they eligible for a Professional Partner", "Choose whether they are eligible"
    )
    words = words_field("What shows it", "Say what shows it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self.fields["eligible"], [("yes", "Yes"), ("no", "No")])


class Needs(StepForm):
    """The needs analysis: what somebody brings, and for each theme what would help."""

    strengths = words_field(
        "What you bring", "Say what you bring", hint="What you have led before, and what you are sure of."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for theme, name in THEMES.items():
            self.fields[theme] = words_field(
                name,
                "",
                hint="What would help you. Leave it empty where you need nothing now.",
                required=False,
            )

    def needs(self, given: dict[str, Any]) -> dict[str, str]:
        """What was asked for, by theme."""
        return {theme: given[theme] for theme in THEMES if given.get(theme)}


class Mentor(StepForm):
    """A mentor of those who are offered."""

    leader = choice_field(
        "Who is to mentor", "Choose who is to mentor", hint="The first fits best by the rule. You decide."
    )
    why = words_field("Why this mentor", "Say why it is this mentor")

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self.fields["leader"], offered)


class Seat(StepForm):
    """A member of the stewardship group."""

    who = line_field("Who it is", "Say who it is")
    post = line_field("Post, and where", "Say which post they hold, and where")
    stands_for = choice_field("For whom they stand", "Choose for whom they stand")
    marks = forms.MultipleChoiceField(
        label="What holds of them",
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        choices=[("is_head", "Is a headteacher"), ("is_chair", "Chairs the group")],
    )
    from_date = day_field("Member from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self.fields["stands_for"], For.choices)


class Leave(StepForm):
    """That somebody, or a school, leaves."""

    to_date = day_field("Last day")
    why = words_field("Why", "Say why")


class Enquire(StepForm):
    """What an enquiry says."""

    title = line_field("What it is called", "Say what it is called")
    question = words_field("The question", "Say what was asked")
    method = words_field("How it was looked into", "Say how it was looked into")
    found = words_field(
        "What was found",
        "Say what was found",
        hint="Also what did not work. Nothing by which a child or a member of staff could be known.",
    )
    applies = line_field(
        "Where it applies", "Say where it applies", hint="For example, years 3 to 6 of small schools."
    )
    areas = several_field("Areas of practice", "Choose at least one area of practice", hint="Up to four.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self.fields["areas"], [(each.id, each.name) for each in areas.every().values()])


class Post(Enquire):
    """A new enquiry, with the school at which it was made."""

    school = choice_field("School", "Choose the school", listed=True)
    field_order = ("school",)

    def __init__(self, *args: Any, schools: Sequence[tuple[int, str]], must: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = [] if must else [(NOBODY, "Of no single school")]
        first = [("", "Choose")] if len(schools) + len(none) > 1 else []
        _listed(self.fields["school"], [*first, *none, *((str(urn), name) for urn, name in schools)])


class NetworkWords(StepForm):
    """What a network is called and for, and who leads it."""

    called = line_field("What it is called", "Say what it is called")
    purpose = words_field("What it is for", "Say what it is for")
    lead = choice_field("Lead school", "Choose the lead school", listed=True)

    def __init__(self, *args: Any, schools: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self.fields["lead"], [("", "Choose"), *((str(urn), name) for urn, name in schools)])


class Enter(NetworkWords):
    """A new network."""

    began_on = day_field("The day it began")


class Join(StepForm):
    """A school that joins."""

    school = choice_field("School", "Choose the school", listed=True)
    from_date = day_field("Member from")

    def __init__(self, *args: Any, schools: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _listed(self.fields["school"], [("", "Choose"), *((str(urn), name) for urn, name in schools)])


class Log(StepForm):
    """Something that a network did."""

    on = day_field("The day of it")
    what = words_field("What it did", "Say what it did")


def words_of(given: dict[str, Any]) -> Words:
    """The words that an enquiry was sent with."""
    return Words(
        title=given["title"],
        question=given["question"],
        method=given["method"],
        found=given["found"],
        applies=given["applies"],
        areas=tuple(given["areas"]),
    )
