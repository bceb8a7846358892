"""What commands say, in a sentence, where the installation's folder or database cannot be used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME_NEEDED = (["demonstrate"], ["serve", "--port", "8973"], ["accounts", "--authority", "801"])


def trellis(*arguments: str, home: Path | str, folder: Path, **environment: str) -> tuple[int, str]:
    """Run a command in a process of its own, in `folder`; its exit code and what it printed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TRELLIS_", "DJANGO_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "trellis.interfaces.commands.main", *arguments],
        env={**kept, "PYTHONPATH": str(Path.cwd()), "TRELLIS_HOME": str(home), **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("arguments", HOME_NEEDED, ids=lambda given: given[0])
@pytest.mark.parametrize("under", [False, True], ids=["a file", "under a file"])
def test_a_home_that_cannot_be_one_is_said_in_a_sentence(
    arguments: list[str], under: bool, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    home = tmp_path / "file" / "var" if under else tmp_path / "file"
    code, said = trellis(*arguments, home=home, folder=tmp_path)
    assert code == 2
    assert "Traceback" not in said
    assert str(home) in said
    assert "TRELLIS_HOME" in said


@pytest.mark.parametrize("address", ["junk", "junk://x", "mysql://a@b/c", "postgres://x@127.0.0.1:1/none"])
def test_a_database_that_is_none_or_not_there_is_said_in_a_sentence(address: str, tmp_path: Path) -> None:
    code, said = trellis(
        *("accounts", "--authority", "801"),
        home=tmp_path / "var",
        folder=tmp_path,
        DATABASE_URL=address,
    )
    assert code == 2
    assert "Traceback" not in said
    assert "DATABASE_URL" in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--port", "99999"), "There is no port 99999"),
        (("--port", "0"), "There is no port 0"),
        (("--workers", "0"), "cannot be served by 0 processes"),
        (("--workers", "-1"), "cannot be served by -1 processes"),
    ],
)
def test_numbers_that_no_server_can_have_are_said_in_a_sentence(
    given: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    code, printed = trellis("serve", *given, home=tmp_path / "var", folder=tmp_path)
    assert code == 2
    assert said in printed
    assert "Traceback" not in printed


def test_a_return_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    out = str(tmp_path / "file" / "x.xlsx")
    code, said = trellis("template", "local_events", "--out", out, home=tmp_path / "var", folder=tmp_path)
    assert code == 2
    assert "cannot be written" in said
    assert "Traceback" not in said


def test_an_empty_home_is_the_folder_var_for_the_settings_too(tmp_path: Path) -> None:
    code, said = trellis("accounts", "--authority", "801", home="", folder=tmp_path)
    assert code == 2
    assert "No school of authority 801 is known yet" in said
    assert [path.name for path in tmp_path.iterdir()] == ["var"]
    assert {"trellis.sqlite3", "secret.key"} <= {path.name for path in (tmp_path / "var").iterdir()}
