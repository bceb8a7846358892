"""What one school is told: sentences its headteacher could read, with every number and where it came from."""

from datetime import date

import pytest

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import explanation, pack_cases, shelf
from trellis.analysis.judging.criterion import Answer
from trellis.analysis.judging.framework import Evidence
from trellis.analysis.judging.one_school import School
from trellis.analysis.judging.pack_cases import pictured

AS_OF = date(2026, 11, 21)
PACK = shelf.load()
CASES = {case.says: case for case in pack_cases.load(shelf.folder() / PACK.id, PACK).cases}


def _told(node, **school):
    facts = pictured([school], as_of=AS_OF)
    return explanation.find(
        node, School(facts, evidence=Evidence(stale_after_years=4), questions={"governance": "Is it strong?"})
    )


def _explained(says: str) -> explanation.Explanation:
    facts = pictured([CASES[says].school], as_of=AS_OF)
    return explanation.explain(PACK, facts)


BELOW = language.Threshold(test="below", indicator="ks2_rwm_expected", limit=50)
SIGNIFICANT = language.Threshold(test="below", indicator="ks2_rwm_expected", limit=50, significant=True)
NAME = "Expected standard in reading, writing and maths, key stage 2"


@pytest.mark.parametrize(
    ("node", "held", "answer", "sentence"),
    [
        (BELOW, {"value": 45, "year": 2026}, 1, f"{NAME} (2025/26) was 45%, below 50%."),
        (BELOW, {"value": 61, "year": 2026}, 0, f"{NAME} (2025/26) was 61%, not below 50%."),
        (BELOW, {"status": 1, "year": 2026}, -1, f"{NAME} for 2025/26 is suppressed by the publisher."),
        (BELOW, {"status": 5, "value": 45, "year": 2026}, -1, f"{NAME} for 2025/26 is in dispute."),
        (BELOW, {"status": 2}, -2, f"{NAME} does not apply to this school."),
        (
            BELOW,
            {"value": 45, "year": 2019},
            -1,
            f"{NAME} is held for 2018/19 (45%), which is too old to judge by.",
        ),
        (
            BELOW,
            {"value": 45, "year": 2026, "small_cohort": 1},
            -1,
            f"{NAME} in 2025/26 was 45%, too few pupils to judge.",
        ),
        (
            SIGNIFICANT,
            {"value": 40, "year": 2026, "low": 22, "high": 61},
            0,
            (
                f"{NAME} (2025/26) was 40%, below 50% but within chance "
                "(so small a group could as well give anything from 22% to 61%)."
            ),
        ),
        (
            SIGNIFICANT,
            {"value": 40, "year": 2026},
            -1,
            f"{NAME} (2025/26) was 40%, below 50%, but no interval is held to tell it from chance.",
        ),
    ],
)
def test_a_threshold_is_told_in_words(node, held, answer, sentence):
    told = _told(node, statistics={"ks2_rwm_expected": held})
    assert (int(told.answer), told.sentence) == (answer, sentence)


@pytest.mark.parametrize(
    "node",
    [
        language.Threshold(test="below", indicator="ks2_rwm_expected", than="similar_median"),
        language.Percentile(test="percentile", indicator="ks2_rwm_expected", at_or_below=20),
    ],
)
def test_a_value_is_not_compared_with_what_others_had_too_long_ago(node):
    held = {"value": 45, "year": 2026, "similar_median": 63, "percentile": 10, "comparator_year": 2019}
    told = _told(node, statistics={"ks2_rwm_expected": held})
    said = f"{NAME}: what other schools had is held for 2018/19, which is too old to compare with."
    assert (told.answer, told.sentence) == (Answer.UNKNOWN, said)


def test_a_comparator_is_named_with_its_value_and_margin():
    node = language.Threshold(test="below", indicator="ks2_rwm_expected", than="similar_median", by=5)
    told = _told(node, statistics={"ks2_rwm_expected": {"value": 45, "year": 2026, "similar_median": 63}})
    assert told.sentence.endswith(
        "was 45%, more than 5 percentage points below the median of similar schools (63%)."
    )
    (fact,) = told.because
    assert (fact.comparator, fact.comparator_value) == ("the median of similar schools", 63)


def test_a_judgement_is_told_by_the_question_of_the_pack():
    node = language.Judgement(test="judgement", judgement="governance", answer_in=("no",), within_days=365)
    assert _told(node).sentence == "“Is it strong?” has not been answered."
    answered = _told(node, judgements={"governance": {"answer": "no", "date": date(2026, 10, 1)}})
    assert answered.sentence == "“Is it strong?” was answered “no” on 1 October 2026."
    old = _told(node, judgements={"governance": {"answer": "no", "date": date(2024, 10, 1)}})
    assert (old.answer, old.sentence[-21:]) == (Answer.UNKNOWN, "more than 1 year ago.")


def test_a_branch_tells_what_decided_it_and_keeps_every_part():
    told = _told(
        language.All(
            test="all", of=(BELOW, language.Contextual(test="contextual", factor="head_post_vacant"))
        ),
        statistics={"ks2_rwm_expected": {"value": 61, "year": 2026}},
    )
    assert told.answer == Answer.NOT_MET
    assert told.sentence == f"{NAME} (2025/26) was 61%, not below 50%."
    assert [child.answer for child in told.children] == [Answer.NOT_MET, Answer.UNKNOWN]


def test_a_grade_of_a_predecessor_is_told_as_such():
    node = language.Inspection(
        test="inspection", area="overall", at_or_below="inadequate", predecessor="unknown"
    )
    grades = {"overall": {"grade": "inadequate", "date": date(2023, 5, 10), "predecessor": True}}
    told = _told(node, grades=grades)
    assert told.answer == Answer.UNKNOWN
    assert told.sentence == (
        "Overall effectiveness was graded “Inadequate” on 10 May 2023, of the school that this one took over from, "
        "and so counts neither for nor against this one."
    )


def test_a_level_2_says_which_criteria_made_it_and_what_would_clear_it():
    told = _explained("attainment alone below the threshold is level 2")
    assert told.suggested.because == ("L2-2",)
    assert told.reasons[0].startswith("L2-2: Attainment is below the threshold")
    clear = [change for change in told.nearest_changes() if change.level == 1]
    assert [one.criterion for one in clear[0].sets[0]] == ["L2-2"]


def test_a_key_criterion_suggests_its_level_and_says_how_little_else_is_known():
    told = _explained("a warning notice is level 3 even where nothing else is known")
    assert told.suggested.level == 3
    assert not told.suggested.covered.enough
    assert told.reasons[-1].startswith("Little else is known: 1 of the ")


def test_a_school_of_which_nothing_is_known_is_told_what_to_chase():
    told = _explained("a school of which nothing is known is never called secure")
    assert told.as_dict()["outcome"] == "insufficient evidence"
    assert told.reasons[0].startswith(
        "Insufficient evidence: only 0 of the 12 criteria that count are known; 66%"
    )
    assert {found.criterion.id for found in told.missing} >= {"L1-1", "L1-8", "L2-2"}


def test_a_disputed_value_holds_its_criterion_out_and_says_so():
    told = _explained("results in dispute are held out, and the rest still decides")
    disputed = {found.criterion.id for found in told.findings if found.disputed}
    assert "L2-2" in disputed
    assert told.answers["L2-2"] == Answer.UNKNOWN


def test_circumstances_alone_are_contextual_vulnerability():
    told = _explained("circumstances alone are contextual vulnerability and no level")
    assert told.contextually_vulnerable
    assert told.suggested.level == 1


def test_the_frozen_evidence_is_plain_json_and_complete_in_itself():
    import json

    told = _explained("attainment alone below the threshold is level 2").as_dict()
    assert json.loads(json.dumps(told)) == told
    evidence = next(found for found in told["criteria"] if found["criterion"] == "L2-2")
    assert evidence["met"] is True
    assert evidence["statement"].endswith(".")
    leaf = evidence["children"][0]["children"][0]["children"][0]
    assert leaf["because"][0]["indicator"] == "ks2_rwm_expected"
    assert {
        "value",
        "unit",
        "year",
        "status",
        "comparator",
        "low",
        "high",
        "release",
        "file_name",
        "row",
    } <= set(leaf["because"][0])


def test_one_school_at_a_time():
    with pytest.raises(ValueError, match="one school is explained at a time"):
        explanation.explain(PACK, pictured([{}, {}], as_of=AS_OF))


def test_it_is_told_how_much_more_must_be_known():
    nothing = _explained("a school of which nothing is known is never called secure")
    assert nothing.still_needed == 8  # 8 of the 12 that count is two thirds
    assert _explained("attainment alone below the threshold is level 2").still_needed == 0


def test_a_three_year_mean_is_shown_as_one():
    node = language.Threshold(test="below", indicator="ks2_rwm_expected", limit=50, value="mean3")
    told = _told(node, statistics={"ks2_rwm_expected": {"value": 61, "year": 2026, "mean3": 48}})
    assert told.sentence == f"{NAME} (the mean of three years to 2025/26) was 48%, below 50%."
    assert (told.because[0].value, told.because[0].shown) == (48, "48%, the mean of three years")


def test_what_stands_behind_the_first_known_part_is_left_out():
    contextual = language.Contextual(test="contextual", factor="head_post_vacant")
    told = _told(
        language.FirstKnown(test="first_known", of=(contextual, BELOW, SIGNIFICANT)),
        statistics={"ks2_rwm_expected": {"value": 61, "year": 2026}},
    )
    assert [child.answer for child in told.children] == [Answer.UNKNOWN, Answer.NOT_MET]
    assert "Instead: " in told.sentence


def test_a_mean_names_its_years_and_cites_each():
    node = language.Threshold(test="below", indicator="ks2_rwm_expected", value="mean3", limit=50)
    told = _told(
        node,
        statistics={"ks2_rwm_expected": {"value": 40, "year": 2025, "mean3": 42}},
        mean_sources={"ks2_rwm_expected": [(2023, 44.0), (2024, 42.0), (2025, 40.0)]},
    )
    assert "(the mean of 2022/23, 2023/24 and 2024/25) was 42%" in told.sentence
    assert [year.year for year in told.because[0].years] == [2023, 2024, 2025]
    kept = told.because[0].as_dict()["years"]
    assert {"year", "value", "release", "file_name", "row", "known_from"} <= set(kept[0])


def test_a_secure_school_of_which_something_is_not_known_says_what():
    told = _explained("numbers of long ago are not known")
    assert told.suggested.level == 1
    assert "Not known, or not all of it: attendance." in told.reasons
