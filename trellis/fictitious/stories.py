"""The planted stories: what is true of one school, and what the product must find and say about it.

Each story's school is found by its URN, which is its place in `severnshire.PLANS`. `levels` are those that the
default pack may suggest; `met` are criteria that must be met and `clear` ones that must not be.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trellis.fictitious import plots, shaping
from trellis.fictitious.inspections import Inspection
from trellis.fictitious.nation import Site
from trellis.fictitious.truth import Truth

# Judgements that advisers record of maintained schools: the id a pack asks by, the usual answer, the other one,
# and how well a school must stand (0 is the middle, 1 a deviation above) for the usual answer.
JUDGEMENTS: tuple[tuple[str, str, str, float], ...] = (
    ("self_evaluation_accurate", "yes", "no", -1.1),
    ("teaching_good", "yes", "no", -1.0),
    ("teaching_consistent", "yes", "no", -1.3),
    ("governance_strong", "yes", "no", -1.2),
    ("leadership_needs_support", "no", "yes", -1.9),
    ("appraisal_established", "yes", "no", -1.7),
    ("send_provision", "sound", "weak", -1.6),
    ("staffing_stable", "yes", "no", -1.5),
    ("safeguarding_procedures", "in_place", "partly_in_place", -2.4),
    ("children_safe", "yes", "no", -4.5),
    ("governors_duties_met", "yes", "no", -3.2),
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


STORIES: tuple[Story, ...] = (
    Story(
        id="slow-decline",
        urn=900001,
        title="A slow decline hidden by a good grade",
        planted="Good in 2022, and each year fewer reach the expected standard: 75 in 100 in 2019, 54 in 2025; parents and the adviser say so too.",
        levels=(2,),
        found="Lesser criteria are met together, three or more, though the grade is good and no key one is met.",
        returns={"target": 68, "judgements": {"teaching_consistent": "no"}},
        shape=plots.slow_decline,
        met=("L1-1", "L2-5", "L2-6", "L2-16"),
        clear=("L2-2", "L2-4"),
        inspections=plots.good,
    ),
    Story(
        id="tiny-by-chance",
        urn=900002,
        title="A tiny school that only looks bad by chance",
        planted="Seven children sat in 2025 and three reached the standard; in other years it was five or more of seven.",
        levels=(1,),
        found="The result is within chance, so it does not count against the school.",
        shape=plots.tiny,
        clear=("L2-2", "L3-3"),
        inspections=plots.expected,
    ),
    Story(
        id="all-suppressed",
        urn=900003,
        title="A school with everything suppressed",
        planted="Eighteen pupils, three of them in year 6, too few for any publisher to print; never inspected under this framework.",
        levels=(None,),
        found="There is insufficient evidence; nothing reads as secure.",
        shape=plots.suppressed,
        inspections=plots.none,
    ),
    Story(
        id="deficit",
        urn=900004,
        title="A deficit, and an early sign in attendance",
        planted="Reserves fell from 6% of income to 9% below nought in five years; the recovery plan is off track. Persistent absence crept up by a point a year while it fell elsewhere, and is still low.",
        levels=(1,),
        found="The contextual criterion on balances is met. No criterion speaks of absence, and the early-warning list marks its rise as worth a call.",
        met=("L2-17",),
        returns={"plan": "off track"},
        shape=plots.deficit,
        inspections=plots.expected,
    ),
    Story(
        id="below-one-part",
        urn=900005,
        title="Below the threshold on one part only",
        planted="Two in five pass English and mathematics together; over eight subjects they do as well as pupils of similar schools.",
        levels=(2,),
        found="Attainment below threshold is met and the criterion that asks for every part is not.",
        met=("L2-2",),
        clear=("L2-3", "L2-7", "L3-3"),
        shape=plots.below_one,
        inspections=plots.good,
    ),
    Story(
        id="below-all-parts",
        urn=900006,
        title="The twin that is below on every part",
        planted="As its twin, but attainment over eight subjects and progress are far below others’ too.",
        levels=(3,),
        found="Every part is below, so level 3 is suggested.",
        met=("L2-2", "L2-3", "L3-3"),
        shape=plots.below_all,
        inspections=plots.good,
    ),
    Story(
        id="special-measures",
        urn=900007,
        title="Special measures",
        planted="Its report card of February 2026 asks for urgent improvement in leadership and two other areas.",
        levels=(3,),
        found="The category of concern leads to level 3.",
        met=("L3-2",),
        shape=plots.low_results,
        inspections=plots.special_measures,
    ),
    Story(
        id="falling-roll",
        urn=900008,
        title="A falling roll and a new head, and nothing else",
        planted="A quarter fewer pupils in five years, and a head in her first year. All else is well.",
        levels=(1,),
        found="Contextual criteria are met, and alone they do not make a school vulnerable.",
        met=("L2-14", "L2-18"),
        returns={"head": ("permanent", date(2025, 9, 1)), "preferences": 14},
        shape=plots.falling_roll,
        inspections=plots.expected,
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
        shape=plots.low_results,
        inspections=plots.academy_concern,
    ),
    Story(
        id="warning-notice",
        urn=900010,
        title="A warning notice",
        planted="The authority issued a warning notice in May 2026 and it is in force.",
        levels=(3,),
        found="The notice leads to level 3.",
        met=("L3-4",),
        returns={
            "events": (
                ("warning_notice", date(2026, 5, 11), None, "Standards: compliance by 31 December 2026"),
            )
        },
        inspections=plots.good,
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
        inspections=plots.expected,
    ),
    Story(
        id="predecessor-grade",
        urn=900012,
        title="A predecessor’s poor grade on a new academy",
        planted="A sponsored academy since September 2024; the inadequate grade of 2023 is of the school before it.",
        levels=(2,),
        found="The grade is shown as the predecessor’s: it is a reason to look, and not a category of concern of this school.",
        concern=True,
        met=("L2-4",),
        clear=("L3-2",),
        inspections=plots.inadequate_before,
    ),
    Story(
        id="strong-with-capacity",
        urn=900013,
        title="A strong school with capacity to help others",
        planted="Strong or exceptional in every area; 82 in 100 reach the standard.",
        levels=(1,),
        found="Level 1, with nothing against it.",
        shape=plots.strong_results,
        met=("L1-1", "L1-2", "L1-4", "L1-8"),
        inspections=plots.strong,
    ),
    Story(
        id="widening-gap",
        urn=900014,
        title="A disadvantaged gap that widens",
        planted="Results as a whole are level; the gap between disadvantaged pupils and the others went from 12 points to 58.",
        levels=(1,),
        found="The gap and its trend are found behind a level average.",
        met=("L2-7",),
        shape=plots.widening,
        inspections=plots.expected,
    ),
    Story(
        id="rising-absence",
        urn=900015,
        title="Persistent absence that rises within the threshold",
        planted="Up by three points a year, and still below the national figure.",
        levels=(2,),
        found="The rise alone is found: absence still passes the level 1 criterion.",
        shape=plots.rising_absence,
        met=("L1-8", "L2-8"),
        inspections=plots.expected,
    ),
    Story(
        id="governor-vacancies",
        urn=900016,
        title="Governors’ seats long vacant",
        planted="Five seats vacant, one for 41 weeks, and two meetings without a quorum.",
        levels=(1,),
        found="The criterion on vacancies and quorum is met.",
        met=("L2-13",),
        returns={"governors": (5, 41, 2)},
        inspections=plots.expected,
    ),
    Story(
        id="suspensions",
        urn=900017,
        title="Suspensions that rise steeply",
        planted="From 12 to 71 suspensions per 100 pupils, and eight permanent exclusions.",
        levels=(1,),
        found="The criterion on exclusions is met.",
        met=("L2-9",),
        shape=plots.suspensions,
        inspections=plots.good,
    ),
    Story(
        id="re-brokered",
        urn=900018,
        title="Two trusts and three URNs",
        planted="A church school that joined one trust in 2018 and was moved to another in 2022.",
        levels=(1,),
        found="Its history is one line over three URNs, with both changes marked.",
        concern=True,
        inspections=plots.ungraded_after_good,
    ),
    Story(
        id="amalgamation",
        urn=900019,
        title="Two schools made one",
        planted="An infant and a junior school amalgamated in September 2021.",
        levels=(1,),
        found="Both are shown as predecessors; the junior school’s results lead into its own.",
        inspections=plots.expected,
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
        inspections=plots.needs_attention,
    ),
    Story(
        id="coverage-short",
        urn=900021,
        title="A school that returned nothing",
        planted="Published figures are sound, but there is no inspection, return, visit or audit.",
        levels=(None,),
        found="What is missing is counted as missing: there is insufficient evidence.",
        inspections=plots.none,
    ),
    Story(
        id="steady-academy",
        urn=900022,
        title="A steady academy",
        planted="Expected standard throughout and level results.",
        levels=(1,),
        found="No concern to raise.",
        concern=True,
        inspections=plots.expected,
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
