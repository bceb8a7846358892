"""What there is of support, as the page that leads to it names it: one row for each part."""

from dataclasses import dataclass

from trellis.accounts.roles import Permission


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part: shown to whoever holds one of its permissions."""

    title: str
    says: str
    address: str
    """The name of the address that it leads to."""
    opens: frozenset[Permission]


SECTIONS = (
    Section(
        title="Good practice",
        says="What schools do well and others may come to see.",
        address="practice",
        opens=frozenset({Permission.PRACTICE_READ, Permission.PRACTICE_COUNTS}),
    ),
    Section(
        title="Courses and events",
        says="The programme of professional development, conferences and induction, and booking a place on it.",
        address="events",
        opens=frozenset({Permission.EVENT_READ}),
    ),
)
