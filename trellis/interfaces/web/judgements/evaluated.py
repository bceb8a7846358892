"""A self-evaluation as a page: what the school says, what it rests on, what advisers say, and every revision. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField

from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.judgements import presenters
from trellis.judgements import feed, writing
from trellis.judgements.asking import Theme
from trellis.judgements.models import Grade, Revision, State
from trellis.judgements.writing import Difference


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an adviser says beside it."""

    words: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One theme: its criteria, the school's grade and what it rests on, and what advisers say of it."""

    name: str
    grade: str
    rests_on: str
    comments: tuple[Said, ...]


@dataclass(frozen=True, kw_only=True)
class Saved:
    """One revision in the list of them all."""

    year: int
    number: int
    words: str
    by: str
    is_shown: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """One revision, what it changed, and all the others. `title` is "" where there is none."""

    title: str
    written: str
    is_draft: bool
    is_newest: bool
    declared: str
    why_vulnerable: str
    parts: tuple[Part, ...]
    priorities: tuple[str, ...]
    comments: tuple[Said, ...]
    changes: tuple[Difference, ...]
    every: tuple[Saved, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One theme of the form: its name, its criteria in words, and its two fields."""

    id: str
    name: str
    criteria: tuple[str, ...]
    grade: BoundField
    rests_on: BoundField


def present(chosen: Revision | None, *, every: Sequence[Revision], themes: Sequence[Theme]) -> Page:
    """Return the page of one revision. `every` are those that the reader may see, newest first."""
    content = writing.content_of(chosen)
    named = {theme.id: theme.name for theme in themes}
    named |= {theme: theme.replace("_", " ").capitalize() for theme in content.parts if theme not in named}
    said = list(chosen.comments.all()) if chosen is not None else []
    earlier = _before(chosen, every)
    return Page(
        title=f"Self-evaluation {words.year(chosen.year)}" if chosen is not None else "",
        written=(
            f"Revision {chosen.number}, {chosen.get_state_display().lower()} by {feed.signature(chosen.by, chosen.role)} "
            f"on {words.moment(chosen.at)}."
            if chosen is not None
            else ""
        ),
        is_draft=chosen is not None and chosen.state == State.DRAFT,
        is_newest=chosen is None or chosen.pk == every[0].pk,
        declared=presenters.declared(chosen),
        why_vulnerable=content.why_vulnerable,
        parts=tuple(
            Part(
                name=name,
                grade=str(Grade(part.grade).label) if (part := content.part(theme)).grade else "Not graded",
                rests_on=part.rests_on,
                comments=_comments(said, theme),
            )
            for theme, name in named.items()
        ),
        priorities=content.priorities,
        comments=_comments(said, ""),
        changes=writing.differences(writing.content_of(earlier), content, themes=list(named.items()))
        if earlier is not None
        else (),
        every=tuple(
            Saved(
                year=each.year,
                number=each.number,
                words=f"{words.year(each.year)}, revision {each.number}: {each.get_state_display().lower()}",
                by=f"{feed.signature(each.by, each.role)}, {words.moment(each.at)}",
                is_shown=chosen is not None and each.pk == chosen.pk,
            )
            for each in every
        ),
    )


def asked(themes: Sequence[Theme], form: forms.Form) -> tuple[Asked, ...]:
    """Return the themes of the form, each with the criteria by which the school is judged on it."""
    return tuple(
        Asked(
            id=theme.id,
            name=theme.name,
            criteria=tuple(f"{c.id}, level {c.level}: {c.sentence}" for c in theme.criteria),
            grade=form[f"grade-{theme.id}"],
            rests_on=form[f"rests-{theme.id}"],
        )
        for theme in themes
    )


def _before(chosen: Revision | None, every: Sequence[Revision]) -> Revision | None:
    """The revision before one, of those that the reader may see."""
    if chosen is None:
        return None
    return next((each for each in every if each.at < chosen.at), None)


def _comments(said: Iterable[object], theme: str) -> tuple[Said, ...]:
    return tuple(
        Said(words=each.said, by=f"{feed.signature(each.by, each.role)}, {words.moment(each.at)}")  # type: ignore[attr-defined]
        for each in said
        if each.theme == theme  # type: ignore[attr-defined]
    )
