"""`trellis record chronology` tells all that was done about one school, and leaves out what is restricted when asked to."""

import argparse

import pytest

from tests import builders
from tests.judgements import acting
from trellis.interfaces.commands import record
from trellis.problem import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("TRELLIS_HOME", str(tmp_path))
    builders.screened()
    acting.heard("The hall is shut.")


def run(*given: str) -> int:
    parser = argparse.ArgumentParser()
    record.add_arguments(parser)
    return record.run(parser.parse_args(["chronology", *given]))


def test_it_is_told_in_words_with_the_state_of_the_whole_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(builders.BEECH)) == 0
    said = capsys.readouterr().out
    assert said.startswith("Beech Lane Primary School (URN 900001)")
    assert "The hall is shut." in said
    assert "The whole record was checked" in said


def test_the_schools_own_copy_says_how_much_was_left_out_and_not_what(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(str(builders.BEECH), "--without-restricted") == 0
    said = capsys.readouterr().out
    assert "The hall is shut." not in said
    assert "restricted." in said.split("Left out:")[1]


def test_a_school_that_is_not_known_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refusal, match="No school with the URN 123456"):
        run("123456")
