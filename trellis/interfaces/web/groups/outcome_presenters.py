"""The outcomes of task groups as a page for the leadership team. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from trellis.casework.models import Impact, Invitation
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import MeetingFile
from trellis.interfaces.web.govuk import words

IMPACTS = (Impact.STRONG, Impact.SOME, Impact.NONE, Impact.EARLY)


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one meeting came to."""

    urn: int
    number: int
    school: str
    level: int
    term: str
    held: str
    summary: str
    impacts: tuple[tuple[str, int], ...]
    conditions: str
    seen: str
    state: str
    may_report: bool


@dataclass(frozen=True, kw_only=True)
class OutcomesPage:
    """The page: what has not been seen, what has, and the schools whose task group is missing or has not met."""

    unseen: tuple[Line, ...]
    seen: tuple[Line, ...]
    missing: tuple[tuple[int, str, str], ...]
    total: tuple[tuple[str, int], ...]


def present(files: Iterable[CaseFile], *, reported_only: bool = False) -> OutcomesPage:
    """Return the page of these cases; with `reported_only`, of what was reported to the Executive Member and nothing else."""
    lines, missing = [], []
    totals = dict.fromkeys((str(each.label) for each in IMPACTS), 0)
    for file in files:
        if (
            not reported_only
            and file.is_open
            and file.group is None
            and file.state not in ("identified", "paused")
        ):
            missing.append((file.case.school_id, file.case.school.name, f"Level {file.level}, no task group"))
        for meeting in file.group.meetings if file.group is not None else ():
            if meeting.step("report" if reported_only else "send_outcomes") is not None:
                lines.append((meeting, _line(file, meeting)))
    lines.sort(key=lambda pair: pair[0].meeting.planned_for, reverse=True)
    for meeting, _ in lines:
        for each in meeting.newest_impacts.values():
            totals[str(each.get_impact_display())] += 1
    return OutcomesPage(
        unseen=tuple(line for _, line in lines if not line.seen),
        seen=tuple(line for _, line in lines if line.seen),
        missing=tuple(sorted(missing, key=lambda each: each[1])),
        total=tuple(totals.items()),
    )


def invited(each: Invitation) -> tuple[str, str, str]:
    """A meeting that somebody was asked to: its link, what it is, and when."""
    case = each.meeting.group.case
    return (
        reverse("meeting", args=(case.school_id, each.meeting.number)),
        f"Task group of {case.school.name}, meeting {each.meeting.number}",
        words.day(each.meeting.planned_for),
    )


def _line(file: CaseFile, meeting: MeetingFile) -> Line:
    sent = meeting.step("send_outcomes")
    counted = [str(each.get_impact_display()) for each in meeting.newest_impacts.values()]
    met, of = file.plan.conditions_met if file.plan is not None else (0, 0)
    return Line(
        urn=file.case.school_id,
        number=meeting.meeting.number,
        school=file.case.school.name,
        level=file.level,
        term=meeting.meeting.term,
        held=words.day(meeting.meeting.planned_for),
        summary=sent.details["summary"] if sent is not None else "",
        impacts=tuple(
            (str(each.label), counted.count(str(each.label)))
            for each in IMPACTS
            if str(each.label) in counted
        ),
        conditions=f"{met} of {of} conditions for stepping down met" if of else "",
        seen=" and ".join(f"{each.by}, {words.day(timezone.localdate(each.at))}" for each in meeting.seen),
        state=meeting.state_words,
        may_report=meeting.state == "outcomes_sent",
    )
