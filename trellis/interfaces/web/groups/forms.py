"""What each step of a task group and of its meetings asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.accounts.models import User
from trellis.casework.models import Impact, Membership, Seat
from trellis.casework.queries.plans import ObjectiveFile
from trellis.interfaces.web.govuk.fields import StepForm, day_field, words_field

SEATS = {
    Seat.HEAD: "Headteacher",
    Seat.CHAIR: "Chair of governors",
    Seat.ADVISER: "Senior adviser",
    Seat.GROUP_CHAIR: "Chair of the task group",
}


def line_field(
    label: str, missing: str, *, hint: str = "", required: bool = True, most: int = 200
) -> forms.CharField:
    """One line of words."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=most,
        error_messages={"required": missing, "max_length": f"{label} must be {most} characters or fewer"},
    )


class SetUp(StepForm):
    """A name for each of the four seats. `offered` are those whom the rules give them to, with their accounts."""

    reasons = words_field(
        "Why somebody else chairs",
        "",
        required=False,
        hint="Needed only if the chair of the task group is not the principal adviser.",
    )

    def __init__(self, *args: Any, offered: dict[Seat, User | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = {
            seat.value: line_field(
                words,
                f"Name the {words.lower()}",
                hint="If the post is vacant, name who stands in." if seat != Seat.GROUP_CHAIR else "",
            )
            for seat, words in SEATS.items()
        }
        self.fields = {**fields, **self.fields}  # the seats first
        for seat, user in offered.items():
            if user is not None:
                self.fields[seat.value].initial = user.name


class Join(StepForm):
    seat = forms.ChoiceField(
        label="As what",
        choices=Seat.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose as what they belong", "invalid_choice": "Choose from the list"},
    )
    name = line_field("Name", "Enter their name")
    email = forms.EmailField(
        label="Email address of their account",
        required=False,
        help_text="So that they can open the papers here. Leave it blank if they have none.",
        error_messages={"invalid": "Enter an email address, like name@example.org"},
    )
    reasons = words_field(
        "Why", "", required=False, hint="Needed if somebody but the principal adviser is to chair."
    )


class Leave(StepForm):
    who = forms.ChoiceField(
        label="Who leaves",
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose who leaves", "invalid_choice": "Choose from the list"},
    )
    reasons = words_field("Why they leave", "Say why they leave")

    def __init__(self, *args: Any, members: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [(str(each.pk), str(each)) for each in members]  # type: ignore[attr-defined]


class Call(StepForm):
    planned_for = day_field("Day of the meeting", hint="For example, 31/8/2026.")
    place = line_field("Place", "", required=False, hint="A room, or “online”.")


class Invite(StepForm):
    name = line_field("Name", "Name whom you ask")
    email = forms.EmailField(
        label="Email address of their account",
        required=False,
        help_text="They then see the papers of this meeting and nothing else. Leave it blank if they have no account.",
        error_messages={"invalid": "Enter an email address, like name@example.org"},
    )
    reasons = words_field("Why they are asked", "Say why they are asked")


class PaperForm(StepForm):
    title = line_field("Title", "Give the paper a title")
    text = words_field("The paper", "Write, or paste, the paper")


class Issue(StepForm):
    late = words_field("Why the papers are late", "", required=False, hint="Needed only if they are.")


class Attended(StepForm):
    """Whether each member and guest came. `people` are (key, seat, name)."""

    def __init__(self, *args: Any, people: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, seat, name in people:
            self.fields[f"came_{key}"] = forms.ChoiceField(
                label=f"{name}, {seat.lower()}",
                choices=[("yes", "Came"), ("no", "Did not come")],
                widget=forms.RadioSelect(),
                error_messages={"required": f"Say whether {name} came", "invalid_choice": "Choose one"},
            )
            self.fields[f"why_{key}"] = line_field(
                f"If {name} did not come, why", "", required=False, most=400
            )


class Hold(StepForm):
    without = words_field(
        "Why it counts as held without a quorum",
        "",
        required=False,
        hint="Needed only if somebody was missing.",
    )


class MinutesForm(StepForm):
    text = words_field("Minutes", "Write the minutes", hint="Saving keeps every version before.")


class Judge(StepForm):
    """The impact on each objective of the agenda."""

    def __init__(self, *args: Any, objectives: Sequence[ObjectiveFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in objectives:
            number = each.objective.number
            self.fields[f"impact_{number}"] = forms.ChoiceField(
                label=f"Objective {number}: {each.text.what}",
                choices=Impact.choices,
                widget=forms.RadioSelect(),
                error_messages={
                    "required": f"Judge the impact on objective {number}",
                    "invalid_choice": "Choose from the list",
                },
            )
            self.fields[f"words_{number}"] = words_field(
                f"What the judgement of objective {number} rests on",
                f"Say what the judgement of objective {number} rests on",
            )


class Ask(StepForm):
    what = words_field("What is asked for", "Say what is asked for")
    owner = line_field("Who is to do it", "Say who is to do it")
    due = day_field("Day to do it by", hint="For example, 31/8/2026.")


class Send(StepForm):
    summary = words_field(
        "What the meeting came to",
        "Say in a few sentences what the meeting came to",
        hint="The departmental leadership team reads this.",
    )


class Seen(StepForm):
    words = words_field("Anything you say to it", "", required=False)


class Report(StepForm):
    told = line_field(
        "Report in which the Executive Member was told",
        "Name the report",
        hint="For example, Termly report on schools at risk, Autumn 2026.",
    )
    told_on = day_field("Date of it", hint="For example, 31/8/2026.")


class Cancel(StepForm):
    reasons = words_field("Why it is cancelled", "Say why the meeting is cancelled")


class Finish(forms.Form):
    words = words_field("What was done", "Say what was done")
    done_on = day_field("Day on which it was done", hint="For example, 31/8/2026.")
