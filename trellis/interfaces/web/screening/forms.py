"""The form that starts a screening."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from trellis.schools.data import EARLIEST


class NewRun(forms.Form):
    """Which pack to apply, and to what was known on which date."""

    authority = forms.ChoiceField(
        label="Authority",
        help_text="Whose schools to screen.",
        error_messages={
            "required": "Choose an authority",
            "invalid_choice": "Choose an authority from the list",
        },
    )
    pack = forms.ChoiceField(
        label="Framework pack",
        help_text="How schools are judged.",
        error_messages={
            "required": "Choose a framework pack",
            "invalid_choice": "Choose a framework pack from the list",
        },
    )
    as_of = forms.DateField(
        label="Data cut-off",
        help_text="Only what was public, or returned, by this date is used. For example, 31/8/2026.",
        input_formats=["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"],
        widget=forms.TextInput(attrs={"width": "10"}),
        error_messages={
            "required": "Enter the data cut-off",
            "invalid": "Enter the data cut-off as a date, like 31/8/2026",
        },
    )

    put_in_force = forms.BooleanField(
        label="Put this pack in force: show everybody the schools by it from now on",
        help_text="Not needed for the pack that is in force already. A run by another pack, or as of an earlier day, "
        "is otherwise reached by its link alone.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        packs: list[tuple[str, str]],
        today: date,
        authorities: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        """`authorities` are those to choose from; with one or none nothing is asked."""
        super().__init__(*args, **kwargs)
        if len(authorities) > 1:
            self.fields["authority"].choices = authorities  # type: ignore[attr-defined]
        else:
            del self.fields["authority"]
        self.fields["pack"].choices = packs  # type: ignore[attr-defined]
        self.today = today

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        as_of = given.get("as_of")
        if given.get("put_in_force") and as_of is not None and as_of < self.today:
            self.add_error(
                "put_in_force", "A run that looks back cannot be shown to everybody: use today’s date"
            )
        return given

    def clean_as_of(self) -> date:
        as_of: date = self.cleaned_data["as_of"]
        if as_of > self.today:
            raise forms.ValidationError("The data cut-off must be today or in the past")
        if as_of < EARLIEST:
            raise forms.ValidationError(
                f"The data cut-off must be in {EARLIEST.year} or later: nothing held here was published before"
            )
        return as_of
