"""What the warehouse answers with: frozen rows, in the words of the domain."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class School:
    """A school as the register tells of it, open or closed."""

    idx: int
    urn: int
    laestab: int | None
    name: str
    la_code: str
    la_name: str
    region: str | None
    phase_group: str
    school_type: str
    relationship: str
    status: str
    open: bool
    opened: date | None
    closed: date | None
    low_age: int | None
    high_age: int | None
    sixth_form: bool | None
    nursery_classes: bool | None
    gender: str | None
    admissions: str | None
    religious_character: str | None
    diocese: str | None
    trust_code: str | None
    trust_name: str | None
    federation_code: str | None
    federation_name: str | None
    head_name: str | None
    street: str | None
    locality: str | None
    town: str | None
    postcode: str | None
    website: str | None
    telephone: str | None
    ward: str | None
    urban_rural_code: str | None
    easting: int | None
    northing: int | None
    lsoa_code: str | None
    capacity: int | None
    pupils: int | None
    fsm_percent: float | None
    roll: int | None
    history: str
    release: str
    row: int | None
    known_from: date | None


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """One observation of a school. `basis` is of `assembly.BASES`; `observed_urn` is the school it was made of.

    A year left out by design has status 3 (not published) and no release.
    """

    indicator: str
    year: int
    value: float | None
    status: int
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None
    observed_urn: int | None
    basis: str
    release: str | None
    file_name: str | None
    edition: str | None
    row: int | None
    known_from: date | None
    known_from_estimated: bool
    authority: str | None


@dataclass(frozen=True, kw_only=True)
class SimilarSchool:
    """A school of a set of similar ones. `rank` 1 is the nearest."""

    rank: int
    urn: int
    name: str
    la_code: str
    la_name: str
    phase_group: str
    school_type: str
    roll: int | None
    distance: float


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """One area's outcome of one inspection. `predecessor`: the school inspected was one this took over from."""

    inspected_urn: int | None
    kind: str
    framework: str
    started: date | None
    published: date | None
    area: str
    grade: str
    latest: bool | None
    predecessor: bool
    release: str
    file_name: str | None
    edition: str | None
    row: int | None
    known_from: date | None
    known_from_estimated: bool | None


@dataclass(frozen=True, kw_only=True)
class LineageStep:
    """One change that led to a school. `relation` is of `register.KINDS`."""

    urn: int
    predecessor_urn: int
    relation: str
    date: date | None
    ambiguous: bool


@dataclass(frozen=True, kw_only=True)
class IndicatorHeld:
    """An indicator and what is held of it: the year expected now, the years published, how many schools' values."""

    id: str
    name: str
    theme: str
    unit: str
    polarity: str
    phases: tuple[str, ...]
    not_published: tuple[int, ...]
    expected_year: int | None
    years: tuple[int, ...]
    national_basis: str | None
    values: int
    schools: int


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """The outline of an authority. `outline` is a MULTIPOLYGON in well-known text, in metres of the National Grid."""

    gss_code: str
    name: str
    outline: str
    release: str
    dataset: str | None
    file_name: str | None
    edition: str | None
    row: int
    known_from: date


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one school stands in one indicator, in the newest year expected. Numbers are None where there is none.

    `status` is of `observation.Status`; `last_value` the newest value held, of `last_year`. The source is that of the
    newest year, None where a value is derived or absent.
    """

    indicator: str
    status: int
    value: float | None = None
    year: int | None = None
    low: float | None = None
    high: float | None = None
    cohort: float | None = None
    cohort_estimated: bool = False
    small_cohort: bool = False
    last_value: float | None = None
    last_year: int | None = None
    percentile: float | None = None
    national_median: float | None = None
    authority_median: float | None = None
    neighbour_median: float | None = None
    similar_median: float | None = None
    similar_percentile: float | None = None
    comparator_year: int | None = None
    mean3: float | None = None
    slope3: float | None = None
    local: bool = False
    basis: str = "own"
    release: str | None = None
    file_name: str | None = None
    row: int | None = None
    known_from: date | None = None
    known_from_estimated: bool = False


@dataclass(frozen=True, kw_only=True)
class YearMedians:
    """The middle of published values of one indicator and year: of the school's peers in England, of those in its
    authority, and of those in its authority's statistical neighbours. None where none of them has a value."""

    england: float | None
    authority: float | None
    neighbours: float | None
