"""What each step of a notice or of a concern asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.interfaces.web.govuk.fields import StepForm, day_field, words_field
from trellis.interventions.models import Basis, Direction

Choices = Sequence[tuple[str, str]]


def name_field(label: str, missing: str, *, hint: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=200,
        error_messages={"required": missing, "max_length": f"{label} must be 200 characters or fewer"},
    )


def choice_field(label: str, missing: str, *, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        widget=forms.RadioSelect(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def choices_field(label: str, missing: str, *, hint: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


class Choosing(StepForm):
    """A step with lists that are content: `choices` names each field's."""

    def __init__(self, *args: Any, choices: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in choices.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]


class Consider(StepForm):
    why = words_field(
        "Why a notice is considered", "Say why a notice is considered", hint="The school does not read this."
    )


class Draft(Choosing):
    grounds = choices_field("Grounds", "Choose at least one ground", hint="All of one kind of notice.")
    matters = words_field(
        "The matters on which the notice rests",
        "State the matters on which the notice rests",
        hint="What was found, with what shows it. The governing body reads this.",
    )
    required = words_field(
        "The action that the governing body is to take",
        "State the action that the governing body is to take",
    )
    days = forms.IntegerField(
        label="Compliance period, in days",
        widget=forms.TextInput(attrs={"width": "4"}),
        error_messages={
            "required": "Enter the days of the compliance period",
            "invalid": "Enter the days of the compliance period as a whole number",
        },
    )
    basis = choice_field("The days that it counts", "Choose what kind of days the period counts")
    powers = choices_field(
        "Powers that the authority is minded to use if the governing body does not comply",
        "Choose at least one power that the authority is minded to use",
    )
    guidance = choice_field(
        "The guidance that the notice is written by", "Choose the guidance that the notice is written by"
    )

    def __init__(self, *args: Any, choices: dict[str, Choices], **kwargs: Any) -> None:
        listed = [(value, label.capitalize()) for value, label in Basis.choices]
        super().__init__(*args, choices={**choices, "basis": listed}, **kwargs)


class Check(StepForm):
    lawyer = name_field("Who checked it", "Name who checked it", hint="A name and a role.")
    checked_on = day_field("Day of the legal check")
    outcome = choice_field("What the legal check says", "Choose what the legal check says")
    advice = words_field(
        "Advice",
        "",
        hint="Needed where changes are asked for. The school does not read this.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            ("sound", "It may be given as it is"),
            ("changes", "It is to be changed first"),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("outcome") == "changes" and not given.get("advice"):
            self.add_error("advice", "Say what the legal check asks to be changed")
        return given


class Give(StepForm):
    given_on = day_field("Day on which it was given")
    addressee = name_field("To whom it is addressed", "Say to whom it is addressed")
    means = name_field("How it was given", "Say how it was given", hint="For example, by hand or by post.")


class Challenge(Choosing):
    duty = choice_field(
        "The duty or power it rests on",
        "Choose the duty or power that the letter rests on",
        hint="From the register of duties.",
    )
    matters = words_field("What must get better", "Say what must get better")
    evidence = words_field(
        "What shows it", "Say what shows it", hint="Figures with their year and source, and what was seen."
    )
    expected = words_field("What the authority asks for", "Say what the authority asks for")
    answer_by = day_field(
        "Day by which an answer is asked for", hint="Three school weeks are usual. For example, 31/8/2026."
    )
    addressee = name_field(
        "To whom it is addressed",
        "Say to whom it is addressed",
        hint="The headteacher and the chair, by name.",
    )
    means = name_field("By what means it goes", "Say by what means it goes", hint="For example, by e-mail.")
    dated = day_field("Day of the letter")


class Reasons(StepForm):
    reasons = words_field("Reasons", "Write the reasons")

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].help_text = hint


class AnswerToLetter(StepForm):
    reasons = words_field(
        "Your answer",
        "Write your answer",
        hint="What the school makes of it, what it does, and by when. An answer stays as it is; you may add another.",
    )


class LetterMet(StepForm):
    reasons = words_field("What shows that it is done", "Say what shows that it is done")


class LetterNotMet(StepForm):
    reasons = words_field(
        "What follows instead",
        "Say what follows instead",
        hint="More support, a warning notice, or why nothing does.",
    )


class Copy(Choosing):
    recipient = choice_field("Who was sent a copy", "Choose who was sent a copy")
    to = name_field("To whom, and how", "Say to whom the copy was sent")
    sent_on = day_field("Day on which it was sent")


class ProposePower(Choosing):
    powers = choices_field(
        "Powers that the authority proposes to use",
        "Choose at least one power",
        hint="Of those that the notice warned of.",
    )
    told_on = day_field("Day on which the governing body was told")
    from_date = day_field("Day from which they may be used", hint="A reasonable time after it was told.")
    words = words_field("What the governing body is told", "Write what the governing body is told")


class UsePower(Choosing):
    power = choice_field("The power", "Choose the power", hint="Of those that written notice was given of.")
    from_date = day_field("Day from which it is used")
    what = words_field("What is done", "Say what is done")
    consulted = words_field("Who was consulted, and what they said", "Say who was consulted")
    consent = words_field(
        "The Secretary of State’s consent",
        "",
        hint="When it was given. Needed for an interim executive board.",
        required=False,
    )


class Secretary(StepForm):
    given_on = day_field("Day on which the Secretary of State gave it")
    about = words_field("What it is about", "Say what it is about")


class EndSecretary(StepForm):
    told_on = day_field("Day on which the authority was told")
    words = words_field("What it was told, and by whom", "Say what the authority was told, and by whom")


class NoteConcern(Choosing):
    subject = choice_field("What it is about", "Choose what the concern is about")
    seen_words = words_field(
        "What gives concern",
        "Say what gives concern",
        hint="The academy reads this once it is told. Name no child.",
    )
    evidence = words_field(
        "What shows it", "Say what shows it", hint="Figures with their year, visits, reports."
    )
    direction = choice_field("Direction of travel", "Choose the direction of travel")

    def __init__(self, *args: Any, choices: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, choices={**choices, "direction": Direction.choices}, **kwargs)


class Discuss(StepForm):
    met_on = day_field("Day of the discussion")
    whom = name_field("With whom", "Say with whom it was discussed", hint="A name and a role.")
    words = words_field("What was discussed, and what the academy said", "Say what was discussed")


class Letter(StepForm):
    addressee = name_field(
        "To whom it is addressed", "Say to whom it is addressed", hint="A name and a role."
    )
    means = name_field("By what means it goes", "Say by what means it goes", hint="For example, by e-mail.")
    dated = day_field("Day of the letter")
    words = words_field(
        "The letter", "Write the letter", hint="It is drafted from the concern: change what you want."
    )


class LetterToTrust(Letter):
    due = day_field("Day by which an answer is asked for")


class EarlyLetter(Letter):
    why_early = words_field(
        "Why this does not wait for the trust’s answer", "Say why this does not wait for the trust’s answer"
    )


class Answer(StepForm):
    received_on = day_field("Day on which it came")
    sender = name_field("Who answered", "Say who answered")
    words = words_field("What they answered", "Write what they answered")
