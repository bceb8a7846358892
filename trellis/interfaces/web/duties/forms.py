"""What is asked for when the register of duties is kept."""

from typing import Any

from django import forms

from trellis.accounts.roles import ROLES
from trellis.duties import queries
from trellis.duties.actions import LONGEST, LONGEST_LINK
from trellis.duties.queries import Kept
from trellis.interfaces.web.govuk.fields import day_field, words_field


class Record(forms.Form):
    """Evidence of a duty."""

    shown_on = day_field("The day of the evidence")
    note = words_field("What shows that it is met", "Write what shows that the duty is met", longest=LONGEST)
    link = forms.CharField(
        label="Where it can be read, if it can",
        help_text="The address of a page or a document, beginning with https://",
        required=False,
        max_length=LONGEST_LINK,
        error_messages={"max_length": f"Use {LONGEST_LINK} characters or fewer for the address"},
    )


class Owner(forms.Form):
    """Who answers for a duty, and how often it is evidenced."""

    owner = forms.ChoiceField(
        label="Who answers for it",
        help_text="A post, whoever holds it, or one person.",
        widget=forms.Select(),
        error_messages={"required": "Choose who answers for it", "invalid_choice": "Choose from the list"},
    )
    months = forms.IntegerField(
        label="Months that evidence stays fresh",
        help_text="From 1 to 60. A term is about 4.",
        min_value=1,
        max_value=60,
        error_messages={
            "required": "Give a number of months",
            "invalid": "Give a whole number of months",
            "min_value": "Give 1 month or more",
            "max_value": "Give 60 months or fewer",
        },
    )
    reasons = words_field("Why it changes", "Say why it changes", longest=LONGEST)
    after = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, sent: Any, *, kept: Kept, people: list[tuple[int, str]]) -> None:
        held = f"person-{kept.person.pk}" if kept.person is not None else kept.role
        super().__init__(sent, initial={"owner": held, "months": kept.months, "after": kept.number})
        posts = [(role.id, role.name) for role in ROLES.values() if queries.may_own(role.id)]
        named = [(f"person-{pk}", name) for pk, name in people]
        self.fields["owner"].choices = [*posts, *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, int | None]:
        """The role, or the person by account."""
        owner: str = self.cleaned_data["owner"]
        person = owner.removeprefix("person-")
        return ("", int(person)) if person != owner else (owner, None)
