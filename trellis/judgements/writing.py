"""What a self-evaluation says, as plain values: read from a revision, checked, and set beside another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trellis.judgements.models import Grade, Revision


@dataclass(frozen=True, kw_only=True)
class Part:
    """A school's grade on one theme, "" where it has not given one, and what it rests on."""

    grade: str = ""
    rests_on: str = ""


NO_PART = Part()


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that a school writes in one revision."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    priorities: tuple[str, ...] = ()
    is_vulnerable: bool | None = None
    why_vulnerable: str = ""

    def part(self, theme: str) -> Part:
        return self.parts.get(theme, NO_PART)


EMPTY = Content()


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that two people left different: what it is, and what each has. `key` is "" for what is no theme."""

    key: str
    name: str
    theirs: str
    yours: str


def content_of(revision: Revision | None) -> Content:
    """Return what a revision says; nothing for none."""
    if revision is None:
        return EMPTY
    return Content(
        parts={row["theme"]: Part(grade=row["grade"], rests_on=row["rests_on"]) for row in revision.grades},
        priorities=tuple(revision.priorities),
        is_vulnerable=revision.is_vulnerable,
        why_vulnerable=revision.why_vulnerable,
    )


def tidy(content: Content) -> Content:
    """Return the same without blank lines and spaces at the ends, and without parts that say nothing."""
    parts = {
        theme: Part(grade=part.grade, rests_on=part.rests_on.strip()) for theme, part in content.parts.items()
    }
    return Content(
        parts={theme: part for theme, part in parts.items() if part != NO_PART},
        priorities=tuple(line.strip() for line in content.priorities if line.strip()),
        is_vulnerable=content.is_vulnerable,
        why_vulnerable=content.why_vulnerable.strip() if content.is_vulnerable else "",
    )


def differences(
    theirs: Content, yours: Content, *, themes: Sequence[tuple[str, str]]
) -> tuple[Difference, ...]:
    """Return where what somebody saved and what you wrote are different. `themes` are ids with their names."""
    theirs, yours = tidy(theirs), tidy(yours)
    named = {**dict(themes), **{t: t for t in (*theirs.parts, *yours.parts) if t not in dict(themes)}}
    told = [
        (theme, name, part_words(theirs.part(theme)), part_words(yours.part(theme)))
        for theme, name in named.items()
    ]
    told.append(("", "Priorities", "\n".join(theirs.priorities), "\n".join(yours.priorities)))
    declared = "Whether we call ourselves vulnerable"
    told.append(("", declared, vulnerable_words(theirs), vulnerable_words(yours)))
    return tuple(
        Difference(key=key, name=name, theirs=one, yours=other)
        for key, name, one, other in told
        if one != other
    )


def part_words(part: Part) -> str:
    grade = Grade(part.grade).label if part.grade in Grade else ""
    return ". ".join(said for said in (grade, part.rests_on) if said)


def vulnerable_words(content: Content) -> str:
    if content.is_vulnerable is None:
        return ""
    return f"Yes: {content.why_vulnerable}" if content.is_vulnerable else "No"
