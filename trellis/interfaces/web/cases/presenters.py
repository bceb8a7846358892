"""A case as a page: where it stands, what comes next and who decides, and all that was seen and said. Pure functions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.casework.models import Judged, Outcome, Party, Position
from trellis.casework.queries.cases import CaseFile
from trellis.casework.queries.due import Due
from trellis.casework.workflows.case import CASE
from trellis.interfaces.web.cases import written
from trellis.interfaces.web.cases.written import Done, PlanShown, Written
from trellis.interfaces.web.govuk import flow, levels, words
from trellis.interfaces.web.govuk.flow import Flow
from trellis.interfaces.web.govuk.levels import LevelTag

ROWS = (
    ("identified", "visit_due", "planning", "supported"),
    ("closed", "follow_up", "ratification", "evaluation"),
    ("paused",),
)
"""Where the boxes stand, as in the policy’s own diagram: out along the top, and back below."""


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step that comes next. `slug` leads to its form where the reader may take it now; `reason` says why not yet."""

    label: str
    who: str
    when: str
    slug: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DueShown:
    """Something that is due. `name` and `arguments` are of the address at which it is done; "" where there is none."""

    what: str
    who: str
    when: str
    late: str
    note: str
    page: str
    step: str
    mine: bool
    non_compliant: bool


@dataclass(frozen=True, kw_only=True)
class Held:
    """A party to the level, and what it says; a view that is missing is said to be missing."""

    who: str
    says: str
    missing: bool


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """One case, ready for its page."""

    id: int
    title: str
    notice: str
    state: str
    is_open: bool
    tag: LevelTag
    facts: tuple[tuple[str, str], ...]
    clock: str
    clock_is_late: bool
    flow: Flow
    nexts: tuple[Next, ...]
    others: tuple[tuple[str, str], ...]
    due: tuple[DueShown, ...]
    parties: tuple[Held, ...]
    conditions: tuple[tuple[str, str], ...]
    conditions_met: str
    seen: str
    visits: tuple[Written, ...]
    plan_of_action: PlanShown | None
    earlier_plans: tuple[PlanShown, ...]
    evaluations: tuple[Written, ...]
    decisions: tuple[Written, ...]
    comments: tuple[Written, ...]
    done: tuple[Done, ...]
    plan: str
    group: str


def present(
    file: CaseFile,
    *,
    due: Sequence[Due],
    mine: Collection[Due],
    may: Collection[str],
    on: date | None,
) -> CasePage:
    """Return the page of a case. `on` is the day looked back to; None for today, on which steps are offered."""
    offers = {
        offer.transition.name: offer for offer in CASE.offers(file, state=file.state, may=may) if on is None
    }
    by_step = {item.ask.step.replace("-", "_"): item for item in due}
    return CasePage(
        id=file.case.pk,
        title=f"{'Case' if file.is_open else 'Closed case'} of {words.day(file.case.seen_on)}",
        notice=f"This is how it stood at the end of {words.day(on)}." if on is not None else "",
        state=file.state_words,
        is_open=file.is_open,
        tag=level_tag(file),
        facts=_facts(file),
        clock=_clock(file),
        clock_is_late=file.visit_is_late,
        flow=flow.draw(CASE, current=file.state, passed={step.state for step in file.steps[:-1]}, rows=ROWS),
        nexts=tuple(
            Next(
                label=step.label,
                who=words.first_up(step.actors),
                when=_when(by_step.get(step.name)),
                slug=_slug(step.name) if step.name in offers and not offers[step.name].reason else "",
                reason=offers[step.name].reason if step.name in offers else "",
            )
            for step in CASE.ahead(file.state, file)
        ),
        others=_others(file, may=may) if on is None else (),
        due=tuple(due_shown(item, mine=item in mine) for item in due),
        parties=_parties(file),
        conditions=_conditions(file),
        conditions_met=_conditions_met(file),
        seen=file.case.seen,
        visits=tuple(written.visit(each) for each in reversed(file.visits)),
        plan_of_action=written.plan(file.plan_of_action) if file.plan_of_action is not None else None,
        earlier_plans=tuple(written.plan(each) for each in reversed(file.plans_of_action[:-1])),
        evaluations=tuple(written.evaluation(each) for each in reversed(file.evaluations)),
        decisions=tuple(written.decision(each) for each in reversed(file.decisions)),
        comments=tuple(
            Written(title="", by=f"{each.by.name}, {words.moment(each.at)}", facts=(), words=each.words)
            for each in file.comments
        ),
        done=tuple(written.done(file, step) for step in file.steps),
        plan=_plan(file),
        group=_group(file),
    )


def due_shown(item: Due, *, mine: bool) -> DueShown:
    ask = item.ask
    return DueShown(
        what=ask.what,
        who=" or ".join(item.names[:3]) or "Nobody holds the role yet",
        when=f"by {words.day(ask.by)}" if ask.by is not None else "",
        late=f"{words.count(item.overdue, 'day')} overdue" if item.overdue else "",
        note=ask.note,
        page=ask.page,
        step=ask.step,
        mine=mine,
        non_compliant=ask.non_compliant,
    )


def level_tag(file: CaseFile) -> LevelTag:
    named = dict(enumerate(file.rules.level_names, start=1))
    return levels.tag(file.level, named=named, raises_concerns=False)


def clock_words(file: CaseFile) -> str:
    """The days from trigger to visit, against the limit, as a list says them."""
    visit, due = file.first_visit, file.visit_due
    said = words.count(file.days_to_visit, "day")
    if visit is None and due is not None:
        said += ", none yet"
    return f"{said}, late" if file.visit_is_late else said


def _when(item: Due | None) -> str:
    return f"by {words.day(item.ask.by)}" if item is not None and item.ask.by is not None else ""


def _slug(name: str) -> str:
    return "resume" if name.startswith("resume_") else name.replace("_", "-")


def _facts(file: CaseFile) -> tuple[tuple[str, str], ...]:
    found = [
        ("Where it was seen", file.case.source_name),
        ("Found on", words.day(file.case.seen_on)),
        ("Opened by", f"{file.case.by.name}, {words.moment(file.case.at)}"),
        ("Worked by", file.adviser.name if file.adviser is not None else "Nobody yet"),
    ]
    if file.state == "follow_up" and file.follow_up_due is not None:
        found.append(
            (
                "Looked at again",
                f"from {words.day(file.follow_up_due)}, by {words.day(file.follow_up_by)}",
            )
        )
    if file.review_on is not None:
        found.append(("Pause is looked at again on", words.day(file.review_on)))
    return tuple(found)


def _clock(file: CaseFile) -> str:
    """Trigger to visit, in a sentence with its limit and what the limit rests on."""
    due, visit = file.visit_due, file.first_visit
    if due is None:
        return ""
    details = file.opening.details
    basis = {"school_days": "school day", "working_days": "working day"}.get(details.get("basis", ""), "day")
    limit = f"The limit at level {file.case.level} was {words.count(details.get('days', 0), basis)}: by {words.day(due)}."
    if details.get("estimated"):
        limit += " It was counted by the usual term dates, since nobody had entered them."
    days = words.count(file.days_to_visit, "day")
    if visit is not None:
        late = " That was late." if file.visit_is_late else ""
        return f"The first visit was {days} after the risk was found.{late} {limit}"
    if not file.is_open:
        return f"No visit was made. {limit}"
    late = " The visit is late." if file.visit_is_late else ""
    return f"No visit yet, {days} after the risk was found.{late} {limit}"


def _others(file: CaseFile, *, may: Collection[str]) -> tuple[tuple[str, str], ...]:
    """What can be done beside the steps, as (slug, label)."""
    found: list[tuple[str, str]] = []
    if "case_work" in may:
        if file.state in ("visit_due", "follow_up"):
            again = file.visit if file.state == "visit_due" else file.follow_up_visit
            found.append(("visit", "Record a visit" if again is None else "Record another visit"))
        if file.state in ("visit_due", "planning", "supported", "evaluation"):
            drawn = file.plan_of_action is not None
            found.append(
                ("plan-of-action", "Change the plan of action" if drawn else "Write the plan of action")
            )
        if file.state == "evaluation":
            found.append(("evaluate", "Write the evaluation" if file.evaluation is None else "Evaluate anew"))
        if file.is_open and file.decision_is_due:
            found.append(("decide", "Record a decision"))
    if "case_inform" in may and file.is_open and file.adviser is not None:
        found.append(("reassign", "Give the case to another adviser"))
    if "plan_comment" in may and file.is_open:
        found.append(("comment", "Comment"))
    return tuple(found)


def _parties(file: CaseFile) -> tuple[Held, ...]:
    """What the authority, the headteacher and the chair say to the level, each one’s view or that it is missing."""
    entry = file.change or file.entry or file.level_under_way
    if entry is None:
        return ()
    found = [
        Held(
            who="The authority",
            says=f"Level {entry.level}, proposed by {entry.proposal.by.name}: {entry.state_words.lower()}",
            missing=False,
        )
    ]
    for party in Party:
        answer = entry.newest.get(party.value)
        if answer is None:
            found.append(Held(who=str(party.label), says="No view recorded yet", missing=True))
        else:
            said = f"{Position(answer.position).label}, {words.moment(answer.at)}"
            found.append(Held(who=str(party.label), says=said, missing=answer.position == Position.ABSENT))
    return tuple(found)


def _conditions(file: CaseFile) -> tuple[tuple[str, str], ...]:
    """What must be true to step down, each with what the newest review found."""
    if file.plan is None:
        return ()
    reviewed = next((each for each in reversed(file.plan.versions) if each.review is not None), None)
    shown = reviewed or file.plan.newest
    return tuple(
        (
            each.text.words,
            str(Judged(each.judgement.judged).label) if each.judgement is not None else "Not judged yet",
        )
        for each in shown.conditions
    )


def _conditions_met(file: CaseFile) -> str:
    if file.plan is None:
        return ""
    met, every = file.plan.conditions_met
    return f"{met} of {every} met at the newest review" if file.plan.reviews else ""


def _plan(file: CaseFile) -> str:
    if file.plan is None:
        return "No support plan has been written yet." if file.state in ("planning", "supported") else ""
    holds = file.plan.holds
    return f"Version {holds.version.number}: {holds.state_words.lower()}."


def _group(file: CaseFile) -> str:
    if file.group is None:
        return ""
    held, coming = file.group.last_held, file.group.next_meeting
    said = (
        [f"Last met on {words.day(held.meeting.planned_for)}."]
        if held is not None
        else ["It has not met yet."]
    )
    if coming is not None:
        said.append(f"It meets next on {words.day(coming.meeting.planned_for)}.")
    return " ".join(said)


def outcome_words(outcome: str) -> str:
    return str(Outcome(outcome).label)
