"""Problems as they are told: by row, once for each cell, in the file and under the column name a person will look for."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from trellis.analysis.dataset import Problem, header_key
from trellis.analysis.files.finding import Found, pieces_of
from trellis.analysis.files.release import in_piece


def in_order(problems: Iterable[Problem], header: Sequence[str]) -> tuple[Problem, ...]:
    """Return problems by row, each cell's first one alone, with columns named as the file names them.

    One wrong cell often fails several checks; telling each would make it look like several cells.
    """
    published = {header_key(name): " ".join(name.split()) for name in reversed(header)}
    places = {name: place for place, name in enumerate(published.values())}
    told: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        if problem.column is not None:
            key = header_key(problem.column)
            name = published.get(key) or published.get(key.split("#")[0]) or problem.column
            problem = replace(problem, column=name)
        cell = (problem.row, problem.column)
        told.setdefault(cell if None not in cell else (*cell, problem.message), problem)
    return tuple(
        sorted(
            told.values(),
            key=lambda p: (p.row is not None, p.row or 0, -places.get(p.column or "", len(places))),
        )
    )


def in_pieces(problems: tuple[Problem, ...], found: Found) -> tuple[Problem, ...]:
    """Return problems with the file that each row is in, where a table came in several."""
    if len(found.paths) == 1 or not any(problem.row for problem in problems):
        return problems
    pieces = pieces_of(found.paths)
    placed = []
    for problem in problems:
        if problem.row is not None:
            file, row = in_piece(problem.file, pieces, problem.row)
            problem = replace(problem, file=file, row=row)
        placed.append(problem)
    return tuple(placed)
