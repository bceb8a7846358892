"""The fields that forms are made of: words, days, levels and schools, each with its errors in full sentences."""

import re
from datetime import date
from typing import Any

from django import forms

from trellis.casework.actions.taking import LONGEST

DAYS = ["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"]
YEARS = range(1900, 2101)
MOST_URNS = 60
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


class OneLine(forms.CharField):
    """Words on one line, in a box that wraps them, so that all are seen in a narrow window."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"lines": 2}), **kwargs})

    def to_python(self, value: object) -> str:
        return " ".join(str(super().to_python(value) or "").split())


def _is_of_our_time(day: date) -> None:
    """Refuse a year that is a slip of the keys, or that no calendar can be counted from."""
    if day.year not in YEARS:
        raise forms.ValidationError(f"Enter a day of the years {YEARS.start} to {YEARS.stop - 1}")


def day_field(label: str, *, hint: str = "For example, 31/8/2026.", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=DAYS,
        widget=forms.TextInput(attrs={"width": "10"}),
        validators=[_is_of_our_time],
        error_messages={
            "required": f"Enter {label.lower()}",
            "invalid": f"Enter {label.lower()} as a date, like 31/8/2026",
        },
    )


def level_field(label: str, *, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=LEVELS,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose level 1, 2 or 3", "invalid_choice": "Choose level 1, 2 or 3"},
    )


class Urns(forms.CharField):
    """URNs with spaces, commas or lines between them. Cleans to a list without doubles."""

    def clean(self, value: object) -> list[int]:
        parts = [part for part in re.split(r"[\s,;]+", str(super().clean(value) or "")) if part]
        odd = [part for part in parts if not re.fullmatch(r"[0-9]{5,7}", part)]
        if odd:
            raise forms.ValidationError(f"“{odd[0][:20]}” is not a URN: a URN is a number of six digits")
        if len(parts) > MOST_URNS:
            raise forms.ValidationError(f"Give {MOST_URNS} schools or fewer at once")
        return sorted({int(part) for part in parts})


class StepForm(forms.Form):
    """A step. `seen` is the number of the newest step that whoever fills it in was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput(), required=False)


def as_typed(day: date) -> str:
    """A date as the forms take it."""
    return f"{day.day}/{day.month}/{day.year}"
