"""The geometry of a state machine: a box for each state, an arrow for each step, the current box marked. Pure functions.

States stand in columns by how many steps they are from the start. All that the picture shows stands in words beside it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from trellis.workflow import Workflow

_ACROSS, _DOWN, _WIDE, _TALL, _EDGE = 150.0, 66.0, 122.0, 42.0, 8.0
_LINE = 16


@dataclass(frozen=True, kw_only=True)
class Box:
    """One state. `css` says whether a record is here, was here, or has not been."""

    x: float
    y: float
    width: float
    height: float
    words: tuple[tuple[float, float, str], ...]
    css: str


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """One step, as the points of a line that ends in a head."""

    points: str
    head: str


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A machine ready to draw."""

    width: float
    height: float
    title: str
    description: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(workflow: Workflow, *, current: str, passed: Collection[str] = ()) -> Flow:
    """Return the machine with one state marked as current and others as passed."""
    columns = _columns(workflow)
    places: dict[str, tuple[int, int]] = {}
    for column, states in enumerate(columns):
        for row, state in enumerate(states):
            places[state] = (column, row)
    drawn = {(source, step.target) for step in workflow.transitions for source in step.sources}
    here = workflow.states[current].lower() if current else "nowhere yet"
    been = ", ".join(workflow.states[state].lower() for state in workflow.states if state in passed)
    return Flow(
        width=_EDGE * 2 + _ACROSS * (len(columns) - 1) + _WIDE,
        height=_EDGE * 2 + _DOWN * (max(map(len, columns)) - 1) + _TALL,
        title=f"{workflow.title}: where it stands",
        description=f"Now: {here}." + (f" Before: {been}." if been else ""),
        boxes=tuple(
            _box(
                workflow.states[state],
                *places[state],
                css="here" if state == current else "passed" if state in passed else "ahead",
            )
            for state in workflow.states
        ),
        arrows=tuple(_arrow(places[source], places[target]) for source, target in sorted(drawn)),
    )


def _columns(workflow: Workflow) -> list[list[str]]:
    distance = {workflow.initial: 0}
    ahead = [workflow.initial]
    while ahead:
        state = ahead.pop(0)
        for step in workflow.ahead(state):
            if step.target not in distance:
                distance[step.target] = distance[state] + 1
                ahead.append(step.target)
    return [
        [state for state in workflow.states if distance[state] == column]
        for column in range(max(distance.values()) + 1)
    ]


def _box(words: str, column: int, row: int, *, css: str) -> Box:
    x, y = _EDGE + _ACROSS * column, _EDGE + _DOWN * row
    lines = _wrapped(words)
    top = y + _TALL / 2 - _LINE * (len(lines) - 1) / 2 + 5
    return Box(
        x=x,
        y=y,
        width=_WIDE,
        height=_TALL,
        words=tuple((x + _WIDE / 2, top + _LINE * place, line) for place, line in enumerate(lines)),
        css=css,
    )


def _wrapped(words: str, *, most: int = 16) -> list[str]:
    lines = [""]
    for word in words.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines


def _arrow(source: tuple[int, int], target: tuple[int, int]) -> Arrow:
    (from_column, from_row), (to_column, to_row) = source, target
    left, top = _EDGE + _ACROSS * from_column, _EDGE + _DOWN * from_row
    to_left, to_top = _EDGE + _ACROSS * to_column, _EDGE + _DOWN * to_row
    if to_column > from_column:
        start = (left + _WIDE, top + _TALL / 2)
        end = (to_left, to_top + _TALL / 2)
    elif to_column < from_column:
        start, end = (left, top + _TALL / 2), (to_left + _WIDE, to_top + _TALL / 2)
    elif to_row < from_row:
        start, end = (left + _WIDE / 2, top), (to_left + _WIDE / 2, to_top + _TALL)
    else:
        start, end = (left + _WIDE / 2, top + _TALL), (to_left + _WIDE / 2, to_top)
    across, down = end[0] - start[0], end[1] - start[1]
    length = max(1.0, (across**2 + down**2) ** 0.5)
    ux, uy = across / length, down / length
    base = (end[0] - 7 * ux, end[1] - 7 * uy)
    corners = [end, (base[0] - 4 * uy, base[1] + 4 * ux), (base[0] + 4 * uy, base[1] - 4 * ux)]
    return Arrow(points=_points([start, base]), head=_points(corners))


def _points(places: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
