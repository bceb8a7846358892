"""What is asked for when a visit is booked and taken on, when its note is written, and when an inspection is seen through."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from trellis.accounts.models import User
from trellis.interfaces.web.govuk.fields import StepForm, as_typed, day_field, words_field
from trellis.visits.actions.notes import MOST_ACTIONS
from trellis.visits.models import Consent, Framework, Kind, Purpose
from trellis.visits.note import AgreedAction, Content, Finding
from trellis.visits.outcome import BY_AREA, UNGRADED, Said

BLANK_ACTIONS = 2
HINTS = {
    "early_years": "Where the school has it.",
    "post_16_provision": "Where the school has it.",
    "ungraded_outcome": "For an outcome without grades alone.",
}
"""What is said beside an area that not every outcome speaks of."""


def choice(
    label: str,
    choices: Sequence[tuple[str, Any]],
    missing: str,
    *,
    hint: str = "",
    required: bool = True,
    radios: bool = True,
) -> forms.ChoiceField:
    given = list(choices)
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=required,
        choices=given if radios else [("", "Choose"), *given],
        widget=forms.RadioSelect() if radios else forms.Select(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def short(label: str, *, hint: str = "", required: bool = False, missing: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=200,
        error_messages={
            "required": missing,
            "max_length": f"{label} must be 200 characters or fewer",
        },
    )


class Booking(StepForm):
    day = day_field("Day of the visit")
    lead = choice("Who goes, and writes the note", (), "Choose who goes", radios=False)
    others = words_field("Who else goes", "", hint="Names and roles, if anybody does.", required=False)
    about = words_field(
        "What it will look at", "", hint="The school reads this with the booking.", required=False
    )

    def __init__(self, *args: Any, leads: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [("", "Choose"), *((str(u.pk), u.name) for u in leads)]  # type: ignore[attr-defined]
        self.leads = {str(user.pk): user for user in leads}

    def given(self) -> dict[str, Any]:
        """What was filled in, once it is valid."""
        held = {name: self.cleaned_data[name] for name in ("day", "others", "about")}
        return {**held, "lead": self.leads[self.cleaned_data["lead"]]}


class Book(Booking):
    purpose = choice("What the visit is for", Purpose.choices, "Choose what the visit is for")
    field_order = ("purpose", "day", "lead", "others", "about")


class Rebook(Booking):
    reasons = words_field("Why the booking changes", "Say why the booking changes")


class Hold(StepForm):
    held_on = day_field("Day on which it was held")


class Share(StepForm):
    reply_by = day_field(
        "Day by which the headteacher checks the facts",
        hint="The usual day is filled in. The note can be made final after it, answered or not.",
    )

    def __init__(self, *args: Any, missing: str, **kwargs: Any) -> None:
        """`missing` is why the usual day cannot be counted; "" where it is filled in."""
        super().__init__(*args, **kwargs)
        if missing:
            self.fields[
                "reply_by"
            ].help_text = (
                f"{missing} Until then choose a day. The note can be made final after it, answered or not."
            )


class Correct(StepForm):
    said = words_field(
        "Comments", "", hint="If there is something to say. They stand beside the note.", required=False
    )


class Reasons(StepForm):
    reasons = words_field("Reasons", "Write the reasons", hint="The school and the authority read these.")


class NoteForm(forms.Form):
    """The whole note. An action with nothing in it is not one, and a heading with nothing under it is left out."""

    met = words_field("Whom you met", "", hint="Names and roles.", required=False)
    looked_at = words_field(
        "What was looked at", "", hint="Lessons, books, data, conversations.", required=False
    )
    strengths = words_field("Strengths", "", required=False)
    practice = words_field(
        "Practice worth sharing",
        "",
        hint="What it is, and what shows that it works. Write that none was seen where that is so.",
        required=False,
    )
    practice_area = short("Area of practice", hint="For example, early reading.")
    consent = choice(
        "May it be shared with other schools?",
        Consent.choices,
        "Choose whether the school was asked",
        required=False,
    )

    def __init__(
        self,
        sent: Any,
        *,
        headings: Sequence[tuple[str, str]],
        content: Content,
        corrects: bool = False,
    ) -> None:
        said = {each.heading: each.words for each in content.findings}
        names = {each.heading: each.name for each in content.findings}
        self.headings = {**dict(headings), **{h: n for h, n in names.items() if h not in dict(headings)}}
        initial: dict[str, Any] = {
            name: getattr(content, name)
            for name in ("met", "looked_at", "strengths", "practice", "practice_area", "consent")
        }
        super().__init__(sent, initial=initial)
        for heading, name in self.headings.items():
            field = words_field(name, "", required=False)
            field.initial = said.get(heading, "")
            self.fields[f"found-{heading}"] = field
        self.numbers = range(1, self._asked(len(content.actions)) + 1)
        for number in self.numbers:
            held = content.actions[number - 1] if number <= len(content.actions) else AgreedAction(what="")
            self._add_action(number, held)
        if corrects:
            self.fields["reasons"] = words_field(
                "Why the final note is corrected",
                "Say why the final note is corrected",
                hint="It stands beside the note, with your name and the day.",
            )

    @property
    def asks_for_more(self) -> bool:
        """Whether it was sent to be given more actions, and not to be saved."""
        return self.is_bound and "more" in self.data

    def found(self) -> list[forms.BoundField]:
        return [self[f"found-{heading}"] for heading in self.headings]

    def actions(self) -> list[list[forms.BoundField]]:
        return [[self[f"action{n}-{part}"] for part in ("what", "owner", "by")] for n in self.numbers]

    def content(self) -> Content:
        """What was filled in, once it is valid."""
        given = self.cleaned_data
        return Content(
            met=given["met"],
            looked_at=given["looked_at"],
            findings=tuple(
                Finding(heading=heading, name=name, words=given[f"found-{heading}"])
                for heading, name in self.headings.items()
            ),
            strengths=given["strengths"],
            actions=tuple(
                AgreedAction(
                    what=given[f"action{n}-what"],
                    owner=given[f"action{n}-owner"],
                    by=given[f"action{n}-by"],
                )
                for n in self.numbers
            ),
            practice=given["practice"],
            practice_area=given["practice_area"],
            consent=given["consent"],
        )

    def _asked(self, held: int) -> int:
        if not self.is_bound:
            return min(MOST_ACTIONS, held + BLANK_ACTIONS)
        sent = str(self.data.get("action_count", ""))
        count = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 3 else BLANK_ACTIONS
        return max(1, min(MOST_ACTIONS, count + (BLANK_ACTIONS if "more" in self.data else 0)))

    def _add_action(self, number: int, held: AgreedAction) -> None:
        fields: dict[str, forms.Field] = {
            "what": words_field(f"What was agreed ({number})", "", required=False),
            "owner": short(f"Who does it ({number})"),
            "by": day_field(f"By when ({number})", hint="", required=False),
        }
        values = (held.what, held.owner, as_typed(held.by) if held.by is not None else "")
        for (part, field), initial in zip(fields.items(), values, strict=True):
            field.initial = initial
            self.fields[f"action{number}-{part}"] = field


class Notify(StepForm):
    kind = choice("What kind of inspection", Kind.choices, "Choose what kind of inspection it is")
    notified_on = day_field("Day on which it was notified")
    begins_on = day_field("Day on which it begins")


class Assign(StepForm):
    representative = choice(
        "Who attends the feedback",
        (),
        "Choose who attends the feedback",
        hint="Whoever goes hears the outcome before it is published, so these are the people who may read what is under embargo.",
        radios=False,
    )
    reasons = words_field("Why somebody else goes", "", hint="Where it was given to another.", required=False)

    def __init__(self, *args: Any, people: Sequence[User], again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        self.fields["representative"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            *((pk, user.name) for pk, user in self.people.items()),
        ]
        if not again:
            del self.fields["reasons"]


class Attend(StepForm):
    attended = choice(
        "Did the representative attend the feedback?",
        [("yes", "Yes"), ("no", "No")],
        "Say whether the representative attended",
    )
    notes = words_field(
        "What was heard, or why nobody attended",
        "Write what was heard, or why nobody attended",
        hint="Under embargo: those named roles alone read it, and each reading is kept.",
    )


class OutcomeForm(StepForm):
    """An outcome: first in what terms, then a grade for each area of those terms, and in short what it comes to."""

    framework = choice(
        "How the outcome is given",
        Framework.choices,
        "Choose how the outcome is given",
        hint="Fill in the grades of the one you choose; the others are left out.",
    )
    summary = words_field("In short", "Say in short what the outcome comes to", hint="In your own words.")

    def __init__(self, sent: Any, *, said: Said | None = None, initial: dict[str, Any]) -> None:
        held = dict(said.grades) if said is not None else {}
        given: dict[str, Any] = {**initial}
        if said is not None:
            given |= {"framework": said.framework, "summary": said.summary}
        super().__init__(sent, initial=given)
        for area in (*BY_AREA, *(each for each in UNGRADED if each.id == "ungraded_outcome")):
            field = choice(
                area.name,
                area.grades,
                f"{area.name}: choose a grade",
                hint=HINTS.get(area.id, ""),
                required=False,
                radios=False,
            )
            field.initial = held.get(area.id, "")
            self.fields[f"grade-{area.id}"] = field
        summary = self.fields.pop("summary")
        self.fields["summary"] = summary

    def said(self) -> Said:
        """The outcome that was filled in, once it is valid."""
        grades = {
            name.removeprefix("grade-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("grade-") and value
        }
        return Said(
            framework=self.cleaned_data["framework"], grades=grades, summary=self.cleaned_data["summary"]
        )

    def refuse(self, problems: Sequence[tuple[str, str]]) -> None:
        """Put what the domain found wrong beside the fields that it is about."""
        for key, said in problems:
            name = next((each for each in (key, f"grade-{key}") if each in self.fields), None)
            self.add_error(name, said)


class Publish(OutcomeForm):
    published_on = day_field("Day on which it was published")
    link = forms.CharField(
        label="Where it is published",
        help_text="The address of the report, like https://reports.example.org/1.",
        max_length=500,
        error_messages={"required": "Give the address where it is published"},
    )


class EnterAgain(Publish):
    reasons = words_field("Why it is entered again", "Say why the outcome is entered again")


class NextStepForm(StepForm):
    needed = choice(
        "What came of it", [("yes", "It is done"), ("no", "It is not needed")], "Choose what came of it"
    )
    done_on = day_field("Day on which that was so")
    words = words_field(
        "What was done, or why it is not needed", "Say what was done, or why it is not needed"
    )


def typed(day: date | None) -> str:
    return as_typed(day) if day is not None else ""
