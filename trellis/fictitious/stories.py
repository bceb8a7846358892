"""The planted stories: what is true of one school, and what the product must find and say about it.

Each story's school is found by its URN, which is its place in `severnshire.PLANS`. `levels` are those that the
default pack may suggest; `met` are criteria that must be met and `clear` ones that must not be.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trellis.fictitious import shaping
from trellis.fictitious.inspections import CARD_AREAS, Inspection, card, graded, ungraded
from trellis.fictitious.nation import YEARS, Site
from trellis.fictitious.truth import Truth

# Judgements that advisers record of maintained schools: the id a pack asks by, the usual answer, the other one,
# and how well a school must stand (0 is the middle, 1 a deviation above) for the usual answer.
JUDGEMENTS: tuple[tuple[str, str, str, float], ...] = (
    ("self_evaluation_accurate", "yes", "no", -1.1),
    ("teaching_good", "yes", "no", -1.0),
    ("teaching_consistent", "yes", "no", -1.3),
    ("governance_strong", "yes", "no", -1.2),
    ("leadership_needs_support", "no", "yes", -1.6),
    ("appraisal_effective", "yes", "no", -1.7),
    ("send_effective", "yes", "no", -1.7),
    ("safeguarding_effective", "yes", "no", -3.0),
    ("governors_fulfil_duties", "yes", "no", -2.6),
)

# Nothing that the authority returns tells of these, so their evidence is only what is published.
WITHOUT_RETURNS = frozenset({"all-suppressed", "coverage-short"})


@dataclass(frozen=True, kw_only=True)
class Story:
    """One planted story and what must come of it. A level of None is "insufficient evidence"."""

    id: str
    urn: int
    title: str
    planted: str
    levels: tuple[int | None, ...]
    found: str
    met: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    concern: bool = False
    returns: dict[str, Any] = field(default_factory=dict)
    shape: Callable[[Truth, Site], None] | None = None
    inspections: Callable[[Site], tuple[Inspection, ...]] | None = None


def _good(site: Site) -> tuple[Inspection, ...]:
    return (graded(site, date(2014, 5, 13), overall=2), graded(site, date(2022, 11, 15), overall=2))


def _expected(site: Site) -> tuple[Inspection, ...]:
    return (graded(site, date(2019, 3, 12), overall=2), card(site, date(2026, 1, 20), areas={}))


def _strong(site: Site) -> tuple[Inspection, ...]:
    areas = dict.fromkeys(CARD_AREAS, "Strong standard") | {"Inclusion": "Exceptional"}
    return (graded(site, date(2018, 6, 12), overall=1), card(site, date(2026, 2, 3), areas=areas))


def _special_measures(site: Site) -> tuple[Inspection, ...]:
    areas = {
        "Curriculum and teaching": "Urgent improvement",
        "Achievement": "Urgent improvement",
        "Leadership and governance": "Urgent improvement",
        "Attendance and behaviour": "Needs attention",
    }
    return (
        graded(site, date(2021, 10, 12), overall=3),
        card(site, date(2026, 2, 10), areas=areas, category="SM"),
    )


def _needs_attention(site: Site) -> tuple[Inspection, ...]:
    areas = {"Achievement": "Needs attention", "Leadership and governance": "Needs attention"}
    return (graded(site, date(2019, 11, 12), overall=2), card(site, date(2026, 3, 10), areas=areas))


def _academy_concern(site: Site) -> tuple[Inspection, ...]:
    areas = {"Achievement": "Urgent improvement", "Curriculum and teaching": "Needs attention"}
    return (
        graded(site, date(2022, 5, 10), overall=3),
        card(site, date(2026, 4, 14), areas=areas, category="RSI"),
    )


def _inadequate_before(site: Site) -> tuple[Inspection, ...]:
    return (
        graded(site, date(2018, 2, 13), overall=3),
        graded(site, date(2023, 3, 14), overall=4, safe=True, category="SWK"),
    )


def _ungraded_after_good(site: Site) -> tuple[Inspection, ...]:
    return (graded(site, date(2019, 10, 8), overall=2), ungraded(site, date(2024, 6, 11), "School remains Good"))


def _none(site: Site) -> tuple[Inspection, ...]:
    return ()


def _slow_decline(truth: Truth, site: Site) -> None:
    shares = {2018: 76, 2019: 75, 2022: 70, 2023: 66, 2024: 60, 2025: 54}
    shaping.eleven(truth, site, shares, progress={2018: 1.1, 2019: 0.8, 2023: -1.6})


def _tiny(truth: Truth, site: Site) -> None:
    cohorts = {2018: 8, 2019: 7, 2022: 7, 2023: 9, 2024: 7, 2025: 7}
    shaping.eleven(
        truth, site, {2018: 75, 2019: 72, 2022: 71, 2023: 78, 2024: 71, 2025: 43}, cohort=cohorts, progress=0.4
    )


def _suppressed(truth: Truth, site: Site) -> None:
    shaping.roll(truth, site, dict.fromkeys(YEARS, 18))
    shaping.eleven(truth, site, dict.fromkeys(YEARS, 60.0), cohort=3)
    truth["submissions"][site.index] = 4


def _deficit(truth: Truth, site: Site) -> None:
    shaping.reserve(truth, site, {2022: 1.0, 2023: -1.5, 2024: -4.2, 2025: -7.1, 2026: -9.4})


_LOW_BASICS = {2018: 52, 2019: 51, 2022: 51, 2023: 47, 2024: 45, 2025: 43}


def _below_one(truth: Truth, site: Site) -> None:
    """Attainment is low, but pupils had made the progress of others like them."""
    points = {2018: 41.5, 2019: 41.2, 2022: 42.5, 2023: 39.6, 2024: 39.0, 2025: 38.6}
    shaping.sixteen(truth, site, points, progress=0.05, basics={**_LOW_BASICS})


def _below_all(truth: Truth, site: Site) -> None:
    points = {2018: 40.5, 2019: 40.0, 2022: 40.0, 2023: 36.8, 2024: 35.5, 2025: 34.2}
    progress = {2018: -0.3, 2019: -0.4, 2022: -0.58, 2023: -0.66, 2024: -0.74}
    shaping.sixteen(truth, site, points, progress=progress, basics={**_LOW_BASICS, 2024: 41, 2025: 38})


def _falling_roll(truth: Truth, site: Site) -> None:
    pupils = {2021: 262, 2022: 254, 2023: 243, 2024: 228, 2025: 212, 2026: 196}
    shaping.roll(truth, site, pupils)
    shaping.absence(truth, site, dict.fromkeys(pupils, 0.9))
    shaping.reserve(truth, site, dict.fromkeys(YEARS, 5.0))


def _low_results(truth: Truth, site: Site) -> None:
    shaping.eleven(truth, site, {2018: 55, 2019: 53, 2022: 48, 2023: 46, 2024: 44, 2025: 41}, progress=-2.6)


def _strong_results(truth: Truth, site: Site) -> None:
    shaping.eleven(truth, site, {2018: 80, 2019: 81, 2022: 78, 2023: 80, 2024: 81, 2025: 82}, progress=2.4)
    shaping.absence(truth, site, dict.fromkeys(YEARS, 0.8))
    shaping.parents(truth, site, agree=0.97)


def _widening(truth: Truth, site: Site) -> None:
    gaps = {2018: 10.0, 2019: 11.0, 2022: 18.0, 2023: 24.0, 2024: 33.0, 2025: 42.0}
    shares = {2018: 66, 2019: 67, 2022: 63, 2023: 64, 2024: 65, 2025: 65}
    shaping.eleven(truth, site, shares, gaps=gaps, progress=0.5, disadvantaged=0.4)


def _rising_absence(truth: Truth, site: Site) -> None:
    """Every year a little more, and still under the national figure."""
    persistent = {2019: 8.0, 2021: 9.1, 2022: 13.5, 2023: 16.3, 2024: 19.2, 2025: 22.1, 2026: 24.0}
    shaping.absence(truth, site, dict.fromkeys(persistent, 0.85), persistent=persistent)


def _suspensions(truth: Truth, site: Site) -> None:
    rates = {2019: 12.0, 2022: 24.0, 2023: 38.0, 2024: 55.0, 2025: 71.0, 2026: 74.0}
    shaping.suspensions(truth, site, rates, excluded={2023: 4, 2024: 6, 2025: 8})


STORIES: tuple[Story, ...] = (
    Story(
        id="slow-decline",
        urn=900001,
        title="A slow decline hidden by a good grade",
        planted="Good at every inspection, and each year fewer reach the expected standard: 75 in 2019, 54 in 2025.",
        levels=(2,),
        found="The fall is found in the trend and against the target, though the grade is good.",
        returns={"target": 68},
        shape=_slow_decline,
        inspections=_good,
    ),
    Story(
        id="tiny-by-chance",
        urn=900002,
        title="A tiny school that only looks bad by chance",
        planted="Seven children sat in 2025 and three reached the standard; in other years it was five or more of seven.",
        levels=(1,),
        found="The result is within chance, so it does not count against the school.",
        shape=_tiny,
        inspections=_expected,
    ),
    Story(
        id="all-suppressed",
        urn=900003,
        title="A school with everything suppressed",
        planted="Eighteen pupils, three of them in year 6, too few for any publisher to print; never inspected under this framework.",
        levels=(None,),
        found="There is insufficient evidence; nothing reads as secure.",
        shape=_suppressed,
        inspections=_none,
    ),
    Story(
        id="deficit",
        urn=900004,
        title="A deficit",
        planted="Reserves fell from 6% of income to 9% below nought in five years; the recovery plan is off track.",
        levels=(1, 2),
        found="The contextual criterion on balances is met.",
        met=("L2-17",),
        returns={"plan": "off track"},
        shape=_deficit,
        inspections=_expected,
    ),
    Story(
        id="below-one-part",
        urn=900005,
        title="Below the threshold on one part only",
        planted="Attainment 8 is below the threshold; progress, when it was published, was not.",
        levels=(2,),
        found="Attainment below threshold is met and the criterion that asks for every part is not.",
        met=("L2-2",),
        clear=("L3-3",),
        shape=_below_one,
        inspections=_good,
    ),
    Story(
        id="below-all-parts",
        urn=900006,
        title="The twin that is below on every part",
        planted="As its twin, but progress is well below average too.",
        levels=(3,),
        found="Every part is below, so level 3 is suggested.",
        met=("L2-2", "L3-3"),
        shape=_below_all,
        inspections=_good,
    ),
    Story(
        id="special-measures",
        urn=900007,
        title="Special measures",
        planted="Its report card of February 2026 asks for urgent improvement in leadership and two other areas.",
        levels=(3,),
        found="The category of concern leads to level 3.",
        met=("L3-2",),
        shape=_low_results,
        inspections=_special_measures,
    ),
    Story(
        id="falling-roll",
        urn=900008,
        title="A falling roll and a new head, and nothing else",
        planted="A quarter fewer pupils in five years, and a head in her first year. All else is well.",
        levels=(1,),
        found="Contextual criteria are met, and alone they do not make a school vulnerable.",
        met=("L2-18",),
        returns={"head": ("permanent", date(2025, 9, 1)), "preferences": 14},
        shape=_falling_roll,
        inspections=_expected,
    ),
    Story(
        id="academy-concern",
        urn=900009,
        title="An academy that gives concern",
        planted="Requires significant improvement since April 2026.",
        levels=(3,),
        found="Concerns are raised with the trust; no level is given.",
        concern=True,
        met=("L3-2",),
        shape=_low_results,
        inspections=_academy_concern,
    ),
    Story(
        id="warning-notice",
        urn=900010,
        title="A warning notice",
        planted="The authority issued a warning notice in May 2026 and it is in force.",
        levels=(3,),
        found="The notice leads to level 3.",
        met=("L3-4",),
        returns={"events": (("warning_notice", date(2026, 5, 11), None, "Standards: compliance by 31 December 2026"),)},
        inspections=_good,
    ),
    Story(
        id="safeguarding-gaps",
        urn=900011,
        title="Gaps in the safeguarding audit",
        planted="The section 175 audit shows four duties not met and no plan for them.",
        levels=(2,),
        found="Safeguarding not fully in place is a key criterion: level 2.",
        met=("L2-1",),
        clear=("L3-1",),
        returns={"duties": 4},
        inspections=_expected,
    ),
    Story(
        id="predecessor-grade",
        urn=900012,
        title="A predecessor’s poor grade on a new academy",
        planted="A sponsored academy since September 2024; the inadequate grade of 2023 is of the school before it.",
        levels=(1, 2, 3, None),
        found="The grade is shown as the predecessor’s, and the history runs through both.",
        concern=True,
        inspections=_inadequate_before,
    ),
    Story(
        id="strong-with-capacity",
        urn=900013,
        title="A strong school with capacity to help others",
        planted="Strong or exceptional in every area; 82 in 100 reach the standard.",
        levels=(1,),
        found="Level 1, with nothing against it.",
        shape=_strong_results,
        inspections=_strong,
    ),
    Story(
        id="widening-gap",
        urn=900014,
        title="A disadvantaged gap that widens",
        planted="Results as a whole are level; the gap between groups went from 11 points to 42.",
        levels=(2,),
        found="The gap and its trend are found behind a level average.",
        met=("L2-7",),
        shape=_widening,
        inspections=_expected,
    ),
    Story(
        id="rising-absence",
        urn=900015,
        title="Persistent absence that rises within the threshold",
        planted="Up by three points a year, and still below the national figure.",
        levels=(1, 2),
        found="An early warning: the rise is told, though no threshold is passed.",
        shape=_rising_absence,
        inspections=_expected,
    ),
    Story(
        id="governor-vacancies",
        urn=900016,
        title="Governors’ seats long vacant",
        planted="Five seats vacant, one for 41 weeks, and two meetings without a quorum.",
        levels=(1, 2),
        found="The criterion on vacancies and quorum is met.",
        met=("L2-13",),
        returns={"governors": (5, 41, 2)},
        inspections=_expected,
    ),
    Story(
        id="suspensions",
        urn=900017,
        title="Suspensions that rise steeply",
        planted="From 12 to 71 suspensions per 100 pupils, and eight permanent exclusions.",
        levels=(1, 2),
        found="The criterion on exclusions is met.",
        met=("L2-9",),
        shape=_suspensions,
        inspections=_good,
    ),
    Story(
        id="re-brokered",
        urn=900018,
        title="Two trusts and three URNs",
        planted="A church school that joined one trust in 2018 and was moved to another in 2022.",
        levels=(1,),
        found="Its history is one line over three URNs, with both changes marked.",
        concern=True,
        inspections=_ungraded_after_good,
    ),
    Story(
        id="amalgamation",
        urn=900019,
        title="Two schools made one",
        planted="An infant and a junior school amalgamated in September 2021.",
        levels=(1,),
        found="Both are shown as predecessors; the junior school’s results lead into its own.",
        inspections=_expected,
    ),
    Story(
        id="needs-attention",
        urn=900020,
        title="Needs attention in leadership",
        planted="A report card of March 2026 with leadership and achievement needing attention.",
        levels=(2,),
        found="The grade below expected standard leads to level 2.",
        met=("L2-4",),
        clear=("L3-2",),
        inspections=_needs_attention,
    ),
    Story(
        id="coverage-short",
        urn=900021,
        title="A school that returned nothing",
        planted="Published figures are sound, but the authority holds no return, visit or audit, and no inspection.",
        levels=(1, None),
        found="What is missing is counted as missing.",
        inspections=_none,
    ),
    Story(
        id="steady-academy",
        urn=900022,
        title="A steady academy",
        planted="Expected standard throughout and level results.",
        levels=(1,),
        found="No concern to raise.",
        concern=True,
        inspections=_expected,
    ),
)

_BY_ID = {story.id: story for story in STORIES}


def of(site: Site) -> Story | None:
    return _BY_ID.get(site.story or "")


def returns_of(site: Site) -> dict[str, Any]:
    """What the authority's own returns say of a site because of its story."""
    story = of(site)
    return story.returns if story else {}


def inspections_of(site: Site) -> tuple[Inspection, ...] | None:
    story = of(site)
    return story.inspections(site) if story and story.inspections else None


def shape_quality(truth: Truth) -> None:
    """Give schools with a story a settled, fairly good quality, on which the story is then drawn."""
    for site in truth.nation.sites:
        if site.story:
            truth.quality[site.index] = 0.5


def shape(truth: Truth) -> None:
    for site in truth.nation.sites:
        story = of(site)
        if story is None:
            continue
        shaping.steady(truth, site)
        if story.shape is not None:
            story.shape(truth, site)

