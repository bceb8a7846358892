"""What is asked to set a year of terms, to close a day, and to bring in a file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from trellis.calendars.actions.terms import LONGEST_WHAT, Closing
from trellis.calendars.calendar import SEASONS, Term
from trellis.calendars.checking import EARLIEST, LATEST, PARTS, Problem, problems, weekdays
from trellis.calendars.models import ClosedKind

DAYS = ["%d/%m/%Y", "%d %B %Y", "%Y-%m-%d"]
_HINTS = {
    "starts": "The first day on which pupils are in.",
    "half_term_starts": "",
    "half_term_ends": "",
    "ends": "",
}
ORDER = tuple(_HINTS)


def day_field(label: str, *, hint: str = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=DAYS,
        widget=forms.TextInput(attrs={"width": "10"}),
        error_messages={
            "required": f"Enter the {label[:1].lower()}{label[1:]}",
            "invalid": f"Enter the {label[:1].lower()}{label[1:]} as a date, like 31/8/2026",
        },
    )


class SetYear(forms.Form):
    """The dates of three terms. `following` is the key of the newest entry that whoever fills it in was shown."""

    following = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        for number, season in SEASONS.items():
            for part in ORDER:
                label = (
                    f"{PARTS[part]} of {season.lower()}"
                    if "half" not in part
                    else f"{PARTS[part]}, {season.lower()}"
                )
                self.fields[name_of(number, part)] = day_field(
                    label[:1].upper() + label[1:], hint=_HINTS[part]
                )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if all(given.get(name_of(number, part)) for number in SEASONS for part in ORDER):
            self.tell(problems(self.terms, year=self.year))
        return given

    def tell(self, found: Iterable[Problem]) -> None:
        """Put each problem beside its date."""
        for each in found:
            name = name_of(each.term, each.part)
            if name not in self.errors:
                self.add_error(name, str(each))

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms as they were filled in, once every date is there."""
        given = self.cleaned_data
        return tuple(
            Term(year=self.year, number=number, **{part: given[name_of(number, part)] for part in ORDER})
            for number in SEASONS
        )

    def group(self, number: int) -> list[forms.BoundField]:
        """The fields of one term, in the order of the days."""
        return [self[name_of(number, part)] for part in ORDER]


class CloseDays(forms.Form):
    """A day on which pupils are not in, or a stretch of them."""

    first = day_field("First day", hint="For example, 4/1/2027.")
    last = day_field(
        "Last day",
        hint="Only for more than one day. Weekends and bank holidays between are left out.",
        required=False,
    )
    kind = forms.ChoiceField(
        label="Why pupils are not in",
        choices=[
            (ClosedKind.INSET, "INSET: staff are in for training"),
            (ClosedKind.OTHER, "The school is closed"),
        ],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose why pupils are not in", "invalid_choice": "Choose from the list"},
    )
    what = forms.CharField(
        label="What for (optional)",
        required=False,
        max_length=LONGEST_WHAT,
        error_messages={"max_length": f"What for must be {LONGEST_WHAT} characters or fewer"},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        for name, day in (("first", first), ("last", last)):
            if day is not None and not EARLIEST <= day <= LATEST:
                self.add_error(name, "Enter a date in one of the years that terms are kept of")
        if first is not None and last is not None and not self.errors:
            if last < first:
                self.add_error("last", "The last day must not come before the first")
            elif (last - first).days >= 60:
                self.add_error("last", "The last day must be within two months of the first")
        return given

    @property
    def closings(self) -> list[Closing]:
        """The days as they were filled in."""
        given = self.cleaned_data
        first: date = given["first"]
        days = weekdays(first, given["last"]) if given.get("last") else [first]
        return [Closing(day=day, kind=ClosedKind(given["kind"]), what=given["what"]) for day in days]


class CountInset(forms.Form):
    """Whether INSET counts as a school day."""

    counts = forms.ChoiceField(
        label="Does an INSET day count as a school day?",
        choices=[("no", "No, as is usual"), ("yes", "Yes")],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )


def name_of(number: int, part: str) -> str:
    """The name of a field: spring_half_term_starts."""
    return f"{SEASONS[number].lower()}_{part}"


def as_typed(day: date | None) -> str:
    """A date as the forms take it."""
    return f"{day.day}/{day.month}/{day.year}" if day is not None else ""


def filled_in(terms: Iterable[Term]) -> dict[str, str]:
    """The dates of terms as the form takes them."""
    return {name_of(term.number, part): as_typed(getattr(term, part)) for term in terms for part in ORDER}
