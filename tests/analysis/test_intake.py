"""Recognising what a file is by its header, and reading it."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from tests.analysis import incoming
from trellis.analysis.columns import period
from trellis.analysis.columns.period import Hint
from trellis.analysis.dataset import Context, Dataset, Publication, Reading, Shape
from trellis.analysis.files import intake
from trellis.analysis.observation import TABLES, Status
from trellis.interfaces.commands import main


def _columns(frame: pl.DataFrame, context: Context) -> Reading:
    """Read nothing but the names of the columns that came."""
    context.warn(",".join(frame.columns))
    return Reading(tables={}, edition="edition", part="part", years=(2019,))


def _dataset(*shapes: Shape, local: bool = False) -> dict[str, Dataset]:
    dataset = Dataset(
        id="invented", title="Invented", publisher="Nobody", licence="None", page="https://example.org",
        shapes=shapes, local=local,
    )  # fmt: skip
    return {dataset.id: dataset}


def _shape(shape_id: str, *marks: str, **more: object) -> Shape:
    return Shape(id=shape_id, title=shape_id, marks=marks, reads=marks, read=_columns, **more)  # type: ignore[arg-type]


def test_a_publication_is_known_by_its_header_whatever_its_name(tmp_path: Path) -> None:
    one = incoming.understand_one(incoming.write(tmp_path, incoming.absence_csv(), "stuff.dat"), year=2019)
    assert one.dataset is not None
    assert (one.dataset.id, one.shape.id if one.shape else "") == ("absence", "performance-table")
    assert (one.rows, one.schools, one.ready) == (4, 3, True)


def test_a_reading_keeps_values_codes_and_rows(tmp_path: Path) -> None:
    one = incoming.understand_one(incoming.write(tmp_path, incoming.absence_csv()))
    assert one.reading is not None
    table = one.reading.tables["observation"].filter(pl.col("measure") == "absence_overall")
    assert table.select("urn", "year", "value", "status", "row").rows() == [
        (900001, 2019, 3.4, Status.VALUE, 2),
        (900002, 2019, 4.0, Status.VALUE, 3),
        (900003, 2019, None, Status.SUPPRESSED, 4),
    ]
    area = one.reading.tables["area_observation"].filter(pl.col("measure") == "absence_overall")
    assert area.select("area_level", "area_code", "school_group", "value").rows() == [
        ("national", "ENG", "primary", 4.0)
    ]


def test_the_same_table_reads_the_same_from_csv_workbook_and_parquet(tmp_path: Path) -> None:
    import xlsxwriter

    frame = pl.read_csv(incoming.absence_csv(), infer_schema=False)
    book = xlsxwriter.Workbook(tmp_path / "2018-2019.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, frame.columns)
    for place, row in enumerate(frame.rows(), start=1):
        for column, cell in enumerate(row):
            if cell is not None and cell.replace(".", "").isdigit():
                sheet.write_number(place, column, float(cell))
            else:
                sheet.write(place, column, cell)
    book.close()
    frame.with_columns(pl.col("URN").cast(pl.Float64)).write_parquet(tmp_path / "2018-2019.parquet")
    incoming.write(tmp_path, incoming.absence_csv(), "2018-2019.csv")
    tables = [
        one.reading.tables["observation"]
        for name in ("2018-2019.csv", "2018-2019.xlsx", "2018-2019.parquet")
        for one in incoming.understand(tmp_path / name)
        if one.reading is not None
    ]
    assert len(tables) == 3
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])


def test_the_shape_with_most_marks_wins(tmp_path: Path) -> None:
    path = incoming.write(tmp_path, b"A,B,C\n1,2,3\n")
    known = _dataset(
        _shape("short", "A", "B"), _shape("long", "A", "B", "C"), _shape("not", "A", without=("C",))
    )
    (one,) = intake.understand(path, imported_on=incoming.TODAY, known=known)
    assert one.shape is not None
    assert one.shape.id == "long"


def test_only_wanted_columns_are_read_by_their_key(tmp_path: Path) -> None:
    path = incoming.write(tmp_path, b"  a \xc2\xa0 name ,B,Unwanted\n1,2,3\n")
    known = _dataset(_shape("s", "A name", "b"))
    (one,) = intake.understand(path, imported_on=incoming.TODAY, known=known)
    assert [problem.message for problem in one.problems] == ["row,a name,b"]


def test_a_header_the_publisher_repeats_is_read_by_its_number(tmp_path: Path) -> None:
    path = incoming.write(tmp_path, b"LA,SN1,SNP,SN2,SNP\n998,1,a,2,b\n")
    known = _dataset(_shape("s", "LA", "SNP", "SNP#2"))
    (one,) = intake.understand(path, imported_on=incoming.TODAY, known=known)
    assert one.ready
    assert [problem.message for problem in one.problems] == ["row,la,snp,snp#2"]


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = incoming.write(tmp_path, b"Pupil absence\n\n" + incoming.absence_csv())
    one = incoming.understand_one(path)
    assert one.header_row == 3
    assert one.reading is not None
    assert one.reading.tables["observation"]["row"].min() == 4


def test_a_return_of_an_authoritys_own_needs_to_know_whose(tmp_path: Path) -> None:
    path = incoming.write(tmp_path, b"A,B\n1,2\n")
    known = _dataset(_shape("s", "A", "B"), local=True)
    (one,) = intake.understand(path, imported_on=incoming.TODAY, known=known)
    assert not one.ready
    assert "--authority" in one.errors[0].message
    (one,) = intake.understand(path, imported_on=incoming.TODAY, known=known, authority="998")
    assert one.reading is not None
    assert (one.authority, one.reading.part) == ("998", "part-998")


def test_a_folder_is_walked_and_parts_of_a_parquet_table_are_one_file(tmp_path: Path) -> None:
    incoming.write(tmp_path / "b", b"x", "two.csv")
    incoming.write(tmp_path, b"x", "one.csv")
    incoming.write(tmp_path, b"x", "README.md")
    incoming.write(tmp_path / ".git", b"x", "config.csv")
    for part in ("part-0.parquet", "part-1.parquet"):
        incoming.write(tmp_path / "c", b"x", part)
    found = intake.find([tmp_path])
    assert [(f.file, len(f.paths)) for f in found] == [
        ("b/two.csv", 1),
        ("one.csv", 1),
        ("c/part-*.parquet", 2),
    ]


def test_the_same_bytes_twice_in_a_batch_are_kept_once(tmp_path: Path) -> None:
    incoming.write(tmp_path, incoming.absence_csv(), "a_2018-2019.csv")
    incoming.write(tmp_path, incoming.absence_csv(), "b_2018-2019.csv")
    first, second = intake.understand_each(intake.find([tmp_path]), imported_on=incoming.TODAY)
    assert first.ready
    assert second.reason == "It is the same, byte for byte, as a_2018-2019.csv."


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("edubasealldata20250422.csv", Hint(day=date(2025, 4, 22))),
        ("outcomes_as_at_31_August_2025.csv.gz", Hint(day=date(2025, 8, 31))),
        ("gias/2024-01-29/links.csv", Hint(day=date(2024, 1, 29))),
        ("2018-2019/england_abs.csv", Hint(year=2019)),
        ("2006-07_to_2018-19/part-0.parquet", Hint(year=2019)),
        ("absence_3term201819_sch.csv", Hint(year=2019)),
        ("2015-2016/england_ks5final_2016.csv", Hint(year=2016)),
        ("plain.csv", Hint()),
        ("school_20250230.csv", Hint()),
    ],
)
def test_a_name_hints_a_year_or_a_date(path: str, hint: Hint) -> None:
    assert period.hinted(Path(path)) == hint


@pytest.mark.parametrize(
    ("words", "year"),
    [("201819", 2019), ("2018-19", 2019), ("2018/2019", 2019), ("2019", 2019), ("201820", None), ("x", None)],
)
def test_a_period_is_named_by_the_year_it_ends_in(words: str, year: int | None) -> None:
    assert period.ending(words) == year


def test_a_kept_date_is_certain_and_any_other_is_estimated(tmp_path: Path) -> None:
    publication = Publication(month=3, years_after=1, dates={2019: date(2020, 3, 26)})
    from trellis.analysis.columns import reading

    context = Context(file="f", sha256="", imported_on=incoming.TODAY)
    known, estimated = reading.known_from(pl.Series([2018, 2019]), publication, None, context)
    assert known.to_list() == [date(2019, 3, 1), date(2020, 3, 26)]
    assert estimated.to_list() == [True, False]


class TestCommand:
    @pytest.fixture(autouse=True)
    def _home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "var"))

    def test_it_says_what_was_understood(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = incoming.write(tmp_path, incoming.absence_csv())
        assert main.main(["import", str(path), "--yes"]) == 0
        told = capsys.readouterr().out
        for words in (
            "Pupil absence in schools, Performance table, to 2018/19: 2018/19",
            "year ending 2019; 4 rows, 3 schools",
            "known from about March 2020 (estimated); new",
            "kept 1",
        ):
            assert words in told

    def test_it_says_what_a_file_supersedes(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        main.main(["import", str(incoming.write(tmp_path, incoming.absence_csv())), "--yes"])
        revised = incoming.absence_csv(("998", "2001", "900001", "3.5", "5.1"))
        capsys.readouterr()
        main.main(["import", str(incoming.write(tmp_path, revised)), "--yes"])
        assert "supersedes 2018/19 (england_abs_2018-2019.csv, imported" in capsys.readouterr().out
        main.main(["import", str(incoming.write(tmp_path, revised)), "--yes"])
        assert "1 already held" in capsys.readouterr().out

    def test_without_yes_and_nobody_to_ask_nothing_is_kept(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = incoming.write(tmp_path, incoming.absence_csv())
        assert main.main(["import", str(path)]) == 2
        assert "--yes" in capsys.readouterr().err
        assert not (tmp_path / "var" / "releases").exists()

    @pytest.mark.parametrize("answer", [True, False])
    def test_the_answer_to_the_question_decides_for_every_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bool
    ) -> None:
        for year in (2016, 2017, 2018, 2019):
            table = incoming.absence_csv(("998", "2001", "900001", str(year % 10), "5"))
            incoming.write(tmp_path / "in", table, f"abs_{year}.csv")
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("rich.prompt.Confirm.ask", lambda *_, **__: answer)
        assert main.main(["import", str(tmp_path / "in")]) == (0 if answer else 1)
        assert len(incoming.store_in(tmp_path / "var").releases()) == (4 if answer else 0)

    def test_a_dry_run_keeps_nothing(self, tmp_path: Path) -> None:
        path = incoming.write(tmp_path, incoming.absence_csv())
        assert main.main(["import", str(path), "--dry-run"]) == 0
        assert not (tmp_path / "var" / "releases").exists()

    def test_json_is_one_object_a_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = incoming.write(tmp_path, incoming.absence_csv())
        assert main.main(["import", str(path), "--yes", "--json"]) == 0
        (told,) = json.loads(capsys.readouterr().out)
        assert (told["dataset"], told["years"], told["rows"], told["problems"]) == ("absence", [2019], 4, [])

    def test_a_release_can_be_listed_and_withdrawn(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main.main(["import", str(incoming.write(tmp_path, incoming.absence_csv())), "--yes"])
        (release,) = incoming.store_in(tmp_path / "var").releases()
        capsys.readouterr()
        assert main.main(["import", "--list"]) == 0
        assert release.id in capsys.readouterr().out
        assert main.main(["import", "--withdraw", release.id]) == 0
        assert "nothing takes its place" in capsys.readouterr().out

    def test_a_path_that_is_not_there_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main.main(["import", "nowhere"]) == 2
        assert "no file or folder nowhere" in capsys.readouterr().err

    def test_nothing_to_import_is_refused(self) -> None:
        assert main.main(["import"]) == 2
        assert main.main(["import", "x", "--authority", "Bristol"]) == 2
        assert main.main(["import", "x", "--year", "19"]) == 2


@pytest.mark.published
class TestPublished:
    """On the real files, where they are: understood without error, and figures checked by hand against the file."""

    @pytest.mark.parametrize(
        ("name", "dataset", "rows", "schools"),
        [
            ("performance-tables/2018-2019/england_abs.csv.gz", "absence", 21217, 21214),
            ("performance-tables/2018-2019/england_census.csv.gz", "school_census", 23942, 23939),
            ("attendance/2025-26/EES_ytd_data.csv.gz", "attendance", 647, 0),
            (
                "school-census/2022-23/reencoded/spc_school_level_underlying_data_23112023.csv.gz",
                "school_census", 24442, 24442,
            ),
        ],
    )  # fmt: skip
    def test_it_is_understood_without_error(
        self, published_data: Path, name: str, dataset: str, rows: int, schools: int
    ) -> None:
        one = incoming.understand_one(published_data / name)
        assert not one.problems
        assert one.dataset is not None
        assert (one.dataset.id, one.rows, one.schools) == (dataset, rows, schools)

    def test_thirteen_years_of_absence_agree_with_the_published_headlines(self, published_data: Path) -> None:
        folder = published_data / "absence" / "2006-07_to_2018-19"
        (found,) = intake.find([folder])
        (one,) = intake.understand(found, imported_on=incoming.TODAY)
        assert not one.errors
        assert one.reading is not None
        assert one.reading.years == tuple(range(2007, 2020))
        england = one.reading.tables["area_observation"].filter(
            pl.col("area_level") == "national", pl.col("year") == 2019, pl.col("school_group") == "all"
        )
        values = dict(england.select("measure", "value").rows())
        assert values["absence_overall"] == pytest.approx(4.7, abs=0.05)
        assert values["persistent_absence"] == pytest.approx(10.9, abs=0.05)
        schools = one.reading.tables["observation"]
        assert schools.schema == TABLES["observation"]
        assert (one.known_from, one.known_from_estimated) == (date(2020, 3, 26), False)
