"""A pack that is wrong is refused with every reason at once, each with its file, line and key."""

import json
from pathlib import Path

import pytest

from trellis.analysis.home import Home
from trellis.analysis.judging import framework, pack_reading, shelf

PACK = shelf.folder() / "reportcard-2025" / "framework.yaml"

SMALL = """\
id: small
title: A small pack
version: "1"
era: none
status: draft
effective_from: 2026-01-01
about: Made for a test.
levels:
  - {number: 1, name: Secure, entitlement: The offer to all.}
  - {number: 2, name: Vulnerable, entitlement: A plan.}
  - {number: 3, name: Causing concern, entitlement: A plan at once.}
relationships: {maintained: level}
suggestion: {others: 3, contextual: 3}
coverage: {minimum_share: 0.5}
citations: []
judgements:
  - {id: governance, question: Is governance strong?, answers: ["yes", "no"]}
criteria:
  - id: X-1
    level: 2
    route: E
    theme: results
    name: Results
    sentence: Results are low.
    when: {test: below, indicator: ks2_rwm_expected, limit: 50}
"""


def _problems(text: str) -> list[str]:
    with pytest.raises(framework.FrameworkProblems) as refused:
        pack_reading.check(text.encode(), name="small/framework.yaml")
    return [str(problem) for problem in refused.value.problems]


def test_a_small_pack_loads(tmp_path):
    (tmp_path / "framework.yaml").write_text(SMALL)
    pack = pack_reading.load(tmp_path)
    assert (pack.id, pack.criteria[0].when.limit) == ("small", 50)
    assert len(pack.hash) == 64


def test_every_problem_is_told_at_once_with_its_line_and_key():
    wrong = (
        SMALL.replace("limit: 50", "limt: 50")
        .replace("route: E", "route: X")
        .replace("minimum_share: 0.5", "minimum_share: 60")
        .replace("effective_from: 2026-01-01", "effective_from: soon")
    )
    problems = _problems(wrong)
    assert problems[0].startswith("small/framework.yaml:6: effective_from: ")
    assert problems[1] == (
        "small/framework.yaml:14: coverage: minimum_share lies above 0 and at most 1 (0.6 is 60%)"
    )
    assert "small/framework.yaml:21: criteria.0.route: “X” is not one of 'E', 'S' or 'C'" in problems
    assert "small/framework.yaml:25: criteria.0.when.below.limt: there is no such key here" in problems
    assert len(problems) == 4


@pytest.mark.parametrize("word", ["NO", "yes", "off"])
def test_a_word_that_yaml_reads_as_true_or_false_is_refused_with_the_reason(word):
    (problem,) = _problems(SMALL.replace("id: X-1", f"id: {word}"))
    assert problem.startswith("small/framework.yaml:19: criteria.0.id: this must be text")
    assert "put it in quotes" in problem


def test_a_number_where_text_belongs_is_refused():
    (problem,) = _problems(SMALL.replace('version: "1"', "version: 1.0"))
    assert problem == "small/framework.yaml:3: version: this must be text; put 1.0 in quotes"


def test_a_key_written_twice_is_refused_though_yaml_takes_the_second():
    (problem,) = _problems(SMALL + "    level: 3\n")
    assert problem.startswith("small/framework.yaml:26: criteria.0.level: this key is written twice")


def test_an_id_used_twice_is_refused():
    again = SMALL[SMALL.index("  - id: X-1") :]
    assert _problems(SMALL + again) == [
        "small/framework.yaml:26: criteria.1.id: “X-1” is already the id of criteria.0"
    ]


def test_an_unknown_test_names_those_there_are():
    (problem,) = _problems(SMALL.replace("test: below", "test: beneath"))
    assert "criteria.0.when: there is no test “beneath”; there are below, at_or_below" in problem


def test_a_grade_that_is_not_on_the_scale_of_its_area_is_refused():
    (problem,) = _problems(
        SMALL.replace(
            "{test: below, indicator: ks2_rwm_expected, limit: 50}",
            "{test: inspection, area: inclusion, at_or_below: inadequate}",
        )
    )
    assert "“inadequate” is not on the scale of inclusion" in problem


def test_a_judgement_and_its_answers_must_be_declared():
    test = "{test: judgement, judgement: %s, answer_in: [%s]}"
    old = "{test: below, indicator: ks2_rwm_expected, limit: 50}"
    (unknown,) = _problems(SMALL.replace(old, test % ("staffing", '"no"')))
    assert unknown.endswith("“staffing” is not the id of one of the pack's judgements")
    (answer,) = _problems(SMALL.replace(old, test % ("governance", "weak")))
    assert answer.endswith("“weak” is no answer to governance: yes, no")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("{test: below, indicator: a}", "give exactly one of limit, than and than_indicator"),
        ("{test: below, indicator: a, limit: 1, than: national_median}", "give exactly one of"),
        ("{test: below, indicator: a, than: national_median, by: -1}", "cannot be negative"),
        ("{test: below, indicator: a, limit: 1, by: 2}", "put the margin into limit"),
        ("{test: below, indicator: a, limit: 1, value: mean3, significant: true}", "no interval"),
        ("{test: percentile, indicator: a, at_or_below: 101}", "between 0 and 100"),
        ("{test: percentile, indicator: a}", "exactly one of at_or_below and at_or_above"),
        ("{test: gap, group: a, others: b, at_least: 0}", "above 0"),
        ("{test: trend, indicator: a, direction: rising, by: -1}", "use direction"),
        (
            "{test: at_least, n: 3, of: [{test: below, indicator: a, limit: 1}]}",
            "between 1 and the number of parts",
        ),
        ("{test: all, of: []}", "at least one part"),
        ("{test: inspection, area: nothing, at_or_below: good}", "is not an inspection area"),
        ("{test: inspection, area: overall}", "exactly one of at_or_below, at_or_above and grade_in"),
        ("{test: inspection, area: ungraded_outcome, at_or_below: good}", "have no order"),
        ("{test: inspection, area: overall, grade_in: [met]}", "not a grade of overall"),
        ("{test: older_than, days: 3}", "exactly one of area, judgement and indicator"),
        ("{test: older_than, days: 3, area: nothing}", "is not an inspection area"),
        ("{test: judgement, judgement: governance, answer_in: []}", "at least one answer"),
        ("{test: below, indicator: a, limit: .inf}", "ordinary number"),
        ("{test: below, indicator: a, limit: '5'}", "must be a number"),
        ("{indicator: a}", "a test says what it is"),
    ],
)
def test_a_test_that_cannot_mean_anything_is_refused(wrong, said):
    problems = _problems(SMALL.replace("{test: below, indicator: ks2_rwm_expected, limit: 50}", wrong))
    assert any(said in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("status: draft", "status: agreed", "by whom and on what date"),
        (
            "effective_from: 2026-01-01",
            "effective_from: 2026-01-01\neffective_to: 2025-01-01",
            "must come after",
        ),
        ("{number: 1, name: Secure", "{number: 2, name: Secure", "1, 2 and 3, in that order"),
        ("others: 3", "others: 0", "at least 1"),
        ("{minimum_share: 0.5}", "{minimum_share: 0.5, minimum_criteria: 0}", "at least 1"),
        ("citations: []", "citations: []\nhash: abc", "there is no such key here"),
        ("citations: []", "citations: []\nevidence: {stale_after_years: 0}", "at least 1"),
        (
            "sentence: Results are low.",
            "sentence: Results are low.\n    citations: [nowhere]",
            "one of the pack's citations",
        ),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(old, new, said):
    assert any(said in problem for problem in _problems(SMALL.replace(old, new)))


@pytest.mark.parametrize("text", ["", "- 1\n", "id: [\n", "id: \x00\n"])
def test_what_is_not_a_pack_at_all_is_refused_in_words(text):
    assert len(_problems(text)) == 1


def test_a_pack_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(framework.FrameworkProblems, match="cannot be read"):
        pack_reading.load(tmp_path)


def test_a_checked_pack_is_kept_and_read_again_without_yaml(tmp_path, monkeypatch):
    first = pack_reading.load(PACK.parent, cache=tmp_path)
    monkeypatch.setattr(pack_reading, "check", lambda *_, **__: pytest.fail("was checked again"))
    assert pack_reading.load(PACK.parent, cache=tmp_path) == first


def test_a_damaged_kept_pack_is_made_again(tmp_path):
    first = pack_reading.load(PACK.parent, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_text("{")
    assert pack_reading.load(PACK.parent, cache=tmp_path) == first


def test_a_changed_pack_is_never_read_from_an_older_copy(tmp_path):
    pack = tmp_path / "small"
    pack.mkdir()
    (pack / "framework.yaml").write_text(SMALL)
    pack_reading.load(pack, cache=tmp_path / "kept")
    (pack / "framework.yaml").write_text(SMALL.replace("limit: 50", "limit: 60"))
    assert pack_reading.load(pack, cache=tmp_path / "kept").criteria[0].when.limit == 60


def test_the_schema_names_every_test():
    told = json.dumps(pack_reading.schema())
    assert all(f'"{name}"' in told for name in pack_reading.language.TESTS)


def test_a_pack_that_is_not_on_the_shelf_names_those_that_are():
    with pytest.raises(shelf.NoSuchPack, match="there are: eif-2019, reportcard-2025"):
        shelf.load("report-card")
    with pytest.raises(shelf.NoSuchPack):
        shelf.load("../packs/eif-2019")


def test_the_shelf_offers_the_newest_pack_first_and_leaves_out_a_broken_one(tmp_path, monkeypatch):
    for name, text in (("small", SMALL), ("broken", "id: 1")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "framework.yaml").write_text(text)
    monkeypatch.setenv("TRELLIS_PACKS", str(tmp_path))
    assert [pack.id for pack in shelf.offered()] == ["small"]
    monkeypatch.delenv("TRELLIS_PACKS")
    assert next(pack.id for pack in shelf.offered()) == "reportcard-2025"


def test_the_shelf_keeps_checked_packs_in_the_home(tmp_path):
    shelf.load("eif-2019", home=Home(root=tmp_path))
    assert len(list((tmp_path / "packs").iterdir())) == 1


def test_the_columns_a_pack_reads_are_those_its_tests_need():
    read = pack_reading.load(Path(PACK.parent)).columns_read()
    assert read["ks2_reading_progress"] >= {"value", "year", "small_cohort", "high"}
    assert "similar_median" in read["ks4_attainment8"]
