"""The register of networks, one of them, and how far they reach. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk import lines as charts
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.govuk.charts import Say
from trellis.interfaces.web.govuk.lines import Lines
from trellis.leadership.queries.networks import Membership, NetworkFile, Year
from trellis.schools.models import PHASES, School


@dataclass(frozen=True, kw_only=True)
class Line:
    """A network in the register."""

    id: int
    name: str
    purpose: str
    lead: str
    members: int
    state: str
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class MemberShown:
    """A school in a network, or one that was."""

    id: int
    school: str
    since: str
    leads: bool


@dataclass(frozen=True, kw_only=True)
class NetworkPage:
    """One network, ready for its page."""

    id: int
    name: str
    state: str
    is_active: bool
    facts: tuple[tuple[str, str], ...]
    members: tuple[MemberShown, ...]
    before: tuple[MemberShown, ...]
    log: tuple[tuple[str, str, str], ...]
    wordings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far networks reach: growth as a chart with its rows, and the schools that are in none by phase."""

    chart: Lines | None
    rows: tuple[tuple[str, str, int, int], ...]
    none: tuple[tuple[str, tuple[str, ...]], ...]
    count: str


def state(file: NetworkFile) -> str:
    """Whether a network is active, by its rule, as a sentence."""
    last = file.last
    if last is None:
        return "Not active: nothing that it did is recorded."
    said = words.day(last.on)
    return (
        f"Active: it last did something on {said}."
        if file.is_active
        else f"Lapsed: it last did something on {said}, a year ago or more."
    )


def lines(files: Sequence[NetworkFile]) -> tuple[Line, ...]:
    """The register, those that are active first."""
    return tuple(
        Line(
            id=each.network.pk,
            name=each.wording.name,
            purpose=each.wording.purpose,
            lead=each.wording.lead.name,
            members=len(each.members),
            state=state(each),
            is_active=each.is_active,
        )
        for each in sorted(files, key=lambda each: (not each.is_active, each.wording.name, each.network.pk))
    )


def page(file: NetworkFile) -> NetworkPage:
    """One network."""
    told = file.wording
    now = file.members
    return NetworkPage(
        id=file.network.pk,
        name=told.name,
        state=state(file),
        is_active=file.is_active,
        facts=(
            ("What it is for", told.purpose),
            ("Lead school", told.lead.name),
            ("Began on", words.day(file.network.began_on)),
        ),
        members=tuple(_member(file, each) for each in now),
        before=tuple(_member(file, each) for each in file.memberships if each not in now),
        log=tuple((words.day(each.on), each.what, each.by.name) for each in file.activities),
        wordings=tuple(
            f"{words.moment(each.at)}, {each.by.name}: {each.name}, led by {each.lead.name}"
            for each in file.wordings
        ),
    )


def reach(grown: Sequence[Year], none: Sequence[School]) -> Reach:
    """How far networks reach."""
    chart = charts.draw(
        [
            charts.Line(
                name="Schools", css="own", values=tuple((each.year, float(each.schools)) for each in grown)
            ),
            charts.Line(
                name="Networks",
                css="neighbours",
                values=tuple((each.year, float(each.networks)) for each in grown),
            ),
        ],
        title="Active networks, and the schools in them, by school year",
        description="The table beside the chart has the same numbers.",
        say=Say("count", 0),
        decimals=0,
        named_years=[(each.year, words.year(each.year)) for each in grown],
    )
    return Reach(
        chart=chart,
        rows=tuple(
            (words.year(each.year), words.day(each.day), each.networks, each.schools) for each in grown
        ),
        none=tuple(
            (name, names)
            for phase, name in PHASES.items()
            if (names := tuple(each.name for each in none if each.phase_group == phase))
        ),
        count=words.count(len(none), "open school is", "open schools are"),
    )


def _member(file: NetworkFile, membership: Membership) -> MemberShown:
    row, ended = membership.row, membership.ended
    until = f" to {words.day(ended.to_date)}: {ended.why}" if ended is not None else ""
    return MemberShown(
        id=row.pk,
        school=row.school.name,
        since=f"{words.day(row.from_date)}{until}",
        leads=file.wording.lead_id == row.school_id and ended is None,
    )
