"""Fields that several areas ask for: words of some length, and a day as people write it."""

from datetime import date

from django import forms

DAYS = ["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"]
LONGEST = 4000


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


def as_typed(day: date) -> str:
    """A date as the forms take it."""
    return f"{day.day}/{day.month}/{day.year}"
