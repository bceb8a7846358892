"""The fields that the forms of casework share: words that people write, a day, and how a day is typed."""

from datetime import date, datetime

from django import forms

from trellis.casework.actions.taking import LONGEST

DAYS = ["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"]


def words_field(label: str, missing: str, *, hint: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.Textarea(),
        max_length=LONGEST,
        error_messages={
            "required": missing,
            "max_length": f"{label} must be {LONGEST:,} characters or fewer",
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


class StepForm(forms.Form):
    """A step. `seen` says what whoever fills it in was shown, so that nobody writes over what they have not seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput(), required=False)


def as_typed(day: date) -> str:
    """A date as the forms take it."""
    return f"{day.day}/{day.month}/{day.year}"


def parsed_day(asked: str) -> date | None:
    """A date as people type it or as an address has it; None for what is neither."""
    for form in DAYS:
        try:
            return datetime.strptime(asked.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
