"""Soft intelligence as its page shows it to those who may read it. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from trellis.interfaces.web.govuk import words
from trellis.judgements import feed
from trellis.judgements.models import Entry, Review
from trellis.judgements.queries import intelligence


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One entry. `borne_out` is what bears it out; "" where nothing does."""

    id: int
    said: str
    when: str
    about: str
    source: str
    reliability: str
    borne_out: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One review: what was decided, on how many entries, by whom."""

    outcome: str
    words: str
    of: str
    by: str


def entries(rows: Sequence[Entry]) -> tuple[Heard, ...]:
    """Return the entries, newest first as they are given."""
    shown = []
    for row in rows:
        found = intelligence.borne_out(row)
        shown.append(
            Heard(
                id=row.pk,
                said=row.said,
                when=words.day(row.heard_on),
                about=row.get_about_display(),
                source=row.get_source_display(),
                reliability=row.get_reliability_display(),
                borne_out=found.how if found is not None else "",
                by=f"{feed.signature(row.by, row.role)}, {words.moment(row.at)}",
            )
        )
    return tuple(shown)


def reviews(rows: Sequence[Review]) -> tuple[Decided, ...]:
    """Return the reviews, newest first as they are given."""
    return tuple(
        Decided(
            outcome=row.get_outcome_display(),
            words=row.decided,
            of=words.count(len(row.entries), "entry", "entries"),
            by=f"{feed.signature(row.by, row.role)}, {words.moment(row.at)}",
        )
        for row in rows
    )
