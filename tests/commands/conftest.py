"""Commands run as a person would run them, over pictured schools and in a folder of their own."""

import pytest

from tests.commands.held import opener, pictured
from trellis.analysis.store import warehouse
from trellis.interfaces.commands.main import main


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """The warehouse of pictured schools stands in for the real one; returns what was asked of it."""
    told: list[dict] = []
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(warehouse, "open", opener(pictured(), told))
    return told


@pytest.fixture
def trellis(asked, capsys):
    """Run `trellis` with words, and return (exit code, what it printed, what it complained of)."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
