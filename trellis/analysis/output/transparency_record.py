"""An Algorithmic Transparency Recording Standard record, made from a pack and from what an installation knows of itself.

What only the authority can know is never made up: the field says that it is for the authority to complete, and with what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trellis.analysis.judging import wording
from trellis.analysis.judging.framework import Framework
from trellis.analysis.output import method
from trellis.analysis.output.spreadsheet import Cell, Sheet
from trellis.analysis.output.transparency_fields import HEADINGS, HUB, STANDARD, VERSION

TO_COMPLETE = "For the authority to complete"
HEADER = ("Number", "Field", "Section", "Entry", "Still to do")


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What a record takes from the installation: None or "" for what is not known."""

    authority: str = ""
    schools: int | None = None
    screened_on: date | None = None
    cases: int | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One field of the record. `text` is what is known; `ask` what the authority adds to it, "" for nothing."""

    number: str
    name: str
    section: str
    text: str
    ask: str

    @property
    def to_do(self) -> str:
        return f"{TO_COMPLETE}: {self.ask}." if self.ask else ""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.split("\n")) if self.text else ()


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record: the pack it was made from, and every field in the standard's order."""

    title: str
    pack: str
    pack_hash: str
    entries: tuple[Entry, ...]

    @property
    def to_complete(self) -> int:
        return sum(bool(entry.ask) for entry in self.entries)


def record(framework: Framework, installation: Installation) -> Record:
    """Return the record of a pack as this installation uses it."""
    known = {
        **_overview(framework, installation),
        **_process(framework, installation),
        **_tool(framework, installation),
    }
    answered = _answered(framework, installation)
    return Record(
        title=f"Suggested levels of support for schools: {framework.title}",
        pack=f"{framework.id} version {framework.version}",
        pack_hash=framework.hash,
        entries=tuple(
            Entry(
                number=one.number,
                name=one.name,
                section=one.section,
                text=known.get(one.number, ""),
                ask="" if one.number in answered else one.ask,
            )
            for one in HEADINGS
        ),
    )


def sheet(made: Record) -> Sheet:
    """Return the record as one table, for a spreadsheet."""
    rows = [[e.number, e.name, e.section, e.text, e.to_do] for e in made.entries]
    return Sheet(name="ATRS record", header=HEADER, rows=rows)


def about(made: Record) -> Sheet:
    """Return the sheet that says what the record is, for formats that hold more than one."""
    rows: list[list[Cell]] = [
        ["Standard", f"{STANDARD}, {VERSION}"],
        ["Where it is published", HUB],
        ["Made from", made.pack],
        ["Fingerprint of the pack (SHA-256)", made.pack_hash],
        ["Fields to complete", made.to_complete],
    ]
    return Sheet(name="About", header=("About", ""), rows=rows)


def markdown(made: Record) -> str:
    """Return the record as Markdown, a heading for each section and field."""
    lines = [
        f"# {made.title}",
        "",
        f"{STANDARD}, {VERSION}. Made by Trellis from {made.pack} (SHA-256 `{made.pack_hash}`).",
        f"{made.to_complete} fields are for the authority to complete.",
    ]
    section = ""
    for entry in made.entries:
        if entry.section != section:
            section = entry.section
            lines += ["", f"## {section}"]
        lines += ["", f"### {entry.number} {entry.name}", ""]
        if len(entry.lines) > 1:
            lines += [*(f"- {line}" for line in entry.lines), ""]
        elif entry.text:
            lines += [entry.text, ""]
        if entry.ask:
            lines += [f"**{entry.to_do}**", ""]
        lines.pop()
    return "\n".join(lines) + "\n"


def _answered(framework: Framework, installation: Installation) -> frozenset[str]:
    """The fields asked of the authority that it has answered already, in the pack or by what it is."""
    contact = framework.contact
    answered = {
        "0.2": bool(installation.authority),
        "1.3": contact is not None and contact.page is not None,
        "1.4": contact is not None and contact.email is not None,
        "2.1.2": contact is not None,
        "2.1.3": framework.owner is not None,
    }
    return frozenset(number for number, done in answered.items() if done)


def _overview(framework: Framework, installation: Installation) -> dict[str, str]:
    contact = framework.contact
    levels = ", ".join(f"{level.number} {level.name}" for level in framework.levels)
    short = (
        "Compares published data and the authority’s own records about each school with criteria that can be read, and"
        " suggests a level of support for people to agree or not."
    )
    return {
        "0.1": "Trellis: suggested levels of support for schools",
        "0.2": installation.authority,
        "0.4": "England",
        "0.5": short,
        "1.1": "Trellis: suggested levels of support for schools",
        "1.2": _lines(short, f"The levels are {levels}.", *method.NOT_A_LEVEL),
        "1.3": (contact.page or "") if contact else "",
        "1.4": (contact.email or "") if contact else "",
        "2.1.1": installation.authority,
        "2.1.2": contact.team if contact else "",
        "2.1.3": framework.owner or "",
        "2.1.4": "Trellis is open-source software, and sends none of the authority’s data to its authors.",
        "2.2.1": _lines(framework.about, *method.numbers(framework), *method.rule(framework)),
        "2.2.2": _lines(
            f"{'Agreed ' if framework.agreed else ''}{method.agreed(framework)}.",
            *method.limits(framework),
        ),
    }


def _process(framework: Framework, installation: Installation) -> dict[str, str]:
    used = []
    if installation.schools is not None:
        used.append(f"{installation.schools:,} schools were screened the last time.")
    if installation.screened_on is not None:
        used.append(f"The data of that screening end on {wording.day(installation.screened_on)}.")
    return {
        "2.3.1": _lines(
            *(
                f"Level {level.number} ({level.name}) brings: {level.entitlement}"
                for level in framework.levels
            )
        ),
        "2.3.2": _lines(*method.human_role(framework)),
        "2.3.3": _lines(*used),
        "2.3.5": _lines(
            "A school sees the same pages about itself as the authority: each criterion with its answer, its values and"
            " the file and row of each.",
            "A figure in dispute is not used until the dispute is settled.",
        ),
    }


def _tool(framework: Framework, installation: Installation) -> dict[str, str]:
    inputs = method.inputs(framework)
    published = [one for one in inputs if not one.is_own]
    own = [one for one in inputs if one.is_own]
    no_training = "None: nothing is learnt from data. People wrote the criteria and thresholds."
    return {
        "2.4.1.1": "Published files and the authority’s returns are read into a data store with the row of each value;"
        " the criteria are applied to every school; each screening is kept unchanged with the data it rested on.",
        "2.4.1.2": _lines(*(f"{one.publication}: {'; '.join(one.reads)}." for one in inputs)),
        "2.4.1.3": "For each school: a suggested level, or that the evidence is not enough for one; the answer to each"
        " criterion (met, not met, not known, does not apply) with its reasons, values and sources.",
        "2.4.1.4": "A change to the criteria is a new version of the pack, with a fingerprint that every screening keeps.",
        "2.4.1.5": "One set of written rules. No machine learning and no generative AI.",
        "2.4.2.1": framework.title,
        "2.4.2.2": f"{framework.version} ({framework.id}, SHA-256 {framework.hash})",
        "2.4.2.3": "To suggest which level of support a school may need, with reasons, for people to decide.",
        "2.4.2.4": _lines(
            *(f"{one.publication} (criteria {', '.join(one.criteria)})." for one in inputs if one.criteria)
        ),
        "2.4.2.5": f"Level {wording.one_of([str(level.number) for level in framework.levels])}, or no level.",
        "2.4.2.6": _lines(*method.rule(framework)),
        "2.4.2.7": _lines(
            *method.tested(framework, cases=installation.cases), *method.uncertainty(framework)
        ),
        "2.4.2.8": _lines(*(f"{one.publication}." for one in inputs)),
        "2.4.3.1": no_training,
        **{f"2.4.3.{n}": "Does not apply: see 2.4.3.1." for n in range(2, 10)},
        "2.4.4.1": _lines(
            f"Published: {'; '.join(one.publication for one in published)}.",
            f"The authority’s own: {'; '.join(one.publication for one in own)}." if own else "",
        ),
        "2.4.4.2": "Figures are of schools and groups of pupils, not of a pupil. Some criteria read results of groups of"
        " pupils; what the publisher suppresses stays suppressed.",
        "2.4.4.3": _lines(*method.missing(framework)),
        "2.5.2": _lines(
            "Missing data read as good news: it is not known, and below the share that must be known no level is suggested.",
            "A level read as a judgement: every page says that it is a suggestion, and what it is not.",
            "Chance in small numbers: see 2.4.2.7.",
            "A wrong figure: every value leads to its file and row, and the school sees it.",
            *method.limits(framework),
        ),
    }


def _lines(*said: str) -> str:
    return "\n".join(line for line in said if line)


def by_section(made: Record) -> Mapping[str, Sequence[Entry]]:
    """Return the entries by section, in the standard's order."""
    sections: dict[str, list[Entry]] = {}
    for entry in made.entries:
        sections.setdefault(entry.section, []).append(entry)
    return sections
