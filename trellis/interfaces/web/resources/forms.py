"""What the catalogue, orders, days, charges, planning and bulletins ask for."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from trellis.analysis.judging.entitlement import KINDS
from trellis.interfaces.web.govuk.fields import OneLine, StepForm, day_field, words_field
from trellis.practice import areas
from trellis.resources.actions.catalogue import LONGEST_LINE, Words
from trellis.resources.models import PHASES, Funding, Route, ServiceVersion, Unit

SCORES = [(str(n), words) for n, words in enumerate(("1, poor", "2", "3", "4", "5, very good"), start=1)]
PARTS_OF_A_DAY = [
    ("4", "A whole day"),
    ("2", "Half a day"),
    ("1", "A quarter of a day"),
    ("3", "Three quarters of a day"),
]
_KEPT = (
    "name", "about", "kind", "funding", "unit", "provider", "eligibility", "evidence",
    "for_academies", "withdrawn_from",
)  # fmt: skip


class Pounds(forms.DecimalField):
    """An amount of pounds. Cleans to pence."""

    def __init__(self, *, label: str, hint: str = "", required: bool = True) -> None:
        wrong = f"Enter {label[:1].lower()}{label[1:]} in pounds, like 480 or 12.50"
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            min_value=0,
            max_digits=11,
            decimal_places=2,
            widget=forms.TextInput(attrs={"width": "10", "inputmode": "decimal"}),
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"),
                wrong,
            ),
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("£", "").replace(",", "") if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else int(found * 100)


class Days(forms.DecimalField):
    """A number of days in quarters. Cleans to quarters."""

    def __init__(self, *, label: str, hint: str = "", required: bool = True) -> None:
        self.wrong = f"Enter {label[:1].lower()}{label[1:]} in quarters of a day, like 2 or 1.25"
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            min_value=0,
            max_digits=7,
            decimal_places=2,
            widget=forms.TextInput(attrs={"width": "5", "inputmode": "decimal"}),
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits"),
                self.wrong,
            ),
        )

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is not None and found * 4 != int(found * 4):
            raise forms.ValidationError(self.wrong)
        return None if found is None else int(found * 4)


def as_pounds(pence: int) -> Decimal:
    """An amount as the forms take it."""
    return Decimal(pence) / 100


def as_days(quarters: int) -> str:
    """A number of quarters as the forms take it."""
    return f"{quarters / 4:g}"


def _line(label: str, missing: str, *, hint: str = "") -> forms.CharField:
    return OneLine(
        label=label,
        help_text=hint,
        max_length=LONGEST_LINE,
        error_messages={
            "required": missing,
            "max_length": f"{label} must be {LONGEST_LINE} characters or fewer",
        },
    )


def _one(
    label: str, missing: str, choices: Sequence[tuple[str, str]], *, radio: bool = False, hint: str = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices if radio else [("", "Choose"), *choices],
        widget=forms.RadioSelect() if radio else forms.Select(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _several(label: str, missing: str, *, required: bool = True) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=required,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _whole(label: str, least: int, most: int, *, required: bool = True, hint: str = "") -> forms.IntegerField:
    wrong = f"Enter {label[:1].lower()}{label[1:]} as a whole number from {least} to {most}"
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=required,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"width": "3", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class Service(StepForm):
    """What the catalogue says of a service."""

    name = _line("What it is called", "Say what the service is called")
    about = words_field("What the school gets", "Say what the school gets")
    kind = _one("What kind of service it is", "Choose what kind of service it is", list(KINDS.items()))
    funding = _one("Who pays", "Choose who pays", list(Funding.choices), radio=True)
    share = _whole(
        "Percent that the central budget pays",
        1,
        99,
        required=False,
        hint="Only where it is paid for in part centrally.",
    )
    for_academies = forms.BooleanField(
        label="The central budget pays its part for academies too", required=False
    )
    unit = _one("By what it is sold", "Choose by what it is sold", list(Unit.choices), radio=True)
    price_maintained = Pounds(
        label="Price for a maintained school", hint="The whole price of one, before anybody shares in it."
    )
    price_academy = Pounds(
        label="Price for an academy", hint="Schools that are neither maintained nor academies pay it too."
    )
    provider = _line("Who gives it", "Say who gives the service")
    phases = _several("Phases", "Choose at least one phase")
    areas = _several("Areas", "Choose areas from the list", required=False)
    eligibility = words_field("For which schools it is", "", required=False)
    evidence = words_field(
        "What evidence there is of its quality and outcomes",
        "",
        hint="What schools changed, and what came of it. A service without evidence is marked as such.",
        required=False,
    )
    withdrawn_from = day_field(
        "The day from which it is no longer sold",
        hint="Leave it empty while it is sold. For example, 31/8/2027.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phases"].choices = list(PHASES.items())  # type: ignore[attr-defined]
        self.fields["areas"].choices = [(each.id, each.name) for each in areas.every().values()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("funding") == Funding.SPLIT and not given.get("share") and "share" not in self.errors:
            self.add_error("share", "Enter what percent the central budget pays")
        return given


def words_of(given: Mapping[str, Any]) -> Words:
    """What a form says of a service."""
    return Words(
        **{name: given[name] for name in _KEPT},
        share=given["share"],
        price_maintained=given["price_maintained"],
        price_academy=given["price_academy"],
        phases=tuple(given["phases"]),
        areas=tuple(given["areas"]),
    )


def said_of(version: ServiceVersion) -> dict[str, Any]:
    """What a version says, as the form takes it."""
    day = version.withdrawn_from
    return {
        **{name: getattr(version, name) for name in (*_KEPT, "phases", "areas")},
        "share": version.share if version.funding == Funding.SPLIT else None,
        "price_maintained": as_pounds(version.price_maintained),
        "price_academy": as_pounds(version.price_academy),
        "withdrawn_from": f"{day.day}/{day.month}/{day.year}" if day else "",
    }


class Value(StepForm):
    """A best-value note: a field for each heading."""

    def __init__(self, *args: Any, headings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, words in headings.items():
            self.fields[key] = words_field(words, "", required=False)


class Order(StepForm):
    """An order of a service."""

    quantity = _whole("How many", 1, 100)
    wishes = words_field(
        "What you would like", "Say what you would like, and when", hint="And when it would suit."
    )


class Reasons(StepForm):
    """A step, with why it is taken."""

    reasons = words_field("Why", "Say why")

    def __init__(self, *args: Any, label: str, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reasons"]
        field.label, field.error_messages["required"] = label, missing.rstrip(".")


class Evaluation(Reasons):
    """What a school made of a service."""

    quality = _one("How good it was", "Score how good it was", SCORES, radio=True)
    responsiveness = _one(
        "How well it answered what you asked for",
        "Score how well it answered what you asked for",
        SCORES,
        radio=True,
    )
    value = _one(
        "What it was worth for its price", "Score what it was worth for its price", SCORES, radio=True
    )
    field_order = ("seen", "quality", "responsiveness", "value", "reasons")


class Booking(StepForm):
    """A day that is booked ahead. `advisers` are those who work with the school."""

    adviser = _one("Adviser", "Choose an adviser", [])
    day = day_field("The day")
    quarters = _one("How much of it", "Choose how much of the day", PARTS_OF_A_DAY, radio=True)
    what = words_field("What it is for", "Say what it is for")

    def __init__(self, *args: Any, advisers: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), name) for pk, name in advisers.items()]
        self.fields["adviser"].choices = [("", "Choose"), *choices]  # type: ignore[attr-defined]


class Use(Booking):
    """A day that was used. `visits` are those to the school that have been made."""

    visit = forms.ChoiceField(
        label="The visit that it was, if it was one",
        required=False,
        widget=forms.Select(),
        error_messages={"invalid_choice": "Choose a visit from the list"},
    )

    def __init__(self, *args: Any, visits: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "No visit"), *((str(pk), name) for pk, name in visits)]
        self.fields["visit"].choices = choices  # type: ignore[attr-defined]


class Give(StepForm):
    """Days that are given by hand."""

    quarters = Days(label="How many days")
    route = _one("Who pays for them", "Choose who pays for them", list(Route.choices), radio=True)
    why = words_field("Why", "Say why the school is given these days", hint="The school reads this.")


class Credit(StepForm):
    """A credit, and what is charged instead."""

    why = words_field(
        "Why it is credited", "Say why it is credited", hint="Finance and the school read this."
    )
    instead = Pounds(
        label="What the school pays instead", hint="Leave it empty where it pays nothing.", required=False
    )


class Plan(StepForm):
    """What there is for a year."""

    de_delegated = Days(label="De-delegated days of advisers")
    central = Days(label="Central days of advisers")
    traded = Days(label="Days that advisers can sell")
    budget = Pounds(label="Money for school improvement")
    note = words_field("How it was reckoned", "Say how it was reckoned")


class Nothing(StepForm):
    """A step that asks for nothing but to be sure."""


class Review(StepForm):
    """The days and the money of each need."""

    def __init__(self, *args: Any, needs: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rank, name in needs:
            self.fields[f"days{rank}"] = Days(label=f"{rank}. {name}: days", required=False)
            self.fields[f"money{rank}"] = Pounds(label=f"{rank}. {name}: money", required=False)
        self.fields["conclusion"] = words_field("What was concluded", "Say what was concluded")


class Bulletin(StepForm):
    """A bulletin to every school."""

    title = _line("What it is about", "Say what it is about")
    text = words_field("What schools are told", "Write what schools are told")
