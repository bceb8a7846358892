"""Which form each step of a meeting asks for, and how what was filled in becomes the step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.utils import timezone

from trellis.accounts import finding
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.casework.actions import meeting_papers as papers
from trellis.casework.actions import meetings
from trellis.casework.actions.taking import CannotTake
from trellis.casework.models import Impact
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.groups import MeetingFile
from trellis.casework.queries.plans import ObjectiveFile
from trellis.interfaces.web.govuk.fields import StepForm, as_typed
from trellis.interfaces.web.groups import forms


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One thing that is done with a meeting: its title, who may, in which states it is offered, and its form."""

    title: str
    permission: Permission
    states: tuple[str, ...]
    form: type[django_forms.Form]


_WRITE, _CHAIR = Permission.GROUP_PAPER, Permission.GROUP_CHAIR
KINDS: dict[str, Kind] = {
    "agenda": Kind(
        title="Make the agenda from the support plan",
        permission=_WRITE,
        states=("scheduled",),
        form=StepForm,
    ),
    "paper": Kind(
        title="Add a paper", permission=_WRITE, states=("scheduled", "papers_issued"), form=forms.PaperForm
    ),
    "invite": Kind(
        title="Ask somebody to this meeting",
        permission=_CHAIR,
        states=("scheduled", "papers_issued"),
        form=forms.Invite,
    ),
    "issue": Kind(title="Issue the papers", permission=_WRITE, states=("scheduled",), form=forms.Issue),
    "attendance": Kind(
        title="Note who came", permission=_WRITE, states=("papers_issued", "held"), form=forms.Attended
    ),
    "hold": Kind(title="Record as held", permission=_CHAIR, states=("papers_issued",), form=forms.Hold),
    "impact": Kind(
        title="Judge the impact of the support", permission=_WRITE, states=("held",), form=forms.Judge
    ),
    "minutes": Kind(
        title="Write the minutes",
        permission=_WRITE,
        states=("held", "minutes_draft"),
        form=forms.MinutesForm,
    ),
    "ask": Kind(
        title="Ask something of somebody",
        permission=_WRITE,
        states=("held", "minutes_draft"),
        form=forms.Ask,
    ),
    "circulate": Kind(
        title="Circulate the draft minutes", permission=_WRITE, states=("held",), form=StepForm
    ),
    "agree": Kind(title="Agree the minutes", permission=_CHAIR, states=("minutes_draft",), form=StepForm),
    "send": Kind(
        title="Send the outcomes to the leadership team",
        permission=_CHAIR,
        states=("minutes_agreed",),
        form=forms.Send,
    ),
    "seen": Kind(
        title="Mark the outcomes as seen",
        permission=Permission.OUTCOMES_SEEN,
        states=("outcomes_sent", "reported"),
        form=forms.Seen,
    ),
    "report": Kind(
        title="Report to the Executive Member",
        permission=Permission.OUTCOMES_SEEN,
        states=("outcomes_sent",),
        form=forms.Report,
    ),
    "cancel": Kind(
        title="Cancel the meeting",
        permission=_CHAIR,
        states=("scheduled", "papers_issued"),
        form=forms.Cancel,
    ),
}
STEP_OF = {
    "issue": "issue_papers",
    "hold": "hold",
    "circulate": "draft_minutes",
    "agree": "agree_minutes",
    "send": "send_outcomes",
    "report": "report",
    "cancel": "cancel",
}
"""The step of the machine that each of these takes; the others only add to a meeting."""


def form_of(
    name: str, file: CaseFile, meeting: MeetingFile, sent: Mapping[str, Any] | None, *, at: datetime
) -> django_forms.Form:
    """Return the form of one thing that is done, filled in as it was sent."""
    initial: dict[str, Any] = {"seen": meeting.steps[-1].number}
    match name:
        case "attendance":
            return forms.Attended(sent, people=_people(meeting), initial={**initial, **_came(meeting)})
        case "impact":
            return forms.Judge(sent, objectives=objectives_of(file, meeting), initial=initial)
        case "minutes":
            newest = meeting.minutes
            initial = {
                "seen": newest.revision if newest is not None else 0,
                "text": newest.text if newest is not None else "",
            }
        case "report":
            initial["told_on"] = as_typed(timezone.localdate(at))
    return KINDS[name].form(sent, initial=initial)


def take(
    name: str,
    file: CaseFile,
    meeting: MeetingFile,
    given: Mapping[str, Any],
    *,
    by: User,
    at: datetime,
) -> None:
    """Do it with what was filled in. Raises PermissionDenied, or a Refusal with a sentence."""
    if name in STEP_OF and given.get("seen") != meeting.steps[-1].number:
        raise CannotTake(
            "This meeting has moved on since you opened the page. What you wrote is still below: "
            "look at where it stands now before you send it."
        )
    _DO[name](file, meeting, given, by, at)


def objectives_of(file: CaseFile, meeting: MeetingFile) -> list[ObjectiveFile]:
    """The objectives of a meeting's agenda, as the plan words them."""
    if file.plan is None or meeting.agenda is None:
        return []
    wanted = [item["objective"] for item in meeting.agenda.items if item.get("objective") is not None]
    worded = {each.objective.number: each for version in file.plan.versions for each in version.objectives}
    return [worded[number] for number in wanted if number in worded]


_Do = Callable[[CaseFile, MeetingFile, Mapping[str, Any], User, datetime], object]


def _people(meeting: MeetingFile) -> list[tuple[str, str, str]]:
    members = [(f"m{each.pk}", str(each.get_seat_display()), each.name) for each in meeting.members]
    return [*members, *((f"g{each.pk}", "Guest", each.name) for each in meeting.invitations)]


def _came(meeting: MeetingFile) -> dict[str, str]:
    known = meeting.came
    found = {}
    for each in meeting.members:
        if (held := known.get((each.seat, each.name))) is not None:
            found[f"came_m{each.pk}"] = "yes" if held.came else "no"
            found[f"why_m{each.pk}"] = held.reasons
    for guest in meeting.invitations:
        if (held := known.get(("other", guest.name))) is not None:
            found[f"came_g{guest.pk}"] = "yes" if held.came else "no"
            found[f"why_g{guest.pk}"] = held.reasons
    return found


def _attendance(
    file: CaseFile, meeting: MeetingFile, given: Mapping[str, Any], by: User, at: datetime
) -> object:
    seats = {f"m{each.pk}": (each.seat, each.name) for each in meeting.members}
    seats |= {f"g{each.pk}": ("other", each.name) for each in meeting.invitations}
    came = [
        meetings.Came(seat=seat, name=name, came=given[f"came_{key}"] == "yes", reasons=given[f"why_{key}"])
        for key, (seat, name) in seats.items()
    ]
    return papers.note_attendance(file, meeting, came=came, by=by, at=at)


def _invite(file: CaseFile, meeting: MeetingFile, given: Mapping[str, Any], by: User, at: datetime) -> object:
    user = finding.with_email(given["email"], authority=file.case.authority_id, on=timezone.localdate(at))
    return papers.invite(file, meeting, name=given["name"], reasons=given["reasons"], user=user, by=by, at=at)


def _impact(file: CaseFile, meeting: MeetingFile, given: Mapping[str, Any], by: User, at: datetime) -> object:
    judged = [
        (
            each.objective,
            Impact(given[f"impact_{each.objective.number}"]),
            given[f"words_{each.objective.number}"],
        )
        for each in objectives_of(file, meeting)
    ]
    return papers.judge_impact(file, meeting, judged=judged, by=by, at=at)


_DO: dict[str, _Do] = {
    "agenda": lambda f, m, g, by, at: papers.make_agenda(f, m, by=by, at=at),
    "paper": lambda f, m, g, by, at: papers.add_paper(f, m, title=g["title"], text=g["text"], by=by, at=at),
    "invite": _invite,
    "issue": lambda f, m, g, by, at: meetings.issue_papers(f, m, late=g["late"], by=by, at=at),
    "attendance": _attendance,
    "hold": lambda f, m, g, by, at: meetings.hold(f, m, without=g["without"], by=by, at=at),
    "impact": _impact,
    "minutes": lambda f, m, g, by, at: papers.write_minutes(
        f, m, text=g["text"], seen=g["seen"] or 0, by=by, at=at
    ),
    "ask": lambda f, m, g, by, at: papers.ask(
        f, m, what=g["what"], owner=g["owner"], due=g["due"], by=by, at=at
    ),
    "circulate": lambda f, m, g, by, at: meetings.draft_minutes(f, m, by=by, at=at),
    "agree": lambda f, m, g, by, at: meetings.agree_minutes(f, m, by=by, at=at),
    "send": lambda f, m, g, by, at: meetings.send_outcomes(f, m, summary=g["summary"], by=by, at=at),
    "seen": lambda f, m, g, by, at: meetings.mark_seen(f, m, words=g["words"], by=by, at=at),
    "report": lambda f, m, g, by, at: meetings.report(
        f, m, told=g["told"], told_on=g["told_on"], by=by, at=at
    ),
    "cancel": lambda f, m, g, by, at: meetings.cancel(f, m, reasons=g["reasons"], by=by, at=at),
}
