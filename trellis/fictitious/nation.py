"""What is invented: authorities, trusts, sites and the lives each site has had under different URNs.

A *site* is a school as its neighbours know it; a *life* is the time it spent under one URN. A conversion ends one
life and begins another, and an amalgamation makes a new site out of two that close.
"""

from dataclasses import dataclass, field
from datetime import date

YEARS = tuple(range(2017, 2027))  # the years in which academic years end
FIRST_YEAR = YEARS[0]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of establishment, and what each publisher calls it."""

    code: str
    name: str
    group_code: str
    group: str
    table: str  # NFTYPE of the performance tables
    ofsted: str
    academy: bool = False


_MAINTAINED = ("4", "Local authority maintained schools")
_SPECIAL = ("5", "Special schools")
_ACADEMY = ("10", "Academies")
_FREE = ("11", "Free Schools")
_INDEPENDENT = ("3", "Independent schools")

KINDS: dict[str, Kind] = {
    code: Kind(
        code=code, name=name, group_code=group[0], group=group[1], table=table, ofsted=ofsted, academy=academy
    )
    for code, name, group, table, ofsted, academy in (
        ("1", "Community school", _MAINTAINED, "CY", "Community School", False),
        ("2", "Voluntary aided school", _MAINTAINED, "VA", "Voluntary Aided School", False),
        ("3", "Voluntary controlled school", _MAINTAINED, "VC", "Voluntary Controlled School", False),
        ("5", "Foundation school", _MAINTAINED, "FD", "Foundation School", False),
        ("14", "Pupil referral unit", _MAINTAINED, "PRU", "Pupil Referral Unit", False),
        ("15", "Local authority nursery school", _MAINTAINED, "LANS", "LA Nursery School", False),
        ("7", "Community special school", _SPECIAL, "CYS", "Community Special School", False),
        ("12", "Foundation special school", _SPECIAL, "FDS", "Foundation Special School", False),
        ("10", "Other independent special school", _SPECIAL, "INDSPEC", "", False),
        ("11", "Other independent school", _INDEPENDENT, "IND", "", False),
        ("18", "Further education", ("1", "Colleges"), "FESI", "", False),
        ("28", "Academy sponsor led", _ACADEMY, "AC", "Academy Sponsor Led", True),
        ("33", "Academy special sponsor led", _ACADEMY, "ACS", "Academy Special Sponsor Led", True),
        ("34", "Academy converter", _ACADEMY, "ACC", "Academy Converter", True),
        (
            "42",
            "Academy alternative provision converter",
            _ACADEMY,
            "APC",
            "Academy Alternative Provision Converter",
            True,
        ),
        ("44", "Academy special converter", _ACADEMY, "ACCS", "Academy Special Converter", True),
        ("35", "Free schools", _FREE, "F", "Free School", True),
        ("36", "Free schools special", _FREE, "FS", "Free School Special", True),
        ("40", "University technical college", _FREE, "UTC", "University Technical College", True),
    )
}


@dataclass(frozen=True, kw_only=True)
class Authority:
    """An invented local authority. `area` is a postcode area that the Post Office does not use."""

    code: str
    name: str
    region: str
    region_code: str
    area: str
    urban: float  # the share of its schools that stand in towns
    deprivation: float  # about how much its free-school-meal share differs from the nation's, in points
    easting: int
    northing: int

    @property
    def gss(self) -> str:
        return f"E06000{self.code}"


@dataclass(frozen=True, kw_only=True)
class Group:
    """A trust or a federation."""

    uid: str
    name: str
    kind: str  # "Multi-academy trust" | "Single-academy trust" | "Federation"
    opened: date


@dataclass(frozen=True, kw_only=True)
class Life:
    """The time a site spent under one URN. `closed` is its last day, or None while it is open."""

    urn: int
    number: int  # the establishment number
    name: str
    kind: Kind
    opened: date | None = None
    opened_because: tuple[str, str] = ("00", "Not applicable")
    closed: date | None = None
    closed_because: tuple[str, str] = ("00", "Not applicable")
    trust: Group | None = None

    def on(self, day: date) -> bool:
        """Return whether it was open on a day."""
        return (self.opened is None or self.opened <= day) and (self.closed is None or day <= self.closed)


@dataclass(frozen=True, kw_only=True)
class Site:
    """One school through time, with what does not change about it."""

    index: int
    authority: Authority
    phase: str  # nursery primary infant junior middle secondary all_through sixth_form special ap independent
    lives: tuple[Life, ...]
    low: int
    high: int
    sixth_form: bool
    gender: str
    religion: str
    diocese: str
    selective: bool
    size: int  # pupils at the start
    capacity: int
    free_meals: float  # per cent at the start
    other_language: float
    town: str
    street: str
    postcode: str
    urban_code: str
    urban: str
    ward: str
    easting: int
    northing: int
    head: tuple[str, str, str]
    federation: Group | None = None
    made_from: tuple[int, ...] = ()  # the indexes of sites amalgamated into this one
    becomes: int | None = None  # the index of the site it was amalgamated into
    story: str | None = None

    def life_on(self, day: date) -> Life | None:
        """Return the life that was open on a day, or None."""
        return next((life for life in reversed(self.lives) if life.on(day)), None)

    @property
    def last(self) -> Life:
        return self.lives[-1]

    @property
    def open(self) -> bool:
        return self.last.closed is None

    @property
    def state_funded(self) -> bool:
        return self.last.kind.code not in ("10", "11", "18")

    @property
    def tests_at_eleven(self) -> bool:
        return self.phase in ("primary", "junior", "middle", "all_through") or (
            self.phase == "special" and self.low <= 7
        )

    @property
    def tests_at_sixteen(self) -> bool:
        return self.phase in ("secondary", "all_through", "ap") or (
            self.phase in ("special", "independent") and self.high >= 16
        )

    @property
    def group(self) -> str:
        """The school type of the census and absence tables."""
        return {
            "nursery": "State-funded nursery",
            "primary": "State-funded primary",
            "infant": "State-funded primary",
            "junior": "State-funded primary",
            "special": "State-funded special school",
            "ap": "State-funded AP school",
            "independent": "Independent school",
        }.get(self.phase, "State-funded secondary")


@dataclass(frozen=True, kw_only=True)
class Nation:
    """Everything invented. `sites` are in order of their index; closed ones stay."""

    seed: int
    authorities: tuple[Authority, ...]
    sites: tuple[Site, ...]
    groups: tuple[Group, ...] = field(default=())

    @property
    def severnshire(self) -> Authority:
        return self.authorities[0]

    def of(self, authority: Authority) -> tuple[Site, ...]:
        return tuple(site for site in self.sites if site.authority is authority)


def slot(year: int) -> int:
    """Return the place of a year in an array over `YEARS`."""
    return year - FIRST_YEAR


def status_date(year: int) -> date:
    """Return the day on which the performance tables of a year take a school's URN: 12 September."""
    return date(year, 9, 12)


def census_date(year: int) -> date:
    """Return about when the January school census of a year was taken."""
    return date(year, 1, 19)
