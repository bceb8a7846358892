"""What the pages of notices and of concerns share: what comes next, and what was done. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass

from trellis.interfaces.web.govuk import words
from trellis.interventions.queries.due import Due
from trellis.workflow import Offer, Transition


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step that comes next. `slug` leads to its form where the reader may take it now; `reason` says why not yet."""

    label: str
    who: str
    when: str
    slug: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was taken."""

    label: str
    by: str
    facts: tuple[tuple[str, str], ...]
    letter: int = 0
    """The number of the step where it is a letter that can be printed; 0 where it is none."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A notice or a concern as a list has it."""

    id: int
    urn: int
    school: str
    title: str
    state: str
    since: str
    next: str
    when: str
    late: str
    who: str


def slug(name: str) -> str:
    return name.replace("_", "-")


def nexts(
    ahead: tuple[Transition, ...],
    offers: Mapping[str, Offer],
    due: tuple[Due, ...],
    *,
    also: Mapping[str, str] | None = None,
    when: Mapping[str, str] | None = None,
) -> tuple[Next, ...]:
    """The steps that come next. `also` says of a step why this reader does not take it, beside what the machine says;
    `when` the day of a step that is not due yet."""
    days = {str(each.args[-1]): each.by for each in due}
    told = []
    for step in ahead:
        offer = offers.get(step.name)
        reason = (offer.reason if offer is not None else "") or (also or {}).get(step.name, "")
        day = days.get(slug(step.name))
        told.append(
            Next(
                label=step.label,
                who=words.first_up(step.actors),
                when=f"by {words.day(day)}" if day is not None else (when or {}).get(step.name, ""),
                slug=slug(step.name) if offer is not None and not reason else "",
                reason=reason if offer is not None else "",
            )
        )
    return tuple(told)


def late(due: tuple[Due, ...], *, today: object) -> str:
    """How late the first thing is that is due; "" where nothing is."""
    first = next((each.by for each in due if each.by is not None), None)
    days = (today - first).days if first is not None else 0  # type: ignore[operator]
    return f"{words.count(days, 'day')} overdue" if days > 0 else ""
