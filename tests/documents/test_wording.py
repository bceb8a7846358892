"""The sentences of documents: those of a pack in place of those that come with Trellis, and what cannot be used named by line."""

import re
from pathlib import Path

import pytest

from trellis.analysis.judging import shelf
from trellis.documents import wording
from trellis.documents.wording import OddWording


def test_the_wordings_of_the_packs_that_come_with_trellis_fit() -> None:
    found = sorted(shelf.folder().glob("*/documents/*.yaml"))
    assert found
    for each in found:
        said = wording.of(each.stem, pack=each.parents[1].name)
        own = wording.of(each.stem, pack="")
        assert said != own
        for key, sentence in said.sentences.items():
            asked = wording.fields_of(own.sentences[key].words)
            assert set(wording.fields_of(sentence.words)) <= set(asked), key


def test_a_pack_words_a_sentence_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_PACKS", str(tmp_path))
    place = tmp_path / "test-pack" / "documents"
    place.mkdir(parents=True)
    (place / "level-letter.yaml").write_text('not-published: "We print it nowhere."\n')
    said = wording.of("level-letter", pack="test-pack")
    assert said.say("not-published").words == "We print it nowhere."
    assert said.say("in-force", from_date="1 May").words == "It is in force from 1 May."


def test_a_field_that_is_not_recorded_is_missed_by_its_name_and_the_line_of_the_sentence() -> None:
    said = wording.of("level-letter", pack="")
    at = said.sentences["in-force"].line
    assert said.say("in-force").words == "It is in force from …."
    assert said.say("in-force").missing == (
        f"“in-force” needs from date, which is not recorded (line {at} of level-letter.yaml)."
    )
    lines = (wording.FOLDER / "level-letter.yaml").read_text().splitlines()
    assert lines[at - 1].startswith("in-force:")


PLACE = "packs/test-pack/documents/level-letter.yaml"


@pytest.mark.parametrize(
    ("written_so", "refused"),
    [
        (
            '\n\nopening: "On {scool}"\n',
            f"“opening” of “level-letter” has no field {{scool}} (line 3 of {PLACE})",
        ),
        ('not-published: "Not {here}"\n', f"no field {{here}} (line 1 of {PLACE}). It has no field."),
        ('odd-key: "What?"\n', f"“odd-key” that “level-letter” has no place for (line 1 of {PLACE})"),
        ("- a list\n", f"{PLACE} must give a sentence for each key"),
        ("", f"{PLACE} must give a sentence for each key"),
        ('opening: ""\n', f"Each key must have a sentence (line 1 of {PLACE})"),
        ("opening: [a]\n", f"Each key must have a sentence (line 1 of {PLACE})"),
        ('a: "b"\nopening: 3\n', f"Each key must have a sentence (line 2 of {PLACE})"),
        ('opening: "{0.__class__}"\n', f"not a plain name: {{0.__class__}} (line 1 of {PLACE})"),
        ('opening: "{level:>999999999}"\n', f"not a plain name: {{level}} (line 1 of {PLACE})"),
        ('opening: "{level!r}"\n', f"not a plain name: {{level}} (line 1 of {PLACE})"),
        ('opening: "{level"\n', f"a brace too many or too few (line 1 of {PLACE})"),
        ('opening: "x"\nopening: "y"\n', f"“opening” is given twice (line 2 of {PLACE})"),
        ("\nopening: {a: b\n", f"{PLACE}, line 3, is not YAML"),
        ('opening: !!python/object/apply:os.system ["true"]\n', "Each key must have a sentence"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_its_name_field_and_line(
    written_so: str, refused: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRELLIS_PACKS", str(tmp_path))
    place = tmp_path / "test-pack" / "documents"
    place.mkdir(parents=True)
    (place / "level-letter.yaml").write_text(written_so)
    with pytest.raises(OddWording, match=re.escape(refused)) as caught:
        wording.of("level-letter", pack="test-pack")
    assert str(caught.value).endswith("Ask whoever keeps the pack to put it right.")
