"""Every kind of bad file gets one clear answer with every problem in it, and the store stays as it was."""

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.analysis import incoming
from trellis.analysis.files import intake
from trellis.analysis.files.releases import ReleaseStore
from trellis.interfaces.commands import main

NAME = "england_abs_2018-2019.csv"
GOOD = incoming.absence_csv()


def _statistics(*periods: str) -> bytes:
    columns = (
        "time_period", "geographic_level", "urn", "headcount of pupils", "headcount total girls",
        "number of pupils known to be eligible for free school meals",
        "% of pupils known to be eligible for free school meals",
        "number of pupils whose first language is known or believed to be other than English",
        "% of pupils whose first language is known or believed to be other than English",
    )  # fmt: skip
    rows = [
        (period, "School", str(900001 + n), "100", "50", "10", "10", "5", "5")
        for n, period in enumerate(periods)
    ]
    return incoming.absence_csv(*rows, header=columns)


def _rows(*rows: str) -> bytes:
    return (",".join(incoming.HEADER) + "\n" + "\n".join(rows) + "\n").encode()


# What is wrong, the bytes, and the places and words that the answer must have.
BAD: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "another file": (
        b"Name,Telephone\nAlice,1\n",
        ("of no publication held here", "It begins: Name, Telephone"),
    ),
    "nearly the right file": (
        _rows("x").replace(b"PERCTOT", b"PCTOT"),
        ("The nearest is “Pupil absence in schools”", "it lacks the columns PERCTOT"),
    ),
    "a web page saved as CSV": (
        b"<!doctype html><html><head><title>Service unavailable</title></head></html>",
        ("web page", "Service unavailable"),
    ),
    "a gzip cut short": (incoming.gzipped(GOOD * 50)[:-30], ("cut short",)),
    "a damaged zip": (b"PK\x03\x04" + b"\0" * 40, ("damaged",)),
    "bytes of no encoding": (GOOD.replace(b"3.4", b"\x81\x8d"), ("line 2", "0x81")),
    "ragged rows": (
        _rows("998,2001,900001,3.4,5.1", "998,2002,900002,4", "998,2003,900003,4,9,9"),
        ("row 3: has 4 cells where the header has 5", "row 4: has 6 cells where the header has 5"),
    ),
    "a quote never closed": (_rows('998,2001,900001,"3.4,5.1', "998,2002,900002,4,9"), ("not closed",)),
    "repeated schools": (
        _rows(
            "998,2001,900001,3.4,5.1", "998,2002,900002,4,9", "998,2001,900001,3.5,5", "998,2002,900002,4,9"
        ),
        ("row 4", "row 5", "repeats an earlier row of the same school (900001)"),
    ),
    "unknown codes": (
        _rows("998,2001,900001,3.4,HIDDEN", "998,2002,900002,?,9"),
        ("row 2:PPERSABS10: “HIDDEN” is neither a number nor a code", "row 3:PERCTOT: “?” is neither"),
    ),
    "missing columns": (
        b"time_period,geographic_level,urn,sess_possible,sess_overall_percent\n201819,School,900001,10,4\n",
        ("sess_authorised_percent: is missing", "enrolments: is missing", "old_la_code: is missing"),
    ),
    "the same header twice": (
        GOOD.replace(b"ESTAB,URN", b"URN,URN"),
        ("nearest", "it lacks the columns ESTAB"),
    ),
    "a wanted header twice": (
        b"LA,ESTAB,URN,PERCTOT,PPERSABS10,PERCTOT\n998,2001,900001,3,4,5\n",
        ("PERCTOT: is the header of two columns",),
    ),
    "absurd values": (
        _rows("998,2001,900001,340,5.1", "998,2002,900002,4,-9", "998,2003,12.5,4,9", "998,2004,nan,4,9"),
        (
            "row 2:PERCTOT: “340” is above 100",
            "row 3:PPERSABS10: “-9” is below 0",
            "row 4:URN: “12.5” is not",
        ),
    ),
    "schools without a number": (
        _rows("998,2001,,3.4,5.1", "998,2001,N/A,3,4"),
        ("row 2:URN: is blank", "row 3:URN"),
    ),
    "no bytes": (b"", ("empty: it has no bytes",)),
    "a header and nothing under it": (_rows().rstrip() + b"\n", ("has a header and no rows under it",)),
    "two files joined": (GOOD + GOOD, ("row 6: is the header again", "two files have been joined")),
    "two editions mixed": (
        _statistics("202223", "202223", "202324"),
        ("holds more than one year", "202223: 2 rows from row 2", "202324: 1 row from row 4"),
    ),
    "a period that is none": (_statistics("202223", "2O2223"), ("“2O2223”, which is not a period", "row 3")),
}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReleaseStore:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "var"))
    store = incoming.store_in(tmp_path / "var")
    incoming.kept(store, incoming.write(tmp_path / "good", GOOD))
    return store


def _problems(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            ":".join(part for part in (row["row"] and f"row {row['row']}", row["column"]) if part)
            + f": {row['message']}"
            for row in csv.DictReader(file)
        ]


def _import(path: Path, tmp_path: Path) -> tuple[int, str]:
    problems = tmp_path / "problems.csv"
    code = main.main(["import", str(path), "--yes", "--problems", str(problems)])
    return code, "\n".join(_problems(problems))


@pytest.mark.parametrize("what", BAD)
def test_one_answer_has_every_problem_and_nothing_is_stored(
    store: ReleaseStore, tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data, words = BAD[what]
    before = incoming.fingerprint(store.home.releases)
    code, problems = _import(incoming.write(tmp_path / "bad", data, NAME), tmp_path)
    assert code == 2
    for word in words:
        assert word in problems, problems
    assert incoming.fingerprint(store.home.releases) == before
    assert capsys.readouterr().out.count("\n") < 40


def test_a_file_of_two_gigabytes_is_refused_with_the_limit(store: ReleaseStore, tmp_path: Path) -> None:
    path = tmp_path / NAME
    with path.open("wb") as file:
        file.write(GOOD)
        file.truncate(2 << 30)
    before = incoming.fingerprint(store.home.releases)
    code, problems = _import(path, tmp_path)
    assert code == 2
    assert "2,048 MB; the limit is 1,024 MB" in problems
    assert "TRELLIS_MAX_FILE_MB" in problems
    assert incoming.fingerprint(store.home.releases) == before


def test_a_zip_that_unpacks_without_end_is_refused(store: ReleaseStore, tmp_path: Path) -> None:
    bomb = incoming.zipped(england_abs__csv=b"0" * (70 << 20))
    code, problems = _import(incoming.write(tmp_path, bomb, "england_abs.zip"), tmp_path)
    assert code == 2
    assert "made to fill the memory" in problems


def test_a_year_that_cannot_be_told_is_asked_for(store: ReleaseStore, tmp_path: Path) -> None:
    path = incoming.write(tmp_path / "bad", GOOD.replace(b"3.4", b"3.3"), "england_abs.csv")
    code, problems = _import(path, tmp_path)
    assert code == 2
    assert "--year" in problems
    assert main.main(["import", str(path), "--yes", "--year", "2018"]) == 0


def test_a_year_that_cannot_be_is_refused(store: ReleaseStore, tmp_path: Path) -> None:
    code, problems = _import(incoming.write(tmp_path / "bad", GOOD, "england_abs_2041.csv"), tmp_path)
    assert code == 2
    assert "would be of the year ending 2041, which cannot be" in problems


def test_a_good_file_beside_a_bad_one_is_kept(store: ReleaseStore, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    incoming.write(folder, GOOD, "england_abs_2016-2017.csv")
    incoming.write(folder, BAD["unknown codes"][0], "england_abs_2017-2018.csv")
    incoming.write(folder, b"Name,Telephone\nAlice,1\n", "contacts.csv")
    code, problems = _import(folder, tmp_path)
    assert code == 1
    assert "HIDDEN" in problems
    assert "Telephone" not in problems  # left out with its reason, not a fault
    assert {release.years for release in store.releases()} == {(2019,), (2017,)}


@pytest.mark.parametrize(
    "pack",
    [incoming.gzipped, lambda data: incoming.zipped(inside__csv=data)],
    ids=["gzip", "zip"],
)
def test_problems_inside_an_archive_are_placed_as_well(
    store: ReleaseStore, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    path = incoming.write(tmp_path / "2018-2019", pack(BAD["unknown codes"][0]), "tables")
    code, problems = _import(path, tmp_path)
    assert code == 2
    assert "row 2:PPERSABS10" in problems


def test_a_member_of_no_publication_is_passed_over_beside_one_that_is(
    store: ReleaseStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = incoming.zipped(notes__csv=b"Name,Telephone\nAlice,1\n", england_abs_2017__csv=GOOD)
    assert main.main(["import", str(incoming.write(tmp_path, data, "tables.zip")), "--yes"]) == 0
    assert "Left out, 1" in capsys.readouterr().out


def test_a_value_that_a_spreadsheet_would_run_is_inert_in_the_problems_file(
    store: ReleaseStore, tmp_path: Path
) -> None:
    _import(incoming.write(tmp_path / "bad", _rows("998,2001,900001,=cmd(),5.1"), NAME), tmp_path)
    written = (tmp_path / "problems.csv").read_text(encoding="utf-8-sig")
    assert {row["value"] for row in csv.DictReader(io.StringIO(written))} == {"'=cmd()"}


@pytest.mark.parametrize("what", ["a pipe", "a device", "a link to itself", "nothing", "a name too long"])
def test_what_is_no_file_or_folder_is_refused_in_a_sentence_and_not_waited_for(
    store: ReleaseStore, tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe, loop = tmp_path / "pipe", tmp_path / "loop"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    paths = {
        "a pipe": pipe,
        "a device": Path("/dev/zero"),
        "a link to itself": loop,
        "nothing": tmp_path / "none",
        "a name too long": tmp_path / ("a" * 300),
    }
    before = incoming.fingerprint(store.home.root)
    assert main.main(["import", str(paths[what]), "--yes"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("trellis import: ")
    assert said.count("\n") == 1
    assert incoming.fingerprint(store.home.root) == before


def test_a_folder_with_links_in_a_circle_and_a_pipe_is_looked_through_once(tmp_path: Path) -> None:
    linked = tmp_path / "elsewhere"
    incoming.write(linked, GOOD, NAME)
    folder = tmp_path / "folder" / "inside"
    folder.mkdir(parents=True)
    (folder / "up").symlink_to(tmp_path / "folder")
    (folder / "linked").symlink_to(linked)
    (folder / "twice").symlink_to(linked)
    (folder / "broken").symlink_to(folder / "none")
    os.mkfifo(folder / "pipe.csv")
    assert [found.file for found in intake.find([tmp_path / "folder"])] == [f"inside/linked/{NAME}"]


def test_a_pipe_in_place_of_a_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (one,) = incoming.understand(tmp_path / "pipe.csv")
    assert one.broken
    assert "a pipe, a device" in str(one.problems[0])


def test_a_file_that_may_not_be_read_is_told_and_the_others_go_in(
    store: ReleaseStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "two"
    shut = incoming.write(folder, GOOD.replace(b"3.4", b"3.1"), "england_abs_2016-2017.csv")
    incoming.write(folder, GOOD.replace(b"3.4", b"3.2"), "england_abs_2015-2016.csv")
    read = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path == shut:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    code, problems = _import(folder, tmp_path)
    assert code == 1
    assert problems == ": It cannot be read: Permission denied."
    assert {release.years for release in store.releases()} == {(2019,), (2016,)}


def test_a_folder_that_may_not_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shut = tmp_path / "shut"
    shut.mkdir()
    scan = os.scandir

    def refusing(path: str | Path) -> object:
        if Path(path) == shut:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    (found,) = intake.find([tmp_path])
    (one,) = intake.understand(found, imported_on=incoming.TODAY)
    assert "The folder cannot be opened" in str(one.problems[0])


def test_problems_that_cannot_be_written_are_still_told(
    store: ReleaseStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = incoming.write(tmp_path / "bad", BAD["unknown codes"][0], NAME)
    assert main.main(["import", str(bad), "--yes", "--problems", "/dev/null/problems.csv"]) == 2
    said = capsys.readouterr().out
    assert "HIDDEN" in said
    assert "name another place with --problems" in said


def test_thousands_of_problems_are_all_in_the_file_and_twenty_on_the_screen(
    store: ReleaseStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"998,2001,{900001 + n},3.4,HIDDEN{n}" for n in range(900)]
    code, problems = _import(incoming.write(tmp_path / "bad", _rows(*rows), NAME), tmp_path)
    assert code == 2
    assert problems.count("HIDDEN") == 900
    shown = capsys.readouterr().out
    assert shown.count("HIDDEN") == 20
    assert "880 more" in shown
