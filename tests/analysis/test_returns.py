"""An authority's own returns: their templates, what is refused, and what a filled-in one says."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from tests.analysis.returned import messages, understood
from trellis import catalogue
from trellis.analysis import datasets, indicators
from trellis.analysis.columns import returns
from trellis.analysis.columns.measures import MEASURES, nearest
from trellis.analysis.columns.returns import Return
from trellis.analysis.dataset import Context, Dataset, Reading
from trellis.analysis.files.intake import understand
from trellis.analysis.indicator import Indicator
from trellis.analysis.observation import Status
from trellis.analysis.output import ods, return_template

RETURNS = catalogue.collect(datasets, Return)
DATASETS = catalogue.collect(datasets, Dataset)
IMPORTED_ON = date(2026, 11, 21)


def _rows(of: Return) -> list[tuple[str, ...]]:
    """The examples, as if of real schools."""
    return [(str(100100 + place), *example[1:]) for place, example in enumerate(of.examples)]


def _fill(of: Return, folder: Path, suffix: str) -> Path:
    """Write the template, then fill its first sheet in as a person would."""
    target = folder / f"{of.id}.{suffix}"
    return_template.write(of, target)
    rows = _rows(of)
    if suffix == "csv":
        with target.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    elif suffix == "ods":
        notes = return_template.notes(of)
        ods.write(target, [(return_template.sheet_name(of), of.header, rows), ("Notes", (), notes)])
    else:
        with xlsxwriter.Workbook(str(target)) as book:
            sheet = book.add_worksheet(return_template.sheet_name(of))
            notes = book.add_worksheet("Notes")
            for number, row in enumerate([of.header, *rows]):
                sheet.write_row(number, 0, row)
            for number, row in enumerate(return_template.notes(of)):
                notes.write_row(number, 0, row)
    return target


@pytest.mark.parametrize("suffix", return_template.FORMATS)
@pytest.mark.parametrize("of", RETURNS.values(), ids=lambda of: of.id)
def test_a_template_filled_in_comes_back_clean(of: Return, suffix: str, tmp_path: Path) -> None:
    path = _fill(of, tmp_path, suffix)
    read = [
        one
        for one in understand(path, imported_on=IMPORTED_ON, authority="803", known=DATASETS)
        if one.dataset is not None
    ]
    assert [one.dataset.id for one in read if one.dataset] == [of.id]
    assert not read[0].problems
    assert read[0].ready
    assert read[0].authority == "803"


@pytest.mark.parametrize("suffix", return_template.FORMATS)
@pytest.mark.parametrize("of", RETURNS.values(), ids=lambda of: of.id)
def test_an_empty_template_is_known_for_what_it_is(of: Return, suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"template.{suffix}"
    return_template.write(of, target, {"eal": "English as an additional language"})
    read = understand(target, imported_on=IMPORTED_ON, authority="803", known=DATASETS)
    known = [one.dataset.id for one in read if one.dataset is not None]
    assert known == [of.id]
    assert any("no rows" in str(problem) for one in read for problem in one.problems)


def test_an_example_row_left_in_is_refused(tmp_path: Path) -> None:
    of = RETURNS["local_section175"]
    text = f"{','.join(of.header)}\n{','.join(of.examples[1])}\n"
    one = understood(text, tmp_path, authority="803")
    assert "is one of the template's example rows: delete it" in messages(one)[0]


def test_the_notes_say_every_columns_meaning_and_answers() -> None:
    for of in RETURNS.values():
        told = {row[0]: row for row in return_template.notes(of)}
        for column in of.columns:
            assert told[column.name][3] == column.meaning
            assert column.meaning
    head = return_template.notes(RETURNS["local_governance"])
    assert any("one of: permanent, acting, interim, executive, vacant" in row for row in head)


def test_every_measure_an_indicator_reads_can_be_returned() -> None:
    read = {measure for each in catalogue.collect(indicators, Indicator).values() for measure in each.reads}
    published_only = {"idaci_quintile", "warning_notices"}
    assert read - set(MEASURES) <= published_only


def test_a_misspelt_indicator_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = "URN,Indicator,Year,Value\n100001,persistant absence,2025/26,12\n100001,zzzz,2025/26,12\n"
    assert messages(understood(text, tmp_path, authority="803")) == [
        "file.csv:row 2:Indicator: “persistant_absence” is not the id of an indicator; did you mean persistent_absence?",
        "file.csv:row 3:Indicator: “zzzz” is not the id of an indicator",
    ]
    assert nearest("zzzz") is None


def test_a_misspelt_column_of_the_wide_shape_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = "URN,Year,As at date,eal,atainment8\n100001,2025/26,01/05/2026,12,40\n"
    (told,) = messages(understood(text, tmp_path, authority="803"))
    assert "“atainment8” is not the id of an indicator" in told


def test_a_wide_file_says_what_the_long_one_does(tmp_path: Path) -> None:
    wide = "URN,Year,As at date,eal,Persistent absence\n100001,2025/26,01/05/2026,12.5,\n100002,2025/26,01/05/2026,,8\n"
    long = (
        "URN,Indicator,Year,Value,As at date\n"
        "100001,eal,2025/26,12.5,01/05/2026\n100002,persistent_absence,2025/26,8,01/05/2026\n"
    )
    key = ["urn", "measure", "year", "value", "status", "known_from", "known_from_estimated"]
    tables = []
    for text in (wide, long):
        one = understood(text, tmp_path, authority="803")
        assert one.reading is not None, one.problems
        tables.append(one.reading.tables["observation"].select(key).sort("urn"))
    assert tables[0].equals(tables[1])


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("eal,Note", ""),
        ("fsm_ever6,FSM ever6", "give each indicator once, as fsm_ever6"),
        ("fsm-ever6,Note", "give each indicator once, as fsm_ever6"),
        ("Note,", "has no column that is the id of an indicator"),
    ],
)
def test_a_wide_file_gives_each_indicator_once_by_its_id(header: str, said: str, tmp_path: Path) -> None:
    one = understood(
        f"URN,Year,As at date,{header}\n100001,2025/26,01/05/2026,5,\n", tmp_path, authority="803"
    )
    if said:
        assert said in messages(one)[0]
    else:
        assert one.ready


def test_a_value_can_be_in_dispute_and_keep_its_number(tmp_path: Path) -> None:
    text = "URN,Indicator,Year,Value,Status\n100001,eal,2025,12,in dispute\n100002,eal,2025,,suppressed\n"
    one = understood(text, tmp_path, authority="803")
    assert one.reading is not None
    assert one.reading.tables["observation"].select("value", "status").rows() == [
        (12.0, int(Status.IN_DISPUTE)),
        (None, int(Status.SUPPRESSED)),
    ]


def test_an_absurd_value_a_missing_one_and_a_repeat_are_errors(tmp_path: Path) -> None:
    text = (
        "URN,Indicator,Year,Value,Status\n100001,eal,2025,120,\n100002,eal,2025,,\n"
        "100003,eal,2025,4,suppressed\n100004,eal,2025,4,\n100004,eal,2024/25,5,\n"
    )
    told = messages(understood(text, tmp_path, authority="803"))
    assert told == [
        "file.csv:row 2:Value: 120 is above 100, which eal cannot be",
        "file.csv:row 3:Value: has no value, and Status does not say why",
        "file.csv:row 4:Status: has a value, and a status that says it has none",
        "file.csv:row 6: repeats an earlier row of the same school, indicator and year (100004, eal, 2025)",
    ]


def test_a_return_of_no_stated_authority_is_refused(tmp_path: Path) -> None:
    one = understood("URN,Indicator,Year,Value\n100001,eal,2025,12\n", tmp_path)
    assert "--authority" in messages(one)[0]


def test_a_head_for_the_time_being_is_a_vacancy_and_an_event(tmp_path: Path) -> None:
    of = RETURNS["local_governance"]
    rows = [
        ",".join(of.header),
        "100001,2025/26,3,26,1,acting,01/01/2026,30/06/2026,",
        "100002,2025/26,0,,0,permanent,01/09/2025,30/06/2026,",
        "100003,2025/26,0,,0,executive,01/09/2015,30/06/2026,",
    ]
    one = understood("\n".join(rows), tmp_path, authority="803")
    assert one.reading is not None, one.problems
    table = one.reading.tables["observation"]
    vacant = dict(table.filter(measure="head_post_vacant").select("urn", "value").rows())
    first = dict(table.filter(measure="head_in_first_year").select("urn", "value").rows())
    assert vacant == {100001: 1.0, 100002: 0.0, 100003: 0.0}
    assert first == {100001: 0.0, 100002: 1.0, 100003: 0.0}
    event = one.reading.tables["event"].select("urn", "event", "started", "ended", "detail").rows()
    assert event == [(100001, "head_post_vacant", date(2026, 1, 1), None, "acting")]


def test_a_balance_that_is_not_income_less_expenditure_is_an_error(tmp_path: Path) -> None:
    of = RETURNS["local_finance"]
    text = f"{','.join(of.header)}\n100001,2025-26,1000000,900000,50000,0,not needed,30/04/2026,\n"
    assert messages(understood(text, tmp_path, authority="803")) == [
        "file.csv:row 2:In-year balance: is £50,000 away from income less expenditure"
    ]


def test_a_judgement_of_tomorrow_or_already_spent_is_an_error(tmp_path: Path) -> None:
    of = RETURNS["local_judgements"]
    text = (
        f"{','.join(of.header)}\n"
        "100001,teaching_consistent,Not yet,22/11/2026,Adviser,Note of visit,\n"
        "100002,teaching_consistent,yes,01/09/2026,Adviser,Note of visit,01/08/2026\n"
    )
    assert messages(understood(text, tmp_path, authority="803")) == [
        "file.csv:row 2:Date: 22/11/2026 is after the day of import",
        "file.csv:row 3:Expires: is before the day it was judged",
    ]


def test_answers_and_events_become_ids(tmp_path: Path) -> None:
    of = RETURNS["local_judgements"]
    text = f"{','.join(of.header)}\n100001,Teaching consistent,Not yet,21/11/2026,Adviser,Note of visit,\n"
    one = understood(text, tmp_path, authority="803")
    assert one.reading is not None, one.problems
    row = one.reading.tables["judgement"].to_dicts()[0]
    assert (row["judgement"], row["answer"]) == ("teaching_consistent", "not_yet")
    assert row["made_by"] == "Adviser"


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("local_events", "100001,warning_notice,02/01/2026,01/01/2026,", "Ended: is before the event began"),
        (
            "local_section175",
            "100001,2025/26,yes,,,31/03/2026,",
            "Duties not yet met: is blank, though the audit was returned: say 0 where every duty is met",
        ),
        (
            "local_section175",
            "100001,2025/26,maybe,1,,31/03/2026,",
            "Returned: “maybe” is neither yes nor no",
        ),
        (
            "local_section175",
            "100001,2025/26,yes,1.5,,31/03/2026,",
            "Duties not yet met: “1.5” is not a whole number",
        ),
        ("local_section175", ",2025/26,yes,1,,31/03/2026,", "URN: is blank"),
        ("local_section175", "100001,soon,yes,1,,31/03/2026,", "Year: “soon” is not a year such as 2025/26"),
        (
            "local_section175",
            "100001,2025/26,yes,1,,31/12/2026,",
            "As at date: 31/12/2026 is after the day of import",
        ),
        (
            "local_section175",
            "100001,2025/26,yes,1,perhaps,31/03/2026,",
            "Action plan: “perhaps” is not one of: none needed, in place, not in place",
        ),
    ],
)
def test_what_cannot_stand_in_a_column_is_told(name: str, row: str, said: str, tmp_path: Path) -> None:
    text = f"{','.join(RETURNS[name].header)}\n{row}\n"
    assert f"file.csv:row 2:{said}" in messages(understood(text, tmp_path, authority="803"))


def test_a_template_of_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="xlsx, csv, ods"):
        return_template.write(RETURNS["local_events"], tmp_path / "events.docx")


def test_the_same_judgements_read_on_another_day_are_the_same_part(tmp_path: Path) -> None:
    of = RETURNS["local_judgements"]
    path = tmp_path / "judgements.csv"
    path.write_text(f"{','.join(of.header)}\n100001,a,yes,01/09/2026,Adviser,Note,\n")
    ids = {
        one.release_id
        for day in (date(2026, 11, 21), date(2026, 11, 22))
        for one in understand(path, imported_on=day, authority="803", known=DATASETS)
    }
    assert len(ids) == 1


def test_problems_are_told_by_row_one_for_each_cell_with_columns_as_the_file_names_them(
    tmp_path: Path,
) -> None:
    text = (
        "Urn,Indicator,Year,VALUE,Status,Numerator,Denominator,Low,High,As at date,Note\n"
        "100001,eal,2025/26,many,,,,,,,\n"
        "12,eal,soon,140,,,-3,,,,\n"
    )
    assert messages(understood(text, tmp_path, authority="803")) == [
        "file.csv:row 2:VALUE: “many” is neither a number nor a code of this file",
        "file.csv:row 3:Urn: “12” is not a URN: six figures",
        "file.csv:row 3:Year: “soon” is not a year such as 2025/26",
        "file.csv:row 3:VALUE: 140 is above 100, which eal cannot be",
        "file.csv:row 3:Denominator: “-3” is below 0",
    ]


@pytest.mark.parametrize(
    ("vacancies", "weeks", "said"), [("0", "", 0), ("0", "0", 0), ("2", "", None), ("2", "9", 9)]
)
def test_with_no_seat_vacant_the_longest_vacancy_is_of_no_weeks(
    vacancies: str, weeks: str, said: float | None, tmp_path: Path
) -> None:
    of = RETURNS["local_governance"]
    text = f"{','.join(of.header)}\n100001,2025/26,{vacancies},{weeks},0,permanent,,30/06/2026,\n"
    one = understood(text, tmp_path, authority="803")
    assert one.reading is not None, one.problems
    table = one.reading.tables["observation"].filter(pl.col("measure") == "governor_vacancy_weeks")
    assert table["value"].to_list() == ([] if said is None else [said])


class TestCheck:
    """Whose schools they are, once there is a register to ask."""

    REGISTER = pl.DataFrame({"urn": [100001, 100002], "la_code": ["803", "801"]})

    def _reading(self, *urns: int) -> Reading:
        table = pl.DataFrame({"urn": urns, "row": range(2, 2 + len(urns))})
        return Reading(tables={"observation": table}, edition="", part="", years=())

    def _context(self, authority: str | None = "803") -> Context:
        return Context(file="f.csv", sha256="", imported_on=IMPORTED_ON, authority=authority)

    def test_a_school_of_another_authority_is_an_error(self) -> None:
        context = self._context()
        returns.check(self._reading(100001, 100002, 100003), self.REGISTER, context)
        assert [str(problem) for problem in context.problems] == [
            "f.csv:row 3:URN: school 100002 is of authority 801, not 803",
            "f.csv:row 4:URN: no school in the register has the URN 100003",
        ]

    def test_a_school_of_two_tables_is_told_once_and_in_row_order(self) -> None:
        context = self._context()
        later = pl.DataFrame({"urn": [100002], "row": [9]})
        earlier = pl.DataFrame({"urn": [100003, 100002], "row": [3, 9]})
        tables = {"observation": later, "event": earlier}
        returns.check(Reading(tables=tables, edition="", part="", years=()), self.REGISTER, context)
        assert [problem.row for problem in context.problems] == [3, 9]

    def test_without_a_register_it_is_said_that_nobody_checked(self) -> None:
        context = self._context()
        returns.check(self._reading(100001), self.REGISTER.clear(), context)
        assert [problem.severity for problem in context.problems] == ["warning"]

    def test_a_table_about_no_school_is_passed_over(self) -> None:
        context = self._context()
        areas = Reading(tables={"area": pl.DataFrame({"row": [2]})}, edition="", part="", years=())
        returns.check(areas, self.REGISTER, context)
        assert not context.problems

    def test_what_is_public_is_nobodys_own(self) -> None:
        context = self._context(None)
        returns.check(self._reading(100002), self.REGISTER, context)
        assert not context.problems
