"""What a note of visit says, as plain values: read from a revision, tidied, found wanting, and set beside another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from trellis.visits.models import Consent, NoteRevision, Purpose

HEADINGS = (
    ("leadership", "Leadership and governance"),
    ("teaching", "Curriculum and teaching"),
    ("achievement", "Achievement"),
    ("attendance", "Attendance and behaviour"),
    ("inclusion", "Inclusion"),
    ("safeguarding", "Safeguarding"),
)
"""What a note is written under where no pack is in force, whose themes would be its headings."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found under one heading. `name` is the heading as it was then called."""

    heading: str
    name: str
    words: str


@dataclass(frozen=True, kw_only=True)
class AgreedAction:
    """One thing that was agreed: who does it and by when. A draft may not know yet."""

    what: str
    owner: str = ""
    by: date | None = None


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that a note says. `practice` is what is worth sharing, which a summer-term visit asks for."""

    met: str = ""
    looked_at: str = ""
    findings: tuple[Finding, ...] = ()
    strengths: str = ""
    actions: tuple[AgreedAction, ...] = ()
    practice: str = ""
    practice_area: str = ""
    consent: str = ""


EMPTY = Content()


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One part of a note that two people left different."""

    name: str
    theirs: str
    yours: str


def content_of(revision: NoteRevision | None) -> Content:
    """What a revision says; nothing for none."""
    if revision is None:
        return EMPTY
    return Content(
        met=revision.met,
        looked_at=revision.looked_at,
        findings=tuple(
            Finding(heading=row["heading"], name=row["name"], words=row["words"]) for row in revision.findings
        ),
        strengths=revision.strengths,
        actions=tuple(
            AgreedAction(
                what=row["what"],
                owner=row["owner"],
                by=date.fromisoformat(row["by"]) if row["by"] else None,
            )
            for row in revision.actions
        ),
        practice=revision.practice,
        practice_area=revision.practice_area,
        consent=revision.consent,
    )


def columns_of(content: Content) -> dict[str, object]:
    """The columns of a revision that says this."""
    return {
        "met": content.met,
        "looked_at": content.looked_at,
        "findings": [
            {"heading": each.heading, "name": each.name, "words": each.words} for each in content.findings
        ],
        "strengths": content.strengths,
        "actions": [
            {
                "what": each.what,
                "owner": each.owner,
                "by": each.by.isoformat() if each.by is not None else "",
            }
            for each in content.actions
        ],
        "practice": content.practice,
        "practice_area": content.practice_area,
        "consent": content.consent,
    }


def tidy(content: Content) -> Content:
    """The same without spaces at the ends, line ends of one kind, and no heading or action that says nothing."""
    findings = (
        Finding(heading=each.heading, name=each.name, words=_tidy(each.words)) for each in content.findings
    )
    actions = (
        AgreedAction(what=_tidy(each.what), owner=_tidy(each.owner), by=each.by) for each in content.actions
    )
    return Content(
        met=_tidy(content.met),
        looked_at=_tidy(content.looked_at),
        findings=tuple(each for each in findings if each.words),
        strengths=_tidy(content.strengths),
        actions=tuple(each for each in actions if each.what or each.owner or each.by),
        practice=_tidy(content.practice),
        practice_area=_tidy(content.practice_area),
        consent=content.consent,
    )


def missing(content: Content, *, purpose: str) -> tuple[str, ...]:
    """What a note still needs before the school is asked to check it, in words, in the order of the form."""
    wanted = []
    if not content.met:
        wanted.append("whom you met")
    if not content.looked_at:
        wanted.append("what was looked at")
    if not content.findings:
        wanted.append("what was found, under one heading at least")
    for number, each in enumerate(content.actions, start=1):
        if not each.what:
            wanted.append(f"what agreed action {number} is")
        if not each.owner:
            wanted.append(f"who owns agreed action {number}")
        if each.by is None:
            wanted.append(f"by when agreed action {number} is done")
    if purpose == Purpose.SUMMER:
        if not content.practice:
            wanted.append("the practice worth sharing, or that none was seen")
        elif not content.consent:
            wanted.append("whether the school was asked if its practice may be shared")
    if content.practice_area and not content.practice:
        wanted.append("what the practice worth sharing is")
    return tuple(wanted)


def differences(theirs: Content, yours: Content) -> tuple[Difference, ...]:
    """Where what somebody saved and what you wrote are different, part by part."""
    one, other = _parts(tidy(theirs)), _parts(tidy(yours))
    return tuple(
        Difference(name=name, theirs=one.get(name, ""), yours=other.get(name, ""))
        for name in dict.fromkeys((*one, *other))
        if one.get(name, "") != other.get(name, "")
    )


def in_words(each: AgreedAction) -> str:
    """An agreed action as a line: what, who, by when."""
    when = f"{each.by.day} {each.by:%B %Y}" if each.by is not None else "no day yet"
    return f"{each.what or 'Not said yet'} ({each.owner or 'no owner yet'}, by {when})"


def as_text(content: Content) -> str:
    """The whole note as plain text, part after part: for a record that quotes it."""
    return "\n\n".join(f"{name}: {words}" for name, words in _parts(content).items() if words)


def _parts(content: Content) -> dict[str, str]:
    return {
        "Whom you met": content.met,
        "What was looked at": content.looked_at,
        **{each.name: each.words for each in content.findings},
        "Strengths": content.strengths,
        "Agreed actions": "\n".join(_lines(content.actions)),
        "Practice worth sharing": content.practice,
        "Area of practice": content.practice_area,
        "May it be shared": Consent(content.consent).label if content.consent in Consent else "",
    }


def _lines(actions: Iterable[AgreedAction]) -> list[str]:
    return [in_words(each) for each in actions]


def _tidy(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()
