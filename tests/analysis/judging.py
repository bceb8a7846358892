"""Hypothesis strategies for the language of criteria: nodes, packs and schools."""

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from trellis.analysis.inspection import CATEGORIES, FIVE_POINT, FOUR_POINT
from trellis.analysis.judging import criterion as language
from trellis.analysis.judging import framework as packs
from trellis.analysis.judging import grading
from trellis.analysis.judging.criterion import AREAS, PHASES
from trellis.analysis.judging.grading import FRAMEWORKS_OF

AS_OF = date(2026, 11, 21)
INDICATORS = ("ks2_rwm_expected", "absence_overall", "head_post_vacant")
JUDGEMENTS = ("leadership_support", "governance")
EVENTS = ("warning_notice", "head_post_vacant")
# Few distinct numbers, so that values land on limits, margins and each other; 0.1 + 0.2 among them.
NUMBERS = (0.0, 0.1, 0.2, 0.3, 0.1 + 0.2, -0.1, 1.0, 50.0, 50.0 + 1e-12, 49.9, 60.0, -1.0)
COMPARATORS = ("national_median", "national_mean", "authority_median", "neighbour_median", "similar_median")
FRAMEWORKS = ("section5", "eif", "eif_no_overall", "report_card")
PLACES = (0.0, 0.1, 0.3, 1.0, 50.0, 60.0, 100.0)
GRADES = (*FOUR_POINT, *FIVE_POINT, *CATEGORIES, "met", "not_met", "none", "not_judged", "not_applicable", "")
VISITS = ("remains_good", "remains_good_concerns", "some_aspects_not_as_strong", "")

numbers = st.sampled_from(NUMBERS)
amounts = st.sampled_from(tuple(abs(n) for n in NUMBERS))
indicators = st.sampled_from(INDICATORS)
phases = st.one_of(
    st.just(()), st.lists(st.sampled_from(PHASES[:3]), min_size=1, max_size=2, unique=True).map(tuple)
)
stale = st.sampled_from((None, None, 1, 8))
days = st.sampled_from((0, 1, 30, 365, 2000))


@st.composite
def thresholds(draw: Any) -> language.Threshold:
    against = draw(st.sampled_from(("limit", "than", "than_indicator")))
    value = draw(st.sampled_from(("latest", "mean3")))
    given: dict[str, Any] = {
        "limit": {"limit": draw(numbers)},
        "than": {"than": draw(st.sampled_from(COMPARATORS)), "by": draw(amounts)},
        "than_indicator": {"than_indicator": draw(indicators), "by": draw(amounts)},
    }[against]
    return language.Threshold(
        test=draw(st.sampled_from(("below", "at_or_below", "above", "at_or_above"))),
        indicator=draw(indicators),
        value=value,
        significant=draw(st.booleans()) if value == "latest" else False,
        stale_after_years=draw(stale),
        phases=draw(phases),
        **given,
    )


@st.composite
def percentiles(draw: Any) -> language.Percentile:
    side = draw(st.sampled_from(("at_or_below", "at_or_above")))
    among = draw(st.sampled_from(("national", "similar")))
    return language.Percentile(
        test="percentile", indicator=draw(indicators), among=among, **{side: draw(st.sampled_from(PLACES))}
    )


@st.composite
def inspections(draw: Any) -> language.Inspection:
    area = draw(st.sampled_from(sorted(AREAS)))
    scale = grading.scale_of(area)
    side = draw(st.sampled_from(("at_or_below", "at_or_above", "grade_in"))) if scale else "grade_in"
    if side == "grade_in":
        allowed = (
            (*CATEGORIES, "none")
            if area == "category_of_concern"
            else scale or ("remains_good", "some_aspects_not_as_strong")
        )
        limit: Any = tuple(draw(st.lists(st.sampled_from(allowed), min_size=1, max_size=2, unique=True)))
    else:
        limit = draw(st.sampled_from(scale))
    return language.Inspection(
        test="inspection",
        area=area,
        frameworks=tuple(draw(st.lists(st.sampled_from(FRAMEWORKS), max_size=2, unique=True))),
        predecessor=draw(st.sampled_from(("conversion", "counts", "unknown"))),
        silence=draw(st.sampled_from(("unknown", "not_met", "not_applicable"))),
        stale_after_years=draw(st.sampled_from((None, None, 1, 5))),
        phases=draw(phases),
        **{side: limit},
    )


@st.composite
def ages(draw: Any) -> language.OlderThan:
    what = draw(st.sampled_from(("area", "judgement", "indicator")))
    which = {
        "area": "overall",
        "judgement": draw(st.sampled_from(JUDGEMENTS)),
        "indicator": draw(indicators),
    }[what]
    return language.OlderThan(test="older_than", days=draw(days), **{what: which})


leaves_of: dict[type, st.SearchStrategy[Any]] = {
    language.Threshold: thresholds(),
    language.Percentile: percentiles(),
    language.Trend: st.builds(
        language.Trend,
        test=st.just("trend"),
        indicator=indicators,
        direction=st.sampled_from(("rising", "falling")),
        years=st.sampled_from((3, 5)),
        by=amounts,
        significant=st.booleans(),
        stale_after_years=stale,
    ),
    language.Gap: st.builds(
        language.Gap,
        test=st.just("gap"),
        group=st.just(INDICATORS[0]),
        others=st.just(INDICATORS[1]),
        at_least=amounts.filter(bool),
        behind=st.sampled_from(("lower", "higher")),
        significant=st.booleans(),
    ),
    language.Inspection: inspections(),
    language.Judgement: st.builds(
        language.Judgement,
        test=st.just("judgement"),
        judgement=st.sampled_from(JUDGEMENTS),
        answer_in=st.sampled_from((("weak",), ("weak", "strong"))),
        within_days=st.one_of(st.none(), days),
    ),
    language.Judged: st.builds(
        language.Judged,
        test=st.just("judged"),
        judgement=st.sampled_from(JUDGEMENTS),
        within_days=st.one_of(st.none(), days),
    ),
    language.Event: st.builds(
        language.Event,
        test=st.just("event"),
        event=st.sampled_from(EVENTS),
        for_at_least_days=st.one_of(st.none(), days),
        within_days=st.one_of(st.none(), days),
        silence=st.sampled_from(("unknown", "register", "not_met")),
    ),
    language.Contextual: st.builds(
        language.Contextual, test=st.just("contextual"), factor=st.just("head_post_vacant")
    ),
    language.OlderThan: ages(),
}
leaves = st.one_of(*leaves_of.values())


def _branches(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(language.All, test=st.just("all"), of=several, phases=phases),
        st.builds(language.AnyOf, test=st.just("any"), of=several, phases=phases),
        st.builds(language.FirstKnown, test=st.just("first_known"), of=several),
        st.builds(language.Not, test=st.just("not"), of=inner),
        several.flatmap(
            lambda of: st.builds(
                language.AtLeast, test=st.just("at_least"), n=st.integers(1, len(of)), of=st.just(of)
            )
        ),
    )


nodes = st.recursive(leaves, _branches, max_leaves=6)


def picture(random: Random) -> dict[str, Any]:
    """Return one school, drawn from few enough values that every test meets its limits often."""

    def number() -> float | None:
        return random.choice(NUMBERS) if random.random() < 0.85 else None

    def past() -> date:
        return AS_OF - timedelta(days=random.choice((0, 1, 29, 30, 31, 364, 365, 366, 1999, 2000, 2001, -5)))

    def statistic() -> dict[str, Any]:
        names = ("value", "low", "high", "mean3", "slope3", "slope3_se", "slope5", "slope5_se", *COMPARATORS)
        return {
            "status": random.choice((0, 0, 0, 0, 0, 0, 1, 2, 3, 5)),
            "year": random.choice((2026.0, 2026.0, 2026.0, 2025.0, 2019.0, None)),
            "small_cohort": random.choice((0.0, 0.0, 0.0, 1.0, None)),
            "slope5_n": random.choice((4.0, 5.0, None)),
            "comparator_year": random.choice((2026.0, 2026.0, 2025.0, 2019.0, None)),
            **{name: number() for name in names},
            "percentile": random.choice((*PLACES, None)),
            "similar_percentile": random.choice((*PLACES, None)),
        }

    def graded(area: str) -> dict[str, Any]:
        dates = (inspected, inspected, inspected, past(), None)
        return {
            "grade": random.choice(VISITS if area == "ungraded_outcome" else GRADES),
            "framework": framework if random.random() < 0.9 else random.choice((*FRAMEWORKS, "")),
            "date": past() if area == "ungraded_outcome" else random.choice(dates),
            "predecessor": random.random() < 0.2,
            "simple": random.random() < 0.5,
        }

    framework, inspected = random.choice(FRAMEWORKS), past()
    areas = [area for area in sorted(FRAMEWORKS_OF) if random.random() < 0.6] if random.random() < 0.9 else []
    return {
        "phase_group": random.choice(PHASES[:4]),
        "relationship": random.choice(("maintained", "academy")),
        "event_register": random.random() < 0.5,
        "statistics": {indicator: statistic() for indicator in INDICATORS if random.random() < 0.9},
        "grades": {area: graded(area) for area in areas},
        "judgements": {
            judgement: {
                "answer": random.choice(("weak", "strong", "")),
                "date": random.choice((None, past(), past())),
            }
            for judgement in JUDGEMENTS
            if random.random() < 0.8
        },
        "events": {event: past() for event in EVENTS if random.random() < 0.6},
    }


# A seed stands for a few dozen schools: each example then meets far more of them than Hypothesis could draw one by one.
schools = st.integers(0, 2**32).map(
    lambda seed: [picture(random) for random in [Random(seed)] for _ in range(40)]
)


@st.composite
def frameworks(draw: Any, *, most: int = 8) -> packs.Framework:
    """A pack of generated criteria."""
    criteria = tuple(
        packs.Criterion(
            id=f"X-{i}",
            level=draw(st.sampled_from((1, 2, 2, 3))),
            route=draw(st.sampled_from(("E", "S", "C"))),
            theme=draw(st.sampled_from(("results", "attendance", "inspection"))),
            name=f"criterion {i}",
            sentence=f"Statement {i} is true.",
            key=draw(st.booleans()),
            coverage=draw(st.sampled_from(("always", "when_known", "never"))),
            when=draw(nodes),
            phases=draw(phases),
            relationships=draw(st.sampled_from(((), (), ("maintained",)))),
        )
        for i in range(draw(st.integers(1, most)))
    )
    return packs.Framework(
        id="generated",
        title="A generated pack",
        version="1",
        era="none",
        status="draft",
        effective_from=date(2026, 1, 1),
        about="Made by a test.",
        levels=tuple(packs.Level(number=n, name=f"Level {n}", entitlement="None.") for n in (1, 2, 3)),
        criteria=criteria,
        suggestion=packs.Suggestion(
            others=draw(st.integers(1, 3)),
            contextual=draw(st.integers(1, 3)),
            contextual_others=draw(st.integers(0, 2)),
            self_identified=draw(st.one_of(st.none(), leaves)),
        ),
        coverage=packs.Coverage(
            minimum_share=draw(st.sampled_from((0.1, 0.5, 0.6, 1.0))),
            minimum_criteria=draw(st.integers(1, 4)),
            minimum_themes=draw(st.integers(1, 3)),
        ),
        citations=(),
        relationships={"maintained": "level", "academy": "raise_concerns"},
        evidence=packs.Evidence(
            stale_after_years=draw(st.sampled_from((1, 3, 6))),
            inspection_stale_after_years=draw(st.sampled_from((None, 1, 5))),
        ),
        capacity=packs.Capacity(
            at_least=1, markers=(packs.Marker(id="m", sentence="It is strong.", when=draw(leaves)),)
        ),
    )
