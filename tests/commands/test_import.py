"""An authority's return is checked by the register, of the same batch or held before, before it is kept."""

import os
import shutil
from pathlib import Path

import pytest

from trellis.analysis.files.releases import ReleaseStore
from trellis.analysis.home import Home
from trellis.interfaces.commands.main import main

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
HEADER = SAMPLES.joinpath("local_governance", "return.csv").read_text(encoding="utf-8").splitlines()[0]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "home"))
    return Home.from_environment()


def governance(folder: Path, *urns: int) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "a_return.csv"
    rows = [f"{urn},2025/26,0,,0,permanent,01/09/2019,30/06/2026," for urn in urns]
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def register(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    name = "edubasealldata20260901.csv"
    return Path(shutil.copy(SAMPLES / "gias_establishments" / "edubasealldata.csv", folder / name))


def kept(home: Home) -> set[str]:
    return {release.dataset for release in ReleaseStore(home).releases()}


def test_a_return_is_checked_by_a_register_that_comes_after_it_in_the_batch(home, tmp_path, capsys) -> None:
    governance(tmp_path / "batch", 900001, 900002)
    register(tmp_path / "batch")
    assert main(["import", str(tmp_path / "batch"), "--yes", "--authority", "898"]) == 0
    assert kept(home) == {"gias_establishments", "local_governance"}
    assert "nobody checked" not in capsys.readouterr().out


def test_a_return_with_another_authoritys_school_is_not_kept(home, tmp_path, capsys) -> None:
    main(["import", str(register(tmp_path / "first")), "--yes"])
    path = governance(tmp_path / "second", 900001, 990001)
    assert main(["import", str(path), "--yes", "--authority", "799"]) == 2
    said = capsys.readouterr().out
    assert "row 2:URN: school 900001 is of authority 898, not 799" in said
    assert "row 3:URN: no school in the register has the URN 990001" in said
    assert kept(home) == {"gias_establishments"}


def test_a_return_without_any_register_says_that_nobody_checked(home, tmp_path, capsys) -> None:
    path = governance(tmp_path / "batch", 900001)
    assert main(["import", str(path), "--yes", "--authority", "898"]) == 0
    assert "nobody checked whose schools these are" in capsys.readouterr().out
    assert kept(home) == {"local_governance"}


def own(folder: Path, name: str, *rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.csv"
    header = "URN,Indicator,Year,Value,Status,Numerator,Denominator,Low,High,As at date,Note"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def test_a_return_of_one_school_says_whose_values_it_changes(home, tmp_path, capsys) -> None:
    first = own(
        tmp_path, "a", *(f"{urn},eal,2025/26,10,,,,,,31/07/2026," for urn in (900001, 900002, 900003))
    )
    second = own(tmp_path, "b", "900002,eal,2025/26,20,,,,,,31/07/2026,")
    assert main(["import", str(first), "--yes", "--authority", "898"]) == 0
    assert main(["import", str(second), "--yes", "--authority", "898"]) == 0
    said = capsys.readouterr().out
    assert "1 row, 1 school" in said
    assert "stands beside 2025/26 (a.csv, imported" in said
    assert "newer values win for 1 school, 2 schools not in this file keep their values" in said
    newest = ReleaseStore(home).releases()[-1]
    assert main(["import", "--withdraw", newest.id]) == 0
    assert "what it had displaced in the authority's other returns counts again" in capsys.readouterr().out


def test_a_release_date_can_be_stated(home, tmp_path, capsys) -> None:
    path = register(tmp_path / "first")
    assert main(["import", str(path), "--yes", "--known-from", "2026-09-03"]) == 0
    assert "known from 3 September 2026 (as you state)" in capsys.readouterr().out
    (release,) = ReleaseStore(home).releases()
    assert not release.known_from_estimated


@pytest.mark.parametrize(
    ("stated", "said"),
    [("soon", "is not a date"), ("2999-01-01", "cannot be when"), ("1066-10-14", "cannot be when")],
)
def test_a_release_date_that_cannot_be_is_refused(home, tmp_path, capsys, stated, said) -> None:
    assert main(["import", str(register(tmp_path / "first")), "--yes", "--known-from", stated]) == 2
    assert said in capsys.readouterr().err
    assert kept(home) == set()


def test_returns_of_two_authorities_never_share_a_series(home, tmp_path) -> None:
    """The part 2019-2020 has 201 and 202 within it: a code is no mark of whose a return is unless it is always put."""
    for code, urn in (("201", 900001), ("202", 900002)):
        folder = tmp_path / code
        folder.mkdir()
        years = (f"{urn},{year},0,,0,permanent,01/09/2015,30/06/2020," for year in ("2018/19", "2019/20"))
        path = folder / "a_return.csv"
        path.write_text("\n".join([HEADER, *years, ""]), encoding="utf-8")
        assert main(["import", str(path), "--yes", "--authority", code]) == 0
    held = ReleaseStore(home).releases(include_superseded=True)
    assert {release.part.rsplit("-", 1)[1] for release in held} == {"201", "202"}
    assert {release.state for release in held} == {"current"}


def test_a_file_whose_name_is_no_text_is_read_and_named_with_a_mark(home, tmp_path, capsys) -> None:
    folder = tmp_path / "batch"
    register(folder)
    strange = os.fsencode(folder) + b"/edubasealldata\xff\x1b[2J20260902.csv"
    os.rename(os.fsencode(folder / "edubasealldata20260901.csv"), strange)
    assert main(["import", str(folder), "--yes"]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\ufffd" in said
    assert kept(home) == {"gias_establishments"}
