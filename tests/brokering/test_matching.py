"""Who could help with a need: the order, what it says, who is left out and why."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.brokering.ranked import GOOD, NEED, UNKNOWN, keys
from trellis.brokering import matching, matching_parts
from trellis.brokering.impact import Impact, Verdict
from trellis.practice.models import PHASES


@pytest.fixture(autouse=True, scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRELLIS_HOME", str(tmp_path_factory.mktemp("home")))
        yield


def sentences(**changed: Any) -> dict[str, str]:
    [offered] = matching.rank(NEED, [replace(GOOD, **changed)]).offered
    return {each.id: each.sentence for each in offered.parts}


def held_back(**changed: Any) -> list[str]:
    [found] = matching.rank(NEED, [replace(GOOD, **changed)]).not_offered
    return [each.sentence for each in found.reasons]


# What it says


def test_whoever_has_all_that_is_asked_counts_a_hundred() -> None:
    [best] = matching.rank(NEED, [GOOD]).offered
    assert best.total == pytest.approx(100)
    assert best.place == 1
    assert best.to_ask == ()
    assert sum(each.counted for each in best.parts) == pytest.approx(best.total)
    assert sum(each.weight for each in best.parts) == pytest.approx(100)


def test_every_part_says_on_what_it_rests() -> None:
    assert sentences(easting=412_000) == {
        "areas": "Fits the need: early reading is one of its areas",
        "words": "The words fit those of the need well",
        "phase": "Works in primary schools",
        "likeness": "Is among the 30 schools most like the one that asks",
        "distance": "12 km away",
        "capacity": "Has 8 days left",
        "load": "Helps no other school now",
        "past": "Has helped 7 schools before; absence fell by 0.4 points more than in schools like them (between 0.1 and 0.7)",
        "evaluations": "6 schools valued the help at 5.0 of 5 on average",
    }


def test_what_nobody_has_said_is_told_and_counts_half() -> None:
    [found] = matching.rank(NEED, [replace(GOOD, **UNKNOWN, concern=None)]).offered
    unknown = [each for each in found.parts if not each.known]
    assert {each.id for each in unknown} == {"words", "phase", "distance", "capacity", "past", "evaluations"}
    assert all(each.counted == each.weight / 2 for each in unknown)
    assert [each.sentence for each in unknown] == [
        "How well the words fit is not known",
        "Nobody has said in which phases it works",
        "The distance is not known",
        "Nobody has said how many days it has",
        "What came of earlier help is not known",
        "Fewer than five schools have said what the help was worth: too few to tell",
    ]
    assert found.to_ask == ("Whether the school can spare the strength at present is not known here",)


def test_a_leader_is_a_person_and_a_provider_is_no_school() -> None:
    told = sentences(kind="leader", days=None, phases=frozenset(), easting=None, released=None)
    assert told["areas"] == "Fits the need: early reading is one of their areas"
    assert told["phase"] == "Nobody has said in which phases they work"
    assert told["capacity"] == "Nobody has said how many days they have"
    assert told["distance"] == "The distance is not known"
    [leader] = matching.rank(NEED, [replace(GOOD, kind="leader", released=None, authority="798")]).offered
    assert leader.to_ask == (
        "Nobody has said whether their school releases them",
        "Is of another authority, which is to be asked first",
    )
    [provider] = matching.rank(NEED, [replace(GOOD, kind="provider", urn=None, concern=None)]).offered
    assert provider.to_ask == ()
    assert (
        sentences(kind="provider", urn=None)["likeness"]
        == "Is at no school that is known here, so likeness tells nothing"
    )


@pytest.mark.parametrize(
    ("changed", "part", "told"),
    [
        ({"easting": 400_300}, "distance", "Less than 1 km away"),
        ({"days": 1}, "capacity", "Has 1 day left"),
        ({"helps": 1}, "load", "Helps 1 school now"),
        ({"helps": 3}, "load", "Helps 3 schools now"),
        ({"urn": 999}, "likeness", "Is not among the 30 schools most like the one that asks"),
        ({"relevance": 0.4}, "words", "The words fit those of the need in part"),
        ({"relevance": 0.0}, "words", "The words do not fit those of the need"),
        (
            {"areas": frozenset({"eal"})},
            "areas",
            "Fits by words alone: early reading is not among its areas",
        ),
        ({"areas": frozenset()}, "areas", "Nobody has said in which areas it works"),
        (
            {"past": Impact(n=None, verdict=Verdict.FEW)},
            "past",
            "Fewer than five schools helped before can be compared: too few to say what came of it",
        ),
        (
            {"past": Impact(n=9, verdict=Verdict.BETTER, share_worst=0.5, without_later=2)},
            "past",
            (
                "Has helped 9 schools before; better than comparison schools, over several indicators. Many began "
                "among the worst, so some of it may have come by itself. 2 more supports cannot be compared yet"
            ),
        ),
        (
            {"past": Impact(n=9, verdict=Verdict.SAME)},
            "past",
            "Has helped 9 schools before; no difference can be told, over several indicators",
        ),
    ],
)
def test_a_part_says(changed: dict[str, Any], part: str, told: str) -> None:
    assert sentences(**changed)[part] == told


def test_a_need_of_several_areas_says_which_are_offered() -> None:
    need = replace(NEED, areas=frozenset({"early-reading", "eal", "send"}))
    [found] = matching.rank(need, [GOOD]).offered
    assert found.parts[0].sentence == (
        "Fits the need in part: early reading is one of its areas; special educational needs and "
        "disabilities and English as an additional language are not"
    )
    assert found.parts[0].counted == pytest.approx(found.parts[0].weight / 3)


def test_a_need_that_says_nothing_is_open_to_all_and_says_so() -> None:
    [found] = matching.rank(matching.Need(urn=100), [GOOD]).offered
    told = {each.id: each.sentence for each in found.parts if not each.known}
    assert told == {
        "areas": "The need names no area of practice",
        "words": "The need has no words to compare",
        "phase": "The need names no phase",
        "likeness": "How alike the two schools are is not known",
        "distance": "The distance is not known",
    }


# Who is not offered


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"interest": "a governor is married to its head."},
            "An interest is declared: a governor is married to its head.",
        ),
        ({"urn": 100}, "Is the school itself."),
        ({"kind": "leader", "urn": 100}, "Their own school is the one that asks."),
        ({"quality_current": False}, "Quality has not been assured."),
        (
            {"quality_current": False, "quality": "Its quality has lapsed on 3 March 2026"},
            "Its quality has lapsed on 3 March 2026.",
        ),
        ({"days": 0}, "Has no days left."),
        ({"phases": frozenset({"secondary"})}, "Does not work in primary schools."),
        ({"accepts": False}, "The protocol of this route is not accepted."),
        ({"kind": "leader", "released": False}, "Their school has not released them."),
        ({"full": True}, "It helps as many schools as one school is asked to at once."),
        (
            {"kind": "leader", "full": True},
            "Their school helps as many schools as one school is asked to at once.",
        ),
        ({"concern": True}, "It needs its own strength at present."),
        ({"kind": "leader", "concern": True}, "Their school needs its own strength at present."),
    ],
)
def test_whoever_is_held_back_is_told_with_the_reason(changed: dict[str, Any], told: str) -> None:
    assert held_back(**changed) == [told]
    assert len(matching.rank(NEED, [replace(GOOD, **changed)]).offered) == 0


def test_every_reason_is_told_and_only_quality_and_many_schools_may_be_set_aside() -> None:
    bad = replace(
        GOOD, interest="kin.", quality_current=False, days=0, accepts=False, full=True, concern=True
    )
    ranking = matching.rank(NEED, [bad])
    assert [each.id for each in ranking.not_offered[0].reasons] == [
        "interest",
        "quality",
        "days",
        "protocol",
        "full",
        "own",
    ]
    assert [each.id for each in ranking.reasons(bad) if each.override] == ["quality", "full"]


@pytest.mark.parametrize(
    "changed",
    [
        {"interest": "kin."},
        {"days": 0},
        {"kind": "leader", "released": False},
        {"full": True},
        {"concern": True},
    ],
)
def test_another_school_cannot_tell_the_authority_s_reasons_apart(changed: dict[str, Any]) -> None:
    ranking = matching.rank(NEED, [replace(GOOD, **changed)], discreet=True)
    assert [(each.id, each.sentence) for each in ranking.not_offered[0].reasons] == [
        ("away", "Cannot be asked at present.")
    ]


def test_another_school_reads_one_sentence_for_several_of_them_beside_what_is_no_secret() -> None:
    who = replace(GOOD, interest="kin.", concern=True, quality_current=False)
    told = matching.rank(NEED, [who], discreet=True).reasons(who)
    assert [each.sentence for each in told] == [
        "Quality has not been assured.",
        "Cannot be asked at present.",
    ]


def test_another_school_does_not_learn_whether_it_is_known_what_a_school_can_spare() -> None:
    for concern in (None, False):
        ranking = matching.rank(NEED, [replace(GOOD, concern=concern)], discreet=True)
        assert ranking.offered[0].to_ask == ()


def test_no_sentence_tells_a_level() -> None:
    for concern in (True, False, None):
        ranking = matching.rank(NEED, [replace(GOOD, concern=concern)])
        told = [each.sentence for each in ranking.reasons(replace(GOOD, concern=concern))]
        for found in ranking.offered:
            told += [*found.to_ask, *(each.sentence for each in found.parts)]
        assert not any(
            word in " ".join(told).lower() for word in ("level", "concern", "vulnerable", "secure")
        )


def test_whoever_offers_other_things_is_counted_and_asked_about_by_name() -> None:
    other = replace(GOOD, key="entry-2", areas=frozenset({"careers"}), relevance=0.1)
    ranking = matching.rank(NEED, [GOOD, other])
    assert (len(ranking.offered), len(ranking.not_offered), ranking.beside) == (1, 0, 1)
    assert [each.sentence for each in ranking.reasons(other)] == [
        "Does not offer what is asked for: early reading."
    ]
    assert ranking.reasons(GOOD) == ()


# Equals, and what is made when


def test_equals_go_by_name_and_then_by_key() -> None:
    three = [
        replace(GOOD, key="c", name="Ash"),
        replace(GOOD, key="b", name="Ash"),
        replace(GOOD, key="a", name="Birch"),
    ]
    assert keys(matching.rank(NEED, three)) == ["b", "c", "a"]


def test_two_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="one key"):
        matching.rank(NEED, [GOOD, GOOD])


def test_sentences_are_made_for_those_that_are_looked_at_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    fact = matching_parts.FACTS["load"]

    def say(need: matching.Need, who: matching.Candidate) -> str:
        made.append(who.key)
        return fact.say(need, who)

    monkeypatch.setitem(matching_parts.FACTS, "load", replace(fact, say=say))  # type: ignore[arg-type]
    ranking = matching.rank(NEED, [replace(GOOD, key=f"{number:03}") for number in range(100)])
    assert made == []
    assert [each.place for each in ranking.offered[20:25]] == [21, 22, 23, 24, 25]
    assert made == ["020", "021", "022", "023", "024"]
    assert ranking.offered[-1].candidate.key == "099"


def test_every_phase_of_the_directory_can_be_said() -> None:
    assert matching_parts.PHASES.keys() == PHASES.keys()


# The weights


def test_a_fit_by_area_counts_most_and_every_weight_has_its_reason() -> None:
    weights = matching.read(matching.OURS)
    assert max(weights.parts, key=lambda each: each.weight).id == "areas"
    assert all(each.why.endswith(".") for each in weights.parts)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda rows: rows.update(neutral=0.7), "neutral"),
        (lambda rows: rows["parts"][0].update(weight=50), "come to 100"),
        (lambda rows: rows["parts"].pop(), "the parts must be"),
        (lambda rows: rows["parts"][0].update(why=""), "why"),
        (lambda rows: rows["scales"].update(unlike=0.9), "not alike"),
        (lambda rows: rows["scales"].update(few_days=0.2), "how few days"),
        (lambda rows: rows["scales"].update(load_half=0), "load_half"),
        (lambda rows: rows.update(level=3), "level"),
    ],
)
def test_weights_that_cannot_be_are_refused(tmp_path: Path, spoil: Any, told: str) -> None:
    rows = yaml.safe_load(matching.OURS.read_text(encoding="utf-8"))
    spoil(rows)
    file = tmp_path / "matching.yaml"
    file.write_text(yaml.safe_dump(rows), encoding="utf-8")
    with pytest.raises(matching.CannotRead, match=told):
        matching.read(file)
