"""What each step of a level asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.casework.models import Party, Position
from trellis.interfaces.web.govuk.fields import StepForm, day_field, level_field, words_field


class Propose(StepForm):
    level = level_field("Level to propose")
    reasons = words_field(
        "What it rests on",
        "Say what the level rests on",
        hint="The headteacher and the chair of governors will read this.",
    )
    why_not_adviser = words_field(
        "Why you propose it",
        "Say why you propose it",
        hint="Levels are usually proposed by the school’s own adviser.",
    )

    def __init__(self, *args: Any, own_adviser: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own_adviser:
            del self.fields["why_not_adviser"]


class Share(StepForm):
    reply_by = day_field("Day to answer by", hint="For example, 31/8/2026.")

    def __init__(self, *args: Any, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply_by"].help_text = hint


class Reasons(StepForm):
    reasons = words_field("Reasons", "Write the reasons")


class Answer(StepForm):
    position = forms.ChoiceField(
        label="Your answer",
        choices=[(p.value, p.label) for p in (Position.AGREES, Position.COMMENTS, Position.DISPUTES)],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose your answer", "invalid_choice": "Choose your answer"},
    )
    said = words_field(
        "Comments, or the reasons for a dispute",
        "",
        hint="Needed unless you agree without comment.",
        required=False,
    )
    criteria = forms.MultipleChoiceField(
        label="Criteria that you dispute",
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"invalid_choice": "Choose criteria from the list"},
    )

    def __init__(self, *args: Any, criteria: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].choices = criteria  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        position, said = given.get("position"), (given.get("said") or "").strip()
        if position == Position.COMMENTS and not said:
            self.add_error("said", "Write your comments, or choose “Agrees”")
        if position == Position.DISPUTES:
            if not said:
                self.add_error("said", "Say why you dispute the level")
            if not given.get("criteria") and "criteria" not in self.errors:
                self.add_error("criteria", "Choose at least one criterion that you dispute")
        return given


class Absent(StepForm):
    party = forms.ChoiceField(
        label="Who could not answer",
        choices=Party.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose who could not answer", "invalid_choice": "Choose from the list"},
    )
    said = words_field("Why they could not answer", "Say why they could not answer")


class Challenge(StepForm):
    indicator = forms.ChoiceField(
        label="Value that is wrong",
        error_messages={"required": "Choose a value", "invalid_choice": "Choose a value from the list"},
    )
    reasons = words_field(
        "What is wrong with it", "Say what is wrong with it", hint="Say what you have that shows it."
    )

    def __init__(self, *args: Any, values: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = values  # type: ignore[attr-defined]


class Settle(StepForm):
    how = forms.ChoiceField(
        label="How it is settled",
        choices=[
            ("settle", "The school and the authority agree"),
            ("determine", "The authority determines it"),
        ],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose how it is settled", "invalid_choice": "Choose how it is settled"},
    )
    level = level_field(
        "Level it is settled at",
        hint="If this is not the level that was proposed, you have decided it, and somebody else ratifies it.",
    )
    reasons = words_field("Reasons", "Write the reasons", hint="The school will read these.")


class Record(StepForm):
    kind = forms.ChoiceField(
        label="Recorded by",
        choices=[("note", "Note of visit"), ("letter", "Letter")],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose a note of visit or a letter", "invalid_choice": "Choose one"},
    )
    dated = day_field("Date of it", hint="For example, 31/8/2026.")
    text = words_field(
        "What it says",
        "Write, or paste, what it says",
        hint="Begins with the final note of a visit of the last two months, where there is one.",
    )


class Ratify(StepForm):
    meeting = forms.CharField(
        label="Meeting",
        max_length=120,
        error_messages={"required": "Name the meeting"},
        help_text="For example, Quality and Standards meeting.",
    )
    held_on = day_field("Date of the meeting", hint="For example, 31/8/2026.")
    best_interests = words_field(
        "How this serves the best interests of the children at the school",
        "Say how this serves the best interests of the children",
    )


class Review(StepForm):
    words = words_field(
        "What you looked at",
        "Say what you looked at",
        hint="The level stays as it is. To change it, propose a level instead.",
    )


class TakeEffect(StepForm):
    from_date = day_field("Day it takes effect", hint="For example, 31/8/2026.")


class CloseTerm(forms.Form):
    term = forms.CharField(
        label="Term that is closed",
        max_length=60,
        help_text="For example, Autumn 2026.",
        error_messages={
            "required": "Name the term that is closed",
            "max_length": "Use 60 characters or fewer",
        },
    )
    after = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)
