"""Small pictures of a register: a few schools, and the links between them."""

from datetime import date

import polars as pl

from trellis.analysis.columns.reading import conform
from trellis.analysis.observation import TABLES


def schools(*rows: dict[str, object]) -> pl.DataFrame:
    told = [{"name": f"School {row['urn']}", "status_code": "1", "la_code": "898"} | row for row in rows]
    frame = pl.DataFrame(
        told,
        schema={name: TABLES["establishment"][name] for name in {key for row in told for key in row}},
    )
    return conform(frame, "establishment")


def closed(urn: int, **more: object) -> dict[str, object]:
    return {"urn": urn, "status_code": "2", **more}


def links(*rows: tuple[int, int, str] | tuple[int, int, str, date]) -> pl.DataFrame:
    names = ("urn", "link_urn", "link_type", "established")
    frame = pl.DataFrame(
        [dict(zip(names, row, strict=False)) for row in rows],
        schema={name: TABLES["link"][name] for name in names},
    )
    return conform(frame, "link")
