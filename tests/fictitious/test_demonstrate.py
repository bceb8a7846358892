"""`trellis demonstrate` fills an empty installation, does nothing twice, and keeps out of a real one."""

import argparse
import shutil
from datetime import UTC, datetime

import pytest

from trellis.analysis.files.releases import ReleaseStore
from trellis.analysis.home import Home
from trellis.interfaces.commands import demonstrate

ARGUMENTS = argparse.Namespace(pack=None, files_only=None)


@pytest.fixture
def home(tmp_path, monkeypatch, made):
    """An empty installation, for which the files that were made once are copied in place of being made again."""

    def copied(folder, tell):
        shutil.copytree(made.folder, folder)
        return len(made.files)

    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    monkeypatch.setattr(demonstrate, "_write", copied)
    return Home(root=tmp_path)


@pytest.mark.django_db
def test_a_second_time_it_does_nothing_and_prints_the_same_sign_ins(home, capsys):
    assert demonstrate.run(ARGUMENTS) == 0
    first = capsys.readouterr().out
    assert first.count("✓") == 6
    assert "headteacher@799.example" in first
    stamp = ReleaseStore(home).stamp()

    assert demonstrate.run(ARGUMENTS) == 0
    second = capsys.readouterr().out
    assert second.count("(done before)") == 6
    assert second.split("Sign in as:")[1] == first.split("Sign in as:")[1]
    assert ReleaseStore(home).stamp() == stamp


def test_it_keeps_out_of_an_installation_that_holds_other_data(home, understood):
    from trellis.analysis.files import intake

    register = next(one for one in understood if one.file.endswith("edubasealldata20250422.csv"))
    store = ReleaseStore(home)
    kept = intake.keep(register, store, at=datetime(2026, 11, 21, tzinfo=UTC))
    (home.root / "fictitious").mkdir()

    with pytest.raises(demonstrate.CannotDemonstrate, match="TRELLIS_HOME"):
        demonstrate._refuse_among_real_data(home, {kept.sha256}, {"another"})


def test_the_sign_ins_can_be_read_by_their_owner_alone(home, monkeypatch):
    (home.root / "fictitious").mkdir()
    kept = demonstrate._sign_ins(home)
    demonstrate._keep_private(kept, "role  address  password")
    assert kept.stat().st_mode & 0o077 == 0
