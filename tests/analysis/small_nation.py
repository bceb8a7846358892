"""An invented register and releases of a few schools, kept in a real store: what builds are tested on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from trellis.analysis.files.releases import Kept, ReleaseStore
from trellis.analysis.home import Home
from trellis.analysis.observation import TABLES, Status

AT = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
PUBLIC_SINCE = date(2020, 1, 1)

# type code, type name, type group, phase code
KINDS = {
    "primary": ("1", "Community school", "4", "2"),
    "secondary": ("1", "Community school", "4", "4"),
    "academy": ("34", "Academy converter", "10", "2"),
    "all_through": ("34", "Academy converter", "10", "7"),
    "special": ("7", "Community special school", "5", "0"),
    "charity_special": ("8", "Non-maintained special school", "5", "0"),
    "independent": ("11", "Other independent school", "3", "0"),
}


def school(urn: int, kind: str = "primary", la: str = "901", **given: Any) -> dict[str, Any]:
    """One row of the register. `closed` makes it a closed school."""
    code, name, group, phase = KINDS[kind]
    return {
        "urn": urn,
        "la_code": la,
        "la_name": f"Authority {la}",
        "establishment_number": urn % 10000,
        "name": f"School {urn}",
        "type_code": code,
        "type_name": name,
        "type_group_code": group,
        "phase_code": phase,
        "status_code": "2" if given.get("closed") else "1",
        **given,
    }


def value(
    urn: int,
    measure: str,
    year: int,
    number: float | None,
    *,
    status: int | Status | None = None,
    **given: Any,
) -> dict[str, Any]:
    """One observation; without a number it is suppressed unless a status is given."""
    reason = Status.VALUE if number is not None else Status.SUPPRESSED
    return {
        "urn": urn,
        "measure": measure,
        "year": year,
        "value": number,
        "status": int(reason if status is None else status),
        **given,
    }


class Nation:
    """A store in a folder that invented releases are put into."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(root=folder / "var")
        self.store = ReleaseStore(self.home)
        self._folder = folder
        self._n = 0

    def register(
        self,
        schools: Sequence[Mapping[str, Any]],
        links: Sequence[tuple[int, int, str, date | None]] = (),
        *,
        known_from: date = PUBLIC_SINCE,
        part: str = "register",
    ) -> None:
        self.keep("gias_establishments", {"establishment": schools}, part=part, known_from=known_from)
        if links:
            rows = [
                {"urn": u, "link_urn": v, "link_name": f"School {v}", "link_type": kind, "established": day}
                for u, v, kind, day in links
            ]
            self.keep("gias_links", {"link": rows}, part="links", known_from=known_from)

    def publish(
        self,
        observations: Sequence[Mapping[str, Any]],
        *,
        dataset: str = "table",
        part: str = "all",
        rank: int = 0,
        known_from: date = PUBLIC_SINCE,
        authority: str | None = None,
    ) -> str:
        """Keep observations as one release and return its id; `authority` makes it that authority's own return."""
        return self.keep(
            dataset,
            {"observation": observations},
            part=part,
            rank=rank,
            known_from=known_from,
            authority=authority,
        )

    def keep(
        self,
        dataset: str,
        tables: Mapping[str, Sequence[Mapping[str, Any]]],
        *,
        part: str = "all",
        rank: int = 0,
        known_from: date = PUBLIC_SINCE,
        authority: str | None = None,
    ) -> str:
        self._n += 1
        source = self._folder / f"{dataset}-{self._n}.csv"
        source.write_text(f"release {self._n}\n")
        frames = {kind: _frame(kind, rows, known_from) for kind, rows in tables.items()}
        return self.store.keep(
            tables=frames,
            source=Kept(
                files=(source,),
                file_name=source.name,
                member=None,
                sha256=sha256(source.read_bytes()).hexdigest(),
                size=10,
            ),
            dataset=dataset,
            shape="invented",
            edition=f"edition {self._n}",
            part=part,
            rank=rank,
            years=sorted({int(r["year"]) for rows in tables.values() for r in rows if "year" in r}),
            rows=sum(len(rows) for rows in tables.values()),
            header_row=1,
            known_from=known_from,
            known_from_estimated=False,
            authority=authority,
            at=AT.replace(second=self._n % 60, minute=self._n // 60),
        ).id


def _frame(kind: str, rows: Sequence[Mapping[str, Any]], known_from: date) -> pl.DataFrame:
    schema = TABLES[kind]
    whole = [
        {"row": i + 2, "known_from": known_from, "known_from_estimated": False, **row}
        for i, row in enumerate(rows)
    ]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in whole], schema=schema)
