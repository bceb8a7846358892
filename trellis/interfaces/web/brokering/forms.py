"""What asking for support, choosing who helps, agreeing, logging and evaluating ask for."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from trellis.brokering.models.agreed import OF_AUTHORITY, Funding
from trellis.brokering.models.given import SCALE
from trellis.interfaces.web.govuk.fields import OneLine, StepForm, day_field, words_field
from trellis.practice import areas

ROUTES = [
    ("authority", "The authority finds somebody and agrees it with us"),
    ("school", "We choose somebody ourselves, from those whom the authority knows"),
]

_SCALE = [(str(number), said) for number, said in SCALE.items()]


def _choice(
    label: str,
    missing: str,
    choices: Sequence[tuple[str, str]] = (),
    *,
    hint: str = "",
    required: bool = True,
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=list(choices),
        required=required,
        widget=forms.RadioSelect(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _areas() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Areas of practice",
        help_text="Up to four.",
        widget=forms.CheckboxSelectMultiple(),
        error_messages={
            "required": "Choose at least one area of practice",
            "invalid_choice": "Choose at least one area of practice",
        },
    )


def _every_area() -> list[tuple[str, str]]:
    return [(each.id, each.name) for each in areas.every().values()]


def _number(
    label: str, missing: str, *, hint: str, places: int = 2, required: bool = True
) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        help_text=hint,
        min_value=Decimal(0),
        max_value=Decimal(1_000_000),
        decimal_places=places,
        widget=forms.TextInput(attrs={"width": "5", "inputmode": "decimal"}),
        error_messages={
            "required": missing,
            "invalid": f"{label} must be a number, like 2.5",
            "min_value": f"{label} must not be below 0",
            "max_value": f"{label} is too much",
            "max_decimal_places": f"{label} has too many decimals",
        },
    )


class Ask(StepForm):
    """A need. `figures` are the indicators that could show it; `is_head` is whether the school asks itself."""

    route = _choice("How it is found", "Choose how it is found", ROUTES)
    what = words_field(
        "What help is needed",
        "Say what help is needed",
        hint="Who would be helped, with what, and how. Those who are asked read this: name no pupil and no member of staff.",
    )
    hoped = words_field("What is to be different afterwards", "Say what is to be different afterwards")
    areas = _areas()
    indicator = forms.ChoiceField(
        label="The figure by which it is to show",
        help_text="What came of it is read from this figure later, beside schools like this one.",
        required=False,
        widget=forms.Select(),
        error_messages={"invalid_choice": "Choose a figure from the list"},
    )
    by_when = day_field("Wanted by", required=False)
    why_brokered = words_field(
        "Why the authority brokers it",
        "",
        hint="Only where the school’s level is neither 2 nor 3.",
        required=False,
    )

    def __init__(self, *args: Any, figures: Sequence[tuple[str, str]], is_head: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = _every_area()  # type: ignore[attr-defined]
        self.fields["indicator"].choices = [("", "No figure"), *figures]  # type: ignore[attr-defined]
        if is_head:
            del self.fields["why_brokered"]
        else:
            del self.fields["route"]


class Terms(StepForm):
    """Who pays, for how many days, for what and when. Without `by_authority` the school pays or nobody does."""

    what_is_done = words_field("What is to be done", "Say what is to be done")
    days = _number("Days", "Enter how many days", hint="In quarters of a day, like 2.5.")
    cost = _number("Cost in pounds", "Enter what it costs, or 0", hint="In all, like 1800.")
    funding = _choice("Who pays", "Choose who pays")
    begins = day_field("The first day")
    ends = day_field("The last day")
    middle = day_field(
        "The day of the mid-point", required=False, hint="Half way between, where you leave it empty."
    )

    def __init__(self, *args: Any, by_authority: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funding"].choices = [  # type: ignore[attr-defined]
            each for each in Funding.choices if by_authority or each[0] not in OF_AUTHORITY
        ]


class Choose(StepForm):
    """Why this one is chosen."""

    why = words_field(
        "Why this one", "Say why this one is chosen", hint="The school reads this; so do those who help."
    )


class Commission(Choose, Terms):
    """The choice and the terms of a school that commissions directly; and why it does so where quality is not assured.

    `assured_until` is the last day of an approval that holds today; None where none does. Support that is to begin after it is
    asked about, too.
    """

    pass_quality = words_field(
        "Why you go on though its quality is not assured", "", hint="The authority reads it.", required=False
    )
    field_order = (
        "seen",
        "why",
        "what_is_done",
        "days",
        "cost",
        "funding",
        "begins",
        "ends",
        "middle",
        "pass_quality",
    )

    def __init__(self, *args: Any, assured_until: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if assured_until is not None and not self._begins_after(assured_until):
            del self.fields["pass_quality"]

    def _begins_after(self, day: date) -> bool:
        try:
            begins = self.fields["begins"].clean(self.data.get("begins", ""))
        except forms.ValidationError:
            return False
        return bool(begins > day)


class Check(StepForm):
    """The checks, with a reason where one that is not met is passed over."""

    quality = words_field("Why the quality check is passed over", "", required=False, hint="It is reported.")
    capacity = words_field("Why the check of days is passed over", "", required=False, hint="It is reported.")

    def __init__(self, *args: Any, unmet: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("quality", "capacity"):
            if name not in unmet:
                del self.fields[name]


class Reasons(StepForm):
    """A step, with why it is taken."""

    reasons = words_field("Why", "Say why")

    def __init__(self, *args: Any, label: str, missing: str, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reasons"]
        field.label, field.error_messages["required"] = label, missing.rstrip(".")
        field.required = required


class Log(StepForm):
    """An entry of the log."""

    on = day_field("The day")
    days = _number("Days", "Enter how many days", hint="In quarters of a day, like 0.5.")
    what = words_field("What was done", "Say what was done")
    who = OneLine(label="Who gave it", max_length=120, error_messages={"required": "Say who gave it"})


class Evaluate(StepForm):
    """What one side says came of it."""

    helped = _choice("How far it helped", "Choose how far it helped", _SCALE)
    difference = words_field(
        "What is different now",
        "Say what is different now, or that nothing is",
        hint="Both sides and the authority read this.",
    )
    learned = words_field("What you would do otherwise", "", required=False)
    again = _choice("Would you do it again", "Choose yes or no", [("yes", "Yes"), ("no", "No")])


class Confirm(StepForm):
    """An adviser’s view of how support was used."""

    agrees = _choice(
        "Was it used effectively", "Choose yes or no", [("yes", "Yes"), ("no", "No, or not yet")]
    )
    words = words_field("What you saw", "Say what you saw")


class FoundImpact(StepForm):
    """What came of support that a school found itself."""

    came = words_field(
        "What came of it",
        "Say what came of it, or that nothing did",
        hint="Your advisers read this: name no pupil and no member of staff.",
    )
    helped = _choice("How far it helped", "Choose how far it helped", _SCALE)
    ended = day_field("The last day", required=False, hint="Leave this empty while it goes on.")


class FoundOurselves(StepForm):
    """Support that a school found itself, and what came of it where that can be said already."""

    who = OneLine(
        label="Who gave it",
        max_length=120,
        error_messages={"required": "Say who gave it"},
        help_text="A school, a trust, a company or a person that you found yourselves.",
    )
    what = words_field("What it was for", "Say what it was for", hint="Name no pupil and no member of staff.")
    areas = _areas()
    days = _number("Days", "Enter how many days", hint="In quarters of a day, like 2.5.")
    cost = _number("Cost in pounds", "", hint="In all, like 1800. You may leave this empty.", required=False)
    begun = day_field("The first day")
    ended = day_field("The last day", required=False, hint="Leave this empty while it goes on.")
    came = words_field(
        "What came of it", "", hint="Leave this and the next empty where it is too early.", required=False
    )
    helped = _choice("How far it helped", "Choose how far it helped", _SCALE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].choices = _every_area()  # type: ignore[attr-defined]
