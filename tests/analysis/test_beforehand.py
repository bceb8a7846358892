"""What is read beforehand is what is read when it is asked for, and a file that cannot be is refused all the same."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from trellis.analysis.files import container
from trellis.analysis.files.beforehand import Beforehand


def test_the_bytes_and_their_hash_are_those_of_the_file(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.csv" for number in range(3)]
    for number, path in enumerate(paths):
        path.write_bytes(b"URN,A\n" + b"100001,2\n" * number)
    beforehand = Beforehand([tmp_path])
    for path in paths:
        opened = container.open_file([path], beforehand=beforehand)
        assert opened.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert [sheet.head for sheet in opened.sheets()] == [
            sheet.head for sheet in container.open_file([path]).sheets()
        ]


def test_each_file_is_given_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"URN\n1\n")
    beforehand = Beforehand([path, tmp_path / "absent.csv"])
    assert beforehand.take(path) is not None
    assert beforehand.take(path) is None
    assert beforehand.take(tmp_path / "absent.csv") is None


def test_a_file_that_has_changed_since_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"URN\n1\n")
    beforehand = Beforehand([path])
    begun = beforehand._begun[path]
    begun.data.result()
    path.write_bytes(b"URN\n1\n2\n")
    opened = container.open_file([path], beforehand=beforehand)
    assert opened.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_cannot_be_read_is_refused_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"URN\n1\n")

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(container.ContainerRefused, match="Permission denied"):
        container.open_file([path], beforehand=Beforehand([path]))


def test_it_begins_before_any_library_that_opens_files_is_loaded() -> None:
    loaded = (
        "import sys; import trellis.analysis.files.beforehand; print({'polars', 'numpy'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
