"""What entering a leader, designating, days, portraits, papers and learning needs ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from trellis.calendars.queries import year_name
from trellis.interfaces.web.govuk.fields import StepForm, day_field, words_field
from trellis.interfaces.web.providers.forms import choice_field, line_field, number_field, several_field
from trellis.leaders.actions.designations import LONGEST_COHORT, MOST_DAYS
from trellis.leaders.actions.papers import LONGEST_PAPER
from trellis.leaders.models import LeaderKind, Route, Source
from trellis.practice import areas
from trellis.practice.models import PHASES


class Entered(StepForm):
    """Somebody who is to be designated."""

    name = line_field("Their name", "Say their name")
    school = choice_field("The school where they work", "Choose a school from the list", required=False)
    works_at = line_field(
        "Where they work, outside the authority",
        "Say where they work",
        hint="For example, Ferndale School, Westmarch. Leave empty where a school is chosen.",
        required=False,
    )
    account = choice_field(
        "Their account",
        "Choose an account from the list",
        hint="So that they write their own pen portrait. The administrator makes the account and gives the post.",
        required=False,
    )
    provider = choice_field(
        "The provider that brings them",
        "Choose a provider from the list",
        hint="Where a trust, a hub or a company provides their days.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        schools: Sequence[tuple[str, str]],
        accounts: Sequence[tuple[str, str]],
        providers: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [("", "None: outside the authority"), *schools]  # type: ignore[attr-defined]
        self.fields["account"].choices = [("", "No account yet"), *accounts]  # type: ignore[attr-defined]
        self.fields["provider"].choices = [("", "No provider"), *providers]  # type: ignore[attr-defined]


class Designated(StepForm):
    """A designation. `own` are those that the authority defines, and `judges` is whether the reader judges teaching."""

    kind = choice_field("Designation", "Choose the designation")
    body = line_field("Which body designates", "Say which body designates")
    from_date = day_field("The day from which it holds")
    until = day_field("The last day on which it holds", hint="Empty where it has none.", required=False)
    cohort = line_field("Cohort", "Say which cohort", required=False, longest=LONGEST_COHORT)
    areas = several_field("Specialism", "Choose areas from the list", required=False)
    phases = several_field("Phases", "Choose at least one phase")
    ground = words_field(
        "What it rests on",
        "Say what it rests on",
        hint="What the assessment of an AST found, or what shows that a lead professional is highly effective.",
        required=False,
    )
    ground_by = line_field(
        "Who assessed them from outside", "Say who assessed them", hint="For an AST.", required=False
    )
    ground_on = day_field(
        "The day of the assessment or judgement", hint="For an AST or a lead professional.", required=False
    )
    own_days = number_field("Days of outreach a year in their own school", most=MOST_DAYS)
    other_days = number_field("Days of outreach a year in other schools", most=MOST_DAYS)

    def __init__(self, *args: Any, own: Sequence[tuple[str, str]], judges: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = {LeaderKind.OWN.value} | (set() if judges else {LeaderKind.LEAD_PROFESSIONAL.value})
        known = [each for each in LeaderKind.choices if each[0] not in left_out]
        self.fields["kind"].choices = [("", "Choose"), *known, *own]  # type: ignore[attr-defined]
        self.fields["areas"].choices = [(each.id, each.name) for each in areas.every().values()]  # type: ignore[attr-defined]
        self.fields["phases"].choices = list(PHASES.items())  # type: ignore[attr-defined]


class Ended(StepForm):
    """The end of a designation."""

    ended_on = day_field("The last day on which it holds")
    why = words_field("Why it ends", "Say why it ends")


class Words(StepForm):
    """One field of words."""

    reasons = words_field("Why", "Say why")

    def __init__(self, *args: Any, label: str, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reasons"]
        field.label, field.error_messages["required"] = label, missing.rstrip(".")


def _year_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="In which academic year",
        coerce=int,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose an academic year", "invalid_choice": "Choose an academic year"},
    )


def _offer(form: StepForm, years: Sequence[int]) -> None:
    form.fields["year"].choices = [(str(each), year_name(each)) for each in years]  # type: ignore[attr-defined]


class Days(StepForm):
    """Days in one of `years`."""

    year = _year_field()
    days = number_field("Days for other schools", most=MOST_DAYS, required=True, hint="A whole number.")

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, years)


class Release(StepForm):
    """The answer of the leader’s school about one of `years`. With `on_paper` somebody records it for the school."""

    year = _year_field()
    agrees = forms.ChoiceField(
        label="Does the school release them",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
    days = number_field("Days to which the school agrees", most=MOST_DAYS)
    words = words_field("What else the school says", "Say why", hint="Why, where it is a no.", required=False)
    for_head = line_field(
        "Who agreed, and how",
        "Say who agreed, and how",
        hint="For example, the chair of governors, by letter of 3 September.",
    )

    def __init__(self, *args: Any, on_paper: bool, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, years)
        if not on_paper:
            del self.fields["for_head"]


class Portrait(StepForm):
    """A pen portrait."""

    words = words_field(
        "Who I am and what I do",
        "Say who you are and what you do",
        hint="As you would tell a headteacher who has not met you. No child’s name, no e-mail address, no telephone number.",
    )
    offers = words_field("What I can help a school with", "Say what you can help with", required=False)


class Protocol(StepForm):
    """The next protocol."""

    title = line_field("What the protocol is called", "Say what the protocol is called")
    route = choice_field("For which route", "Choose for which route it is", choices=Route.choices)
    from_date = day_field("The day from which it is in force")
    text = words_field("Its text", "Write the text of the protocol", longest=LONGEST_PAPER)


class Document(StepForm):
    """A document of the scheme."""

    title = line_field(
        "What the document is called",
        "Say what the document is called",
        hint="The same name as before makes its next version.",
    )
    text = words_field("Its text", "Write the text of the document", longest=LONGEST_PAPER)


class OwnKind(StepForm):
    """A designation of the authority’s own."""

    name = line_field("What the designation is called", "Say what the designation is called", longest=80)
    about = words_field("What it means, and who gives it", "Say what it means, and who gives it")


class Need(StepForm):
    """What a leader needs to learn."""

    need = words_field("What they need to learn", "Say what they need to learn")
    source = choice_field("Who said so", "Choose who said so", choices=Source.choices)

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            self.fields["need"].label = "What you would like to learn"
            del self.fields["source"]


class Accepted(StepForm):
    """The acceptance of a protocol for its routes."""

    routes = several_field("For which route you accept it", "Choose at least one route")

    def __init__(self, *args: Any, routes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["routes"].choices = list(routes)  # type: ignore[attr-defined]
