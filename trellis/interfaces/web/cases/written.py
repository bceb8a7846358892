"""What people wrote of a case, as its page shows it: visits, plans of action, evaluations, decisions and steps."""

from collections.abc import Mapping
from dataclasses import dataclass

from trellis.casework.models import CaseStep, Decision, Evaluation, Outcome, PlanOfAction, Purpose, Visit
from trellis.casework.queries.cases import CaseFile
from trellis.casework.workflows.case import CASE
from trellis.interfaces.web.govuk import words


@dataclass(frozen=True, kw_only=True)
class Written:
    """Something that somebody wrote."""

    title: str
    by: str
    facts: tuple[tuple[str, str], ...]
    words: str


@dataclass(frozen=True, kw_only=True)
class LineShown:
    """A line of a plan of action. `change` says how it differs from another revision; "" where it does not."""

    what: str
    owner: str
    support: str
    by: str
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanShown:
    """A revision of a plan of action."""

    title: str
    by: str
    lines: tuple[LineShown, ...]
    taken_out: tuple[LineShown, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was taken."""

    label: str
    by: str
    facts: tuple[tuple[str, str], ...]


def visit(made: Visit) -> Written:
    lasting = made.purpose == Purpose.FOLLOW_UP
    asked = "Improvement has lasted" if lasting else "Risk confirmed"
    facts = [
        (asked, "Yes" if made.found else "No"),
        ("Headteacher", made.head or f"Not met: {made.head_absent}"),
        ("Chair of governors", made.chair or f"Not met: {made.chair_absent}"),
    ]
    if made.others:
        facts.append(("Others", made.others))
    return Written(
        title=f"{words.day(made.held_on)}: {str(Purpose(made.purpose).label).lower()}",
        by=f"{made.by.name}, {words.moment(made.at)}",
        facts=tuple(facts),
        words=made.note,
    )


def plan(made: PlanOfAction, *, since: PlanOfAction | None = None) -> PlanShown:
    """A revision; with `since`, its lines say which are new and what was taken out since that one."""
    before = since.lines if since is not None else made.lines
    return PlanShown(
        title=f"Revision {made.revision}",
        by=f"{made.by.name}, {words.moment(made.at)}",
        lines=tuple(_line(each, "" if each in before else "New or changed") for each in made.lines),
        taken_out=tuple(_line(each, "Taken out or changed") for each in before if each not in made.lines),
    )


def evaluation(made: Evaluation) -> Written:
    facts = [("Level it comes to", f"Level {made.level}")]
    if made.next_steps:
        facts.append(("Next steps", made.next_steps))
    return Written(
        title=str(Outcome(made.outcome).label),
        by=f"{made.by.name}, {words.moment(made.at)}",
        facts=tuple(facts),
        words=made.reasons,
    )


def decision(made: Decision) -> Written:
    named = {option[0]: option[1] for option in made.options}
    others = [name for option, name in named.items() if option != made.taken]
    return Written(
        title=named.get(made.taken, made.taken),
        by=f"{made.by.name}, {words.moment(made.at)}",
        facts=(
            ("Also looked at", "; ".join(others)),
            ("Best interests of the children", made.best_interests),
        ),
        words=made.reasons,
    )


def done(file: CaseFile, step: CaseStep) -> Done:
    """A step with what it set."""
    label = "Open the case" if step.name == "identify" else CASE.by_name[step.name].label
    facts = [
        (title, words.day(step.details[key]))
        for key, title in (
            ("visit_due", "Visit due by"),
            ("review_on", "Looked at again on"),
            ("check_after", "Looked at again from"),
            ("check_by", "And by"),
        )
        if key in step.details
    ]
    if "reason_name" in step.details:
        facts.append(("Reason", step.details["reason_name"]))
    if step.name == "inform":
        told = next((each for each in file.assignments if each.at == step.at), None)
        if told is not None:
            facts.append(("Given to", told.adviser.name))
    if step.reasons:
        facts.append(("In words", step.reasons))
    return Done(label=label, by=f"{step.by or 'Trellis'}, {words.moment(step.at)}", facts=tuple(facts))


def _line(kept: Mapping[str, str], change: str) -> LineShown:
    return LineShown(
        what=kept["what"],
        owner=kept["owner_school"],
        support=kept["support"],
        by=words.day(kept["by_when"]),
        change=change,
    )
