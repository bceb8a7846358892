"""Which inspections grade which areas, on what scale, and what an outcome means beside a grade."""

from trellis.analysis.inspection import (
    AREAS,
    FIVE_POINT,
    FOUR_POINT,
    REPORT_CARD_AREAS,
    SAFEGUARDING,
)

# Areas that a school may rightly have no grade in: no grade there is "does not apply", not a hole.
OPTIONAL_AREAS = frozenset(
    {"early_years_provision", "sixth_form_provision", "early_years", "post_16_provision"}
)
# Which frameworks grade an area. Others' grades in it are of an earlier time.
_EIF_AREAS = ("behaviour_and_attitudes", "personal_development", "leadership_and_management")
FRAMEWORKS_OF: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(AREAS, ("section5", "eif", "eif_no_overall", "report_card")),
    **dict.fromkeys(REPORT_CARD_AREAS, ("report_card",)),
    **dict.fromkeys(_EIF_AREAS, ("section5", "eif", "eif_no_overall")),
    **dict.fromkeys(("early_years_provision", "sixth_form_provision"), ("section5", "eif", "eif_no_overall")),
    "overall": ("section5", "eif"),
    "quality_of_education": ("eif", "eif_no_overall"),
    "ungraded_outcome": ("section5", "eif", "eif_no_overall"),
}
# Answers that are no grade: the school has been visited and nothing was judged in this area.
NOT_GRADED = frozenset({"not_judged"})
DOES_NOT_APPLY = frozenset({"not_applicable"})


def scale_of(area: str) -> tuple[str, ...]:
    """Return the grades of an area, best first; empty where its outcomes have no order."""
    if area in REPORT_CARD_AREAS:
        return FIVE_POINT
    return {"safeguarding": SAFEGUARDING, "category_of_concern": (), "ungraded_outcome": ()}.get(
        area, FOUR_POINT
    )


# What a visit without grades says that lets the grades before it stand. “Some aspects not as strong” does not: it is
# what makes Ofsted come back to grade.
KEEPS_GRADES = (
    "remains_outstanding",
    "remains_outstanding_concerns",
    "remains_good",
    "remains_good_improving",
    "remains_good_concerns",
    "standards_maintained",
    "improved_significantly",
)


def oldest_days(years: int) -> int:
    """Return how many days old a grade may be that may be so many years old."""
    return int(years * 365.25)
