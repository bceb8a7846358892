"""Inductions as a list, one induction, and whom the rule offers as a mentor. Pure functions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from trellis.interfaces.web.govuk import words
from trellis.leaders.models import LeaderKind
from trellis.leadership.matching import Match
from trellis.leadership.models import THEMES
from trellis.leadership.queries import due
from trellis.leadership.queries.inductions import InductionFile, Session
from trellis.leadership.workflows.induction import INDUCTION, KINDS

_PAGES = {
    "type": "type_induction",
    "analyse": "analyse_needs",
    "analyse_for": "analyse_needs",
    "match": "match_mentor",
    "rematch": "match_mentor",
}
"""The steps that have a form of their own."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """An induction in the list."""

    id: int
    name: str
    school: str
    kind: str
    state: str
    mentor: str
    next: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step that comes next: `href` leads to its form where the reader may take it; `reason` says why not."""

    label: str
    who: str
    href: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An induction day or a module with where the headteacher stands; `book` leads to a place on it."""

    event: int
    term: str
    title: str
    day: str
    place: str
    book: str


@dataclass(frozen=True, kw_only=True)
class ItemShown:
    """Something that the needs analysis asks for."""

    id: int
    theme: str
    need: str
    by: str
    done: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class InductionPage:
    """One induction, ready for its page. `items` and `strengths` are for those who read what is said in it."""

    id: int
    name: str
    state: str
    is_first: bool
    facts: tuple[tuple[str, str], ...]
    nexts: tuple[Next, ...]
    due: tuple[tuple[str, str, bool], ...]
    strengths: str
    items: tuple[ItemShown, ...]
    days: tuple[Shown, ...]
    modules: tuple[Shown, ...]
    done: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class MatchShown:
    """Whom the rule offers in which order, who is left out and why."""

    rule: str
    offered: tuple[tuple[int, str, str, str], ...]
    left_out: tuple[tuple[str, str, str], ...]
    others: str


def lines(files: Sequence[InductionFile], *, reads: Collection[int]) -> tuple[Line, ...]:
    """The list: those that are open first, the one that is due soonest first. `reads` are those of which the reader reads what is said."""
    told = [
        # Each need is named by its theme, which only those who read the analysis know
        (
            file,
            [
                each
                for each in due.of_induction(file)
                if file.induction.pk in reads or each.page != due.SEE_TO
            ],
        )
        for file in files
    ]
    told.sort(
        key=lambda each: (
            not each[0].is_open,
            each[1][0].by.toordinal() if each[1] else 0,
            each[0].induction.pk,
        )
    )
    return tuple(
        Line(
            id=file.induction.pk,
            name=file.induction.name,
            school=file.induction.school.name,
            kind=file.kind_words,
            state=file.state_words,
            mentor=file.mentor.leader.name if file.mentor is not None else "None yet",
            next=f"{asked[0].what}, by {words.day(asked[0].by)}" if asked else "Nothing is due",
            is_late=bool(asked) and asked[0].by < file.today,
        )
        for file, asked in told
    )


def page(
    file: InductionFile, *, may: Collection[str], reads: bool, works: bool, books: bool
) -> InductionPage:
    """One induction. `reads` is whether the reader reads what is said, `works` whether they see it through."""
    row = file.induction
    return InductionPage(
        id=row.pk,
        name=row.name,
        state=file.state_words,
        is_first=file.kind == "first",
        facts=_facts(file, reads=reads),
        nexts=tuple(_nexts(file, may=may)),
        due=tuple(
            (each.what, words.day(each.by), each.by < file.today) for each in due.of_induction(file) if reads
        ),
        strengths=file.analysis.strengths if reads and file.analysis is not None else "",
        items=tuple(
            ItemShown(
                id=each.row.pk,
                theme=THEMES[each.row.theme],
                need=each.row.need,
                by=words.day(each.row.due_on),
                done=f"{each.done.words} ({words.moment(each.done.at)})" if each.done is not None else "",
                is_late=each.done is None and each.row.due_on < file.today,
            )
            for each in file.items
        )
        if reads
        else (),
        days=tuple(_session(file, each, books=books) for each in file.days),
        modules=tuple(_session(file, each, books=books) for each in file.modules),
        done=tuple(_done(file, number, reads=reads) for number in range(len(file.steps))),
    )


def matched(found: Match, *, now: int | None) -> MatchShown:
    """Whom the rule offers, beside who mentors now."""
    return MatchShown(
        rule=found.rule,
        offered=tuple(
            (
                each.candidate.file.leader.pk,
                each.candidate.file.leader.name,
                each.candidate.file.leader.place,
                each.why,
            )
            for each in found.offered
            if each.candidate.file.leader.pk != now
        ),
        left_out=tuple(
            (each.file.leader.name, each.file.leader.place, said) for each, said in found.left_out
        ),
        others=words.count(found.others, "system leader holds", "system leaders hold")
        + " other designations."
        if found.others
        else "",
    )


def _facts(file: InductionFile, *, reads: bool) -> tuple[tuple[str, str], ...]:
    row, mentor = file.induction, file.mentor
    eligible = {True: "Eligible", False: "Not eligible", None: "Not recorded yet"}[file.eligible]
    told = [
        ("School", row.school.name),
        ("Headteacher from", words.day(row.started_on)),
        ("Kind of headship", file.kind_words),
        ("Induction day", _day(file, reads=reads)),
        (
            "Mentor",
            f"{mentor.leader.name}, {LeaderKind(mentor.designation).label}, {mentor.leader.place}"
            if mentor is not None
            else "None yet",
        ),
        (
            "Who answers",
            "The headteacher, by their own account"
            if row.user_id is not None
            else "The school improvement team writes down what the headteacher says: they have no account here",
        ),
    ]
    if file.kind == "first":
        told.insert(3, ("Professional Partner", eligible))
    return tuple(told)


def _day(file: InductionFile, *, reads: bool) -> str:
    """Whether they came to an induction day or went on without one; why, for those who read what is said."""
    without, came = file.step("without_day"), file.day_attended
    if came is not None:
        return f"They came to it on {words.day(came.file.plan.day)}: {came.file.plan.title}"
    if without is None:
        return "Not yet"
    said = f"They went on without one, on {words.day(timezone.localdate(without.at))}"
    return f"{said}: {without.reasons}" if reads and without.reasons else said


def _nexts(file: InductionFile, *, may: Collection[str]) -> list[Next]:
    offers = {each.transition.name: each for each in INDUCTION.offers(file, state=file.state, may=may)}
    pk, told = file.induction.pk, []
    for step in INDUCTION.ahead(file.state, file):
        offer = offers.get(step.name)
        reason = offer.reason if offer is not None else ""
        page = _PAGES.get(step.name)
        href = (
            reverse(page, args=[pk])
            if page is not None
            else reverse("take_induction", args=[pk, step.name.replace("_", "-")])
        )
        told.append(
            Next(
                label=step.label,
                who=words.first_up(step.actors),
                href=href if offer is not None and not reason else "",
                reason=reason,
            )
        )
    return told


def _session(file: InductionFile, session: Session, *, books: bool) -> Shown:
    row, event = file.induction, session.file
    place = session.place.state_words if session.place is not None else "No place booked"
    book = ""
    if books and session.place is None and event.is_open:
        asked = {"school": row.school_id, "who": row.name, "role": "Headteacher"}
        book = f"{reverse('book_event', args=[event.event.pk])}?{urlencode(asked)}"
    month = event.plan.day.month
    season = "Autumn" if month >= 9 else "Spring" if month <= 3 else "Summer"
    return Shown(
        event=event.event.pk,
        term=f"{season} {event.plan.day.year}",
        title=event.plan.title,
        day=words.day(event.plan.day),
        place=place,
        book=book,
    )


def _done(file: InductionFile, number: int, *, reads: bool) -> tuple[str, str, str]:
    step = file.steps[number]
    label = "Notified" if number == 0 else INDUCTION.by_name[step.name].label
    if step.name == "type":
        label = f"Kind of headship: {KINDS[step.details['kind']].lower()}"
    who = step.by.name if step.by is not None else "Trellis"
    return label, f"{who}, {words.moment(step.at)}", step.reasons if reads else ""
