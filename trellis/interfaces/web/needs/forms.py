"""The form with which a need is marked."""

from collections.abc import Iterable
from typing import Any

from django import forms

from trellis.accounts.models import User
from trellis.priorities.actions.marking import LONGEST_NOTE, problems
from trellis.priorities.models import Response, Risk, State


class MarkNeed(forms.Form):
    """How high the risk is, how it is met, and by whom. Nothing has to be said of a draft."""

    risk = forms.ChoiceField(
        label="How high is the risk if nothing is done?",
        choices=Risk.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose how high the risk is from the list"},
    )
    response = forms.ChoiceField(
        label="How is it met?",
        help_text="A need of high risk must have a response.",
        choices=Response.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose a response from the list"},
    )
    owner = forms.ChoiceField(
        label="Who owns it?",
        help_text="Somebody who holds a post at the authority. A need of high risk must have an owner.",
        required=False,
        error_messages={"invalid_choice": "Choose an owner from the list"},
    )
    note = forms.CharField(
        label="Note (optional)",
        help_text="What lies behind it, and what will be done by when. Name no child. It is read by the authority’s own "
        "officers, and not by schools or members.",
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": f"The note must be {LONGEST_NOTE:,} characters or fewer"},
    )

    def __init__(self, *args: Any, owners: Iterable[User], complete: bool = False, **kwargs: Any) -> None:
        """`owners` are those to choose from; with `complete` the form is checked for all that a complete one needs."""
        super().__init__(*args, **kwargs)
        self.people = {str(each.pk): each for each in owners}
        named = [(key, each.name) for key, each in self.people.items()]
        self.fields["owner"].choices = [("", "No owner yet"), *named]  # type: ignore[attr-defined]
        self.complete = complete

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        lacking = problems(
            state=State.COMPLETE if self.complete else State.DRAFT,
            risk=given.get("risk", ""),
            response=given.get("response", ""),
            has_owner=bool(given.get("owner")),
        )
        for problem in lacking:
            if problem.field not in self.errors:
                self.add_error(problem.field, str(problem))
        return given

    @property
    def owner_chosen(self) -> User | None:
        return self.people.get(self.cleaned_data.get("owner", ""))
