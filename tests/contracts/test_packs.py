"""Every framework pack: it loads, reads indicators that exist, reaches its levels and keeps to its truth table."""

from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest

from trellis.analysis.inspection import AREAS, CATEGORIES
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import evaluation, pack_cases, pack_reading, wording
from trellis.analysis.judging.framework import FrameworkProblems
from trellis.analysis.judging.grading import scale_of
from trellis.analysis.judging.pack_cases import pictured

ROOT = Path(__file__).resolve().parents[2] / "packs"
FOLDERS = sorted(file.parent for file in ROOT.glob("*/framework.yaml"))

# Criteria that say the same by degree: a case must tell each pair apart.
PAIRS = [
    ("L2-2", "L3-3"),
    ("L2-3", "L3-3"),
    ("L2-1", "L3-1"),
    ("L2-4", "L3-2"),
    ("L1-1", "L2-4"),
    ("L1-2", "L2-10"),
    ("L1-4", "L2-2"),
    ("L1-5", "L2-5"),
    ("L1-6", "L2-7"),
    ("L1-8", "L2-8"),
    ("L1-9", "L2-16"),
    ("L1-7", "L2-13"),
]


# Where the greater is met, the lesser is as well: a school is never worse off by the one and unknown by the other.
BY_DEGREE = [("L2-2", "L3-3"), ("L2-3", "L3-3"), ("L2-1", "L3-1"), ("L2-4", "L3-2")]


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request):
    return request.param


# Neither a pack nor its cases can be changed once they are read
load = cache(pack_reading.load)
cases_of = cache(lambda folder: pack_cases.load(folder, load(folder)))


@pytest.fixture
def pack(folder):
    return load(folder)


def test_the_four_packs_of_the_policy_are_shipped():
    assert {folder.name for folder in FOLDERS} >= {
        "sglos-2010",
        "eif-2019",
        "transition-2024",
        "reportcard-2025",
    }


def test_a_pack_loads_under_the_name_of_its_folder(folder, pack):
    assert pack.id == folder.name


def test_a_pack_has_the_33_criteria(pack):
    wanted = [f"L{level}-{n}" for level, count in ((1, 9), (2, 19), (3, 5)) for n in range(1, count + 1)]
    assert [criterion.id for criterion in pack.criteria] == wanted
    assert all(criterion.id.startswith(f"L{criterion.level}-") for criterion in pack.criteria)


def test_every_indicator_of_a_pack_exists(pack):
    assert pack_reading.unknown_indicators(pack, wording.indicators()) == []


def test_every_criterion_says_a_sentence_names_its_articles_and_its_evidence(pack):
    for criterion in pack.criteria:
        assert criterion.sentence.endswith("."), criterion.id
        assert criterion.sentence[0].isupper(), criterion.id
        assert criterion.articles, criterion.id
        assert all(1 <= article <= 42 for article in criterion.articles), criterion.id
        assert criterion.hint, criterion.id


def test_every_contextual_criterion_names_the_support_to_offer(pack):
    assert all(criterion.support for criterion in pack.criteria if criterion.route == "C")


def test_every_citation_is_used_or_stands_for_the_whole_and_says_when_it_was_checked(pack):
    used = {citation for criterion in pack.criteria for citation in criterion.citations}
    used |= {clock.citation for clock in pack.clocks}
    assert {citation.id for citation in pack.citations} - used <= {"children-rights", "gap-years"}
    assert all(citation.checked_on for citation in pack.citations)


def test_criteria_read_from_published_data_count_towards_coverage(pack):
    counted = {criterion.id for criterion in pack.criteria if criterion.coverage == "always"}
    assert {"L1-1", "L1-4", "L1-8", "L2-2", "L2-4", "L2-8", "L3-2", "L3-3"} <= counted
    assert all(criterion.route == "E" for criterion in pack.criteria if criterion.id in counted)


def test_the_truth_table_of_a_pack_holds(folder, pack):
    assert cases_of(folder).failures(pack) == []


def test_the_truth_table_reaches_every_level_and_none(folder, pack):
    assert {case.level for case in cases_of(folder).cases} == {1, 2, 3, None}


@pytest.mark.parametrize("pair", PAIRS, ids="/".join)
def test_the_truth_table_tells_criteria_that_differ_by_degree_apart(folder, pack, pair):
    told = [case.answers for case in cases_of(folder).cases]
    lesser, greater = pair
    assert any(answers.get(greater) == language.Answer.MET for answers in told)
    assert any(
        lesser in answers and greater in answers and answers[lesser] != answers[greater] for answers in told
    ) or any(answers.get(lesser) == answers.get(greater) == language.Answer.MET for answers in told)


def test_a_pack_that_nobody_agreed_is_a_proposal(pack):
    assert pack.status != "agreed" or pack.agreed is not None


def test_the_other_names_of_roles_are_of_roles_that_there_are(pack):
    from trellis.accounts.roles import ROLES

    assert set(pack.process.role_aliases) <= set(ROLES)


def test_a_school_in_special_measures_can_go_on_with_its_plan_for_reasons(pack):
    assert pack.process.decisive_actions[-1].id == "continue"
    assert {"school", "adviser_visit", "authority_meeting"} <= {each.id for each in pack.process.sources}


def test_the_policy_as_written_calls_the_senior_adviser_primary_qasap():
    assert pack_reading.load(ROOT / "sglos-2010").process.role_aliases == {"spa": ("QASAP",)}


def test_a_source_that_is_said_twice_is_told_with_its_place(tmp_path):
    text = (ROOT / "sglos-2010" / "framework.yaml").read_text(encoding="utf-8")
    written = tmp_path / "sglos-2010"
    written.mkdir()
    (written / "framework.yaml").write_text(
        text.replace("- {id: adviser_visit, name", "- {id: school, name", 1), encoding="utf-8"
    )
    with pytest.raises(FrameworkProblems) as refused:
        pack_reading.load(written)
    assert [(each.key, each.message) for each in refused.value.problems] == [
        ("process.sources.1.id", "“school” is already the id of process.sources.0")
    ]


def test_the_published_schema_is_fresh():
    import json

    kept = json.loads((ROOT / "framework.schema.json").read_text(encoding="utf-8"))
    assert kept == pack_reading.schema(), "write it again: trellis pack schema > packs/framework.schema.json"


def test_an_authority_can_name_owner_contact_and_limits_in_any_pack(folder, pack):
    from trellis.analysis.judging.framework import Framework, made

    own = (
        "\nowner: Director of Children’s Services\ncontact: {team: Quality, email: quality@example.org}\n"
        "limits: [It knows no nursery.]\n"
    )
    text = (folder / "framework.yaml").read_bytes()
    plain = pack_reading.check(text + own.encode(), name="framework.yaml")
    read = made(Framework, plain)
    assert (read.owner, read.contact.team, read.limits) == (
        "Director of Children’s Services",
        "Quality",
        ("It knows no nursery.",),
    )
    assert read.criteria == pack.criteria
    # A shipped pack is nobody's yet: it names no authority's people
    assert (pack.owner, pack.contact, pack.limits) == (None, None, ())


def test_a_contact_that_nobody_can_reach_is_refused_with_its_place(folder):
    from trellis.analysis.judging.framework import FrameworkProblems

    text = (folder / "framework.yaml").read_bytes() + b"\ncontact: {team: Quality}\n"
    with pytest.raises(FrameworkProblems) as refused:
        pack_reading.check(text, name="framework.yaml")
    (problem,) = refused.value.problems
    assert problem.key == "contact"
    assert "at least one of email, telephone and page" in problem.message


def test_terms_name_packs_that_exist(pack):
    names = {folder.name for folder in FOLDERS}
    assert all(set(term.elsewhere) <= names for term in pack.terms)


def test_a_level_3_criterion_is_never_met_without_its_level_2_counterpart(pack):
    random = Random(33)
    facts = pictured([_anything(pack, random) for _ in range(600)], as_of=date(2026, 11, 21))
    judged = evaluation.assess(pack, facts)
    for lesser, greater in BY_DEGREE:
        met = judged.column(greater) == language.Answer.MET
        assert met.any(), f"no generated school meets {greater}"
        assert (judged.column(lesser)[met] == language.Answer.MET).all(), (lesser, greater)


def test_a_pack_asks_for_evidence_of_more_than_one_kind_and_lets_grades_age(pack):
    assert pack.coverage.minimum_themes >= 2
    assert pack.evidence.inspection_stale_after_years


def _anything(pack, random):
    """Return a school with a chance of every value, missing value and grade that a pack reads."""

    def number(indicator):
        middle = random.choice((-1.0, 0.0, 10.0, 40.0, 60.0))
        held = {
            "status": random.choice((0, 0, 0, 0, 1, 3, 4, 5, 2)),
            "year": 2026.0,
            "value": middle,
            "low": random.choice((middle - 9, None)),
            "high": random.choice((middle + 0.1, middle + 9, None)),
            "mean3": random.choice((20.0, 70.0, None)),
            "small_cohort": random.choice((0.0, 0.0, 1.0, None)),
            "similar_median": random.choice((middle + 20, middle, None)),
        }
        return held if random.random() < 0.9 else {"status": 4}

    framework = random.choice(("section5", "eif", "eif_no_overall", "report_card"))
    day = date(random.choice((2015, 2022, 2025)), 5, 1)
    grades = {}
    for area in AREAS:
        if area == "category_of_concern":
            grade = random.choice((*CATEGORIES, "none", ""))
        elif area == "ungraded_outcome":
            grade = random.choice(("remains_good", "some_aspects_not_as_strong", ""))
        else:
            grade = random.choice((*scale_of(area), ""))
        grades[area] = {
            "grade": grade,
            "framework": framework,
            "date": day,
            "predecessor": random.random() < 0.2,
        }
    questions = {asked.id: random.choice((*asked.answers, "")) for asked in pack.judgements}
    return {
        "phase_group": random.choice(("primary", "secondary", "all_through", "special")),
        "statistics": {indicator: number(indicator) for indicator in pack.columns_read()},
        "grades": grades if random.random() < 0.9 else {},
        "judgements": {
            asked: {"answer": answer, "date": date(2026, 10, 1)} for asked, answer in questions.items()
        },
        "events": {"safeguarding_concern": date(2026, 10, 1)} if random.random() < 0.1 else {},
        "event_register": random.random() < 0.5,
    }


def test_every_shipped_pack_entitles_each_level_to_no_less_than_the_one_before(pack):
    said = [pack.entitlement(level) for level in (1, 2, 3)]
    totals = [
        sum(each.days.quarters(route) for route in ("central", "de_delegated", "traded")) for each in said
    ]
    assert totals == sorted(totals)
    assert totals[0] > 0  # days of an adviser for every school
    assert "causing_concern" in said[2].central
    assert said[0].central == ()


@pytest.mark.parametrize(
    ("written", "key", "message"),
    [
        ("{level: 1, days: {central: 1}, why: So.}", "entitlements.1.level", "level 1 has its entitlement already, in entitlements.0"),
        ("{level: 2, days: {central: 0.3}, why: So.}", "entitlements.1.days", "central is a number of days from 0 to 200, in quarters of a day"),
        ("{level: 2, days: {grants: 1}, why: So.}", "entitlements.1.days.grants", "there is no such key here"),
        ("{level: 2, days: {}, why: So, central: [gardening]}", "entitlements.1.central.0", "“gardening” is not one of"),
        ("{level: 2, days: {}, why: So, central: [advisers, advisers]}", "entitlements.1", "central names a kind of service twice"),
    ],
)  # fmt: skip
def test_an_entitlement_that_is_wrong_is_told_with_its_line(written, key, message):
    text = (ROOT / "reportcard-2025" / "framework.yaml").read_text(encoding="utf-8")
    before, after = text.split("entitlements:\n", 1)
    after = after[after.index("\nrelationships:") :]
    given = (
        f"{before}entitlements:\n  - {{level: 1, days: {{central: 1}}, why: All.}}\n  - {written}\n{after}"
    )
    with pytest.raises(FrameworkProblems) as refused:
        pack_reading.check(given.encode(), name="framework.yaml")
    (problem,) = refused.value.problems
    assert (problem.key, problem.line) == (key, before.count("\n") + 3)
    assert message in problem.message


def test_a_pack_may_say_nothing_of_entitlements(folder):
    text = (folder / "framework.yaml").read_text(encoding="utf-8")
    start = text.index("entitlements:\n")
    given = text[:start] + text[text.index("relationships:\n") :]
    assert "entitlements" not in pack_reading.check(given.encode(), name="framework.yaml")
