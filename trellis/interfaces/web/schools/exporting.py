"""The list of schools as a file: the schools that a list shows, one a row, and what the list rests on."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from trellis.analysis.output import spreadsheet
from trellis.analysis.output.spreadsheet import Cell, Sheet
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.schools import listing
from trellis.schools.models import RELATIONSHIPS
from trellis.screening.listed import ListedResult
from trellis.screening.models import Run

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
FORMAT_NAMES = {"csv": "CSV", "xlsx": "Excel (XLSX)", "ods": "OpenDocument (ODS)"}

HEADER = (
    "URN",
    "School",
    "Phase",
    "Type",
    "Town",
    "Postcode",
    "Trust",
    "Relationship",
    "Suggestion",
    "Main reason",
    "Also",
    "Criteria known",
    "Criteria that count",
    "Evidence (% known of the criteria that count)",
    "Framework pack",
    "Data cut-off",
)


def sheets(
    results: Sequence[ListedResult], *, run: Run, named: Mapping[int, str], filters: str
) -> list[Sheet]:
    """Return the tables of the file: the schools, then what they are and are not. A CSV holds the first alone."""
    pack = f"{run.pack_title}, version {run.pack_version}"
    rows: list[list[Cell]] = []
    for result in results:
        school, line = result.school, listing.line(result, named=named)
        rows.append(
            [
                school.urn,
                school.name,
                line.phase,
                school.school_type,
                school.town,
                school.postcode,
                school.trust_name,
                RELATIONSHIPS.get(result.relationship, result.relationship),
                line.tag.words,
                line.reason,
                "; ".join(line.flags),
                result.known,
                result.counted,
                line.coverage,
                pack,
                run.as_of,
            ]
        )
    about: list[list[Cell]] = [
        ["What this is", "The list of schools of Trellis, as it was narrowed and ordered when exported."],
        ["What it is not", "A suggestion is not an agreed level, not published, and predicts no inspection."],
        ["Framework pack", pack],
        ["Data cut-off", run.as_of],
        ["Run on", words.moment(run.at)],
        ["Schools", len(rows)],
        ["Filters, as in the address", filters],
    ]
    return [
        Sheet(name="Schools", header=HEADER, rows=rows),
        Sheet(name="About", header=("About", ""), rows=about),
    ]


def file_of(made: Sequence[Sheet], *, kind: str) -> bytes:
    """Return the bytes of the file in one of `spreadsheet.FORMATS`. Text that would start a formula is neutralised."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"schools.{kind}"
        spreadsheet.write(target, made, kind=kind)
        return target.read_bytes()
