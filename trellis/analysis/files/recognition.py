"""Which publication and shape a sheet is, told by its header alone; and, when it is none, which is nearest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from trellis.analysis.dataset import Context, Dataset, Shape, header_key
from trellis.analysis.files.sheet import HEAD_ROWS, Sheet


@dataclass(frozen=True, kw_only=True)
class Match:
    """A dataset's shape found in a sheet: where its header is and at which column each key stands."""

    dataset: Dataset
    shape: Shape
    header_row: int
    columns: Mapping[str, int]
    doubled: frozenset[str]


def recognise(sheet: Sheet, known: Mapping[str, Dataset]) -> Match | None:
    """Return the shape with most marks whose header the sheet has, looking where it should be, then near it."""
    headers = [columns_of(row) for row in sheet.head[:HEAD_ROWS]]
    best: tuple[tuple[int, int, int], Match] | None = None
    for dataset in known.values():
        for shape in dataset.shapes:
            places = [shape.header_row, *(n for n in range(1, len(headers) + 1) if n != shape.header_row)]
            for place in places:
                if place > len(headers):
                    continue
                columns, doubled = headers[place - 1]
                if _fits(shape, columns):
                    named = sum(header_key(name) in columns for name in shape.reads)
                    score = (len(shape.marks), named, -place)
                    if best is None or score > best[0]:
                        best = (
                            score,
                            Match(
                                dataset=dataset,
                                shape=shape,
                                header_row=place,
                                columns=columns,
                                doubled=doubled,
                            ),
                        )
                    break
    return best[1] if best else None


def nearest(sheet: Sheet, known: Mapping[str, Dataset]) -> str:
    """Say in a sentence which publication an unrecognised header is most like, and what it lacks."""
    first = next((row for row in sheet.head if any(cell.strip() for cell in row)), ())
    shown = ", ".join(" ".join(cell.split()) for cell in first[:6]) + (", …" if len(first) > 6 else "")
    closest: tuple[float, Dataset, Shape, list[str], list[str]] | None = None
    for columns, _ in map(columns_of, sheet.head[:HEAD_ROWS]):
        for dataset in known.values():
            for shape in dataset.shapes:
                missing = [name for name in shape.marks if header_key(name) not in columns]
                barred = [name for name in shape.without if header_key(name) in columns]
                telling = {header_key(name) for name in shape.marks} - _IN_MANY
                share = len(telling & columns.keys()) / max(len(telling), 1) - 0.01 * len(barred)
                alike = len(telling & columns.keys()) > 1 or len(shape.marks) - len(missing) > 2
                if share >= 0.5 and alike and (closest is None or share > closest[0]):
                    closest = (share, dataset, shape, missing, barred)
    if closest is None:
        return f"Its header is of no publication held here. It begins: {shown[:200]}"
    _, dataset, shape, missing, barred = closest
    lacks = f"it lacks the columns {', '.join(missing)}" if missing else ""
    has = f"it has the columns {', '.join(barred)}, which that one has not" if barred else ""
    return (
        f"Its header is of no publication held here. The nearest is “{dataset.title}” ({shape.title}): "
        + " and ".join(part for part in (lacks, has) if part)
        + "."
    )


# Headers that so many publications have that sharing them says nothing.
_IN_MANY = frozenset(
    [
        "urn",
        "la",
        "lea",
        "estab",
        "laestab",
        "rectype",
        "time_period",
        "time_identifier",
        "geographic_level",
        "school_urn",
        "school_laestab",
    ]
)


def _fits(shape: Shape, columns: Mapping[str, int]) -> bool:
    return all(header_key(name) in columns for name in shape.marks) and not any(
        header_key(name) in columns for name in shape.without
    )


def refuse_repeated_header(
    frame: pl.DataFrame, header: Sequence[str], match: Match, wanted: Sequence[str], context: Context
) -> None:
    """Report rows that are the header again: what two files joined end to end look like."""
    first, *others = wanted
    again = frame.filter(pl.col(first) == header[match.columns[first]])
    for key in others[:3]:
        again = again.filter(pl.col(key) == header[match.columns[key]])
    for row in again["row"].head(50).to_list():
        context.error("is the header again: two files have been joined. Import each by itself", row=row)


def columns_of(row: Sequence[str]) -> tuple[dict[str, int], frozenset[str]]:
    """Return each header's key with its place, and the keys met twice; the second "SNP" is also "snp#2"."""
    columns: dict[str, int] = {}
    times: dict[str, int] = {}
    for place, name in enumerate(row):
        key = header_key(name)
        if not key:
            continue
        times[key] = times.get(key, 0) + 1
        if times[key] == 1:
            columns[key] = place
        else:
            columns[f"{key}#{times[key]}"] = place
    return columns, frozenset(key for key, count in times.items() if count > 1)
