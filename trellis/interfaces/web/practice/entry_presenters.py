"""One entry as a page. Pure functions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from trellis.accounts.models import User
from trellis.interfaces.web.govuk import words
from trellis.practice import areas
from trellis.practice.actions import steps
from trellis.practice.models import ContactRequest, EntryStep, Wording
from trellis.practice.queries.entries import EntryFile
from trellis.practice.workflows.good_practice import GOOD_PRACTICE

EXPLAINED = {
    "consent": "The school’s practice may be told of to the schools and advisers of the authority, in these words.",
    "decline": "Nothing of it is told to anybody. It can be nominated again another year.",
    "verify": "You say that somebody of the authority has seen it. Everybody who reads the directory reads what you write.",
    "publish": "The schools and advisers of the authority find it from then on, for a year.",
    "refresh": "It stays for another year, in the school’s newest words. Everybody who reads the directory reads what you write.",
    "keep": "It is shown in the directory again, as it was.",
    "take_back": "It leaves the directory at once. Nothing of it is removed from the record.",
    "withdraw": "It leaves the directory at once. Nothing of it is removed from the record.",
}
"""What each step does, said before it is taken."""
ASKS = {
    "consent": "For whom you consent",
    "decline": "Why the school declines",
    "verify": "What you saw, where and when",
    "publish": "Why it is published",
    "refresh": "What shows that it still is so",
    "keep": "Why it stays in the directory",
    "take_back": "Why the school takes its consent back",
    "withdraw": "Why it is withdrawn",
}
"""The label of what each step asks for."""


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step that comes next: `slug` leads to its form where the reader may take it; `reason` says why not."""

    label: str
    who: str
    slug: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """A step that was taken."""

    label: str
    by: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request for contact and its answer, for those whom it concerns."""

    id: int
    whose: str
    wishes: str
    answer: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """One entry, ready for its page."""

    id: int
    urn: int
    title: str
    state: str
    facts: tuple[tuple[str, str], ...]
    verified: str
    evidence: str
    nominated: str
    why: str
    review: str
    review_due: bool
    new_words: tuple[tuple[str, str], ...]
    nexts: tuple[Next, ...]
    done: tuple[Done, ...]


def present(file: EntryFile, *, may: Collection[str], by: User, works: bool) -> EntryPage:
    """Return the page. `works` is whether the reader takes part in how the entry comes about, and so reads its steps."""
    shown = file.shown or file.wording
    seen = file.verified
    return EntryPage(
        id=file.entry.pk,
        urn=file.entry.school_id,
        title=shown.title,
        state=file.state_words,
        facts=facts(shown),
        verified=f"{seen.by.name}, {words.moment(seen.at)}"
        if seen is not None and seen.by is not None
        else "",
        evidence=seen.reasons if seen is not None else "",
        nominated=f"{file.entry.get_origin_display()}: {file.entry.by.name}, {words.moment(file.entry.at)}",
        why=file.entry.why,
        review=words.day(file.review_by) if file.is_current and file.review_by is not None else "",
        review_due=file.is_review_due,
        new_words=(("What it is called", file.wording.title), *facts(file.wording))
        if works and file.has_new_words
        else (),
        nexts=tuple(_nexts(file, may=may, by=by)) if works else (),
        done=tuple(_done(each) for each in file.steps) if works else (),
    )


def facts(wording: Wording) -> tuple[tuple[str, str], ...]:
    """What a wording says, part by part."""
    told = (
        ("What is done", wording.what),
        ("For whom", wording.whom),
        ("What shows that it works", wording.shows),
        ("What a visitor could see", wording.see),
        ("Whom to ask for", wording.contact),
        ("Areas of practice", ", ".join(areas.names(wording.areas))),
        ("Phases", ", ".join(wording.phase_names)),
    )
    return tuple((name, said or "Not said yet") for name, said in told)


def requests(asked: Sequence[ContactRequest], *, answers: bool) -> tuple[Asked, ...]:
    """The requests for contact, the newest first. `answers` is whether the reader answers for the school."""
    return tuple(
        Asked(
            id=each.pk,
            whose=f"{each.by.name}{f', for {each.asker.name}' if each.asker is not None else ''}, {words.moment(each.at)}",
            wishes=each.wishes,
            answer=_answer(each),
            is_open=answers and not hasattr(each, "reply"),
        )
        for each in asked
    )


def _answer(asked: ContactRequest) -> str:
    if not hasattr(asked, "reply"):
        return ""
    reply = asked.reply
    said = "Yes" if reply.agrees else "Not now"
    return f"{said}: {reply.words} ({reply.by.name}, {words.moment(reply.at)})"


def _nexts(file: EntryFile, *, may: Collection[str], by: User) -> "list[Next]":
    offers = {offer.transition.name: offer for offer in GOOD_PRACTICE.offers(file, state=file.state, may=may)}
    told = []
    for step in GOOD_PRACTICE.ahead(file.state, file):
        if not step.permission:
            continue
        offer = offers.get(step.name)
        reason = (offer.reason or steps.refusal(file, step.name, by=by)) if offer is not None else ""
        told.append(
            Next(
                label=step.label,
                who=words.first_up(step.actors),
                slug=step.name.replace("_", "-") if offer is not None and not reason else "",
                reason=reason,
            )
        )
    return told


def _done(step: EntryStep) -> Done:
    label = "Nominated" if step.number == 1 else GOOD_PRACTICE.by_name[step.name].label
    who = step.by.name if step.by is not None else "Trellis"
    return Done(label=label, by=f"{who}, {words.moment(step.at)}", why=step.reasons)
