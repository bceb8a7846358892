"""A state machine as data: its states, its transitions, and for each transition who may take it and what must hold.

The page, the action and the diagram ask the same object, so that a missing button, a refusal and a picture cannot
disagree. A guard says in words why not.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from trellis.problem import Refusal

Guard = Callable[[Any], str]
"""Takes the record; returns "" where the transition may be taken, or a sentence that says what is missing."""


class TransitionRefused(Refusal):
    """The step cannot be taken from here, by this person, or yet."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One step. `permission` is "" for one that the service takes by itself; `actors` says in words who takes it."""

    name: str
    label: str
    sources: frozenset[str]
    target: str
    actors: str
    permission: str = ""
    guards: tuple[Guard, ...] = ()
    applies: Callable[[Any], bool] | None = None
    """Whether the step is one of this record’s at all; None for every record. One that is not is not spoken of."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A step from where a record stands: `reason` is "" where it may be taken now."""

    transition: Transition
    reason: str


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """A state machine. `states` gives each state's name in words, in the order in which a record usually meets them."""

    id: str
    title: str
    states: Mapping[str, str]
    initial: str
    final: frozenset[str]
    transitions: tuple[Transition, ...]
    source: str = ""
    """The policy or guidance that it follows."""
    by_name: Mapping[str, Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {step.name: step for step in self.transitions})
        if wrong := tuple(self._faults()):
            raise ValueError(f"workflow {self.id}: {'; '.join(wrong)}")

    def said(self, state: str) -> str:
        """Return the name of a state as it stands within a sentence."""
        words = self.states.get(state, state)
        return words[:1].lower() + words[1:]

    def check(self, record: Any, name: str, *, state: str, may: Collection[str]) -> Transition:
        """Return the transition, or raise TransitionRefused with why it cannot be taken.

        `may` are the permissions held for the record. Raises KeyError for a name that is no transition's.
        """
        step = self.by_name[name]
        if reason := self._reason(record, step, state=state, may=may):
            raise TransitionRefused(reason)
        return step

    def offers(self, record: Any, *, state: str, may: Collection[str]) -> tuple[Offer, ...]:
        """Return every step from a state that somebody with these permissions takes, each with why not yet.

        Steps that belong to other people are left out: `ahead` has those.
        """
        return tuple(
            Offer(transition=step, reason=self._reason(record, step, state=state, may=may))
            for step in self.ahead(state, record)
            if step.permission in may
        )

    def ahead(self, state: str, record: Any = None) -> tuple[Transition, ...]:
        """Return every step from a state, whoever takes it: what comes next, and who decides.

        With a record, steps that are not for it are left out.
        """
        return tuple(
            step
            for step in self.transitions
            if state in step.sources and (record is None or step.applies is None or step.applies(record))
        )

    def diagram(self, *, current: str = "") -> str:
        """Return the machine as a Mermaid state diagram, for the documentation."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{words}" as {state}' for state, words in self.states.items()]
        lines.append(f"    [*] --> {self.initial}")
        for step in self.transitions:
            lines += [
                f"    {source} --> {step.target}: {step.label} ({step.actors})"
                for source in self.states
                if source in step.sources
            ]
        lines += [f"    {state} --> [*]" for state in self.states if state in self.final]
        if current:
            lines += ["    classDef here stroke-width:4px", f"    class {current} here"]
        return "\n".join(lines) + "\n"

    def _reason(self, record: Any, step: Transition, *, state: str, may: Collection[str]) -> str:
        if state not in step.sources:
            return f"“{step.label}” cannot be done now: this is {self.said(state)}."
        if step.applies is not None and not step.applies(record):
            return f"“{step.label}” is not a step of this one."
        if step.permission and step.permission not in may:
            return f"“{step.label}” is for {step.actors}."
        return next((said for guard in step.guards if (said := guard(record))), "")

    def _faults(self) -> list[str]:
        wrong = []
        if len(self.by_name) != len(self.transitions):
            wrong.append("two transitions share a name")
        named = {self.initial, *self.final} | {s for t in self.transitions for s in (*t.sources, t.target)}
        wrong += [f"{state} is not a state" for state in sorted(named - set(self.states))]
        reached, ahead = {self.initial}, [self.initial]
        while ahead:
            for step in self.ahead(ahead.pop()):
                if step.target not in reached:
                    reached.add(step.target)
                    ahead.append(step.target)
        wrong += [f"{state} cannot be reached" for state in self.states if state not in reached]
        wrong += [
            f"{state} has no way out"
            for state in self.states
            if state not in self.final and not self.ahead(state)
        ]
        return wrong
