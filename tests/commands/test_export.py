"""`trellis export` writes what people can open, and nothing that a spreadsheet would run."""

import csv
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from trellis.analysis.output import spreadsheet
from trellis.analysis.output.spreadsheet import Sheet

RUN = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://example.org")']


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_every_school_is_written_in_every_format(trellis, tmp_path, kind):
    target = tmp_path / f"schools.{kind}"
    code, _, told = trellis("export", "--authority", "803", "--out", str(target))
    assert code == 0
    assert "schools written to" in told
    rows = _read(target, kind)
    assert rows[0][:6] == ["URN", "School", "Phase", "Relationship", "Standing", "Suggested level"]
    assert len(rows) > 40


def test_a_workbook_also_holds_criteria_indicators_and_what_it_is(trellis, tmp_path):
    target = tmp_path / "schools.xlsx"
    trellis("export", "--authority", "803", "--out", str(target))
    book = CalamineWorkbook.from_path(str(target))
    assert book.sheet_names == ["Schools", "Criteria", "Indicators", "About"]
    indicators = book.get_sheet_by_name("Indicators").to_python()
    assert "ks2_rwm_expected" in {row[2] for row in indicators}
    assert any("not public" in str(row[1]) for row in book.get_sheet_by_name("About").to_python())


def test_a_csv_has_the_indicators_beside_the_suggestion(trellis, tmp_path):
    target = tmp_path / "schools.csv"
    trellis("export", "--authority", "803", "--out", str(target))
    assert "Overall absence" in _read(target, "csv")[0]


def test_a_format_that_is_not_told_is_asked_for(trellis, tmp_path):
    code, _, complaint = trellis("export", "--authority", "803", "--out", str(tmp_path / "schools.doc"))
    assert (code, "give --format csv, xlsx or ods" in complaint) == (2, True)


def test_a_file_that_cannot_be_written_is_refused(trellis, tmp_path):
    code, _, complaint = trellis(
        "export", "--authority", "803", "--out", str(tmp_path / "no" / "schools.csv")
    )
    assert (code, "cannot be written" in complaint) == (2, True)


def test_an_authority_without_schools_is_refused(trellis, tmp_path):
    assert trellis("export", "--authority", "999", "--out", str(tmp_path / "schools.csv"))[0] == 2


@pytest.mark.parametrize("text", RUN)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_text_that_a_spreadsheet_would_run_is_neutralised(tmp_path, kind, text):
    target = tmp_path / f"table.{kind}"
    sheet = Sheet(name="Table", header=["name", "value"], rows=[[text, -4.5]])
    spreadsheet.write(target, [sheet], kind=kind)
    name, value = _read(target, kind)[1]
    assert name[0] == "'"
    assert name[1:].strip() == text.strip()
    assert float(value) == -4.5


def test_numbers_dates_and_gaps_stay_what_they_are(tmp_path):
    sheet = Sheet(name="Table", header=["a", "b", "c"], rows=[[-1, date(2026, 3, 1), None]])
    spreadsheet.write(tmp_path / "table.xlsx", [sheet], kind="xlsx")
    assert _read(tmp_path / "table.xlsx", "xlsx")[1][:2] == [-1, date(2026, 3, 1)]
    spreadsheet.write(tmp_path / "table.csv", [sheet], kind="csv")
    assert _read(tmp_path / "table.csv", "csv")[1] == ["-1", "2026-03-01", ""]


def test_a_kind_there_is_not_is_a_fault_of_ours(tmp_path):
    with pytest.raises(ValueError, match="not one of csv, xlsx, ods"):
        spreadsheet.write(tmp_path / "a.pdf", [], kind="pdf")


def _read(path, kind):
    if kind == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
