"""Searching the directory: how good its answers are, held here and shown in the documentation."""

from pathlib import Path

import pytest

from tests.search import judged_practice
from trellis.practice import areas
from trellis.search import directory

PAGE = Path(__file__).resolve().parents[2] / "docs" / "practice-search.md"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))


def test_every_right_answer_is_a_published_entry_of_the_demonstration() -> None:
    published = {each.shown.title for each in judged_practice.files()}
    assert set().union(*judged_practice.JUDGED.values()) <= published
    assert len(published) == 18
    assert len(judged_practice.JUDGED) >= 40


def test_the_answers_are_as_good_as_they_have_been() -> None:
    told = judged_practice.scores()
    assert sum(each.first for each in told) / len(told) >= 0.95
    assert sum(each.recall for each in told) / len(told) >= 0.98
    assert sum(each.precision for each in told) / len(told) >= 0.9


def test_the_page_of_the_scores_is_fresh() -> None:
    assert judged_practice.page() in PAGE.read_text(encoding="utf-8"), judged_practice.page()


def test_where_no_entry_has_every_word_those_with_the_most_are_told_and_that_it_is_so() -> None:
    found = directory.find(judged_practice.files(), "phonics on Tuesdays")
    assert not found.is_whole
    assert judged_practice.SOUNDS in [each.file.shown.title for each in found.found]
    assert directory.find(judged_practice.files(), "phonics on Tuesdays with pelicans").found == ()


def test_nothing_asked_gives_all_in_their_order() -> None:
    files = judged_practice.files()
    for typed in ("", "  ", "—", "!"):
        assert [each.file for each in directory.find(files, typed).found] == files


def test_an_entry_is_found_by_what_people_call_its_areas() -> None:
    for each in areas.every().values():
        for name in (each.name, *each.also):
            wording = judged_practice.files()[0].wording
            wording.areas = [each.id]
            assert name in directory.text_of(wording)[-1] or name in directory.text_of(wording)[-3]
