"""`trellis pack` checks packs, lists them and prints what authors need."""

import json
import shutil

from trellis.analysis.judging import shelf


def test_a_good_pack_is_called_good(trellis):
    code, said, _ = trellis("pack", "check", str(shelf.folder() / "eif-2019"))
    assert code == 0
    assert "33 criteria, and 56 cases come out as they must" in said


def test_every_problem_of_a_pack_is_printed(trellis, tmp_path):
    (tmp_path / "framework.yaml").write_text("id: NO\n")
    code, said, _ = trellis("pack", "check", str(tmp_path))
    assert code == 1
    assert "put it in quotes" in said
    assert "criteria: this key is missing" in said


def test_a_case_that_comes_out_otherwise_and_an_unknown_indicator_are_told(trellis, tmp_path):
    pack = tmp_path / "eif-2019"
    shutil.copytree(shelf.folder() / "eif-2019", pack)
    text = (pack / "framework.yaml").read_text()
    text = text.replace("limit: 45", "limit: 95").replace(
        "indicator: mobility_in_year", "indicator: mobility"
    )
    (pack / "framework.yaml").write_text(text)
    code, said, _ = trellis("pack", "check", str(pack))
    assert code == 1
    assert "no indicator “mobility” is declared" in said
    assert "a primary school with everything in order is secure: level" in said


def test_the_packs_are_listed_with_their_dates(trellis):
    code, said, _ = trellis("pack", "list")
    assert code == 0
    assert "reportcard-2025" in said
    assert "the default" in said


def test_a_broken_pack_is_listed_as_such(trellis, tmp_path, monkeypatch):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "framework.yaml").write_text("id: 1")
    monkeypatch.setenv("TRELLIS_PACKS", str(tmp_path))
    assert "broken             cannot be used" in trellis("pack", "list")[1]


def test_the_questions_for_people_are_listed_with_their_answers(trellis):
    assert "[in_place | partly_in_place | not_in_place]" in trellis("pack", "questions")[1]


def test_the_schema_is_printed(trellis):
    assert json.loads(trellis("pack", "schema")[1])["title"] == "Trellis framework pack"


def test_a_transparency_record_is_printed_as_markdown(trellis):
    code, said, _ = trellis("pack", "atrs", "eif-2019", "--authority", "Severnshire")
    assert code == 0
    assert "### 0.2 Organisation name\n\nSevernshire\n" in said
    assert "eif-2019 version" in said
    assert "56 small pictures of schools" in said
    assert "**For the authority to complete: " in said


def test_a_transparency_record_is_written_as_a_spreadsheet(trellis, tmp_path):
    from python_calamine import CalamineWorkbook

    code, said, _ = trellis("pack", "atrs", "--out", str(tmp_path / "record.ods"))
    assert code == 0
    assert "fields for the authority to complete" in said
    rows = CalamineWorkbook.from_path(str(tmp_path / "record.ods")).get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["Number", "Field"]
    assert {"2.5.2", "Risks and mitigations"} < {cell for row in rows for cell in row}
    assert trellis("pack", "atrs", "--out", str(tmp_path / "record.csv"))[0] == 0
    assert (tmp_path / "record.csv").read_text(encoding="utf-8-sig").startswith("Number,Field,Section,Entry")
    assert trellis("pack", "atrs", "--out", str(tmp_path / "record.md"))[0] == 0
    assert (tmp_path / "record.md").read_text(encoding="utf-8").startswith("# Suggested levels")


def test_a_record_that_cannot_be_written_is_refused_with_why(trellis, tmp_path):
    for words, why in (
        (("--format", "ods"), "Say where to write the ods file"),
        (("--out", str(tmp_path / "record.pdf")), "not as “pdf”"),
        (("--out", str(tmp_path / "none" / "record.md")), "cannot be written"),
        (("gone",), "there is no framework pack “gone”"),
    ):
        code, _, complained = trellis("pack", "atrs", *words)
        assert code == 2
        assert why in complained
