"""What a pack says of itself, with its own numbers."""

from dataclasses import replace

import pytest

from tests import builders
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import framework, shelf
from trellis.analysis.output import method


def test_the_rule_has_the_numbers_of_the_pack_and_says_how_many_themes_must_be_known() -> None:
    needs = framework.Coverage(minimum_share=0.66, minimum_criteria=4, minimum_themes=2)
    pack = builders.pack(coverage=needs, suggestion=framework.Suggestion(others=5, contextual=4))
    said = method.rule(pack)
    assert said[0] == "Level 3 (Causing concern) if any level 3 criterion is met."
    assert "at least 5 of the others are met, or at least 4 contextual ones with 1 other." in said[1]
    assert "the school says" not in said[1]
    assert (
        "at least 66% of the criteria that count (no fewer than 4, of 2 themes or more) are known." in said[2]
    )
    assert (
        "(no fewer than 4) are known."
        in method.rule(replace(pack, coverage=replace(needs, minimum_themes=1)))[2]
    )


def test_what_the_school_says_of_itself_is_in_the_rule_only_where_the_pack_asks() -> None:
    asks = framework.Suggestion(
        others=2,
        contextual=2,
        self_identified=language.Event(test="event", event="self_identified_vulnerability"),
    )
    assert "or the school says that it is vulnerable," in method.rule(builders.pack(suggestion=asks))[1]


def test_inputs_name_every_indicator_a_pack_reads_under_its_publication() -> None:
    from trellis.analysis.judging import wording

    for name in shelf.names():
        pack = shelf.load(name)
        told = {what for one in method.inputs(pack) for what in one.reads}
        for indicator in pack.columns_read():
            if indicator in wording.indicators():
                assert wording.indicator_name(indicator) in told, (name, indicator)
        assert {c for one in method.inputs(pack) for c in one.criteria} == {c.id for c in pack.criteria}


def test_published_inputs_come_first_and_the_authoritys_own_say_so() -> None:
    told = method.inputs(shelf.load())
    assert [one.is_own for one in told] == sorted(one.is_own for one in told)
    by_name = {one.publication: one for one in told}
    assert "Overall absence" in by_name["Pupil absence in schools in England"].reads
    assert by_name[method.JUDGEMENTS].is_own
    assert "L3-2" in by_name[method.INSPECTIONS].criteria


def test_every_reason_for_a_missing_value_is_named() -> None:
    from trellis.analysis.judging import wording

    said = " ".join(method.missing(builders.pack()))
    for status, words in wording.STATUS_WORDS.items():
        assert status == 0 or words in said, words
    assert (
        "fewer than 60% of the criteria that count are known, or fewer than 2, no school is called secure"
        in said
    )
    assert "Inspection grades never grow too old." in said


def test_a_pack_that_nobody_agreed_says_so_and_one_that_was_says_by_whom_and_when() -> None:
    agreed = builders.pack(agreed=framework.Agreement(by="Heads", on=builders.AS_OF, minutes="Item 4"))
    assert method.agreed(agreed) == "by Heads on 20 November 2026 (Item 4)"
    assert not any("proposal" in line for line in method.limits(agreed))
    proposal = builders.pack(agreed=None, status="proposed")
    assert method.agreed(proposal) == "Not agreed yet: a proposal"
    assert any("It is a proposal" in line for line in method.limits(proposal))


def test_limits_end_with_the_authors_own() -> None:
    assert method.limits(builders.pack(limits=("It knows no nursery.",)))[-1] == "It knows no nursery."


def test_criteria_that_rest_on_nothing_published_are_named_as_a_limit() -> None:
    pack = builders.pack()
    own = replace(
        pack.criteria[0],
        id="L3-9",
        when=language.Judgement(test="judgement", judgement="safe", answer_in=("no",)),
    )
    assert not any("rest on nothing that is published" in line for line in method.limits(pack))
    said = method.limits(replace(pack, criteria=(*pack.criteria, own)))
    assert any(line.endswith("writes down: L3-9.") for line in said)


@pytest.mark.parametrize(
    ("relationships", "sentence"),
    [
        ({"maintained": "level"}, "A level can be agreed for maintained schools;"),
        (
            {"maintained": "level", "academy": "level"},
            "A level can be agreed for maintained schools or academies;",
        ),
        ({}, "No level is agreed for any school;"),
    ],
)
def test_for_whom_a_level_can_be_agreed_follows_the_pack(relationships: dict, sentence: str) -> None:
    pack = builders.pack(relationships=relationships)
    assert any(line.startswith(sentence) for line in method.human_role(pack))
    academies = method.rule(pack)[-1]
    assert ("No level is agreed for it." in academies) == ("academy" not in relationships)


def test_time_limits_and_citations_are_told() -> None:
    clock = framework.Clock(
        id="c", name="The school answers", days=10, basis="school_days", counted_from="it is shared"
    )
    noted = framework.Citation(
        id="n", title="Notes", checked_on=builders.AS_OF, checked_against="project_notes"
    )
    pack = builders.pack(clocks=(clock,), citations=(*builders.pack().citations, noted))
    assert "The school answers: 10 school days, counted from: it is shared." in method.human_role(pack)
    assert any(line.startswith("1 of its 2 citations have been checked") for line in method.limits(pack))
    assert any(
        line.startswith("All 1 citations") for line in method.limits(replace(pack, citations=(noted,)))
    )


def test_chance_trends_and_what_cannot_be_compared_are_told_where_the_pack_has_them() -> None:
    plain = method.uncertainty(builders.pack())
    assert not any("more than chance" in line for line in plain)
    told = " ".join(method.uncertainty(shelf.load()))
    assert "criteria ask that a difference is more than chance:" in told
    assert "A trend in L2-7" in told
    assert "Not compared across inspection frameworks and years: the grade below good" in told


def test_the_pictures_of_schools_are_counted_for_the_very_version_alone() -> None:
    pack = shelf.load("eif-2019")
    assert shelf.cases_beside(pack) == 56
    assert shelf.cases_beside(replace(pack, hash="0" * 64)) is None
    assert shelf.cases_beside(replace(pack, id="gone")) is None
    assert method.tested(pack, cases=56)[0].startswith("56 small pictures of schools")
    assert "not held here" in method.tested(pack, cases=None)[0]


def test_a_file_of_cases_that_is_not_one_counts_as_none(tmp_path, monkeypatch) -> None:
    import shutil

    shutil.copytree(shelf.folder() / "eif-2019", tmp_path / "eif-2019")
    monkeypatch.setenv("TRELLIS_PACKS", str(tmp_path))
    for written in ("cases: 3\n", "- 1\n", "a: [\n"):
        (tmp_path / "eif-2019" / "cases.yaml").write_text(written)
        shelf._cases_in.cache_clear()
        assert shelf.cases_beside(shelf.load("eif-2019")) is None


@pytest.mark.parametrize(
    "given", [{"email": "a@example.org"}, {"telephone": "1"}, {"page": "https://example.org"}]
)
def test_a_contact_has_one_way_to_reach_it(given: dict) -> None:
    assert framework.Contact(team="Quality", **given).team == "Quality"
    with pytest.raises(ValueError, match="at least one of email, telephone and page"):
        framework.Contact(team="Quality")
