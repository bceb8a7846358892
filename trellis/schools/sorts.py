"""The three sorts of school by which money is told: maintained, academies with free schools and their like, and all others."""

SORTS = {"maintained": "Maintained", "academy": "Academy", "other": "Other"}
"""In the order in which they are told. Others are independent and non-maintained special schools, and colleges."""


def sort_of(relationship: str) -> str:
    """The sort of a school by its relationship to its authority: one of SORTS."""
    return relationship if relationship in SORTS else "other"


def on_record(relationship: str, *, was_academy: bool) -> str:
    """The sort of a school on the day of a row that says whether it was an academy then, by its relationship as it is now.

    A school of another sort is of it whatever the row says: older rows have such schools as academies.
    """
    sort = sort_of(relationship)
    if sort == "other":
        return sort
    return "academy" if was_academy else "maintained"
