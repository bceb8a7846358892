"""How widely something may be read: four levels, the same for rows, documents and pages."""

from enum import StrEnum


class Confidentiality(StrEnum):
    """Who may read something."""

    OPEN = "open"
    SCHOOL_AND_AUTHORITY = "school_and_authority"
    RESTRICTED = "restricted"
    EMBARGOED = "embargoed"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def means(self) -> str:
        """Who may read it, as a sentence."""
        return _MEANS[self]


_WORDS = {
    Confidentiality.OPEN: "Open",
    Confidentiality.SCHOOL_AND_AUTHORITY: "School and authority",
    Confidentiality.RESTRICTED: "Restricted",
    Confidentiality.EMBARGOED: "Embargoed",
}
_MEANS = {
    Confidentiality.OPEN: "Anybody may read it.",
    Confidentiality.SCHOOL_AND_AUTHORITY: "The school and the authority’s people who work with it read it.",
    Confidentiality.RESTRICTED: "The authority’s people who work with the school read it, and each reading is kept.",
    Confidentiality.EMBARGOED: "Named roles of the authority read it until it is published, and each reading is kept.",
}
