"""What each step of a case asks for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from trellis.casework.actions.visits import MOST_LINES, ActionLine
from trellis.casework.models import Outcome
from trellis.interfaces.web.govuk.fields import StepForm, as_typed, day_field, words_field

FOR_EXAMPLE = "For example, 31/8/2026."
BLANK_LINES = 3


def choice_field(label: str, missing: str, *, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        widget=forms.RadioSelect(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def name_field(label: str, *, hint: str = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=200,
        error_messages={"max_length": f"{label} must be 200 characters or fewer"},
    )


class Identify(StepForm):
    source = choice_field("Where the risk was seen", "Choose where the risk was seen")
    seen_on = day_field("Day on which the risk was found", hint=FOR_EXAMPLE)
    seen_words = words_field(
        "What was seen",
        "Say what was seen",
        hint="The headteacher and the chair of governors will read this.",
    )
    level = choice_field("Level of support it calls for", "Choose level 2 or 3")

    def __init__(
        self, *args: Any, sources: Sequence[tuple[str, str]], levels: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources  # type: ignore[attr-defined]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]


class Inform(StepForm):
    adviser = choice_field("Who works the case", "Choose who works the case")

    def __init__(self, *args: Any, advisers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adviser"].choices = advisers  # type: ignore[attr-defined]


class Reassign(Inform):
    reasons = words_field("Why it goes to another adviser", "Say why it goes to another adviser")


class Reasons(StepForm):
    reasons = words_field("Reasons", "Write the reasons", hint="The school will read these.")


class Note(StepForm):
    reasons = words_field("Note", "", hint="If there is something to say.", required=False)


class Comment(StepForm):
    words = words_field(
        "Your comment", "Write your comment", hint="The school and the authority both read it."
    )


class Pause(StepForm):
    reason = choice_field("Why the case is paused", "Choose why the case is paused")
    review_on = day_field("Day on which the pause is looked at again", hint=FOR_EXAMPLE)
    reasons = words_field("In words", "Say in words why it is paused", hint="The school will read this.")

    def __init__(self, *args: Any, named: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = named  # type: ignore[attr-defined]


class Evaluate(StepForm):
    outcome = choice_field("What the term comes to", "Choose what the term comes to")
    level = choice_field("Level of support it comes to", "Choose a level")
    reasons = words_field("What it rests on", "Say what it rests on", hint="The school will read this.")
    next_steps = words_field("Next steps", "", hint="Needed where the level is kept.", required=False)

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = Outcome.choices  # type: ignore[attr-defined]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]


class Decide(StepForm):
    taken = choice_field(
        "The option that is taken", "Choose the option that is taken", hint="All of these were looked at."
    )
    reasons = words_field("Why this one, and not the others", "Write why this option is taken")
    best_interests = words_field(
        "How this serves the best interests of the children at the school",
        "Say how this serves the best interests of the children",
    )

    def __init__(self, *args: Any, options: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken"].choices = options  # type: ignore[attr-defined]


class LinesForm(StepForm):
    """A form that has lines of a plan of action. A line with nothing in it is not one."""

    def __init__(self, *args: Any, lines: Sequence[ActionLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = self._asked(len(lines))
        self.line_numbers = range(1, shown + 1)
        self.fields["line_count"] = forms.IntegerField(
            widget=forms.HiddenInput(), required=False, initial=shown
        )
        for number in self.line_numbers:
            line = lines[number - 1] if number <= len(lines) else None
            self._add_line(number, line)

    @property
    def asks_for_more(self) -> bool:
        """Whether it was sent to be given more lines, and not to be saved."""
        return self.is_bound and "more" in self.data

    def groups(self) -> list[list[forms.BoundField]]:
        """The fields of each line."""
        return [
            [self[f"line{number}_{part}"] for part in ("what", "owner", "support", "by")]
            for number in self.line_numbers
        ]

    def plain(self) -> list[forms.BoundField]:
        """The fields that are of no line."""
        return [field for field in self if not field.name.startswith("line")]

    @property
    def lines(self) -> list[ActionLine]:
        return [
            ActionLine(
                what=self.cleaned_data[f"line{number}_what"],
                owner_school=self.cleaned_data[f"line{number}_owner"],
                support=self.cleaned_data[f"line{number}_support"],
                by_when=self.cleaned_data[f"line{number}_by"],
            )
            for number in self.line_numbers
            if self.cleaned_data.get(f"line{number}_what")
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for number in self.line_numbers:
            what, owner, support, by = (
                given.get(f"line{number}_{part}") for part in ("what", "owner", "support", "by")
            )
            if not (what or owner or support or by):
                continue
            if not what:
                self.add_error(f"line{number}_what", f"Say what is to be done in line {number}")
            if not owner:
                self.add_error(f"line{number}_owner", f"Name who at the school owns line {number}")
            if not by and f"line{number}_by" not in self.errors:
                self.add_error(f"line{number}_by", f"Enter the day by which line {number} is done")
        return given

    def _asked(self, held: int) -> int:
        if not self.is_bound:
            return min(MOST_LINES, held + BLANK_LINES)
        sent = str(self.data.get("line_count", ""))
        count = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 3 else BLANK_LINES
        return max(1, min(MOST_LINES, count + (BLANK_LINES if "more" in self.data else 0)))

    def _add_line(self, number: int, line: ActionLine | None) -> None:
        fields: dict[str, forms.Field] = {
            "what": words_field(f"What is to be done ({number})", "", required=False),
            "owner": name_field(f"Who at the school owns it ({number})"),
            "support": words_field(f"What the authority does to support it ({number})", "", required=False),
            "by": day_field(f"By when ({number})", hint="", required=False),
        }
        held = (
            (line.what, line.owner_school, line.support, as_typed(line.by_when)) if line else ("", "", "", "")
        )
        for (part, field), initial in zip(fields.items(), held, strict=True):
            field.initial = initial
            self.fields[f"line{number}_{part}"] = field


class PlanOfAction(LinesForm):
    pass


class Visit(LinesForm):
    held_on = day_field("Day of the visit", hint=FOR_EXAMPLE)
    head = name_field("Headteacher whom you met")
    head_absent = name_field("Why you met no headteacher", hint="Leave empty if you met one.")
    chair = name_field("Chair of governors whom you met")
    chair_absent = name_field("Why you met no chair", hint="Leave empty if you met one.")
    others = name_field("Who else took part")
    found = choice_field("Is the risk confirmed?", "Choose yes or no")
    note = words_field("Note of visit", "Write the note of visit", hint="The school will read this.")

    def __init__(self, *args: Any, follow_up: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found"].choices = [("yes", "Yes"), ("no", "No")]  # type: ignore[attr-defined]
        if follow_up:
            self.fields["found"].label = "Has improvement lasted?"
            for name in [name for name in self.fields if name.startswith("line")]:
                del self.fields[name]
            self.line_numbers = range(0)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for who, words in (("head", "headteacher"), ("chair", "chair of governors")):
            if not given.get(who) and not given.get(f"{who}_absent"):
                self.add_error(who, f"Name the {words} whom you met, or say why you met none")
        return given


def line_of(kept: dict[str, str]) -> ActionLine:
    """A line of a plan of action as the forms have it."""
    return ActionLine(
        what=kept["what"],
        owner_school=kept["owner_school"],
        support=kept["support"],
        by_when=date.fromisoformat(kept["by_when"]),
    )
