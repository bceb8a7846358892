"""What people make of a school in short, and what to look at before a visit. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trellis.analysis.judging.framework import Framework
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.judgements import signs
from trellis.interfaces.web.judgements.signs import Beside
from trellis.judgements import asking, feed, kinds
from trellis.judgements.models import Revision
from trellis.judgements.queries.circumstances import Held as Circumstance
from trellis.judgements.queries.judgements import Held as Judged
from trellis.screening.models import Run

SOON_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Line:
    """One kind of thing that people record: the name of its page, what it is called, and where it stands."""

    page: str
    name: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Before:
    """What an adviser and the school look at before a visit, beside the themes themselves."""

    written: str
    declared: str
    priorities: tuple[str, ...]
    to_judge: tuple[tuple[str, str, str], ...]
    so: tuple[tuple[int, str, str], ...]
    rests_on: str


def in_short(
    *,
    newest: Revision | None,
    draft: Revision | None,
    judged: Sequence[Judged],
    so: Sequence[Circumstance],
    held: Sequence[tuple[str, int]],
    told: Sequence[Beside],
) -> tuple[Line, ...]:
    """Return a line for each page. `draft` is the school's newest revision where the reader is of the school."""
    entries = sum(number for _, number in held)
    counting = sum(each.counts for each in judged)
    now = sum(each.is_so for each in so)
    return (
        Line(page="self_evaluation", name="Self-evaluation", said=written(newest, draft)),
        Line(
            page="judgements",
            name="Judgements",
            said=f"{words.count(counting, 'question')} of the pack answered by an adviser"
            if counting
            else "No adviser’s judgement counts today.",
        ),
        Line(
            page="circumstances",
            name="Circumstances",
            said=f"{words.count(now, 'circumstance')} that could make the school vulnerable"
            if now
            else "No circumstance is recorded today.",
        ),
        Line(
            page="intelligence",
            name="Soft intelligence",
            said=f"{words.count(entries, 'entry', 'entries')} held. None makes a level."
            if entries
            else "No entry is held.",
        ),
        Line(
            page="before_the_visit",
            name="Before the visit",
            said=f"{words.count(signs.mismatches(told), 'mismatch', 'mismatches')} between the school’s view and the evidence"
            if signs.graded(told)
            else "There is no self-evaluation to set beside the evidence yet.",
        ),
    )


def before(
    revision: Revision | None,
    *,
    told: Sequence[Beside],
    judged: Sequence[Judged],
    so: Sequence[Circumstance],
    pack: Framework | None,
    run: Run | None,
    on: date,
) -> Before:
    """Return the page. What soft intelligence says is no part of it: the school reads this page too."""
    counting = {each.judgement.question: each for each in judged if each.counts}
    ended = {each.judgement.question for each in judged if each.is_newest and each.has_expired}
    to_judge = []
    for question in asking.questions(pack):
        held = counting.get(question.id)
        if held is None:
            why = "Its answer has expired" if question.id in ended else "Not answered by an adviser here"
        elif (held.judgement.expires_on - on).days <= SOON_DAYS:
            why = f"Counts until {words.day(held.judgement.expires_on)}"
        else:
            continue
        bearing = ", ".join(c.id for c in asking.criteria_reading(pack, question.id))
        to_judge.append((question.question, why, bearing))
    return Before(
        written=written(revision),
        declared=declared(revision),
        priorities=tuple(revision.priorities) if revision is not None else (),
        to_judge=tuple(to_judge),
        so=tuple(
            (each.circumstance.pk, kinds.name_of(each.circumstance.kind), period(each))
            for each in so
            if each.is_so
        ),
        rests_on=(
            f"The evidence is of the screening of {words.day(run.as_of)} by {run.pack_title}, and the figures are those held today."
            if run is not None
            else "No screening has been run yet, so there is no evidence to set beside it."
        ),
    )


def declared(revision: Revision | None) -> str:
    """Whether the school calls itself vulnerable, as a sentence; "" where it has not said."""
    if revision is None or revision.is_vulnerable is None:
        return ""
    if revision.is_vulnerable:
        return "The school calls itself vulnerable."
    return "The school does not call itself vulnerable."


def period(held: Circumstance) -> str:
    """From when until when a circumstance is so."""
    began, last = words.day(held.circumstance.from_date), held.last_day
    return f"from {began} until {words.day(last)}" if last is not None else f"since {began}"


def written(newest: Revision | None, draft: Revision | None = None) -> str:
    """When and by whom the newest self-evaluation was submitted, and whether the reader's own draft is later."""
    if newest is None:
        begun = " A draft has been begun." if draft is not None else ""
        return f"None has been submitted yet.{begun}"
    said = (
        f"For {words.year(newest.year)}, submitted by {feed.signature(newest.by, newest.role)} "
        f"on {words.moment(newest.at)}."
    )
    later = draft is not None and draft.pk != newest.pk and draft.at > newest.at
    return f"{said} {declared(newest)}" + (" A later draft is not submitted yet." if later else "")
