"""Every write of casework: how it is asked for, that it leaves an event, and that it refuses whoever may not.

A new action fails until it has a row in `DONE`, which says how it is done once. The modules of `ELSEWHERE` are held to the
way they are asked for; that they leave events and refuse is tested beside them.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests import builders
from tests.casework import acting
from trellis.accounts.models import User
from trellis.activity.models import Event
from trellis.casework import actions
from trellis.casework.actions import cases, evaluations, levels
from trellis.casework.models import Outcome, Party, Position
from trellis.schools.models import School
from trellis.workflow import TransitionRefused

AT = acting.AT
SOON = AT.date() + timedelta(days=14)
ELSEWHERE = frozenset(
    {
        "groups",
        "meetings",
        "meeting_papers",
        "plans",
        "objectives",
        "plan_answers",
        "progress",
        "reviews",
    }
)


def _modules() -> dict[str, Any]:
    return {
        info.name: importlib.import_module(f"{actions.__name__}.{info.name}")
        for info in pkgutil.iter_modules(actions.__path__)
    }


def _actions(module: Any) -> dict[str, Callable[..., Any]]:
    """The functions of a module that open a transaction, which every write does and nothing else."""
    return {
        name: found
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__ and hasattr(found, "__wrapped__") and not name.startswith("_")
    }


EVERY = {
    (name, each): found for name, module in _modules().items() for each, found in _actions(module).items()
}


@pytest.mark.parametrize("found", EVERY.values(), ids=[".".join(key) for key in EVERY])
def test_an_action_takes_its_record_first_and_all_else_by_name_with_who_and_when(
    found: Callable[..., Any],
) -> None:
    taken = list(inspect.signature(found).parameters.values())
    positional = [each.name for each in taken if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert len(positional) <= 2  # a case and its meeting, at most
    named = {each.name: each for each in taken if each.kind is inspect.Parameter.KEYWORD_ONLY}
    for needed in ("by", "at"):
        assert needed in named
        assert named[needed].default is inspect.Parameter.empty
    assert found.__doc__


def _oak() -> School:
    return School.objects.get(pk=builders.OAK)


def _paused() -> Any:
    given = {"reason": "appeal", "review_on": SOON, "reasons": "It is heard."}
    return cases.pause(acting.identified(), **given, by=acting.senior(), at=AT)


def _withdrawn() -> Any:
    file = evaluations.change(acting.evaluated(Outcome.LOWER, 1), by=acting.senior(), at=AT)
    levels.withdraw(file.change, reasons="Marked wrongly.", by=acting.adviser(), at=AT)
    return acting.again(file)


def _changed(outcome: Outcome, level: int) -> Any:
    file = evaluations.change(acting.evaluated(outcome, level), by=acting.senior(), at=AT)
    return acting.ratified_change(file)


def _followed_up() -> Any:
    later = AT + timedelta(days=200)
    return acting.again(
        acting.visited(acting.again(acting.stepped_down(), at=later), at=later, lines=False), at=later
    )


def _disputed() -> Any:
    return levels.answer(
        acting.shared(),
        party=Party.HEAD,
        position=Position.DISPUTES,
        said="No.",
        criteria=["L2-8"],
        by=acting.head(),
        at=AT,
    )


_REASONS = {"reasons": "For a reason."}
# Of each action: what it is taken on (None: nothing), what it is given, and who takes it
DONE: dict[
    tuple[str, str], tuple[Callable[[], Any] | None, Callable[[], dict[str, Any]], Callable[[], User]]
] = {
    ("cases", "identify"): (
        None,
        lambda: {"school": _oak(), "source": "data", "seen": "Absence.", "seen_on": AT.date(), "level": 2},
        acting.adviser,
    ),
    ("cases", "inform"): (acting.identified, lambda: {"adviser": acting.senior()}, acting.leader),
    ("cases", "reassign"): (
        acting.informed,
        lambda: {"adviser": acting.principal(), **_REASONS},
        acting.leader,
    ),
    ("cases", "comment"): (acting.identified, lambda: {"words": "Yes."}, acting.head),
    ("cases", "confirm"): (lambda: _to_confirm(), dict, acting.senior),
    ("cases", "not_at_risk"): (lambda: acting.visited(found=False), lambda: _REASONS, acting.senior),
    ("cases", "begin_support"): (
        lambda: acting.with_group(acting.with_plan(acting.confirmed())),
        dict,
        acting.senior,
    ),
    ("cases", "pause"): (
        acting.identified,
        lambda: {"reason": "appeal", "review_on": SOON, **_REASONS},
        acting.senior,
    ),
    ("cases", "resume"): (_paused, dict, acting.senior),
    ("cases", "close_paused"): (_paused, lambda: _REASONS, acting.senior),
    ("cases", "step_down"): (lambda: _changed(Outcome.LOWER, 1), dict, acting.senior),
    ("cases", "close"): (_followed_up, dict, acting.senior),
    ("cases", "reopen"): (acting.stepped_down, lambda: _REASONS, acting.senior),
    ("visits", "record"): (
        acting.informed,
        lambda: {"held_on": AT.date(), "found": True, "note": "Walked.", "head": "Ada", "chair": "Ben"},
        acting.senior,
    ),
    ("visits", "draw_up"): (acting.informed, lambda: {"lines": [acting.line()], "after": 0}, acting.senior),
    ("evaluations", "evaluate"): (
        lambda: acting.with_review(acting.supported()),
        lambda: {"outcome": Outcome.KEEP, "level": 2, "next_steps": "Go on.", **_REASONS},
        acting.senior,
    ),
    ("evaluations", "keep"): (acting.evaluated, dict, acting.senior),
    ("evaluations", "change"): (lambda: acting.evaluated(Outcome.LOWER, 1), dict, acting.senior),
    ("evaluations", "go_on"): (lambda: _changed(Outcome.RAISE, 3), dict, acting.senior),
    ("evaluations", "evaluate_again"): (_withdrawn, dict, acting.senior),
    ("evaluations", "decide"): (
        acting.identified,
        lambda: {"taken": "governors", "best_interests": "Safer.", **_REASONS},
        acting.senior,
    ),
    ("level_reviews", "review"): (
        lambda: acting.in_force() and None,
        lambda: {"school": _oak(), "words": "All of it."},
        acting.adviser,
    ),
    ("levels", "propose"): (
        None,
        lambda: {"school": _oak(), "level": 2, "result": None, **_REASONS},
        acting.adviser,
    ),
    ("levels", "share"): (acting.proposed, lambda: {"reply_by": SOON}, acting.adviser),
    ("levels", "answer"): (
        acting.shared,
        lambda: {"party": Party.HEAD, "position": Position.AGREES, "said": ""},
        acting.head,
    ),
    ("levels", "challenge"): (
        acting.shared,
        lambda: {
            "indicator": "absence_overall",
            "year": 2026,
            "value": "9.5",
            "with_value": 2,
            "without_value": None,
            **_REASONS,
        },
        acting.head,
    ),
    ("levels", "withdraw"): (acting.proposed, lambda: _REASONS, acting.adviser),
    ("levels", "lapse"): (lambda: _overdue(), dict, acting.adviser),
    ("levels", "settle"): (
        _disputed,
        lambda: {"agreed": False, "level": 1, **_REASONS},
        acting.principal,
    ),
    ("levels", "record"): (
        acting.agreed,
        lambda: {"kind": "note", "dated": AT.date(), "text": "We met."},
        acting.adviser,
    ),
    ("levels", "ratify"): (
        lambda: acting.recorded(acting.agreed()),
        lambda: {"meeting": "Q&S", "held_on": AT.date(), **acting.CHILDREN},
        acting.principal,
    ),
    ("levels", "take_effect"): (
        lambda: acting.ratified(acting.recorded(acting.agreed())),
        lambda: {"from_date": AT.date()},
        acting.officer,
    ),
    ("register", "freeze"): (
        None,
        lambda: {"authority": "801", "term": "Autumn 2026", "after": 0},
        acting.officer,
    ),
}


def _to_confirm() -> Any:
    file = acting.visited()
    acting.in_force()
    return acting.again(file)


def _overdue() -> Any:
    from dataclasses import replace

    return replace(acting.shared(), today=SOON + timedelta(days=1))


def test_every_action_has_a_row() -> None:
    missing = {key for key in EVERY if key[0] not in ELSEWHERE} - DONE.keys()
    assert missing == set(), "say in DONE how these are done once"
    assert DONE.keys() - EVERY.keys() == set(), "these are no more"


@pytest.mark.django_db
@pytest.mark.parametrize("key", DONE, ids=[".".join(key) for key in DONE])
def test_an_action_refuses_whoever_may_not_and_leaves_an_event_of_whoever_may(key: tuple[str, str]) -> None:
    builders.screened()
    builders.screened(authority="802")
    taken_on, given, who = DONE[key]
    record = taken_on() if taken_on is not None else None
    arguments = (record,) if record is not None else ()
    asked = given()
    before = Event.objects.count()
    stranger = builders.person("pa", authority="802")
    auditor = builders.person("auditor")
    for wrong in (stranger, auditor):
        with pytest.raises((PermissionDenied, TransitionRefused)):
            EVERY[key](*arguments, **asked, by=wrong, at=AT)
    assert Event.objects.count() == before
    by = who()
    EVERY[key](*arguments, **asked, by=by, at=AT)
    left = Event.objects.order_by("pk")[before:]
    assert [event.by for event in left][:1] == [by]
    assert {event.authority_code for event in left} == {"801"}
