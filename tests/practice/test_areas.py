"""The areas of practice are content: what comes with Trellis, and what an installation adds."""

from pathlib import Path

import pytest

from trellis.practice import areas

OWN = """areas:
  - {id: forest-school, name: Forest school, also: [woodland]}
  - {id: early-reading, name: Early reading, also: [sounds first]}
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    return tmp_path


def test_every_area_has_a_name_and_other_words_for_it() -> None:
    every = areas.every()
    assert len(every) >= 25
    assert all(each.also for each in every.values())
    assert "phonics" in every["early-reading"].also
    assert not {
        word
        for each in every.values()
        for word in each.also
        if "level" in word.lower().split() and word != "A level"
    }


def test_an_installation_adds_areas_and_words(home: Path) -> None:
    (home / areas.OWN).write_text(OWN, encoding="utf-8")
    every = areas.every()
    assert every["forest-school"].name == "Forest school"
    assert {"phonics", "sounds first"} <= set(every["early-reading"].also)
    assert areas.wrong() == ""


@pytest.mark.parametrize(
    "text", ["areas: [", "areas: 3", "nothing: []", "areas:\n  - {id: A B, name: x}\n", OWN + OWN[7:]]
)
def test_a_file_that_cannot_be_read_changes_nothing_and_is_said(home: Path, text: str) -> None:
    before = areas.every()
    (home / areas.OWN).write_text(text, encoding="utf-8")
    assert areas.every() == before
    assert "cannot be used" in areas.wrong()


def test_the_areas_of_a_line_are_found_by_name_or_by_another_word() -> None:
    assert areas.matching("Early reading") == ("early-reading",)
    assert "early-reading" in areas.matching("phonics, and talk")
    assert areas.matching("nothing of the kind") == ()


def test_an_area_that_is_on_the_list_no_more_is_told_by_its_id() -> None:
    assert areas.names(["gone", "early-reading"]) == ("Early reading", "gone")
