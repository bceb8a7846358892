"""What planning an event, booking, cancelling, saying who came and evaluating ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.events.actions.plans import DEAREST, LONGEST_HOURS, LONGEST_LINE, MOST_PLACES, Plan
from trellis.events.models import HIGHEST, PHASES, EventPlan, Kind
from trellis.interfaces.web.govuk.fields import OneLine, StepForm, as_typed, day_field, words_field

MYSELF = "myself"
SCORES = {
    HIGHEST: "5: it changes what we do",
    4: "4: very useful",
    3: "3: useful in part",
    2: "2: of little use",
    1: "1: of no use",
}


def line_field(
    label: str, missing: str, *, hint: str = "", required: bool = True, longest: int = LONGEST_LINE
) -> forms.CharField:
    return OneLine(
        label=label,
        help_text=hint,
        required=required,
        max_length=longest,
        error_messages={"required": missing, "max_length": f"{label} must be {longest} characters or fewer"},
    )


def several_field(label: str, missing: str, *, hint: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def choice_field(label: str, missing: str, *, hint: str = "", listed: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        widget=forms.Select() if listed else forms.RadioSelect(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _price(label: str, also: str = "") -> forms.DecimalField:
    said = f"{label} must be 0, or an amount in pounds such as 95 or 95.50"
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=DEAREST,
        max_digits=6,
        decimal_places=2,
        widget=forms.TextInput(attrs={"width": "5", "inputmode": "decimal"}),
        help_text=f"In pounds. 0 where it is free.{also}",
        error_messages=dict.fromkeys(
            (
                "required",
                "invalid",
                "min_value",
                "max_value",
                "max_digits",
                "max_decimal_places",
                "max_whole_digits",
            ),
            said,
        ),
    )


class Planning(StepForm):
    """What an event is to be."""

    title = line_field("What it is called", "Say what it is called")
    what_for = words_field(
        "What it is for", "Say what it is for", hint="Who should come, and what they do otherwise after it."
    )
    phases = several_field("Phases", "Choose at least one phase")
    day = day_field("The day of it")
    hours = line_field(
        "From when to when",
        "Say from when to when it is",
        hint="For example, 9.30am to 3pm.",
        longest=LONGEST_HOURS,
    )
    where = line_field("Where it is", "Say where it is")
    places = forms.IntegerField(
        label="How many places there are",
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.TextInput(attrs={"width": "4", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter a number of places from 1 to {MOST_PLACES:,}",
        ),
    )
    price_maintained = _price("Price for a maintained school")
    price_academy = _price(
        "Price for an academy", " Schools that are neither maintained nor academies pay it too."
    )
    led_by = line_field("Who leads it", "Say who leads it")
    leader = forms.ChoiceField(
        label="A system leader who leads it",
        help_text="Where one does: the page of the event leads to theirs.",
        required=False,
        widget=forms.Select(),
        error_messages={"invalid_choice": "Choose a system leader from the list"},
    )
    cancel_by = day_field("Last day to cancel without charge")

    def __init__(self, *args: Any, leaders: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phases"].choices = list(PHASES.items())  # type: ignore[attr-defined]
        known = [("", "None of the register"), *((str(number), name) for number, name in leaders)]
        self.fields["leader"].choices = known  # type: ignore[attr-defined]


class New(Planning):
    """A new event, with its kind, which stays."""

    kind = choice_field("What kind of event it is", "Choose what kind of event it is")
    field_order = ("kind",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Kind.choices  # type: ignore[attr-defined]


class Change(Planning):
    """Another plan, with what changes."""

    why = words_field(
        "What changes, and why", "Say what changes, and why", hint="Those who booked read this."
    )


class Reasons(StepForm):
    """A step, with why it is taken."""

    reasons = words_field("Why", "Say why")

    def __init__(self, *args: Any, label: str = "Why", missing: str = "Say why", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reasons"]
        field.label, field.error_messages["required"] = label, missing


class Book(StepForm):
    """A place. `schools` are those for whose people the reader books; `alone` is whether they may book for themselves."""

    school = choice_field("For whom you book", "Choose for whom you book", listed=True)
    who = line_field("Who comes", "Say who comes", hint="First name and surname.", required=False)
    role = line_field("In which role", "Say in which role they come", hint="For example, leader of English.")

    def __init__(
        self, *args: Any, schools: Sequence[tuple[int, str]], alone: bool, name: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = [(MYSELF, f"Myself, {name}")] if alone else []
        choices = [*own, *((str(urn), school) for urn, school in schools)]
        field = self.fields["school"]
        if len(choices) > 1:
            choices = [("", "Choose"), *choices]
        field.choices = choices  # type: ignore[attr-defined]
        if not schools:
            del self.fields["who"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("school") not in (None, "", MYSELF) and not given.get("who"):
            self.add_error("who", "Say who comes")
        return given


class Attendance(StepForm):
    """Who came, of those who had a place."""

    came = forms.MultipleChoiceField(
        label="Who came",
        help_text="Tick everybody who came. Whoever is not ticked is recorded as not having come.",
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"invalid_choice": "Somebody of this list has no place now: look at the list again"},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].choices = list(people)  # type: ignore[attr-defined]


class Evaluate(StepForm):
    """What whoever came made of it."""

    score = choice_field("How useful it was", "Choose how useful it was")
    words = words_field(
        "What was useful, and what should be otherwise",
        "Say what was useful, and what should be otherwise",
        hint="Whoever keeps the programme reads it beside what others say, without your name.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["score"].choices = [(str(score), said) for score, said in SCORES.items()]  # type: ignore[attr-defined]


def plan_of(given: dict[str, Any]) -> Plan:
    """The plan that a form was sent with."""
    told = {name: given[name] for name in _OF_PLAN}
    leader = int(given["leader"]) if given["leader"] else None
    return Plan(**{**told, "phases": tuple(told["phases"])}, leader_number=leader)


def typed(plan: EventPlan) -> dict[str, Any]:
    """What a form begins with from the plan that stands."""
    told = {name: getattr(plan, name) for name in _OF_PLAN}
    days = {"day": as_typed(plan.day), "cancel_by": as_typed(plan.cancel_by)}
    return {**told, **days, "leader": str(plan.leader_number or "")}


_OF_PLAN = tuple(name for name in Planning.base_fields if name not in ("seen", "leader"))
