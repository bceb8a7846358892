"""What somebody says of the files they bring in."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms


class About(forms.Form):
    """Whose files they are, and what they do not say themselves."""

    authority = forms.ChoiceField(
        label="Authority",
        help_text="Whose returns these are. A publication belongs to nobody.",
        error_messages={
            "required": "Choose an authority",
            "invalid_choice": "Choose an authority from the list",
        },
    )
    year = forms.IntegerField(
        label="Year that the figures end in",
        help_text="Only if the file does not say it. For example, 2026 for 2025/26.",
        required=False,
        widget=forms.TextInput(attrs={"width": "4", "inputmode": "numeric"}),
        error_messages={"invalid": "Enter the year as four figures, like 2026 for 2025/26"},
    )
    known_from = forms.DateField(
        label="Day on which it was published",
        help_text="Only if the file does not say it and you know it. For example, 12/3/2026.",
        required=False,
        input_formats=["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"],
        widget=forms.TextInput(attrs={"width": "10"}),
        error_messages={"invalid": "Enter the day of publication as a date, like 12/3/2026"},
    )

    def __init__(
        self, *args: Any, authorities: Sequence[tuple[str, str]], today: date, **kwargs: Any
    ) -> None:
        """`authorities` are those to choose from; with one nothing is asked."""
        super().__init__(*args, **kwargs)
        self.today = today
        if len(authorities) > 1:
            self.fields["authority"].choices = authorities  # type: ignore[attr-defined]
        else:
            del self.fields["authority"]

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and not 2000 <= year <= self.today.year + 1:
            raise forms.ValidationError("Enter the year that the figures end in, like 2026 for 2025/26")
        return year

    def clean_known_from(self) -> date | None:
        day: date | None = self.cleaned_data["known_from"]
        if day is not None and not date(1990, 1, 1) <= day <= self.today:
            raise forms.ValidationError("The day of publication must be today or in the past")
        return day
