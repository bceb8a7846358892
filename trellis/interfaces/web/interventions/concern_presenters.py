"""A concern about an academy as a page: what was seen, where it stands, what comes next and who decides. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from trellis.interfaces.web.govuk import flow, words
from trellis.interfaces.web.govuk.flow import Flow
from trellis.interfaces.web.interventions import presenters
from trellis.interfaces.web.interventions.presenters import Done, Line, Next
from trellis.interventions.models import ConcernStep
from trellis.interventions.queries import due
from trellis.interventions.queries.concerns import LETTERS, ConcernFile, Entry
from trellis.interventions.workflows.academy_concern import ACADEMY_CONCERN

ROWS = (
    ("noted", "discussed", "raised", "escalated"),
    ("closed", "resolved", "outcome", "referred"),
)

ANSWERS = {"raised": "The trust", "escalated": "The Department for Education", "referred": "Ofsted"}
"""Whose answer a concern waits for."""


@dataclass(frozen=True, kw_only=True)
class ConcernPage:
    """One concern, ready for its page."""

    id: int
    title: str
    state: str
    clock: str
    clock_is_late: bool
    seen: str
    evidence: str
    facts: tuple[tuple[str, str], ...]
    replies: tuple[tuple[str, str, str], ...]
    may_reply: bool
    flow: Flow
    nexts: tuple[Next, ...]
    done: tuple[Done, ...]


@dataclass(frozen=True, kw_only=True)
class LetterPage:
    """A letter of a concern as it is printed. `chronology` is empty for a letter to the trust, which has lived it."""

    title: str
    addressee: str
    dated: str
    means: str
    due: str
    words: str
    why_early: str
    chronology: tuple[tuple[str, str, str, str], ...]


def present(file: ConcernFile, *, may: Collection[str]) -> ConcernPage:
    offers = {
        offer.transition.name: offer for offer in ACADEMY_CONCERN.offers(file, state=file.state, may=may)
    }
    concern, reply_due = file.concern, file.reply_due
    waits = file.state == "raised" and reply_due is not None
    return ConcernPage(
        id=concern.pk,
        title=title(file),
        state=file.state_words,
        clock=(
            f"The trust is asked to answer by {words.day(reply_due)}."
            + (" That day has passed." if waits and file.today > reply_due else "")
            if waits and reply_due is not None
            else ""
        ),
        clock_is_late=waits and reply_due is not None and file.today > reply_due,
        seen=concern.seen,
        evidence=concern.evidence,
        facts=(
            ("About", concern.subject_name),
            ("Direction of travel", concern.get_direction_display()),
            ("Noted by", f"{concern.by.name}, {words.moment(concern.at)}"),
        ),
        replies=tuple(
            (
                f"{each.sender}, {words.day(each.received_on)}",
                each.words,
                f"Recorded by {each.by.name}, {words.moment(each.at)}",
            )
            for each in file.replies
        ),
        may_reply="concern_write" in may and file.is_open and bool(file.letters),
        flow=flow.draw(
            ACADEMY_CONCERN, current=file.state, passed={step.state for step in file.steps[:-1]}, rows=ROWS
        ),
        nexts=presenters.nexts(
            ACADEMY_CONCERN.ahead(file.state, file),
            offers,
            due.of_concern(file),
            when={"escalate": f"after {words.day(reply_due)}", "refer": f"after {words.day(reply_due)}"}
            if waits
            else {},
        ),
        done=tuple(_done(step) for step in file.steps),
    )


def title(file: ConcernFile) -> str:
    noted = words.day(timezone.localdate(file.concern.at))
    return f"Concern of {noted}: {file.concern.subject_name.lower()}"


def line(file: ConcernFile) -> Line:
    asked = due.of_concern(file)
    first = asked[0] if asked else None
    answers = ANSWERS.get(file.state, "") if not asked else ""
    return Line(
        id=file.concern.pk,
        urn=file.concern.school_id,
        school=file.concern.school.name,
        title=title(file),
        state=file.state_words,
        since=words.day(timezone.localdate(file.steps[-1].at)),
        next=f"{answers} answers" if answers else first.what if first is not None else "",
        when=words.day(
            file.reply_due if answers and file.state == "raised" else first.by if first is not None else None
        ),
        late=presenters.late(asked, today=file.today),
        who=answers or (words.first_up(first.who) if first is not None else ""),
    )


def letter(file: ConcernFile, step: ConcernStep) -> LetterPage:
    return LetterPage(
        title=ACADEMY_CONCERN.states[step.state],
        addressee=step.addressee,
        dated=words.day(step.dated),
        means=step.means,
        due=words.day(step.due),
        words=step.reasons,
        why_early=str(step.details.get("why before the answer was due", "")),
        chronology=chronology(file.chronology(before=step.number)) if step.name != "raise_in_writing" else (),
    )


def chronology(entries: tuple[Entry, ...]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((words.day(each.on), each.what, each.words, each.who) for each in entries)


def _done(step: ConcernStep) -> Done:
    label = "Noted" if step.number == 1 else ACADEMY_CONCERN.by_name[step.name].label
    who = step.by.name if step.by is not None else "Trellis"
    facts = [
        *((("Dated", words.day(step.dated)),) if step.dated is not None else ()),
        *((("With or to whom", step.addressee),) if step.addressee else ()),
        *((("By what means", step.means),) if step.means else ()),
        *((("Answer asked for by", words.day(step.due)),) if step.due is not None else ()),
        *((words.first_up(str(key)), str(said)) for key, said in step.details.items()),
        *((("In words", step.reasons),) if step.reasons else ()),
    ]
    return Done(
        label=label,
        by=f"{who}, {words.moment(step.at)}",
        facts=tuple(facts),
        letter=step.number if step.name in LETTERS else 0,
    )
