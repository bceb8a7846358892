"""Write the whole nation into a folder: every publication, and Severnshire's own returns."""

from collections.abc import Callable
from pathlib import Path

from trellis.fictitious import (
    attendance,
    authorities,
    boundaries,
    census,
    finance,
    gias,
    ks2,
    ks4,
    ofsted,
    parent_view,
    population,
    post16,
    returns,
    workforce,
)
from trellis.fictitious.knowing import know
from trellis.fictitious.truth import Truth

SEED = 799
RETURNS_OF = "799"  # the authority whose own returns stand in the folder `returns-of-799`

FAMILIES: tuple[tuple[str, Callable[[Truth, Path], list[Path]]], ...] = (
    ("Register of schools", gias.write),
    ("Inspections", ofsted.write),
    ("Key stage 2", ks2.write),
    ("Key stage 4", ks4.write),
    ("16 to 18 and destinations", post16.write),
    ("Absence and suspensions", attendance.write),
    ("School census", census.write),
    ("Workforce", workforce.write),
    ("Finance", finance.write),
    ("Parent View", parent_view.write),
    ("Authority figures", authorities.write),
    ("Boundaries", boundaries.write),
    ("Severnshire’s own returns", returns.write),
)


def generate(
    folder: Path, *, seed: int = SEED, progress: Callable[[str], None] | None = None
) -> tuple[Path, ...]:
    """Write every file into `folder` and return their paths. The same seed gives the same bytes.

    `progress` is told of each family of files as it is begun.
    """
    truth = know(population.people(seed))
    files: list[Path] = []
    for title, write in FAMILIES:
        if progress is not None:
            progress(title)
        files += write(truth, folder)
    return tuple(files)
