"""Each planted story, taken through import, build and screening, is found and told as it was planted."""

from pathlib import Path

import pytest

from trellis.analysis.judging.criterion import Answer
from trellis.fictitious.severnshire import PLANS
from trellis.fictitious.stories import JUDGEMENTS, STORIES, Story

stories = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)


@stories
def test_the_school_of_a_story_has_the_urn_that_is_told(story: Story, made):
    site = next(s for s in made.truth.nation.sites if s.story == story.id)
    assert site.last.urn == story.urn


def test_every_story_that_a_plan_names_is_told():
    assert {plan.story for plan in PLANS if plan.story} == {story.id for story in STORIES}


@stories
def test_a_story_leads_to_the_level_planted(story: Story, explained):
    told = explained[story.urn]
    assert told.suggested.level in story.levels, _why(told)


@stories
def test_a_story_meets_the_criteria_planted(story: Story, explained):
    answers = explained[story.urn].answers
    assert [each for each in story.met if answers[each] != Answer.MET] == [], _why(explained[story.urn])
    assert [each for each in story.clear if answers[each] == Answer.MET] == [], _why(explained[story.urn])


@stories
def test_an_academy_is_told_as_a_concern_and_never_as_a_level(story: Story, explained):
    assert (explained[story.urn].standing == "raise concerns") == story.concern


def test_every_met_criterion_of_a_story_says_why_from_a_file_and_row(explained):
    for story in STORIES:
        for found in explained[story.urn].findings:
            if found.criterion.id in story.met:
                facts = [fact.as_dict() for fact in found.finding.facts()]
                assert facts, f"{story.id}: {found.criterion.id}"
                for fact in facts:
                    if fact["kind"] == "indicator" and fact["status"] == "value":
                        assert fact["file_name"], (story.id, found.criterion.id)
                        assert fact["row"], (story.id, found.criterion.id)


def test_the_tiny_school_s_low_result_is_within_chance(explained, held):
    facts = held.facts(indicators=["ks2_rwm_expected"], urns=[900002], authority="799")
    value = facts.statistic("ks2_rwm_expected", "value")[0]
    low, high = (facts.statistic("ks2_rwm_expected", side)[0] for side in ("low", "high"))
    assert value < 45 < high
    assert low < value
    assert explained[900002].answers["L2-2"] == Answer.NOT_MET


def test_nothing_reads_as_secure_of_the_school_with_everything_suppressed(explained):
    told = explained[900003]
    assert told.suggested.level is None
    assert told.answers["L1-4"] == Answer.UNKNOWN
    assert told.answers["L2-2"] == Answer.UNKNOWN


def test_the_good_grade_does_not_hide_the_slow_decline(held):
    facts = held.facts(indicators=["ks2_rwm_expected"], urns=[900001])
    assert facts.grade("overall")[0] == "good"
    assert facts.statistic("ks2_rwm_expected", "slope3")[0] < -4


def test_circumstances_alone_are_contextual_vulnerability(explained):
    assert explained[900008].contextually_vulnerable
    assert explained[900008].suggested.level == 1


def test_the_strong_school_has_capacity_to_help_others(explained):
    assert explained[900013].capacity


def test_a_predecessor_s_grade_is_told_as_one(held):
    facts = held.facts(indicators=["ks2_rwm_expected"], urns=[900012])
    assert facts.is_predecessor("overall")[0]
    assert {row.predecessor for row in held.inspections(900012) if row.area == "overall"} == {True}


def test_a_re_brokered_school_has_one_history_over_three_urns(held):
    urns = {row.observed_urn for row in held.history(900018)} - {None}
    assert len(urns) == 3
    assert len(held.lineage(900018)) >= 2


def test_an_amalgamated_school_has_both_schools_before_it(held):
    assert len({step.predecessor_urn for step in held.lineage(900019)}) == 2


def test_severnshire_is_mostly_secure_with_every_level_met(explained):
    levels = [told.suggested.level for told in explained.values()]
    assert set(levels) == {None, 1, 2, 3}
    assert levels.count(1) > levels.count(2) > levels.count(3)


def _why(told) -> str:
    met = [found.criterion.id for found in told.findings if found.answer == Answer.MET]
    unknown = [found.criterion.id for found in told.findings if found.answer == Answer.UNKNOWN]
    return f"{told.urn} level {told.suggested.level}: {told.reasons}; met {met}; unknown {unknown}"


def test_advisers_answer_what_the_default_pack_asks_in_its_own_words():
    from trellis.analysis.judging import shelf

    asked = {question.id: question.answers for question in shelf.load().judgements}
    for judgement, usual, otherwise, _ in JUDGEMENTS:
        assert {usual, otherwise} <= set(asked[judgement])


def test_the_manual_lists_every_story_as_planted():
    manual = (Path(__file__).resolve().parents[2] / "docs" / "severnshire.md").read_text("utf-8")
    assert "| Criteria met, at least |" in manual, "a school meets others beside those that were planted"
    for story in STORIES:
        row = next(line for line in manual.splitlines() if line.startswith(f"| {story.urn} |"))
        *_, met = [cell.strip() for cell in row.strip("|").split("|")]
        assert met == (", ".join(story.met) or "–"), story.id
        for told in (story.title, story.planted, story.found):
            assert told in row, story.id
