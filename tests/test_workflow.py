"""A state machine says who may take which step, and in words why not."""

import pytest

from trellis import catalogue
from trellis.accounts.roles import ROLES
from trellis.casework import workflows
from trellis.interventions import workflows as interventions
from trellis.workflow import Transition, TransitionRefused, Workflow

ALL = {**catalogue.collect(workflows, Workflow), **catalogue.collect(interventions, Workflow)}


def _door(**changes: object) -> Workflow:
    given: dict[str, object] = {
        "id": "door",
        "title": "Door",
        "states": {"open": "Open", "shut": "Shut", "gone": "Gone"},
        "initial": "open",
        "final": frozenset({"gone"}),
        "transitions": (
            Transition(
                name="shut",
                label="Shut it",
                sources=frozenset({"open"}),
                target="shut",
                actors="the porter",
                permission="porter",
                guards=(lambda door: "" if door else "There is no door.",),
            ),
            Transition(
                name="remove",
                label="Remove it",
                sources=frozenset({"open", "shut"}),
                target="gone",
                actors="the builder",
                permission="builder",
            ),
        ),
    }
    return Workflow(**{**given, **changes})  # type: ignore[arg-type]


def test_a_step_is_refused_in_words_by_state_by_person_and_by_guard() -> None:
    door = _door()
    assert door.check(True, "shut", state="open", may={"porter"}).target == "shut"
    for record, state, may, said in (
        (True, "shut", {"porter"}, "this is shut"),
        (True, "open", {"builder"}, "is for the porter"),
        (False, "open", {"porter"}, "There is no door."),
    ):
        with pytest.raises(TransitionRefused, match=said):
            door.check(record, "shut", state=state, may=may)


def test_what_is_offered_is_one_s_own_with_what_is_missing() -> None:
    [offer] = _door().offers(False, state="open", may={"porter"})
    assert (offer.transition.name, offer.reason) == ("shut", "There is no door.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"states": {"open": "Open", "shut": "Shut", "gone": "Gone", "ajar": "Ajar"}}, "cannot be reached"),
        ({"final": frozenset()}, "gone has no way out"),
        ({"initial": "nowhere"}, "nowhere is not a state"),
    ],
)
def test_a_machine_with_a_fault_is_refused_when_it_is_declared(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _door(**changes)


@pytest.mark.parametrize("workflow", ALL.values(), ids=ALL)
def test_every_step_of_every_machine_has_somebody_who_may_take_it(workflow: Workflow) -> None:
    held = {permission for role in ROLES.values() for permission in role.permissions}
    assert [
        step.name for step in workflow.transitions if step.permission and step.permission not in held
    ] == []


@pytest.mark.parametrize("workflow", ALL.values(), ids=ALL)
def test_every_machine_draws_each_of_its_steps(workflow: Workflow) -> None:
    drawn = workflow.diagram(current=workflow.initial)
    for step in workflow.transitions:
        assert f"--> {step.target}: {step.label} ({step.actors})" in drawn
