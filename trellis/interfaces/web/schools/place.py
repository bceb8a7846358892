"""Who a school is and where, as the register has it, and the schools that it came from. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trellis.analysis.store.records import LineageStep
from trellis.analysis.store.records import School as Registered
from trellis.interfaces.web.govuk import timelines, words
from trellis.interfaces.web.govuk.timelines import Span, Timeline
from trellis.interfaces.web.schools.ledger import Source
from trellis.schools.models import RELATIONSHIPS, School

_NOT_SAID = "The register does not say"
_RURAL = {
    "A": "urban",
    "B": "urban",
    "C": "urban",
    "D": "town and fringe",
    "E": "village",
    "F": "hamlet or isolated",
    "UN": "urban",
    "RL": "larger rural",
    "RS": "smaller rural",
}
_RELATIONS = {
    "converted": "Converted to an academy",
    "rebrokered": "Became a new academy under another trust",
    "merged": "Merged",
    "amalgamated": "Amalgamated with others",
    "split": "Was split: this school is one part of it",
    "recoded": "The same school: its authority’s code changed",
    "inferred": "Taken to be the same school, because both have one LAESTAB number: no link in the register says so",
    "new_urn": "Was succeeded by another number",
}
_DOUBT = (
    "The register links it to more than one school that is open now, so what is held under this number is only in"
    " part this school’s."
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Who and where, in two groups of rows, and the row of the register they all come from."""

    who: tuple[tuple[str, str], ...]
    where: tuple[tuple[str, str], ...]
    source: Source | None


@dataclass(frozen=True, kw_only=True)
class Former:
    """One number that this place had before."""

    urn: int
    name: str
    lasted: str
    change: str
    on: str
    doubt: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """The history of a place through its numbers, earliest first, and the picture of it."""

    former: tuple[Former, ...]
    now: str
    picture: Timeline | None


def place(held: Registered | None, *, school: School, source: Source | None) -> Place:
    """Return who and where. Without the register at hand, what was kept of it at the last run stands alone."""
    if held is None:
        where = ", ".join(part for part in (school.town, school.postcode) if part)
        who = (
            ("Type", school.school_type),
            ("Relationship", RELATIONSHIPS.get(school.relationship, school.relationship)),
            ("Trust", school.trust_name),
            ("Pupils", f"{school.roll:,}" if school.roll is not None else ""),
            ("Opened", words.day(school.opened_date)),
            ("Closed", words.day(school.closed_date) if not school.is_open else ""),
        )
        return Place(who=_filled(who), where=_filled((("Address", where),)), source=None)
    address = [held.street, held.locality, held.town, held.postcode]
    return Place(
        who=_filled(
            (
                ("Headteacher", held.head_name or _NOT_SAID),
                ("Type", held.school_type),
                ("Relationship", RELATIONSHIPS.get(held.relationship, held.relationship)),
                ("Trust", held.trust_name or ""),
                ("Federation", held.federation_name or ""),
                ("Ages", _ages(held)),
                ("Pupils and places", _roll(held)),
                ("Pupils are", _known(held.gender)),
                ("Admissions", _known(held.admissions)),
                ("Religious character", _faith(held)),
                ("Opened", words.day(held.opened)),
                ("Closed", words.day(held.closed) if not held.open else ""),
            )
        ),
        where=_filled(
            (
                ("Address", ", ".join(dict.fromkeys(part for part in address if part)) or _NOT_SAID),
                ("Ward", held.ward or ""),
                ("Kind of place", _kind_of_place(held.urban_rural_code)),
                ("Telephone", held.telephone or ""),
                ("Website", _website(held.website)),
                ("URN and LAESTAB", f"{held.urn}, {held.laestab}" if held.laestab else str(held.urn)),
            )
        ),
        source=source,
    )


def line(
    steps: Sequence[LineageStep],
    *,
    registered: dict[int, Registered],
    urn: int,
    name: str,
    until: date,
) -> Line:
    """Return the history. `registered` has what the register tells of each number, this one's among them."""
    former = tuple(_former(step, registered.get(step.predecessor_urn)) for step in steps)
    own = registered.get(urn)
    opened = own.opened if own is not None else None
    spans = []
    for step in steps:
        old = registered.get(step.predecessor_urn)
        if step.relation != "recoded":
            closed = old.closed if old is not None else None
            spans.append(
                Span(
                    start=old.opened if old is not None else None,
                    end=step.date or closed or opened,
                    label=_label(step.predecessor_urn, old, name),
                    doubtful=step.ambiguous or step.relation == "inferred",
                )
            )
    changes = [step.date for step in steps if step.date is not None and step.relation != "recoded"]
    began = opened or (max(changes) if changes else None)
    return Line(
        former=former,
        now=f"{name} (URN {urn})" + (f", since {words.day(began)}" if began else ""),
        picture=timelines.of_spans(
            [*spans, Span(start=began, end=None, label=f"URN {urn}, now")],
            until=until,
            title="The history of this place through its numbers",
            description=f"A bar for each of {words.count(len(spans) + 1, 'number')}, from when it opened until it "
            "became the next; a broken bar is a link that is in doubt. The table has every date.",
        )
        if spans
        else None,
    )


def _label(urn: int, held: Registered | None, now: str) -> str:
    """The number, and the name where it was another than now."""
    return f"URN {urn}" if held is None or held.name == now else f"{held.name}, {urn}"


def _former(step: LineageStep, held: Registered | None) -> Former:
    opened = words.day(held.opened) if held is not None else ""
    lasted = "Its own dates are not in the register held"
    if held is not None:
        lasted = f"Opened {opened}" if opened else "When it opened is not in the register"
        if held.closed:
            lasted += f", closed {words.day(held.closed)}"
    return Former(
        urn=step.predecessor_urn,
        name=held.name if held is not None else "A school whose name the register does not hold",
        lasted=lasted,
        change=_RELATIONS.get(step.relation, step.relation),
        on=words.day(step.date) or "the register gives no date",
        doubt=_DOUBT if step.ambiguous else "",
    )


def _filled(rows: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in rows if value)


def _ages(held: Registered) -> str:
    if held.low_age is None or held.high_age is None:
        return _NOT_SAID
    more = [
        what
        for has, what in ((held.nursery_classes, "nursery classes"), (held.sixth_form, "a sixth form"))
        if has
    ]
    return f"{held.low_age} to {held.high_age}" + (f", with {' and '.join(more)}" if more else "")


def _roll(held: Registered) -> str:
    if held.roll is None:
        return f"Roll not held; {held.capacity:,} places" if held.capacity else "Roll not held"
    if not held.capacity:
        return f"{held.roll:,} on roll; capacity not in the register"
    left = held.capacity - held.roll
    said = f"{left:,} places free" if left >= 0 else f"{-left:,} more pupils than places"
    return f"{held.roll:,} on roll, {held.capacity:,} places: {said}"


def _faith(held: Registered) -> str:
    faith = _known(held.religious_character)
    diocese = _known(held.diocese)
    return f"{faith}, {diocese}" if faith and diocese else faith or ""


def _known(text: str | None) -> str:
    """A cell of the register, or "" for the words by which it says that there is nothing to say."""
    return (
        ""
        if (text or "").casefold() in ("", "not applicable", "does not apply", "none", "not collected")
        else str(text)
    )


def _kind_of_place(code: str | None) -> str:
    return _RURAL.get((code or "")[:2], _RURAL.get((code or "")[:1], "")).capitalize()


def _website(address: str | None) -> str:
    """The address as words: nobody should be sent by a click to a page that the service does not know."""
    return (address or "").removeprefix("https://").removeprefix("http://").rstrip("/")
