"""`trellis explain` prints the whole ledger of one school."""

import json

from tests.commands.held import pictured


def _urn(says: str) -> str:
    facts = pictured()
    return str(int(facts.urns[facts.names.tolist().index(says)]))


def test_the_ledger_goes_from_level_to_criterion_to_value_and_comparator(trellis):
    code, said, _ = trellis("explain", _urn("attainment alone below the threshold is level 2"))
    assert code == 0
    assert "Suggested level: level 2, Vulnerable" in said
    assert "L2-2 Attainment is below the threshold" in said
    assert "was 28%, below 45% by more than chance" in said
    assert "the threshold in the pack: 45%" in said
    assert "What would change this" in said
    assert "L2-2 met → not met" in said


def test_an_academy_is_told_a_band_of_concern_and_never_a_level_of_its_own(trellis):
    _, said, _ = trellis("explain", _urn("an academy is judged by the same criteria"))
    assert "Suggested band of concern" in said
    assert "The authority gives this school no level: it raises concerns." in said


def test_missing_data_are_listed_to_be_chased(trellis):
    _, said, _ = trellis("explain", _urn("a school of which nothing is known is never called secure"))
    assert "Suggested level: none: insufficient evidence" in said
    assert "Missing data to chase" in said
    assert "  L1-8 Attendance in line: Absence statistics" in said


def test_circumstances_come_with_the_support_to_offer(trellis):
    _, said, _ = trellis("explain", _urn("circumstances alone are contextual vulnerability and no level"))
    assert "Contextual vulnerability" in said
    assert "Head's post: Induction for the new head" in said


def test_capacity_to_support_others_shows_its_markers(trellis):
    _, said, _ = trellis(
        "explain", _urn("a secure school with strong areas and strong results can support others")
    )
    assert "Capacity to support others" in said
    assert "Results are in the best fifth of similar schools." in said


def test_json_is_the_explanation_as_it_would_be_frozen(trellis):
    _, said, _ = trellis("explain", _urn("attainment alone below the threshold is level 2"), "--json")
    told = json.loads(said)
    assert (told["level"], told["relationship"]) == (2, "level")
    assert len(told["criteria"]) == 33
    assert told["would_change"]


def test_an_unknown_school_is_refused(trellis):
    code, _, complaint = trellis("explain", "999999")
    assert (code, complaint) == (2, "trellis explain: the register holds no school with URN 999999\n")


def test_a_register_published_after_the_day_asked_about_is_said_to_be_rolled_back():
    from datetime import date

    from trellis.interfaces.commands.explain import _rolled_back

    assert "rolled back to 01 June 2023" in _rolled_back(date(2025, 9, 1), date(2023, 6, 1))
    assert _rolled_back(date(2023, 6, 1), date(2023, 6, 1)) == ""
    assert _rolled_back(None, date(2023, 6, 1)) == ""


def test_sets_that_are_not_shown_are_counted_in_words():
    from trellis.analysis.judging.criterion import Answer
    from trellis.analysis.judging.nearest_change import Change, NearestChange
    from trellis.interfaces.commands.explain import _changes

    one = (Change("L2-2", Answer.NOT_MET, Answer.MET),)
    for total, said in ((6, "or one other set"), (9, "or one of 4 other sets")):
        change = NearestChange(level=2, size=1, sets=(one,) * 6, total=total)
        assert _changes((change,), missing=False)[-1].strip() == said


def test_a_grade_is_cited_once_and_later_criteria_point_to_it(trellis):
    code, said, _ = trellis("explain", "100001")
    assert code == 0
    assert said.count("· Inclusion, 2026-03-10: Expected standard") == 1
    assert "other grades: as under" in said
