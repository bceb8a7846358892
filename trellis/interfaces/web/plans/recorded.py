"""All that belongs to a plan beside it: visits, meetings, and the support that is deployed. Pure but for the addresses."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from trellis.brokering.queries.supports import SupportFile
from trellis.casework.models import Brokering
from trellis.casework.queries.cases import CaseFile
from trellis.interfaces.web.govuk import words


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in the record: what, when, where it is read in full ("" where it is all here), and what it says."""

    what: str
    when: str
    href: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is reachable from the plan."""

    visits: tuple[Entry, ...]
    meetings: tuple[Entry, ...]
    support: tuple[Entry, ...]
    group: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """Support that was looked for from an objective: who gives it, and how far it is."""

    id: int
    who: str
    state: str


def supports_of(files: Iterable[SupportFile]) -> dict[int, list[Found]]:
    """What was looked for from each objective, by its number."""
    told: dict[int, list[Found]] = {}
    for each in files:
        if each.support.objective is not None:
            found = Found(
                id=each.support.pk,
                who=each.giver_name or "nobody is chosen yet",
                state=each.state_words[:1].lower() + each.state_words[1:],
            )
            told.setdefault(each.support.objective.number, []).append(found)
    return told


def present(case: CaseFile | None, *, urn: int) -> Record:
    """Return the visits of a case, the meetings of its task group, and the support that its plan’s objectives have."""
    if case is None:
        return Record(visits=(), meetings=(), support=(), group="")
    group, plan = case.group, case.plan
    return Record(
        visits=tuple(
            Entry(what=each.get_purpose_display(), when=words.day(each.held_on), href="", said=each.note)
            for each in case.visits
        ),
        meetings=tuple(
            Entry(
                what=f"Meeting {each.meeting.number}: {each.state_words.lower()}",
                when=words.day(each.meeting.planned_for),
                href=address("meeting", urn, each.meeting.number),
                said="",
            )
            for each in (group.meetings if group is not None else ())
        ),
        support=tuple(
            Entry(
                what=f"Objective {each.objective.number}",
                when=words.day(timezone.localdate(each.text.at)),
                href=f"#objective-{each.objective.number}",
                said=each.text.support,
            )
            for each in (plan.holds.objectives if plan is not None else ())
            if each.text.brokering == Brokering.FOUND
        ),
        group=address("task_group", urn) if group is not None else "",
    )


def address(name: str, *args: int) -> str:
    """The address of a page of casework by its name; "" where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
