"""The day that an address looks back to."""

from datetime import date, datetime

from django.http import HttpRequest

from trellis.interfaces.web.govuk.fields import DAYS
from trellis.problem import Refusal


class OddDay(Refusal):
    """What was asked for is no day, or a day to come."""


def parsed_day(asked: str) -> date | None:
    """A date as people type it or as an address has it; None for what is neither."""
    for form in DAYS:
        try:
            return datetime.strptime(asked.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def day_asked(request: HttpRequest, *, today: date) -> date | None:
    """The day that an address looks back to; None for today. Raises OddDay for what is no day, or is to come."""
    asked = request.GET.get("as_of", "")
    if not asked:
        return None
    on = parsed_day(asked)
    if on is None:
        raise OddDay(f"“{asked[:40]}” is not a date. Write it like 31/8/2026.")
    if on > today:
        raise OddDay("That day is still to come: ask for today or a day before it.")
    return on if on < today else None
