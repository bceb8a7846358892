"""An authority's return is checked by the register, of the same batch or held before, before it is kept."""

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
