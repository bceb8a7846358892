"""G8 and G4: the pages as served by `trellis serve`, with fifty people at them from a second process."""

import json
import os
import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import marks, measuring
from benchmarks.marks import Cost, Line, Mark
from benchmarks.measuring import Failed, python
from benchmarks.pages.serving import PORT, SETTINGS, of, p95, seal, served
from benchmarks.setting import Setting

THINK = 5.0
SECONDS = 120.0
DRAWN_AFTER = 100.0
RUNS = 30  # three a year for ten years
MARKS = {"school": 0.05, "schools list": 0.15, "criterion change": 0.2}
WHAT_IF_ALONE = 0.05
PAINT_SECONDS, MOST_KB = 1.0, 150


def lines(setting: Setting) -> list[Line]:
    """Serve an installation with one run, then with ten years of them, and visit it alone and by fifty people."""
    home = setting.folder("pages-home")
    _copy_of(setting.built, home)
    environment = {"TRELLIS_HOME": str(home), "DATABASE_URL": "", **SETTINGS}

    def history(*told: object) -> dict[str, Any]:
        run = measuring.once(python("benchmarks.pages.history", home, *told), environment=environment)
        return json.loads(run.printed.splitlines()[-1])

    first = history("first")
    each = 15 if setting.quick else 40
    with served(environment, home):
        before, _ = _visits(setting, first, how="alone", each=each)
        years = history("years", 6 if setting.quick else RUNS)
        seal(environment)
        # After a screening each process draws the pages of all schools, as it does in the minutes after one anywhere
        time.sleep(30.0 if setting.quick else DRAWN_AFTER)
        after, _ = _visits(setting, first, how="alone", each=each)
        crowd, wrong = _visits(
            setting, first, how="together", seconds=30.0 if setting.quick else SECONDS, think=THINK
        )
        painted = _painted(setting, first)
    if wrong:
        raise Failed("pages did not answer under load:\n" + "\n".join(wrong[:10]))
    notes = (
        (
            f"{len(first['people'])} people signed in, each a page every {THINK:.0f} s (half to one and a half), "
            f"{len(crowd)} pages from a second process on this machine; served by 2 processes"
        ),
        (
            f"an authority of {first['schools']} schools, {years['runs']} runs over ten years, "
            f"{years['evidence']:,} pieces of evidence, {years['events']:,} pages looked at"
        ),
        (
            "the time is from the first middleware to the last, waiting for a free process not in it; the client's has "
            "that waiting, and the reading, in it"
        ),
        "the baseline is the same page with nobody else there",
    )
    found = [
        _line(page, crowd, before=before, after=after, notes=notes if place == 0 else ())
        for place, page in enumerate(_pages(crowd))
    ]
    return [*found, _list_beside_bare(after), _what_if(after), *_paint_lines(painted)]


def _pages(visits: Sequence[dict[str, Any]]) -> list[str]:
    order = ["school", "schools list", "criterion change", "compare", "similar", "indicators"]
    return [page for page in order if any(visit["page"] == page for visit in visits)]


def _line(
    page: str,
    crowd: Sequence[dict[str, Any]],
    *,
    before: Sequence[dict[str, Any]],
    after: Sequence[dict[str, Any]],
    notes: tuple[str, ...],
) -> Line:
    server, client, worked = (of(crowd, page, what) for what in ("server", "client", "thread"))
    lone = statistics.median(of(after, page, "server"))
    early, late = (sorted(set(of(visits, page, "queries"))) for visits in (before, after))
    asked = [_constant(early, late)]
    if page in MARKS:
        asked.insert(0, marks.at_most("95th percentile", p95(server), MARKS[page], "s"))
    weight = max(of(crowd, page, "weight"))
    return Line(
        work=f"G8 {page}: {len(server)} pages, 95th percentile {marks.time(p95(server))}, most {marks.time(max(server))}",
        ours=Cost(seconds=statistics.median(server), cpu_seconds=statistics.median(worked)),
        baseline=Cost(seconds=lone, cpu_seconds=statistics.median(of(after, page, "processor"))),
        ratio=lone / statistics.median(server),
        marks=tuple(asked),
        notes=(
            *notes,
            (
                f"95th percentile of processor time {marks.time(p95(worked))}; at the client {marks.time(statistics.median(client))}, 95th percentile {marks.time(p95(client))}, "
                f"most {marks.time(max(client))}; at most {weight / 1000:,.0f} KB as sent"
            ),
        ),
    )


def _constant(early: Sequence[float], late: Sequence[float]) -> Mark:
    """Queries of a page after one run, and after ten years: their number may differ between schools, not by age."""
    return Mark(
        asked="as many queries as with one run",
        reached=f"{early[-1]:.0f}, then {late[-1]:.0f}",
        met=early[-1] == late[-1],
    )


def _list_beside_bare(alone: Sequence[dict[str, Any]]) -> Line:
    ours, bare = (statistics.median(of(alone, page, "server")) for page in ("schools list", "bare"))
    return Line(
        work="G8 schools list beside a bare view of as many rows, nobody else there",
        ours=Cost(seconds=ours),
        baseline=Cost(seconds=bare),
        ratio=bare / ours,
        notes=(
            "the bare view makes one query, fills in no template, and has neither filters, counts nor permissions",
        ),
    )


def _what_if(alone: Sequence[dict[str, Any]]) -> Line:
    took = of(alone, "criterion change", "server")
    return Line(
        work="G4 what-if over England, sent and answered, nobody else there",
        ours=Cost(seconds=statistics.median(took)),
        marks=(marks.at_most("time", statistics.median(took), WHAT_IF_ALONE, "s"),),
        notes=("sending the form, and the page that follows, with the authority and England screened again",),
    )


def _painted(setting: Setting, first: dict[str, Any]) -> dict[str, list[dict[str, float]]]:
    """Open each kind of page in Chromium. Empty where there is none on this machine."""
    leader = next(person for person in first["people"] if person["role"] == "pa")
    urns = leader["urns"]
    asked = setting.scratch / "painting.json"
    pages = {
        "school": f"/schools/{urns[0]}/",
        "schools list": "/schools/",
        "what-if": "/what-if/",
        "compare": "/compare/?" + "&".join(f"urn={urn}" for urn in urns[:4]),
        "similar": f"/schools/{urns[0]}/similar/",
        "indicators": f"/schools/{urns[0]}/indicators/",
    }
    asked.write_text(
        json.dumps(
            {
                "origin": f"http://127.0.0.1:{PORT}",
                "cookie": leader["cookie"],
                "pages": pages,
                "times": setting.runs,
            }
        ),
        encoding="utf-8",
    )
    told: dict[str, list[dict[str, float]]] = json.loads(
        measuring.once(python("benchmarks.pages.painting", asked)).printed.splitlines()[-1]
    )
    return told


def _paint_lines(painted: dict[str, list[dict[str, float]]]) -> Iterator[Line]:
    for page, opened in painted.items():
        paint = statistics.median(one["paint"] for one in opened)
        weight = max(one["bytes"] for one in opened) / 1024
        yield Line(
            work=f"page {page} in Chromium, nothing kept from before, one window",
            ours=Cost(seconds=paint),
            marks=(
                marks.at_most("largest contentful paint", paint, PAINT_SECONDS, "s"),
                Mark(asked=f"weight <= {MOST_KB} KB", reached=f"{weight:,.0f} KB", met=weight <= MOST_KB),
            ),
        )


def _copy_of(built: Path, home: Path) -> None:
    """Take the releases and the warehouse, hard links and all, so that what is screened here stays here."""
    for name in ("releases", "warehouse"):
        shutil.copytree(built / name, home / name, copy_function=os.link, dirs_exist_ok=True)


def _visits(setting: Setting, first: dict[str, Any], **how: object) -> tuple[list[dict[str, Any]], list[str]]:
    asked = setting.scratch / "visits.json"
    asked.write_text(
        json.dumps({"port": PORT, "rows": first["schools"], "people": first["people"], **how}),
        encoding="utf-8",
    )
    told = json.loads(measuring.once(python("benchmarks.pages.visits", asked)).printed.splitlines()[-1])
    return told["visits"], told["wrong"]
