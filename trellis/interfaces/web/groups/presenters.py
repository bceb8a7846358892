"""A task group and its meetings as pages: who belongs, where each meeting stands, what comes next. Pure functions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trellis.casework.models import ActionItem, Impact
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import GroupFile, MeetingFile, done_of
from trellis.casework.workflows.meeting import MEETING
from trellis.interfaces.web.govuk import flow, words
from trellis.interfaces.web.govuk.flow import Flow
from trellis.interfaces.web.groups.stepping import KINDS, STEP_OF
from trellis.workflow import Offer

IMPACT_ORDER = (Impact.STRONG, Impact.SOME, Impact.NONE, Impact.EARLY)


@dataclass(frozen=True, kw_only=True)
class MemberShown:
    """Somebody who belongs. `account` says whether they can open the papers here."""

    seat: str
    name: str
    account: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class MeetingLine:
    """A meeting in the list of a task group."""

    number: int
    day: str
    term: str
    state: str
    next: str


@dataclass(frozen=True, kw_only=True)
class ItemShown:
    """Something that a meeting asked for."""

    pk: int
    what: str
    owner: str
    due: str
    overdue: bool
    done: str


@dataclass(frozen=True, kw_only=True)
class GroupPage:
    """The page of a task group. `reviewed` says when its members were last changed."""

    notice: str
    members: tuple[MemberShown, ...]
    changes: tuple[str, ...]
    meetings: tuple[MeetingLine, ...]
    missing: str
    items: tuple[ItemShown, ...]
    may_call: bool


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that the reader may do with a meeting, or why not yet."""

    name: str
    title: str
    reason: str
    is_next: bool


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The impact on one objective."""

    objective: str
    impact: str
    words: str
    by: str


@dataclass(frozen=True, kw_only=True)
class MeetingPage:
    """The page of one meeting."""

    title: str
    state: str
    when: str
    papers_due: str
    flow: Flow
    nexts: tuple[tuple[str, str], ...]
    actions: tuple[Action, ...]
    agenda: tuple[str, ...]
    agenda_by: str
    papers: tuple[tuple[str, str, str], ...]
    came: tuple[tuple[str, str], ...]
    guests: tuple[tuple[str, str], ...]
    minutes: str
    minutes_by: str
    minutes_agreed: bool
    judged: tuple[Judged, ...]
    items: tuple[ItemShown, ...]
    outcome: str
    seen: tuple[str, ...]
    done: tuple[tuple[str, str, str], ...]


def present_group(
    file: CaseFile, group: GroupFile, *, on: date | None, this_term: str, chairs: bool
) -> GroupPage:
    """Return the page of a task group. `this_term` is the term under way; `chairs` is true of who may call meetings."""
    met = [m for m in group.meetings if m.meeting.term == this_term and m.state != "cancelled"]
    return GroupPage(
        notice=f"This is how it stood at the end of {words.day(on)}." if on is not None else "",
        members=tuple(
            MemberShown(
                seat=str(each.get_seat_display()),
                name=each.name,
                account="Can open the papers here" if each.user_id else "Has no account here",
                reasons=each.reasons,
            )
            for each in group.members
        ),
        changes=tuple(
            f"{each} {'left' if each.leaves else 'joined'}, {words.moment(each.at)}"
            + (f": {each.reasons}" if each.reasons else "")
            for each in group.memberships
        ),
        meetings=tuple(
            MeetingLine(
                number=each.meeting.number,
                day=words.day(each.meeting.planned_for),
                term=each.meeting.term,
                state=each.state_words,
                next=_next_of(each),
            )
            for each in reversed(group.meetings)
        ),
        missing=(
            f"No meeting is called for {this_term} yet. A task group meets each term."
            if not met and file.is_open and this_term
            else ""
        ),
        items=tuple(_item(item, today=group.today) for item in group.open_items),
        may_call=chairs and on is None and file.is_open and group.next_meeting is None,
    )


def present_meeting(
    file: CaseFile,
    meeting: MeetingFile,
    *,
    offers: Sequence[Offer],
    may: Collection[str],
    papers_due: date | None,
) -> MeetingPage:
    """Return the page of one meeting. `offers` are the machine’s steps for the reader, who holds the permissions `may`."""
    sent = meeting.step("send_outcomes")
    agreed = meeting.step("agree_minutes")
    worded = {
        each.objective.pk: each.text.what
        for version in (file.plan.versions if file.plan is not None else ())
        for each in version.objectives
    }
    return MeetingPage(
        title=f"Task group of {file.case.school}: meeting {meeting.meeting.number}",
        state=meeting.state_words,
        when=f"{words.day(meeting.meeting.planned_for)}, {meeting.meeting.term}"
        + (f", {meeting.meeting.place}" if meeting.meeting.place else ""),
        papers_due=words.day(papers_due),
        flow=flow.draw(MEETING, current=meeting.state, passed={step.state for step in meeting.steps[:-1]}),
        nexts=tuple((step.label, step.actors) for step in MEETING.ahead(meeting.state, meeting)),
        actions=_actions(meeting, offers=offers, may=may),
        agenda=tuple(item["title"] for item in meeting.agenda.items) if meeting.agenda is not None else (),
        agenda_by=_by(meeting.agenda),
        papers=tuple((p.title, p.text, _by(p)) for p in meeting.papers if p.kind != "agenda"),
        came=tuple(
            (
                name,
                ("Came" if each.came else "Did not come") + (f": {each.reasons}" if each.reasons else ""),
            )
            for (_, name), each in meeting.came.items()
        ),
        guests=tuple((each.name, each.reasons) for each in meeting.invitations),
        minutes=meeting.minutes.text if meeting.minutes is not None else "",
        minutes_by=_by(meeting.minutes),
        minutes_agreed=agreed is not None,
        judged=tuple(
            Judged(
                objective=f"Objective {each.objective.number}: {worded.get(each.objective_id, '')}",
                impact=str(each.get_impact_display()),
                words=each.words,
                by=_by(each),
            )
            for each in sorted(meeting.newest_impacts.values(), key=lambda each: each.objective.number)
        ),
        items=tuple(_item(item, today=meeting.today) for item in meeting.action_items),
        outcome=sent.details["summary"] if sent is not None else "",
        seen=tuple(
            f"{each.by}, {words.moment(each.at)}" + (f": {each.words}" if each.words else "")
            for each in meeting.seen
        ),
        done=tuple(
            (
                "Call the meeting" if step.name == "call" else MEETING.by_name[step.name].label,
                f"{step.by or 'Trellis'}, {words.moment(step.at)}",
                "; ".join(_facts(step.reasons, step.details)),
            )
            for step in meeting.steps
        ),
    )


_FACTS = {
    "late": "Papers late",
    "without": "Without a quorum",
    "told": "Told in",
    "told_on": "On",
}


def _facts(reasons: str, details: dict[str, str]) -> list[str]:
    found = [
        f"{title}: {words.day(details[key]) if key == 'told_on' else details[key]}"
        for key, title in _FACTS.items()
        if details.get(key)
    ]
    return [*([reasons] if reasons else []), *found]


def _actions(meeting: MeetingFile, *, offers: Sequence[Offer], may: Collection[str]) -> tuple[Action, ...]:
    reasons = {offer.transition.name: offer.reason for offer in offers}
    made = []
    for name, kind in KINDS.items():
        if meeting.state not in kind.states or kind.permission not in may:
            continue
        made.append(
            Action(
                name=name,
                title=kind.title,
                reason=reasons.get(STEP_OF.get(name, ""), ""),
                is_next=False,
            )
        )
    first = next((each for each in made if not each.reason and _is_wanted(meeting, each.name)), None)
    return tuple(
        Action(name=each.name, title=each.title, reason=each.reason, is_next=each is first) for each in made
    )


def _is_wanted(meeting: MeetingFile, name: str) -> bool:
    """Whether something is still to be done before the meeting goes on."""
    match name:
        case "agenda":
            return meeting.agenda is None
        case "issue":
            return meeting.agenda is not None
        case "attendance":
            return bool(meeting.attendance_missing)
        case "impact":
            return bool(meeting.impact_missing)
        case "minutes":
            return meeting.state == "held" and meeting.minutes is None
        case "seen":
            return not meeting.seen
        case "paper" | "invite" | "ask" | "cancel":
            return False
        case _:
            return True


def _next_of(meeting: MeetingFile) -> str:
    ahead = [step for step in MEETING.ahead(meeting.state, meeting) if step.name != "cancel"]
    return f"{ahead[0].label}: {ahead[0].actors}" if ahead else "Nothing"


def _item(item: ActionItem, *, today: date) -> ItemShown:
    done = done_of(item)
    return ItemShown(
        pk=item.pk,
        what=item.what,
        owner=item.owner,
        due=words.day(item.due),
        overdue=done is None and item.due < today,
        done=f"{words.day(done.done_on)}: {done.words}" if done is not None else "",
    )


def _by(row: Any) -> str:
    return f"{row.by}, {words.moment(row.at)}" if row is not None else ""
