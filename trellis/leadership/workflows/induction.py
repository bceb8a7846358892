"""The induction of a headteacher: notified, typed, induction day, needs analysis, mentor, modules, reviewed, completed.

Which steps there are depends on the kind of headship: only somebody in a first headship goes through the modules of the year.
Where the headteacher has an account it is they who answer; else the school improvement team writes down what they say.
"""

from typing import Any

from trellis.accounts.roles import Permission
from trellis.workflow import Transition, Workflow

TEAM = "the school improvement team"
HEAD = "the headteacher whose induction it is"
KINDS = {
    "acting": "Acting headship",
    "first": "First headship",
    "later": "Second or later headship",
}
_OPEN = frozenset({"notified", "typed", "inducted", "analysed", "matched", "modules", "reviewed"})


def came_to_a_day(file: Any) -> str:
    """The induction day is held by having been there."""
    if file.day_attended is not None:
        return ""
    return "No induction day is recorded that they came to: book one, or go on without it and say why."


def came_to_a_module(file: Any) -> str:
    """A year of modules is not reviewed before there was one."""
    if any(each.attended for each in file.modules):
        return ""
    return "No module is recorded that they came to yet."


def nothing_is_open(file: Any) -> str:
    """What the needs analysis asked for is done before the end."""
    left = len(file.open_items)
    if not left:
        return ""
    return (
        f"{left} of the things that the needs analysis asked for {'is' if left == 1 else 'are'} not done yet."
    )


def is_first(file: Any) -> bool:
    return bool(file.kind == "first")


def is_not_first(file: Any) -> bool:
    return bool(file.kind != "first")


def answers_themselves(file: Any) -> bool:
    return file.induction.user_id is not None


def is_answered_for(file: Any) -> bool:
    return file.induction.user_id is None


def _reviews(source: str, *, name: str, asked: Any, mine: bool, guards: tuple[Any, ...]) -> Transition:
    def applies(file: Any) -> bool:
        return bool(asked(file) and (answers_themselves(file) if mine else is_answered_for(file)))

    return Transition(
        name=name,
        label="Review the induction" if mine else "Write down the review",
        sources=frozenset({source}),
        target="reviewed",
        actors=HEAD if mine else TEAM,
        permission=Permission.INDUCTION_ANSWER if mine else Permission.INDUCTION_WORK,
        guards=guards,
        applies=applies,
    )


INDUCTION = Workflow(
    id="induction",
    title="Induction of a headteacher",
    source="the policy, 15: induction for acting, first-time and experienced headteachers",
    states={
        "notified": "Notified",
        "typed": "Kind of headship known",
        "inducted": "Induction day settled",
        "analysed": "Needs analysed",
        "matched": "Mentor matched",
        "modules": "Modules through the year",
        "reviewed": "Reviewed",
        "completed": "Completed",
        "stopped": "Ended early",
    },
    initial="notified",
    final=frozenset({"completed", "stopped"}),
    transitions=(
        Transition(
            name="type",
            label="Say which kind of headship it is",
            sources=frozenset({"notified", "typed"}),
            target="typed",
            actors=TEAM,
            permission=Permission.INDUCTION_WORK,
        ),
        Transition(
            name="day",
            label="Record the induction day as done",
            sources=frozenset({"typed"}),
            target="inducted",
            actors=TEAM,
            permission=Permission.INDUCTION_WORK,
            guards=(came_to_a_day,),
        ),
        Transition(
            name="without_day",
            label="Go on without an induction day",
            sources=frozenset({"typed"}),
            target="inducted",
            actors=TEAM,
            permission=Permission.INDUCTION_WORK,
        ),
        Transition(
            name="analyse",
            label="Answer the needs analysis",
            sources=frozenset({"inducted"}),
            target="analysed",
            actors=HEAD,
            permission=Permission.INDUCTION_ANSWER,
            applies=answers_themselves,
        ),
        Transition(
            name="analyse_for",
            label="Write down the needs analysis",
            sources=frozenset({"inducted"}),
            target="analysed",
            actors=TEAM,
            permission=Permission.INDUCTION_WORK,
            applies=is_answered_for,
        ),
        Transition(
            name="match",
            label="Match a mentor",
            sources=frozenset({"analysed", "matched"}),
            target="matched",
            actors=TEAM,
            permission=Permission.INDUCTION_WORK,
        ),
        Transition(
            name="rematch",
            label="Match another mentor",
            sources=frozenset({"modules"}),
            target="modules",
            actors=TEAM,
            permission=Permission.INDUCTION_WORK,
        ),
        Transition(
            name="begin",
            label="Begin the modules of the year",
            sources=frozenset({"matched"}),
            target="modules",
            actors=TEAM,
            permission=Permission.INDUCTION_WORK,
            applies=is_first,
        ),
        _reviews("matched", name="review", asked=is_not_first, mine=True, guards=()),
        _reviews("matched", name="review_for", asked=is_not_first, mine=False, guards=()),
        _reviews("modules", name="review_year", asked=is_first, mine=True, guards=(came_to_a_module,)),
        _reviews("modules", name="review_year_for", asked=is_first, mine=False, guards=(came_to_a_module,)),
        Transition(
            name="complete",
            label="Complete the induction",
            sources=frozenset({"reviewed"}),
            target="completed",
            actors=TEAM,
            permission=Permission.INDUCTION_WORK,
            guards=(nothing_is_open,),
        ),
        Transition(
            name="stop",
            label="End the induction early",
            sources=_OPEN,
            target="stopped",
            actors=TEAM,
            permission=Permission.INDUCTION_WORK,
        ),
    ),
)
ANSWERS = frozenset({"analyse", "review", "review_year"})
"""The steps that are the headteacher’s own."""
