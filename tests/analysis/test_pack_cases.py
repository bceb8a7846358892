"""A truth table that cannot be read says why, and what comes out otherwise is told."""

import shutil

import pytest

from trellis.analysis.judging import pack_cases, shelf

PACK = shelf.load()


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(shelf.folder() / PACK.id, tmp_path / PACK.id)
    return tmp_path / PACK.id


def _write(folder, case: str) -> None:
    (folder / "cases.yaml").write_text(
        f"as_of: 2026-11-21\nschools:\n  bare: {{phase_group: primary}}\ncases:\n  - {case}\n"
    )


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("{says: a, school: bare, level: null, mett: [L1-1]}", "keys that mean nothing: mett"),
        ("{says: a, school: nobody, level: null}", "not among schools"),
        ("{says: a, school: bare, level: null, met: [L9-9]}", "no criterion of the pack: L9-9"),
        ("{says: [", "is not YAML"),
    ],
)
def test_a_truth_table_that_cannot_be_read_says_why(folder, case, said):
    _write(folder, case)
    with pytest.raises(pack_cases.CasesProblem, match=said):
        pack_cases.load(folder, PACK)


def test_a_pack_without_a_truth_table_says_so(tmp_path):
    with pytest.raises(pack_cases.CasesProblem, match="cannot be read"):
        pack_cases.load(tmp_path, PACK)


def test_every_outcome_that_is_otherwise_is_told(folder):
    _write(folder, "{says: a bare school, school: bare, level: 1, met: [L1-1], capacity: true}")
    assert pack_cases.load(folder, PACK).failures(PACK) == [
        "a bare school: level none (insufficient evidence), where 1 is right",
        "a bare school: L1-1 is not known, where met is right",
        "a bare school: capacity is not True",
    ]
