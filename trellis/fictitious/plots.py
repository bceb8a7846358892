"""How each planted story is drawn: the inspections a site had, and the figures it is given."""

from datetime import date

from trellis.fictitious import shaping
from trellis.fictitious.inspections import CARD_AREAS, Inspection, card, graded, ungraded
from trellis.fictitious.nation import YEARS, Site
from trellis.fictitious.truth import Truth


def good(site: Site) -> tuple[Inspection, ...]:
    return (graded(site, date(2014, 5, 13), overall=2), graded(site, date(2022, 11, 15), overall=2))


def expected(site: Site) -> tuple[Inspection, ...]:
    return (graded(site, date(2019, 3, 12), overall=2), card(site, date(2026, 1, 20), areas={}))


def strong(site: Site) -> tuple[Inspection, ...]:
    areas = dict.fromkeys(CARD_AREAS, "Strong standard") | {"Inclusion": "Exceptional"}
    return (graded(site, date(2018, 6, 12), overall=1), card(site, date(2026, 2, 3), areas=areas))


def special_measures(site: Site) -> tuple[Inspection, ...]:
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


def needs_attention(site: Site) -> tuple[Inspection, ...]:
    areas = {"Achievement": "Needs attention", "Leadership and governance": "Needs attention"}
    return (graded(site, date(2019, 11, 12), overall=2), card(site, date(2026, 3, 10), areas=areas))


def academy_concern(site: Site) -> tuple[Inspection, ...]:
    areas = {"Achievement": "Urgent improvement", "Curriculum and teaching": "Needs attention"}
    return (
        graded(site, date(2022, 5, 10), overall=3),
        card(site, date(2026, 4, 14), areas=areas, category="RSI"),
    )


def inadequate_before(site: Site) -> tuple[Inspection, ...]:
    return (
        graded(site, date(2018, 2, 13), overall=3),
        graded(site, date(2023, 3, 14), overall=4, safe=True, category="SWK"),
    )


def ungraded_after_good(site: Site) -> tuple[Inspection, ...]:
    return (
        graded(site, date(2019, 10, 8), overall=2),
        ungraded(site, date(2024, 6, 11), "School remains Good"),
    )


def none(site: Site) -> tuple[Inspection, ...]:
    return ()


def slow_decline(truth: Truth, site: Site) -> None:
    shares = {2018: 76, 2019: 75, 2022: 70, 2023: 66, 2024: 60, 2025: 54}
    shaping.eleven(truth, site, shares, progress={2018: 1.1, 2019: 0.8, 2023: -0.9})
    shaping.parents(truth, site, agree=0.45)


def tiny(truth: Truth, site: Site) -> None:
    cohorts = {2018: 8, 2019: 7, 2022: 7, 2023: 9, 2024: 7, 2025: 7}
    shaping.eleven(
        truth,
        site,
        {2018: 75, 2019: 72, 2022: 71, 2023: 78, 2024: 71, 2025: 43},
        cohort=cohorts,
        progress=0.4,
    )


def suppressed(truth: Truth, site: Site) -> None:
    shaping.roll(truth, site, dict.fromkeys(YEARS, 18))
    shaping.eleven(truth, site, dict.fromkeys(YEARS, 60.0), cohort=3)
    truth["submissions"][site.index] = 4


def deficit(truth: Truth, site: Site) -> None:
    shaping.reserve(truth, site, {2022: 1.0, 2023: -1.5, 2024: -4.2, 2025: -7.1, 2026: -9.4})
    persistent = {2019: 9.0, 2021: 9.4, 2022: 14.6, 2023: 15.8, 2024: 17.0, 2025: 18.2, 2026: 19.4}
    shaping.absence(truth, site, dict.fromkeys(persistent, 0.9), persistent=persistent)


_LOW_BASICS = {2018: 52, 2019: 51, 2022: 48, 2023: 43, 2024: 42, 2025: 40}


def below_one(truth: Truth, site: Site) -> None:
    """Few pass English and mathematics together, but over eight subjects they do as well as others like them."""
    points = {2018: 46.5, 2019: 46.4, 2022: 48.0, 2023: 46.4, 2024: 46.2, 2025: 46.0}
    shaping.sixteen(truth, site, points, progress=0.12, basics=_LOW_BASICS, behind=2.0)


def below_all(truth: Truth, site: Site) -> None:
    points = {2018: 40.5, 2019: 40.0, 2022: 40.0, 2023: 36.8, 2024: 35.5, 2025: 34.2}
    progress = {2018: -0.3, 2019: -0.4, 2022: -0.58, 2023: -0.66, 2024: -0.74}
    shaping.sixteen(truth, site, points, progress=progress, basics={**_LOW_BASICS, 2024: 39, 2025: 36})


def falling_roll(truth: Truth, site: Site) -> None:
    pupils = {2021: 262, 2022: 254, 2023: 243, 2024: 228, 2025: 212, 2026: 196}
    shaping.roll(truth, site, pupils)
    shaping.absence(truth, site, dict.fromkeys(pupils, 0.9))
    shaping.reserve(truth, site, dict.fromkeys(YEARS, 5.0))


def low_results(truth: Truth, site: Site) -> None:
    shaping.eleven(truth, site, {2018: 55, 2019: 53, 2022: 48, 2023: 46, 2024: 44, 2025: 41}, progress=-2.6)


def strong_results(truth: Truth, site: Site) -> None:
    shaping.eleven(truth, site, {2018: 80, 2019: 81, 2022: 78, 2023: 80, 2024: 81, 2025: 82}, progress=2.4)
    shaping.absence(truth, site, dict.fromkeys(YEARS, 0.8))
    shaping.parents(truth, site, agree=0.97)


def widening(truth: Truth, site: Site) -> None:
    gaps = {2018: 10.0, 2019: 12.0, 2022: 22.0, 2023: 30.0, 2024: 44.0, 2025: 58.0}
    shares = {2018: 61, 2019: 61, 2022: 59, 2023: 59, 2024: 58, 2025: 58}
    shaping.eleven(truth, site, shares, gaps=gaps, progress=0.5, disadvantaged=0.45)


def rising_absence(truth: Truth, site: Site) -> None:
    """Every year a little more, and still under the national figure."""
    persistent = {2019: 8.0, 2021: 9.1, 2022: 13.5, 2023: 16.3, 2024: 19.2, 2025: 22.1, 2026: 24.0}
    shaping.absence(truth, site, dict.fromkeys(persistent, 0.85), persistent=persistent)


def suspensions(truth: Truth, site: Site) -> None:
    rates = {2019: 12.0, 2022: 24.0, 2023: 38.0, 2024: 55.0, 2025: 71.0, 2026: 74.0}
    shaping.suspensions(truth, site, rates, excluded={2023: 4, 2024: 6, 2025: 8})
