"""The register of system leaders as a list, and one leader as a page. Pure functions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from trellis.accounts.models import User
from trellis.calendars.queries import year_name
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.providers.presenters import Done, Next, short
from trellis.leaders.actions import portraits
from trellis.leaders.models import LeaderKind, LearningNeed, PortraitStep, Protocol, Route
from trellis.leaders.queries.leaders import Held, LeaderFile
from trellis.leaders.workflows.pen_portrait import PEN_PORTRAIT
from trellis.leadership.queries.inductions import InductionFile
from trellis.practice import areas

EXPLAINED = {
    "consent": "You say that these are your words, and that the schools and advisers of the authority may read them.",
    "send_back": "The person is asked to look at it again, and only they change its words.",
    "verify": "You say that somebody of the authority knows it to be so. Nothing is shown yet.",
    "publish": "The schools and advisers of the authority read it from then on, for a year.",
    "refresh": "It stays for another year, in its person’s newest words.",
    "take_back": "It is shown no more. Nothing of it is removed from the record.",
    "withdraw": "It is shown no more. Nothing of it is removed from the record.",
    "begin_again": "You write it anew, and somebody else verifies it.",
}
"""What each step of a portrait does, said before it is taken."""
ASKS = {
    "consent": "That these are your words",
    "send_back": "What to look at again",
    "verify": "What shows it, and from where you know",
    "publish": "Why it is published",
    "refresh": "What shows that it still is so",
    "take_back": "Why you take it back",
    "withdraw": "Why it is withdrawn",
    "begin_again": "Why you begin again",
}
"""The label of what each step asks for."""
NOT_SHOWN = "No portrait is shown."


@dataclass(frozen=True, kw_only=True)
class Line:
    """One leader as a list has it."""

    id: int
    name: str
    place: str
    designations: str
    cohorts: str
    areas: str
    phases: str
    days: str
    portrait: str


@dataclass(frozen=True, kw_only=True)
class Designated:
    """One designation as the page of a leader has it."""

    id: int
    kind: str
    body: str
    dates: str
    state: str
    colour: str
    areas: str
    more: tuple[tuple[str, str], ...]
    review: str
    review_due: bool
    in_force: bool


@dataclass(frozen=True, kw_only=True)
class Learned:
    """One learning need: whose, what, who said so, and how it was met."""

    id: int
    leader: int
    name: str
    need: str
    source: str
    said: str
    met: str


@dataclass(frozen=True, kw_only=True)
class Mentee:
    """A headteacher whom the leader mentors; `induction` is 0 where the reader does not open it."""

    name: str
    school: str
    since: str
    induction: int


@dataclass(frozen=True, kw_only=True)
class Bound:
    """One route: the protocol in force for it, and whether the leader has accepted it."""

    route: str
    protocol: int | None
    title: str
    accepted: str
    missing: bool


@dataclass(frozen=True, kw_only=True)
class YearOfDays:
    """The days of one academic year, and what the leader’s school answered about them."""

    name: str
    days: str
    release: str


@dataclass(frozen=True, kw_only=True)
class LeaderPage:
    """One leader, ready for their page."""

    id: int
    name: str
    place: str
    outside: bool
    kinds: str
    designations: tuple[Designated, ...]
    portrait: str
    offers: str
    portrait_said: str
    years: tuple[YearOfDays, ...]
    bound: tuple[Bound, ...]
    state: str
    new_words: tuple[tuple[str, str], ...]
    nexts: tuple[Next, ...]
    done: tuple[Done, ...]
    versions: int


def lines(files: Sequence[LeaderFile]) -> tuple[Line, ...]:
    return tuple(
        Line(
            id=each.leader.pk,
            name=each.leader.name,
            place=f"{each.leader.place} (outside the authority)"
            if each.leader.is_outside
            else each.leader.place,
            designations=", ".join(each.kind_names) or "None in force",
            cohorts=", ".join(each.cohorts) or "None",
            areas=", ".join(areas.names(each.areas)) or "Not said",
            phases=", ".join(dict.fromkeys(name for one in each.designations for name in one.phase_names)),
            days=days(each),
            portrait=short(each.portrait.words) if each.portrait is not None else NOT_SHOWN,
        )
        for each in files
    )


def days(file: LeaderFile, year: int | None = None) -> str:
    """How many days there are in an academic year, and whether the school agrees, in words; in this one unless another is said."""
    year = file.year if year is None else year
    if file.capacity_in(year) is None:
        return "Not said yet"
    number = file.days_in(year)
    said = words.count(number, "day")
    return f"{said}, {'released' if file.released_in(year) else 'release not agreed yet'}" if number else said


def said_of(file: LeaderFile) -> tuple[tuple[str, str], ...]:
    """What the register says of this academic year and of the next."""
    return tuple((f"Said of {year_name(each)}", days(file, each)) for each in file.years)


def _years(file: LeaderFile, *, inside: bool) -> tuple[YearOfDays, ...]:
    """This academic year; and the next, once something was said of it."""
    this, following = file.years
    spoken = file.capacity_in(following) is not None or file.release_in(following) is not None
    return tuple(
        YearOfDays(name=year_name(each), days=days(file, each), release=_release(file, each, inside=inside))
        for each in ((this, following) if spoken else (this,))
    )


def present(
    file: LeaderFile,
    *,
    in_force: Mapping[str, Protocol],
    may: Collection[str],
    by: User,
    works: bool,
    inside: bool,
) -> LeaderPage:
    """Return the page. `works` is whether the reader takes part in the portrait, and so reads what is not shown of it.

    `inside` is whether they are of the leader’s school or keep the register, and so read why a school does not release
    somebody, what a review found, and why a designation was ended. Other schools read what holds, and not why.
    """
    shown, newest = file.portrait, file.newest_portrait
    return LeaderPage(
        id=file.leader.pk,
        name=file.leader.name,
        place=file.leader.place,
        outside=file.leader.is_outside,
        kinds=", ".join(file.kind_names) or "No designation in force",
        designations=tuple(designated(each, inside=inside) for each in reversed(file.held)),
        portrait=shown.words if shown is not None else "",
        offers=shown.offers if shown is not None else "",
        portrait_said=_portrait_said(file),
        years=_years(file, inside=inside),
        bound=tuple(_bound(file, in_force)),
        state=file.portrait_state_words,
        new_words=(
            ("Who they are and what they do", newest.words),
            ("What they can help with", newest.offers),
        )
        if works and newest is not None and (shown is None or newest.pk != shown.pk)
        else (),
        nexts=tuple(_nexts(file, may=may, by=by)) if works else (),
        done=tuple(_done(each) for each in file.portrait_steps) if works else (),
        versions=len(file.portraits),
    )


def designated(held: Held, *, inside: bool) -> Designated:
    one = held.designation
    until = f"until {words.day(held.until)}" if held.until is not None else "with no last day"
    state, colour = ("In force", "green") if held.in_force else ("Ended", "grey")
    if held.is_to_come:
        state, colour = "To come", "blue"
    return Designated(
        id=one.pk,
        kind=one.kind_name,
        body=one.body,
        dates=f"{words.day(one.from_date)} {until}",
        state=state,
        colour=colour,
        areas=", ".join(areas.names(one.areas)) or "Not said",
        more=tuple(_more(held, inside=inside)),
        review=words.day(held.review_by) if held.in_force else "",
        review_due=held.is_review_due,
        in_force=held.in_force,
    )


def mentee(file: InductionFile, *, opens: bool) -> Mentee:
    row, mentor = file.induction, file.mentor
    return Mentee(
        name=row.name,
        school=row.school.name,
        since=words.moment(mentor.at) if mentor is not None else "",
        induction=row.pk if opens else 0,
    )


def needs(files: Sequence[LeaderFile]) -> tuple[Learned, ...]:
    """The learning needs of these leaders, those that are not met first, then the newest."""
    every = [(file, each) for file in files for each in file.needs]
    every.sort(key=lambda pair: (pair[1].pk in pair[0].met, -pair[1].pk))
    return tuple(_need(file, each) for file, each in every)


def _need(file: LeaderFile, need: LearningNeed) -> Learned:
    met = file.met.get(need.pk)
    return Learned(
        id=need.pk,
        leader=file.leader.pk,
        name=file.leader.name,
        need=need.need,
        source=need.get_source_display(),
        said=f"{need.by.name}, {words.moment(need.at)}",
        met=f"{met.how} ({met.by.name}, {words.moment(met.at)})" if met is not None else "",
    )


def _more(held: Held, *, inside: bool) -> "list[tuple[str, str]]":
    one = held.designation
    told = [("Phases", ", ".join(one.phase_names))]
    if one.cohort:
        told.append(("Cohort", one.cohort))
    if one.ground:
        judged = "Judged by" if one.kind == LeaderKind.LEAD_PROFESSIONAL else "Assessed by"
        by = f"{one.ground_by}, {words.day(one.ground_on)}" if one.ground_on else one.ground_by
        told += [(judged, by or "Not said"), ("What was found", one.ground)]
    if one.own_days is not None or one.other_days is not None:
        own, other = (
            words.count(each, "day") if each is not None else "not said"
            for each in (one.own_days, one.other_days)
        )
        told.append(("Outreach a year", f"Own school: {own}. Other schools: {other}."))
    if not inside:
        return told
    told += [
        (f"Reviewed {words.moment(each.at)}", f"{each.by.name}: {each.words}") for each in held.reviews[-3:]
    ]
    if held.ended is not None:
        told.append(("Why it was ended", f"{held.ended.why} ({held.ended.by.name})"))
    return told


def _portrait_said(file: LeaderFile) -> str:
    if file.portrait is None:
        return "No pen portrait is shown yet. The leader writes it, and somebody else verifies it."
    by = words.day(file.portrait_review_by) if file.portrait_review_by is not None else ""
    late = " That day has passed, so it may not be so any more." if file.is_portrait_review_due else ""
    return f"In their own words, and verified by somebody of the authority. Looked at again by {by}.{late}"


def _release(file: LeaderFile, year: int, *, inside: bool) -> str:
    last, number = file.release_in(year), file.days_in(year)
    if not inside:
        agreed = f"Released for {words.count(number, 'day')}."
        return agreed if file.released_in(year) else "Not agreed for this academic year."
    if last is None:
        return "Their school has not answered yet for this academic year."
    who = last.for_head or last.by.name
    if not last.agrees:
        return f"Not released. {last.words} ({who}, {words.moment(last.at)})"
    said = f"Released for {words.count(last.days, 'day')} ({who}, {words.moment(last.at)})."
    if number > last.days:
        return f"{said} That is fewer than the {words.count(number, 'day')} that were said: the school is asked again."
    return f"{said} {last.words}".strip()


def _bound(file: LeaderFile, in_force: Mapping[str, Protocol]) -> "list[Bound]":
    told = []
    for route in (Route.SCHOOL, Route.AUTHORITY):
        stands, number = in_force.get(route), file.accepted.get(route)
        accepted = f"Protocol {number} accepted" if number is not None else "Not accepted yet"
        missing = stands is not None and not file.accepts(stands.number, route=route)
        if missing and stands is not None and number is not None:
            accepted += (
                ", and a newer one is in force" if number < stands.number else ", which is not in force yet"
            )
        told.append(
            Bound(
                route=str(route.label),
                protocol=stands.pk if stands is not None else None,
                title=f"{stands.number}: {stands.title}" if stands is not None else "None in force",
                accepted=accepted,
                missing=missing,
            )
        )
    return told


def _nexts(file: LeaderFile, *, may: Collection[str], by: User) -> "list[Next]":
    if not file.portrait_state:
        return []
    offers = {
        each.transition.name: each for each in PEN_PORTRAIT.offers(file, state=file.portrait_state, may=may)
    }
    told = []
    for step in PEN_PORTRAIT.ahead(file.portrait_state, file):
        if step.name == "reword":
            continue  # writing it anew is a page of its own, and takes this step
        offer = offers.get(step.name)
        reason = (offer.reason or portraits.refusal(file, step.name, by=by)) if offer is not None else ""
        told.append(
            Next(
                label=step.label,
                who=words.first_up(step.actors),
                slug=step.name.replace("_", "-") if offer is not None and not reason else "",
                reason=reason,
            )
        )
    return told


def _done(step: PortraitStep) -> Done:
    label = "Written" if step.number == 1 else PEN_PORTRAIT.by_name[step.name].label
    who = step.by.name if step.by is not None else "Trellis"
    return Done(label=label, by=f"{who}, {words.moment(step.at)}", why=step.reasons)
