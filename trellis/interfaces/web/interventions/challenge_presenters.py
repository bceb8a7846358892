"""A letter of challenge as a page and as a line of a list. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.interventions import presenters
from trellis.interfaces.web.interventions.presenters import Done, Line, Next
from trellis.interventions.models import ChallengeLetterStep
from trellis.interventions.queries import due
from trellis.interventions.queries.challenges import ChallengeFile
from trellis.interventions.workflows.challenge import CHALLENGE


@dataclass(frozen=True, kw_only=True)
class ChallengePage:
    """One letter, ready for its page."""

    id: int
    title: str
    state: str
    clock: str
    facts: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    nexts: tuple[Next, ...]
    done: tuple[Done, ...]


def present(file: ChallengeFile, *, may: Collection[str]) -> ChallengePage:
    asked = file.challenge
    offers = {offer.transition.name: offer for offer in CHALLENGE.offers(file, state=file.state, may=may)}
    waits = f"The school is asked to answer by {words.day(asked.answer_by)}."
    late = " That day has passed without an answer." if file.is_late else ""
    return ChallengePage(
        id=asked.pk,
        title=title(file),
        state=file.state_words,
        clock=f"{waits}{late}" if file.state == "sent" else "",
        facts=(
            ("To", asked.addressee),
            ("How it was sent", asked.means),
            ("Day of the letter", words.day(asked.dated)),
            ("Sent by", f"{asked.by.name}, {words.moment(asked.at)}"),
        ),
        states=states(file),
        nexts=presenters.nexts(CHALLENGE.ahead(file.state, file), offers, due.of_challenge(file)),
        done=tuple(_done(step) for step in file.steps),
    )


def states(file: ChallengeFile) -> tuple[tuple[str, str], ...]:
    """What the letter says, part by part."""
    asked = file.challenge
    return (
        ("The duty or power it rests on", asked.duty_name),
        ("What must get better", asked.matters),
        ("What shows it", asked.evidence),
        ("What the authority asks for", asked.expected),
        ("Answer asked for by", words.day(asked.answer_by)),
    )


def answers(file: ChallengeFile) -> tuple[tuple[str, str], ...]:
    """What the school answered, each with by whom and when."""
    return tuple(
        (f"{step.by.name}, {words.moment(step.at)}", step.reasons)
        for step in file.steps
        if step.name == "answer" and step.by is not None
    )


def title(file: ChallengeFile) -> str:
    return f"Letter of challenge of {words.day(file.challenge.dated)}"


def line(file: ChallengeFile) -> Line:
    asked = due.of_challenge(file)
    first = asked[0] if asked else None
    return Line(
        id=file.challenge.pk,
        urn=file.challenge.school_id,
        school=file.challenge.school.name,
        title=title(file),
        state=file.state_words,
        since=words.day(timezone.localdate(file.steps[-1].at)),
        next=first.what if first is not None else "",
        when=words.day(first.by) if first is not None and first.by is not None else "",
        late=presenters.late(asked, today=file.today),
        who=words.first_up(first.who) if first is not None else "",
    )


def _done(step: ChallengeLetterStep) -> Done:
    label = "Sent" if step.number == 1 else CHALLENGE.by_name[step.name].label
    who = step.by.name if step.by is not None else "Trellis"
    facts = (("In words", step.reasons),) if step.reasons else ()
    return Done(label=label, by=f"{who}, {words.moment(step.at)}", facts=facts)
