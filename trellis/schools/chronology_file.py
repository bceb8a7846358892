"""The chronology of one school as a file: an act a row, and what the file is and rests on."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from trellis.activity.confidentiality import Confidentiality
from trellis.activity.sealing import Standing
from trellis.analysis.output import spreadsheet
from trellis.analysis.output.spreadsheet import Cell, Sheet
from trellis.schools.chronology import Act
from trellis.schools.models import School

HEADER = ("When", "Who", "What", "Why", "Details", "Who may read it", "Beside its seal", "Rows of the record")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sheets(
    acts: Sequence[Act],
    *,
    school: School,
    left_out: Mapping[Confidentiality, int],
    made_for: str,
    at: datetime,
    sealed: str,
    of_groups: int = 0,
) -> list[Sheet]:
    """Return the tables of the file. `sealed` says how the record stands beside its seals; a CSV ends with it.

    `of_groups` is how many acts are left out because only members of the task group read them.
    """
    rows: list[list[Cell]] = [
        [
            moment(act.at),
            act.who,
            act.what,
            act.why,
            "\n".join(f"{label}: {said}" for label, said in act.facts),
            act.confidentiality.words,
            str(act.standing),
            ", ".join(f"{table} {pk}" for table, pk in act.rows),
        ]
        for act in acts
    ]
    kept_back: list[list[Cell]] = [
        [f"Left out: {level.words.lower()}", number] for level, number in left_out.items()
    ]
    if of_groups:
        kept_back.append(
            ["Left out: papers and minutes of the task group, which its members read", of_groups]
        )
    about: list[list[Cell]] = [
        [
            "What this is",
            f"Everything done about {school.name} (URN {school.pk}) that is in the record, in order.",
        ],
        ["Made for", made_for],
        ["Made at", moment(at)],
        ["Acts", len(rows)],
        *kept_back,
        ["Beside its seals", sealed],
        ["How to check all of it", "Run `trellis record check`: it reads every row that was ever sealed."],
    ]
    return [
        Sheet(name="Chronology", header=HEADER, rows=rows),
        Sheet(name="About", header=("About", ""), rows=about),
    ]


def written(made: Sequence[Sheet], *, kind: str) -> bytes:
    """Return the bytes of the file. A CSV holds one table, so what the file rests on follows its last act."""
    if kind == "csv":
        width = len(HEADER)
        foot: list[list[Cell]] = [["", "", *row, *[""] * (width - 4)] for row in made[1].rows]
        made = [Sheet(name=made[0].name, header=made[0].header, rows=[*made[0].rows, *foot])]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"chronology.{kind}"
        spreadsheet.write(target, made, kind=kind)
        return target.read_bytes()


def counts(acts: Sequence[Act]) -> dict[Standing, int]:
    """How many acts stand in each way beside their seals."""
    return {each: sum(act.standing == each for act in acts) for each in Standing}


def sealed_sentence(counts: Mapping[Standing, int]) -> str:
    """How acts stand beside their seals, in one sentence, as far as single rows can tell."""
    whole, unsealed, altered = (
        counts[each] for each in (Standing.WHOLE, Standing.UNSEALED, Standing.ALTERED)
    )
    if altered:
        return (
            f"{altered:,} of these acts are not as they were sealed: tell whoever runs Trellis, "
            "who can see what was changed with `trellis record check`."
        )
    waiting = f"; {unsealed:,} are too new to be sealed yet" if unsealed else ""
    return f"{whole:,} of these acts are as they were when they were sealed{waiting}."


def moment(at: datetime) -> str:
    """A time on the authority's clock, in a form that sorts."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"
