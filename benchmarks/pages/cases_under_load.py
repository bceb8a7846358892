"""Cases at ten years of history of 600 schools: pages alone and with fifty people, and writing at once, on both databases.

PostgreSQL is measured where DATABASE_URL names an empty one; SQLite always.
"""

import json
import os
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line, Mark
from benchmarks.measuring import Failed, python
from benchmarks.pages.serving import PORT, SETTINGS, of, p95, seal, served
from benchmarks.setting import Setting

THINK = 5.0
SECONDS, FLAT_OUT_SECONDS = 60.0, 20.0
# G8's mark for a list; the page of a case, which tells its whole file, has none
MARKS = {"case": None, "case list": 0.15, "due": 0.15}
WRITTEN_TO = 4  # cases that everybody writes to


def lines(setting: Setting) -> list[Line]:
    """The same on SQLite, and on PostgreSQL where there is one."""
    found = _on(setting, "SQLite", database="")
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgres"):
        found += _on(setting, "PostgreSQL", database=server)
    return found


def _on(setting: Setting, engine: str, *, database: str) -> list[Line]:
    home = setting.folder(f"cases-{engine.lower()}")
    environment = {"TRELLIS_HOME": str(home), "DATABASE_URL": database, **SETTINGS}
    first = _history("make", environment)
    each = 10 if setting.quick else 30
    with served(environment, home):
        before = _visits(setting, first, how="alone", each=each)["visits"]
        years = _history("add", environment)
        seal(environment)
        after = _visits(setting, first, how="alone", each=each)["visits"]
        seconds = 15.0 if setting.quick else SECONDS
        crowd = _visits(setting, first, how="together", seconds=seconds, think=THINK)
        rush = _visits(setting, first, how="together", seconds=min(seconds, FLAT_OUT_SECONDS), think=0.0)
        written = _visits(
            setting,
            first,
            how="write",
            urns=[first["first_urn"] + number for number in range(1, WRITTEN_TO + 1)],
            each=10 if setting.quick else 40,
        )
    wrong = [*crowd["wrong"], *rush["wrong"]]
    if wrong:
        raise Failed(f"pages did not answer under load on {engine}:\n" + "\n".join(wrong[:10]))
    note = (
        f"{len(first['people'])} people signed in, each a page every {THINK:.0f} s (half to one and a half); "
        f"{years['level_steps']:,} steps of levels and {years['case_steps']:,} of cases in ten years of 600 schools"
    )
    return [
        *(
            _line(engine, page, crowd["visits"], before=before, after=after, note=note if place == 0 else "")
            for place, page in enumerate(MARKS)
        ),
        _flat_out(engine, rush),
        _written(engine, written, kept=set(_history("written", environment)["words"])),
    ]


def _line(
    engine: str,
    page: str,
    crowd: Sequence[dict[str, Any]],
    *,
    before: Sequence[dict[str, Any]],
    after: Sequence[dict[str, Any]],
    note: str,
) -> Line:
    server = of(crowd, page, "server")
    # The median: now and then a page also counts the reader's notices anew, or reads what was kept of a day before
    early, late = (statistics.median(of(visits, page, "queries")) for visits in (before, after))
    lone = statistics.median(of(after, page, "server"))
    most = MARKS[page]
    return Line(
        work=f"G8 {page}, {engine}: {len(server)} pages, 95th percentile {marks.time(p95(server))}",
        ours=Cost(
            seconds=statistics.median(server), cpu_seconds=statistics.median(of(crowd, page, "thread"))
        ),
        baseline=Cost(seconds=lone, cpu_seconds=statistics.median(of(after, page, "processor"))),
        ratio=lone / statistics.median(server),
        marks=(
            *([marks.at_most("95th percentile", p95(server), most, "s")] if most is not None else []),
            Mark(
                asked="as many queries as after one year",
                reached=f"{early:.0f}, then {late:.0f}",
                met=early == late,
            ),
        ),
        notes=(note, "the baseline is the same page with nobody else there") if note else (),
    )


def _flat_out(engine: str, rush: dict[str, Any]) -> Line:
    served_in = [visit["server"] for visit in rush["visits"]]
    each = rush["seconds"] / len(served_in)
    return Line(
        work=(
            f"G8 cases, {engine}, fifty people who do not stop to think: {1 / each:,.0f} pages a second, "
            f"95th percentile {marks.time(p95(served_in))}"
        ),
        ours=Cost(seconds=each),
    )


def _written(engine: str, written: dict[str, Any], *, kept: set[str]) -> Line:
    """Every comment that was said to be kept is there, and none that was not; sent twice, it is there once."""
    said = set(written["kept"])
    return Line(
        work=f"comments written at once to {WRITTEN_TO} cases, {engine}: {len(said) / written['seconds']:,.0f} a second",
        ours=Cost(seconds=written["seconds"] / max(len(said), 1)),
        marks=(
            Mark(
                asked="every comment kept once, nothing lost",
                reached=f"{len(said)} said, {len(kept)} kept, {len(written['wrong'])} wrong",
                met=bool(said) and said == kept and not written["wrong"],
            ),
        ),
        notes=tuple(written["wrong"][:5]),
    )


def _history(what: str, environment: dict[str, str]) -> dict[str, Any]:
    run = measuring.once(python("benchmarks.pages.case_history", what), environment=environment)
    told: dict[str, Any] = json.loads(run.printed.splitlines()[-1])
    return told


def _visits(setting: Setting, first: dict[str, Any], **how: object) -> dict[str, Any]:
    asked = Path(setting.scratch / "case-visits.json")
    asked.write_text(json.dumps({"port": PORT, "people": first["people"], **how}), encoding="utf-8")
    run = measuring.once(python("benchmarks.pages.case_visits", asked))
    told: dict[str, Any] = json.loads(run.printed.splitlines()[-1])
    return told
