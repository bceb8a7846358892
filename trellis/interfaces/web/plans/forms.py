"""What each thing that is done with a plan asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.casework.actions.plans import OUTCOMES
from trellis.casework.models import Brokering, Headway, Judged, PlanPosition, Rating
from trellis.casework.queries.plans import ObjectiveFile, VersionFile
from trellis.interfaces.web.govuk.fields import StepForm, day_field, words_field

LIKE = "For example, 31/8/2026."


def choice(
    label: str, choices: Sequence[tuple[str, Any]], missing: str, *, hint: str = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        widget=forms.RadioSelect(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


class PlanForm(StepForm):
    """Something done with a plan. `version` and `seen` say which version, and which step or wording, was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)


class Share(PlanForm):
    reply_by = day_field(
        "Day to answer by", hint="Ten school days is usual: give longer where a holiday falls between."
    )


class Redraft(PlanForm):
    reasons = words_field(
        "Why it is taken back", "Say why it is taken back", hint="The school will read this."
    )


class Issue(PlanForm):
    reasons = words_field(
        "Reasons for issuing it without agreement",
        "Write the reasons for issuing it without agreement",
        hint="The school will read these. What the school has said stays beside them.",
    )


class Close(PlanForm):
    outcome = choice("What the plan comes to", list(OUTCOMES.items()), "Choose what the plan comes to")
    reasons = words_field("Reasons", "Write the reasons", hint="The school will read these.")


class Answer(PlanForm):
    position = choice("Your answer", PlanPosition.choices, "Choose your answer")
    said = words_field(
        "Comments, or why you do not agree",
        "",
        hint="Needed where you do not agree.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("position") == PlanPosition.DISAGREES and not (given.get("said") or "").strip():
            self.add_error("said", "Say why you do not agree")
        return given


class Comment(PlanForm):
    words = words_field(
        "Your comment", "Write your comment", hint="Everybody who works with the plan will read it."
    )


class Reasons(PlanForm):
    reasons = words_field("Reasons", "Write the reasons", hint="The school will read these.")


class Support(PlanForm):
    brokering = choice(
        "Support for this objective", Brokering.choices, "Choose whether support has been found"
    )
    support = words_field(
        "What support, from whom",
        "",
        hint="Who gives it, for how many days, and until when. Needed unless none is needed.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("brokering") in (Brokering.WANTED, Brokering.FOUND) and not given.get("support"):
            self.add_error("support", "Say what support is needed or has been found, and from whom")
        return given


class Condition(PlanForm):
    said = words_field(
        "What must be true before the school steps down a level",
        "Say what must be true before the school steps down a level",
        hint="Something that can be seen to be true or not, such as a level of attendance held for two terms.",
    )


class AtSchool(PlanForm):
    """What the school itself has done on one objective."""

    seen_on = day_field("Day", hint=LIKE)
    rating = choice("How it goes", Rating.choices, "Choose how it goes, against its milestones")
    words = words_field("What has been done", "Say what has been done")
    evidence = words_field(
        "What shows it", "Say what shows it", hint="Name no child: say where the evidence is kept."
    )


class Meeting(PlanForm):
    """A meeting about the plan. Every objective may be rated; at least one is."""

    held_on = day_field("Day of the meeting", hint=LIKE)
    present = words_field(
        "Who took part",
        "Say who took part",
        hint="The headteacher, members of the leadership team, and others.",
    )

    def __init__(self, *args: Any, objectives: Sequence[ObjectiveFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [each.objective.number for each in objectives]
        for each in objectives:
            number = each.objective.number
            self.fields[f"rating_{number}"] = forms.ChoiceField(
                label=f"Objective {number}: {each.text.what}",
                choices=[("", "Not looked at"), *Rating.choices],
                required=False,
                error_messages={"invalid_choice": "Choose how it goes from the list"},
            )
            self.fields[f"words_{number}"] = words_field(
                f"What was seen of objective {number}", "", required=False
            )
            self.fields[f"evidence_{number}"] = words_field(
                f"What the rating of objective {number} rests on", "", required=False
            )
        self.fields["note"] = words_field("Note of the meeting (optional)", "", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        looked_at = [number for number in self.numbers if given.get(f"rating_{number}")]
        for number in looked_at:
            if not (given.get(f"words_{number}") or "").strip():
                self.add_error(f"words_{number}", f"Say what was seen of objective {number}")
            if not (given.get(f"evidence_{number}") or "").strip():
                self.add_error(f"evidence_{number}", f"Say what the rating of objective {number} rests on")
        for number in self.numbers:
            said = given.get(f"words_{number}") or given.get(f"evidence_{number}")
            if said and number not in looked_at:
                self.add_error(f"rating_{number}", f"Say how objective {number} goes")
        if not looked_at and self.numbers:
            self.add_error(f"rating_{self.numbers[0]}", "Say how at least one objective goes")
        return given


class Review(PlanForm):
    """The termly review: everything in the version is judged."""

    held_on = day_field("Day of the review", hint=LIKE)
    stakeholders = words_field(
        "Who took part",
        "Name those who took part in the review",
        hint="Names and roles: those with a stake in the plan, such as the headteacher, the chair and the adviser.",
    )

    def __init__(self, *args: Any, version: VersionFile, special: str, **kwargs: Any) -> None:
        """`special` says what the newest inspection held makes of special measures."""
        super().__init__(*args, **kwargs)
        self.judged = [
            *(
                (f"o{e.objective.number}", f"Objective {e.objective.number}", e.text.what)
                for e in version.objectives
            ),
            *(
                (f"c{e.condition.number}", f"Condition {e.condition.number} for stepping down", e.text.words)
                for e in version.conditions
            ),
        ]
        for key, label, said in self.judged:
            self.fields[f"judged_{key}"] = choice(
                f"{label}: {said}", Judged.choices, f"Say whether {label[0].lower()}{label[1:]} is met"
            )
            self.fields[f"words_{key}"] = words_field(
                f"What {label[0].lower()}{label[1:]} rests on, or still lacks",
                "",
                hint="Needed unless it is met.",
                required=False,
            )
        self.fields["headway"] = choice(
            "Progress over the term", Headway.choices, "Say how much progress the term has brought"
        )
        self.fields["summary"] = words_field("What the review found", "Write what the review found")
        self.fields["in_special_measures"] = choice(
            "Is the school in special measures?",
            [("yes", "Yes"), ("no", "No")],
            "Say whether the school is in special measures",
            hint=special,
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for key, label, _ in self.judged:
            chosen = given.get(f"judged_{key}")
            if chosen and chosen != Judged.MET and not (given.get(f"words_{key}") or "").strip():
                self.add_error(
                    f"words_{key}", f"Say what is still missing from {label[0].lower()}{label[1:]}"
                )
        return given
