"""Words as a search sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.search import words


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("attend", "Attendance fell"),
        ("ATTENDANCE", "attended"),
        ("cafe zoe", "the café of Zoë"),
        ("headteacher", "The head left"),
        ("head", "two headteachers"),
        ("exclusions", "a suspension"),
        ("maths", "numeracy"),
        ("ehcp", "an education, health and care plan"),
        ("pru", "a pupil referral unit"),
        ("governance", "the governing board met"),
        ("st marys", "St Mary’s"),
        ("St Mary's", "st marys"),
    ],
)
def test_a_word_is_found_by_its_stem_without_diacritics_and_by_what_the_field_calls_it(
    typed: str, written: str
) -> None:
    assert words.asked(typed).found_in(words.stems(written))


@pytest.mark.parametrize(
    ("typed", "written"), [("attendance fridays", "attendance on Monday"), ("", "all"), ("!?", "!?")]
)
def test_every_word_must_be_there_and_nothing_is_found_by_none(typed: str, written: str) -> None:
    assert not words.asked(typed).found_in(words.stems(written))


def test_little_words_are_left_out_where_others_are_left_and_kept_alone() -> None:
    assert words.asked("the fall of the roll") == words.asked("fall roll")
    assert words.asked("the")


def test_a_snippet_shows_what_was_found_among_the_words_around_it() -> None:
    text = "One two three. " * 20 + "The café’s attendance fell. " + "Four five. " * 40
    shown = words.snippet(text, words.asked("cafes attendance"))
    assert [piece.strip() for piece, found in shown if found] == ["café’s attendance"]
    assert shown[0][0].startswith("…")
    assert shown[-1][0].endswith("…")


@given(st.text(alphabet="abé ’.-\n", max_size=120), st.text(max_size=60))
def test_any_text_can_be_asked_for_and_a_short_one_is_shown_whole(text: str, typed: str) -> None:
    asked = words.asked(typed)
    shown = "".join(piece for piece, _ in words.snippet(text, asked))
    tidy = " ".join(text.split())
    assert shown.strip() == tidy or shown.startswith("…") or shown.endswith("…")
    assert shown.strip("… ") in tidy
    assert len(asked.terms) <= words.MOST_TERMS
    assert all(each.isascii() and each.isalnum() for each in asked.every_stem)
