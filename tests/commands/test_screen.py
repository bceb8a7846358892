"""`trellis screen` gives every school a level or says that the evidence is insufficient, with reasons."""

import json
from datetime import date

import pytest

from trellis.analysis.judging import evaluation, shelf
from trellis.analysis.output import screening_table
from trellis.analysis.store.facts import Facts


def test_json_is_a_list_with_one_object_for_each_school(trellis):
    code, said, _ = trellis("screen", "--authority", "803", "--json")
    rows = json.loads(said)
    assert code == 0
    assert len({row["urn"] for row in rows}) == len(rows) > 40
    assert {"urn", "name", "phase", "relationship", "level", "reasons", "coverage"} <= set(rows[0])
    assert {row["level"] for row in rows} == {1, 2, 3, None}
    assert all(row["reasons"] and 0 <= row["coverage"] <= 1 for row in rows)
    assert all(row["outcome"] == "insufficient evidence" for row in rows if row["level"] is None)


def test_academies_are_screened_to_raise_concerns_and_maintained_schools_with_a_level(trellis):
    _, said, _ = trellis("screen", "--authority", "803", "--json")
    rows = {row["name"]: row for row in json.loads(said)}
    assert rows["an academy is judged by the same criteria"]["relationship"] == "raise concerns"
    assert rows["a primary school with everything in order is secure"]["relationship"] == "level"


def test_the_table_counts_levels_and_lists_what_to_chase(trellis):
    code, said, _ = trellis("screen", "--authority", "803")
    assert code == 0
    assert "Level 3 Causing concern: " in said
    assert "Insufficient evidence: " in said
    assert "To chase, where the evidence is insufficient" in said
    assert "(contextual vulnerability)" in said
    assert "A suggestion only" in said


def test_england_is_screened_from_published_data_alone(trellis, asked):
    code, _, _ = trellis("screen", "--all", "--json")
    assert code == 0
    assert asked[-1]["authority"] is None


def test_only_the_numbers_the_pack_reads_are_asked_for(trellis, asked):
    trellis("screen", "--authority", "803", "--json")
    assert asked[-1]["indicators"] == shelf.load().columns_read()


def test_a_date_is_passed_on(trellis, asked):
    trellis("screen", "--authority", "803", "--as-of", "2024-03-14", "--json")
    assert asked[0] == {"as_of": date(2024, 3, 14)}


def test_another_pack_can_be_named_and_an_unknown_one_is_refused(trellis):
    assert trellis("screen", "--authority", "803", "--pack", "eif-2019", "--json")[0] == 0
    code, _, complaint = trellis("screen", "--authority", "803", "--pack", "eif-2091")
    assert code == 2
    assert "there is no framework pack “eif-2091”; there are: eif-2019" in complaint


def test_an_authority_without_schools_is_refused_with_those_held(trellis):
    code, _, complaint = trellis("screen", "--authority", "999")
    assert code == 2
    assert "no open school of authority 999" in complaint
    assert "803 Severnshire" in complaint


def test_a_run_of_all_england_cannot_be_recorded(trellis):
    code, _, complaint = trellis("screen", "--all", "--record")
    assert (code, "one authority" in complaint) == (2, True)


def test_results_go_to_a_file_when_asked(trellis, tmp_path):
    code, said, told = trellis(
        "screen", "--authority", "803", "--json", "--out", str(tmp_path / "levels.json")
    )
    assert (code, said) == (0, "")
    assert "schools written to" in told
    assert json.loads((tmp_path / "levels.json").read_text())


@pytest.mark.parametrize("at_once", [1, 2, 3, 500])
def test_the_quick_json_is_the_same_as_the_slow_one_however_many_schools_a_piece_has(at_once):
    from tests.commands.held import pictured

    facts = pictured()
    odd = Facts.of([{"name": 'A "quoted" \\ name\twith Ünïcode', "relationship": "other"}], as_of=facts.as_of)
    for held in (facts, odd, Facts.of([], as_of=facts.as_of)):
        assessed = evaluation.assess(shelf.load(), held)
        slow = [row.as_dict() for row in screening_table.rows(assessed)]
        assert "".join(screening_table.as_json(assessed, at_once=at_once)) == json.dumps(
            slow, ensure_ascii=False, separators=(",", ":")
        )


def test_a_pack_applied_outside_its_time_says_so(trellis):
    assert "cannot be set beside" not in trellis("screen", "--authority", "803")[1]
    assert (
        "was in force until 31 August 2024"
        in trellis("screen", "--authority", "803", "--pack", "eif-2019")[1]
    )


def test_a_pack_says_when_it_is_not_yet_in_force():
    assert "is in force from 10 November 2025" in (shelf.load().era_warning(date(2020, 1, 31)) or "")
