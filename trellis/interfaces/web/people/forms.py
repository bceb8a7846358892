"""What is asked for to add a person, to give and end a post, to allocate schools, and to declare an interest."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.accounts.roles import ROLES
from trellis.accounts.sign_in import LONGEST_EMAIL
from trellis.interfaces.web.govuk.fields import Urns, day_field, words_field
from trellis.schools.actions.interests import LONGEST_REASON
from trellis.schools.models import Interest

NOBODY = "nobody"
_ROLE = {
    "required": "Choose a role",
    "invalid_choice": "Choose a role from the list",
}


class Post(forms.Form):
    """One post, or one at each of some schools."""

    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *((role.id, role.name) for role in ROLES.values())],
        error_messages=_ROLE,
    )
    urns = Urns(
        label="Schools, by URN",
        required=False,
        help_text=(
            "For a headteacher, chair, governor, clerk or trust officer, and for an adviser’s schools. "
            "With spaces or commas between them. Leave it empty for a role at the authority."
        ),
    )
    from_date = day_field("First day")
    to_date = day_field("Last day", hint="Leave it empty where it is not known yet.", required=False)


class Person(Post):
    """Somebody new, and their first post."""

    name = forms.CharField(
        label="Full name",
        max_length=200,
        error_messages={
            "required": "Enter the person’s full name",
            "max_length": "Use 200 characters or fewer",
        },
    )
    email = forms.EmailField(
        label="Email address",
        max_length=LONGEST_EMAIL,
        error_messages={
            "required": "Enter the person’s email address",
            "invalid": "Enter an email address in the correct format, like name@example.org",
            "max_length": f"The email address must be {LONGEST_EMAIL} characters or fewer",
        },
    )
    field_order = ("name", "email", "role", "urns", "from_date", "to_date")


class End(forms.Form):
    to_date = day_field(
        "Last day of the post",
        hint="The post opens what it opens until the end of this day: give yesterday to end it at once. For example, 31/8/2026.",
    )


class Allocate(forms.Form):
    """Schools, and who advises them from a day on."""

    adviser = forms.ChoiceField(
        label="Adviser",
        error_messages={"required": "Choose an adviser", "invalid_choice": "Choose an adviser from the list"},
    )
    urn = forms.MultipleChoiceField(
        label="Schools",
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "Choose at least one school", "invalid_choice": "Choose from the list"},
    )
    from_date = day_field(
        "First day",
        hint="Whoever advises these schools now does so until the day before. For example, 31/8/2026.",
    )

    def __init__(
        self,
        *args: Any,
        advisers: Sequence[tuple[str, str]],
        schools: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose an adviser"), *advisers, (NOBODY, "Nobody: end what they are allocated to")]
        self.fields["adviser"].choices = choices  # type: ignore[attr-defined]
        self.fields["urn"].choices = schools  # type: ignore[attr-defined]


class Declare(forms.Form):
    """An interest in a school."""

    urn = forms.IntegerField(
        label="School, by URN",
        min_value=1,
        max_value=9_999_999,
        widget=forms.TextInput(attrs={"width": "10", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter the school’s URN",
            "invalid": "Enter the school’s URN: a number of six digits",
            "min_value": "Enter the school’s URN: a number of six digits",
            "max_value": "Enter the school’s URN: a number of six digits",
        },
    )
    kind = forms.ChoiceField(
        label="What the interest is",
        choices=Interest.Kind.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose what the interest is", "invalid_choice": "Choose from the list"},
    )
    reason = words_field(
        "In your words",
        missing="Say what the interest is",
        longest=LONGEST_REASON,
        hint="Only you and whoever keeps the register of interests read this.",
    )
    from_date = day_field("First day of it")
    to_date = day_field("Last day of it", hint="Leave it empty where it is not known.", required=False)


class EndInterest(forms.Form):
    to_date = day_field("Last day of the interest")
    reason = words_field("Why it has passed", missing="Say why it has passed", longest=LONGEST_REASON)
