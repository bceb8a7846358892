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
        title="Support from school to school",
        says="What schools need, who helps them, and how far it has come.",
        address="supports",
        opens=frozenset({Permission.SUPPORT_READ, Permission.SUPPORT_DELIVER}),
    ),
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
    Section(
        title="Leadership Academy",
        says="What it is for, its programme, its stewardship group and its enquiry library.",
        address="academy",
        opens=frozenset({Permission.ACADEMY_READ}),
    ),
    Section(
        title="Inductions of headteachers",
        says="From a new headteacher’s first day to a mentor, and to the end of the first year.",
        address="inductions",
        opens=frozenset({Permission.INDUCTION_READ}),
    ),
    Section(
        title="Networks of schools",
        says="Which schools work together and what for, and which are in no network.",
        address="networks",
        opens=frozenset({Permission.NETWORK_READ}),
    ),
    Section(
        title="Providers of support",
        says="Who could help a school, and whether somebody has assured the quality of each.",
        address="providers",
        opens=frozenset({Permission.PROVIDER_READ}),
    ),
    Section(
        title="System leaders",
        says="Headteachers and teachers who help other schools: their designations, portraits, days and protocols.",
        address="leaders",
        opens=frozenset({Permission.LEADER_READ}),
    ),
    Section(
        title="Your page as a system leader",
        says="Your pen portrait, your days, the protocols that you accepted, and what you would like to learn.",
        address="my_leader",
        opens=frozenset({Permission.PORTRAIT_WRITE}),
    ),
    Section(
        title="Services and adviser days",
        says="What a school can order, what it costs, which days of an adviser it has, and what was ordered.",
        address="services",
        opens=frozenset({Permission.SERVICE_READ}),
    ),
    Section(
        title="Report to Schools Forum",
        says="What there is for school improvement, and how it is spent, without the names of schools.",
        address="forum_report",
        opens=frozenset({Permission.SPENDING_COUNTS}),
    ),
)
