"""The fields that forms of casework are made of: words, days and levels, each with its errors in full sentences."""

from datetime import date

from django import forms

from trellis.casework.actions.taking import LONGEST

DAYS = ["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"]
LEVELS = [("1", "Level 1"), ("2", "Level 2"), ("3", "Level 3")]


def words_field(
    label: str, missing: str, *, hint: str = "", required: bool = True, longest: int = LONGEST
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.Textarea(),
        max_length=longest,
        error_messages={
            "required": missing,
            "max_length": f"{label} must be {longest:,} characters or fewer",
        },
    )


def day_field(label: str, *, hint: str, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=DAYS,
        widget=forms.TextInput(attrs={"width": "10"}),
        error_messages={
            "required": f"Enter {label.lower()}",
            "invalid": f"Enter {label.lower()} as a date, like 31/8/2026",
        },
    )


def level_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=LEVELS,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose level 1, 2 or 3", "invalid_choice": "Choose level 1, 2 or 3"},
    )


class StepForm(forms.Form):
    """A step. `seen` is the number of the newest step that whoever fills it in was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput(), required=False)


def as_typed(day: date) -> str:
    """A date as the forms take it."""
    return f"{day.day}/{day.month}/{day.year}"
