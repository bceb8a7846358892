"""Every workflow: its states, its ways out, who may take its steps, and the sentence of each guard."""

import re
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from trellis import catalogue
from trellis.accounts.roles import ROLES, Permission
from trellis.brokering import workflows as brokering
from trellis.casework import workflows
from trellis.documents import workflows as documents
from trellis.events import workflows as of_events
from trellis.interventions import workflows as interventions
from trellis.leaders import workflows as leaders
from trellis.leadership import workflows as leadership
from trellis.practice import workflows as practice
from trellis.providers import workflows as providers
from trellis.resources import workflows as resources
from trellis.visits import workflows as of_visits
from trellis.workflow import Transition, TransitionRefused, Workflow

EVERY = {
    **catalogue.collect(workflows, Workflow),
    **catalogue.collect(of_visits, Workflow),
    **catalogue.collect(interventions, Workflow),
    **catalogue.collect(practice, Workflow),
    **catalogue.collect(brokering, Workflow),
    **catalogue.collect(providers, Workflow),
    **catalogue.collect(leaders, Workflow),
    **catalogue.collect(resources, Workflow),
    **catalogue.collect(of_events, Workflow),
    **catalogue.collect(leadership, Workflow),
    **catalogue.collect(documents, Workflow),
}
STEPS = [(flow, step) for flow in EVERY.values() for step in flow.transitions]
GUARDED = [(flow, step, guard) for flow, step in STEPS for guard in step.guards]
DOCS = Path(__file__).resolve().parents[2] / "docs" / "workflows.md"
each_flow = pytest.mark.parametrize("flow", EVERY.values(), ids=EVERY.keys())
each_step = pytest.mark.parametrize(("flow", "step"), STEPS, ids=[f"{f.id}-{s.name}" for f, s in STEPS])


def test_there_is_a_workflow_for_levels_cases_plans_meetings_visits_inspections_and_documents() -> None:
    assert EVERY.keys() >= {"level", "case", "plan", "meeting", "visit", "inspection", "document"}


@each_flow
def test_every_state_is_reached_from_the_first_and_leads_on_unless_it_is_final(flow: Workflow) -> None:
    reached, ahead = {flow.initial}, [flow.initial]
    while ahead:
        for step in flow.ahead(ahead.pop()):
            if step.target not in reached:
                reached.add(step.target)
                ahead.append(step.target)
    assert reached == set(flow.states)
    stuck = [state for state in flow.states if state not in flow.final and not flow.ahead(state)]
    assert stuck == []
    assert flow.final


@each_flow
def test_from_every_state_there_is_a_way_to_an_end(flow: Workflow) -> None:
    ends = set(flow.final)
    while True:
        more = {
            source
            for step in flow.transitions
            for source in step.sources
            if step.target in ends and source not in ends
        }
        if not more:
            break
        ends |= more
    assert ends == set(flow.states)


@each_step
def test_a_step_is_taken_by_some_role_or_by_the_service_itself(flow: Workflow, step: Transition) -> None:
    assert step.actors
    if step.permission:
        holders = [role.id for role in ROLES.values() if Permission(step.permission) in role.permissions]
        assert holders, f"nobody can take {step.name}"


@each_step
def test_a_step_fits_the_column_that_keeps_its_name(flow: Workflow, step: Transition) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,20}", step.name)
    assert step.label == step.label.strip()
    assert not step.label.endswith(".")


@each_step
def test_a_step_from_the_wrong_state_or_by_the_wrong_person_is_refused_in_words(
    flow: Workflow, step: Transition
) -> None:
    wrong = next(state for state in flow.states if state not in step.sources)
    with pytest.raises(TransitionRefused, match=f"“{step.label}” cannot be done now: this is"):
        flow.check(None, step.name, state=wrong, may={step.permission})
    if step.permission and step.applies is None:
        with pytest.raises(TransitionRefused, match=f"“{step.label}” is for {step.actors}."):
            flow.check(None, step.name, state=min(step.sources), may=())


@pytest.mark.parametrize(
    ("flow", "step", "guard"), GUARDED, ids=[f"{f.id}-{s.name}-{g.__name__}" for f, s, g in GUARDED]
)
def test_a_guard_refuses_with_a_sentence(flow: Workflow, step: Transition, guard: Any) -> None:
    said = [part for part in _strings(guard.__code__) if part.endswith(".")]
    assert said, f"{guard.__name__} of {flow.id} has no sentence that ends"


def _strings(code: CodeType) -> list[str]:
    """The texts that a function can say, those within its expressions too."""
    return [
        text
        for const in code.co_consts
        for text in (_strings(const) if isinstance(const, CodeType) else [const])
        if isinstance(text, str)
    ]


@each_flow
def test_the_diagram_in_the_docs_is_the_one_of_the_code(flow: Workflow) -> None:
    assert flow.diagram() in DOCS.read_text(encoding="utf-8"), "run `make docs`"
