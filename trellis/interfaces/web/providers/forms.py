"""What entering a provider, its offer, its evidence and each step of it ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.interfaces.web.govuk.fields import StepForm, day_field, words_field
from trellis.practice import areas
from trellis.practice.models import PHASES
from trellis.providers.actions.register import DEAREST, LONGEST_LINE
from trellis.providers.models import Kind, Seen


def line_field(
    label: str, missing: str, *, hint: str = "", required: bool = True, longest: int = LONGEST_LINE
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=longest,
        error_messages={"required": missing, "max_length": f"{label} must be {longest} characters or fewer"},
    )


def several_field(
    label: str, missing: str, *, hint: str = "", required: bool = True
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def choice_field(
    label: str,
    missing: str,
    *,
    choices: Sequence[tuple[str, str]] = (),
    hint: str = "",
    required: bool = True,
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=required,
        widget=forms.RadioSelect() if len(choices) else forms.Select(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def number_field(label: str, *, most: int, hint: str = "", required: bool = False) -> forms.IntegerField:
    wrong = f"{label} must be a whole number from 0 to {most:,}"
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=required,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"width": "5", "inputmode": "numeric"}),
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class Offer(StepForm):
    """What a provider offers."""

    offers = words_field(
        "What is offered to schools",
        "Say what is offered to schools",
        hint="As a headteacher would ask for it.",
    )
    areas = several_field("Areas of practice", "Choose at least one area of practice")
    phases = several_field("Phases", "Choose at least one phase")
    day_rate = number_field(
        "Pounds a day",
        most=DEAREST,
        hint="Whole pounds, or empty where nothing was said. 0 where it costs nothing.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = [(each.id, each.name) for each in areas.every().values()]  # type: ignore[attr-defined]
        self.fields["phases"].choices = list(PHASES.items())  # type: ignore[attr-defined]


class Application(Offer):
    """A school’s application."""

    contact = line_field(
        "Whom to ask for, by role",
        "Say whom to ask for",
        hint="For example, the deputy headteacher. No name, no e-mail address, no telephone number.",
        required=False,
    )
    why = words_field("Why the school applies", "Say why the school applies", required=False)
    field_order: tuple[str, ...] = ("offers", "areas", "phases", "day_rate", "contact", "why")


class Entered(Application):
    """A provider that whoever assures quality enters. `schools` are those that could be chosen."""

    name = line_field(
        "What the provider is called",
        "Say what the provider is called",
        hint="Leave empty for a school: it has its own name.",
        required=False,
    )
    kind = choice_field("Kind", "Choose what kind of provider it is", choices=Kind.choices)
    school = choice_field(
        "School", "Choose a school from the list", hint="Where a school provides.", required=False
    )
    field_order = ("kind", "name", "school", "offers", "areas", "phases", "day_rate", "contact", "why")

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = "Where the application came from"
        self.fields["school"].choices = [("", "It is no school of the authority"), *schools]  # type: ignore[attr-defined]


class Evidence(StepForm):
    """What was seen."""

    kind = choice_field("What you saw", "Choose what you saw", choices=Seen.choices)
    words = words_field(
        "What it showed", "Say what it showed", hint="What you read or heard, from whom. No child’s name."
    )
    seen_on = day_field("The day you saw it")
    until = day_field(
        "The day until which it holds",
        hint="Insurance always has one. For example, 31/8/2027.",
        required=False,
    )


class Step(StepForm):
    """A step with its reasons; an approval says until when, and one with conditions says which."""

    until = day_field("The day until which it is approved", hint="With that day. For example, 31/8/2027.")
    conditions = words_field(
        "Conditions",
        "Say under which conditions it is approved",
        hint="Schools that look for support read them.",
    )
    reasons = words_field("Why", "Say why")

    def __init__(self, *args: Any, label: str, missing: str, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reasons"]
        field.label, field.error_messages["required"] = label, missing.rstrip(".")
        if name not in ("approve", "approve_conditions"):
            del self.fields["until"]
        if name != "approve_conditions":
            del self.fields["conditions"]
