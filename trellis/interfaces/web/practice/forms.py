"""What nominating, wording, each step and asking for contact ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.interfaces.web.govuk.fields import StepForm, words_field
from trellis.practice import areas
from trellis.practice.actions.nominations import LONGEST_LINE, Words
from trellis.practice.models import PHASES

PARTS = ("title", "what", "whom", "shows", "see", "contact", "areas", "phases")


def _line(label: str, missing: str, *, hint: str, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.Textarea(attrs={"lines": 2}),  # so that all of a line is seen in a narrow window
        max_length=LONGEST_LINE,
        error_messages={
            "required": missing,
            "max_length": f"{label} must be {LONGEST_LINE} characters or fewer",
        },
    )


def _several(label: str, missing: str, *, hint: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


class Wording(StepForm):
    """What an entry says. With `whole` it must say all that a visitor needs."""

    title = _line("What it is called", "Say what it is called", hint="In a few plain words.", required=True)
    what = words_field("What is done", "Say what is done", hint="So that somebody else could begin to do it.")
    whom = words_field("For whom it is", "Say for whom it is", required=False)
    shows = words_field(
        "What shows that it works",
        "Say what shows that it works",
        hint="A figure, or what was seen. Nothing by which a child or a member of staff could be known.",
        required=False,
    )
    see = words_field("What a visitor could see", "Say what a visitor could see", required=False)
    contact = _line(
        "Whom to ask for, by role",
        "Say whom to ask for",
        hint="For example, the leader of reading. No name, no e-mail address, no telephone number.",
        required=False,
    )
    areas = _several("Areas of practice", "Choose at least one area of practice", hint="Up to four.")
    phases = _several("Phases", "Choose at least one phase", hint="Those whose pupils it is for.")

    def __init__(self, *args: Any, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(each.id, each.name) for each in areas.every().values()]  # type: ignore[attr-defined]
        self.fields["phases"].choices = list(PHASES.items())  # type: ignore[attr-defined]
        for name in ("whom", "shows", "see", "contact"):
            self.fields[name].required = whole


class Nomination(Wording):
    """A nomination: the words, and why."""

    why = words_field(
        "Why you nominate it",
        "Say why you nominate it",
        hint="The school and everybody who reads the entry read this.",
    )


class Reasons(StepForm):
    """A step, with why it is taken or what shows it."""

    reasons = words_field("Why", "Say why")

    def __init__(self, *args: Any, label: str, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reasons"]
        field.label, field.error_messages["required"] = label, missing.rstrip(".")


class Ask(StepForm):
    """A request for contact. `schools` are those for which the reader may ask."""

    asker = forms.ChoiceField(
        label="For which school you ask",
        required=False,
        widget=forms.Select(),
        error_messages={
            "required": "Choose the school for which you ask",
            "invalid_choice": "Choose a school from the list",
        },
    )
    wishes = words_field(
        "What you would like",
        "Say what you would like",
        hint="A visit, a talk, or something to read; and when.",
    )

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]], must: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["asker"]
        none = [] if must else [("", "No school: I ask as an adviser")]
        field.choices = [*none, *schools]  # type: ignore[attr-defined]
        field.required = must


class Answer(StepForm):
    """The answer to a request for contact."""

    agrees = forms.ChoiceField(
        label="Can you help",
        choices=[("yes", "Yes"), ("no", "Not now")],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose yes or not now", "invalid_choice": "Choose yes or not now"},
    )
    words = words_field("Your answer", "Write your answer", hint="When and how, or why not now.")


def words_of(given: dict[str, Any]) -> Words:
    """The words that a form was sent with."""
    told = {name: given[name] for name in PARTS}
    return Words(**{**told, "areas": tuple(told["areas"]), "phases": tuple(told["phases"])})
