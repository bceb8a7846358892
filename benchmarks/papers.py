"""Briefing packs and letters a second: drafted from the records and set as a PDF, and issued in every form.

Beside them, in the same run, what a plain mail merge takes: a python-docx script that is handed the words of the same letters
and writes a Word file of each. It finds nothing out, keeps nothing, and makes no PDF.
"""

import json
from typing import Any

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line, Mark
from benchmarks.measuring import python
from benchmarks.pages.serving import SETTINGS
from benchmarks.setting import Setting

SLOWEST = 10.0
"""Seconds within which a briefing pack is to be there, by the design."""


def lines(setting: Setting) -> list[Line]:
    home = setting.folder("papers")
    environment = {"TRELLIS_HOME": str(home), "DATABASE_URL": "", **SETTINGS}
    measuring.once(python("benchmarks.pages.case_history", "make"), environment=environment)
    many = 10 if setting.quick else 50
    run = measuring.once(python("benchmarks.papers_made", many), environment=environment)
    told: dict[str, Any] = json.loads(run.printed.splitlines()[-1])
    merge = told["merge"]
    return [
        _line(
            f"briefing packs of {many} schools at risk, drafted and set as a PDF",
            told["pack"],
            merge,
            also=(marks.at_most("slowest", max(told["pack"]["took"]), SLOWEST, "s"),),
            notes=(
                "the baseline is a Word file of the words of a letter that a python-docx script is handed",
            ),
        ),
        _line("level letters, drafted and set as a PDF", told["letter"], merge),
        _line(
            "level letters, approved and issued as PDF, Word, web page and JSON",
            told["issue"],
            merge,
            also=(
                Mark(
                    asked="the Word file says what the script's says",
                    reached=f"{told['same']} of {many}",
                    met=told["same"] == many,
                ),
                Mark(
                    asked="every issued file is proved by its hash",
                    reached=f"{told['proved']} of {4 * many}",
                    met=told["proved"] == 4 * many,
                ),
            ),
        ),
    ]


def _line(
    work: str,
    ours: dict[str, Any],
    merge: dict[str, Any],
    *,
    also: tuple[Mark, ...] = (),
    notes: tuple[str, ...] = (),
) -> Line:
    each, plain = _each(ours), _each(merge)
    return Line(
        work=f"{work}: {1 / each.seconds:,.1f} a second",
        ours=each,
        baseline=plain,
        ratio=plain.seconds / each.seconds,
        marks=also,
        notes=notes,
    )


def _each(told: dict[str, Any]) -> Cost:
    return Cost(seconds=sum(told["took"]) / len(told["took"]), cpu_seconds=told["cpu"] / len(told["took"]))
