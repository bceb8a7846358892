"""What a criterion asks, as sentences."""

import pytest

from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import shelf, spoken

NAME = "Overall absence"


def said(node: object) -> str:
    return spoken.tests(node, questions={"safe": "Are children safe?"}).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("node", "sentence"),
    [
        (
            language.Threshold(test="above", indicator="absence_overall", limit=6.0),
            f"{NAME} is above 6.0%",
        ),
        (
            language.Threshold(
                test="at_or_above",
                indicator="absence_overall",
                than="national_median",
                by=2,
                significant=True,
            ),
            f"{NAME} is above the national median for its phase by at least 2.0 percentage points, by more than chance",
        ),
        (
            language.Threshold(
                test="below", indicator="absence_overall", than="similar_median", value="mean3"
            ),
            f"{NAME}, mean of three years, is below the median of similar schools",
        ),
        (
            language.Threshold(
                test="below",
                indicator="ks2_rwm_expected",
                than_indicator="target_ks2_rwm_expected",
                phases=("primary", "all_through"),
            ),
            (
                "Expected standard in reading, writing and maths, key stage 2 is below target: expected standard in reading,"
                " writing and maths, key stage 2 (primary and all-through schools)"
            ),
        ),
        (
            language.Percentile(test="percentile", indicator="absence_overall", at_or_above=93),
            f"{NAME} is at or above the 93rd percentile of all schools of its phase in England",
        ),
        (
            language.Percentile(
                test="percentile", indicator="absence_overall", at_or_below=11, among="similar"
            ),
            f"{NAME} is at or below the 11th percentile of its similar schools",
        ),
        (
            language.Trend(test="trend", indicator="absence_overall", direction="rising", years=5, by=0.5),
            f"{NAME} has risen over 5 years by at least 0.5 percentage points a year",
        ),
        (
            language.Gap(
                test="gap", group="absence_overall", others="persistent_absence", at_least=3, behind="higher"
            ),
            f"{NAME} is higher than persistent absence by at least 3.0 percentage points",
        ),
        (
            language.Inspection(
                test="inspection",
                area="quality_of_education",
                at_or_above="good",
                frameworks=("eif",),
                silence="not_applicable",
            ),
            (
                "Quality of education at the latest inspection is Outstanding or Good, under Education inspection framework,"
                " September 2019 to August 2024; left out where no grade was given"
            ),
        ),
        (
            language.Judgement(
                test="judgement", judgement="safe", answer_in=("no", "not_yet"), within_days=7
            ),
            "“Are children safe?” is answered “no” or “not yet”, in the last 1 week",
        ),
        (
            language.Judged(test="judged", judgement="safe"),
            "“Are children safe?” has been answered",
        ),
        (
            language.Event(test="event", event="warning_notice", for_at_least_days=14, silence="register"),
            (
                "Warning notice by the authority is recorded and has not ended, begun at least 2 weeks ago; where the"
                " authority’s return of events is held, nothing recorded means none"
            ),
        ),
        (
            language.Contextual(test="contextual", factor="head_in_first_year"),
            "Head in the first year of the post is stated, or recorded as an event",
        ),
        (
            language.OlderThan(test="older_than", days=730, area="overall"),
            "What is held of Overall effectiveness is more than 2 years old",
        ),
        (
            language.OlderThan(test="older_than", days=730, judgement="safe"),
            "What is held of “Are children safe?” is more than 2 years old",
        ),
        (
            language.OlderThan(test="older_than", days=45, indicator="absence_overall"),
            f"What is held of {NAME} is more than 45 days old",
        ),
    ],
)
def test_each_test_is_said_in_a_sentence(node: object, sentence: str) -> None:
    assert said(node) == sentence


def test_what_joins_tests_is_said_and_holds_them() -> None:
    leaf = language.Threshold(test="above", indicator="absence_overall", limit=6.0)
    for node, text in (
        (language.All(test="all", of=(leaf, leaf)), "All of these:"),
        (language.AnyOf(test="any", of=(leaf,), phases=("primary",)), "Any of these (primary schools):"),
        (language.AtLeast(test="at_least", n=1, of=(leaf, leaf)), "At least 1 of these 2:"),
        (language.FirstKnown(test="first_known", of=(leaf,)), "The first of these whose number is there:"),
    ):
        spoken_ = spoken.tests(node, questions={})
        assert spoken_.text == text
        assert {part.text for part in spoken_.parts} == {f"{NAME} is above 6.0%"}
    assert said(language.Not(test="not", of=leaf)) == "It is not so that overall absence is above 6.0%"
    whole = spoken.tests(language.Not(test="not", of=language.All(test="all", of=(leaf,))), questions={})
    assert (whole.text, whole.parts[0].text) == ("It is not so that:", "All of these:")


@pytest.mark.parametrize("name", shelf.names())
def test_every_number_a_pack_sets_stands_in_what_it_says(name: str) -> None:
    pack = shelf.load(name)
    questions = {asked.id: asked.question for asked in pack.judgements}

    def lines(one: spoken.Spoken) -> list[str]:
        return [one.text, *(line for part in one.parts for line in lines(part))]

    for criterion in pack.criteria:
        told = " ".join(lines(spoken.tests(criterion.when, questions=questions)))
        for leaf in language.leaves(criterion.when):
            if isinstance(leaf, language.Threshold) and leaf.limit is not None:
                assert f"{abs(leaf.limit):g}" in told.replace(".0", "").replace(",", ""), criterion.id
        assert "_" not in told, (criterion.id, told)
