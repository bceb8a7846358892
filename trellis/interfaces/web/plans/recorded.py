"""All that belongs to a plan beside it: visits, meetings, and the support that is deployed. Pure but for the addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from trellis.brokering import standing
from trellis.brokering.queries.supports import SupportFile
from trellis.casework.models import Brokering
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.plans import ObjectiveFile
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
    is_looked_for: bool
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


def present(
    case: CaseFile | None, *, urn: int, found: Mapping[int, tuple[SupportFile, ...]], links: bool
) -> Record:
    """Return the visits of a case, the meetings of its task group, and the support that its plan’s objectives have.

    `found` is what was looked for from each objective, by its primary key. With `links` the reader reads that too.
    """
    if case is None:
        return Record(visits=(), meetings=(), support=(), is_looked_for=False, group="")
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
            entry
            for each in (plan.holds.objectives if plan is not None else ())
            for entry in _deployed(each, found.get(each.objective.pk, ()), named=links)
        ),
        is_looked_for=any(each.is_open for files in found.values() for each in files),
        group=address("task_group", urn) if group is not None else "",
    )


def _deployed(held: ObjectiveFile, found: tuple[SupportFile, ...], *, named: bool) -> tuple[Entry, ...]:
    """What an objective has: what others have promised or given, and what its text says was found."""
    what, own = f"Objective {held.objective.number}", f"#objective-{held.objective.number}"
    promised = tuple(
        Entry(
            what=what,
            when=words.day(timezone.localdate(each.steps[-1].at)),
            href=reverse("brokered", args=[each.support.pk]) if named else own,
            said=standing.said(each, named=named),
        )
        for each in found
        if each.state in standing.PROMISED
    )
    if held.text.brokering != Brokering.FOUND:
        return promised
    written = words.day(timezone.localdate(held.text.at))
    return (Entry(what=what, when=written, href=own, said=held.text.support), *promised)


def address(name: str, *args: int) -> str:
    """The address of a page of casework by its name; "" where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
