"""What is checked of a match before it is offered: quality, interests, days, the protocol and the release."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trellis.accounts.models import Post
from trellis.brokering.models import Match, Support
from trellis.brokering.queries import promised
from trellis.brokering.queries.supports import SupportFile
from trellis.calendars.queries import year_name
from trellis.leaders.models import Protocol
from trellis.leaders.queries import commitments, leaders
from trellis.leaders.queries.leaders import LeaderFile
from trellis.providers.queries import register
from trellis.providers.queries.register import ProviderFile
from trellis.schools import queries as schools
from trellis.schools.models import School


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one check found."""

    name: str
    passed: bool
    said: str


def of(file: SupportFile, *, today: date) -> tuple[Found, ...]:
    """Check the match of a support as things are today. Needs a match and terms.

    Quality is of the day on which it is to begin, too; days and release are of the academic year of that day.
    """
    match, terms = file.match, file.terms
    if match is None or terms is None:
        return ()
    code = file.support.authority_id
    provider = register.one(match.provider_id, authorities=(code,), today=today)
    leader = leaders.one(match.leader_id, authorities=(code,), today=today) if match.leader_id else None
    quality, interest = _quality(provider, begins=terms.begins), _interest(match, file.support, today=today)
    if leader is None:
        free = Found(
            name="capacity",
            passed=True,
            said="A provider without named leaders says itself whether it has the days.",
        )
        return (quality, interest, free)
    year = promised.year_of(terms.begins, today=today)
    return (
        _designated(leader, quality, begins=terms.begins),
        interest,
        _capacity(leader, terms.days, year=year, besides=file),
        _protocol(leader, route=file.support.route),
        _release(leader, year=year),
    )


def standing(file: SupportFile, *, today: date) -> str:
    """What stands against those who are asked as things are today, of what they read themselves; "" for nothing.

    Their quality, and the days of a leader: both may have gone since they were checked, and days to another school. What was
    passed over with a reason stays passed over.
    """
    aside = {each.name: each.said for each in file.overridden_now}
    told = ("quality", "capacity")
    wrong = [each for each in of(file, today=today) if not each.passed and each.name in told]
    # A reason was given for what was found then: it is none for a quality that fails otherwise now
    return " ".join(
        each.said
        for each in wrong
        if each.name not in aside or (each.name == "quality" and aside[each.name] != each.said)
    )


def of_days(file: SupportFile, days: Decimal, *, year: int, today: date) -> tuple[Found, ...]:
    """Whether the leader of a match has so many days for it in an academic year, and is released; () where no leader was named."""
    leader_id = file.match.leader_id if file.match is not None else None
    if leader_id is None:
        return ()
    leader = leaders.one(leader_id, authorities=(file.support.authority_id,), today=today)
    if leader is None:
        return ()
    return (_capacity(leader, days, year=year, besides=file), _release(leader, year=year))


@dataclass(frozen=True, kw_only=True)
class Interests:
    """Who stands aside from a school: the sentence by their id, and by the school that one of them heads."""

    people: Mapping[int, str]
    heads: Mapping[int, str]


def interests_of_all(school: School, *, today: date) -> Interests:
    """Everybody who has an interest in a school. The reason of an interest is its person’s own, so it is not told."""
    held = schools.interests_held(on=today).filter(school=school).select_related("user")
    people = {
        each.user_id: f"{each.user.name} has an interest in {school.name}, and stands aside." for each in held
    }
    headed = Post.objects.all().held_on(today).filter(role="headteacher", user__in=people)
    return Interests(
        people=people,
        heads={each.urn: people[each.user_id] for each in headed if each.urn is not None},
    )


def protocol_of(authority: str, *, route: str, today: date) -> Protocol | None:
    """The protocol that holds for a route on a day: the newest of those in force; None where there is none."""
    rows = Protocol.objects.filter(authority=authority, from_date__lte=today).order_by("-number")
    return next((each for each in rows if route in each.routes), None)


def _quality(provider: ProviderFile | None, *, begins: date) -> Found:
    if provider is None:
        return Found(name="quality", passed=False, said="It is not in the register of providers.")
    quality, school = provider.quality, provider.provider.school
    if school is not None and not school.is_open:
        return Found(name="quality", passed=False, said=f"{school.name} has closed.")
    if quality.is_current and quality.until is not None and quality.until < begins:
        return Found(
            name="quality", passed=False, said=f"{quality.said}, which is before the support is to begin."
        )
    said = f"{quality.said}. {quality.conditions}".strip() if quality.conditions else f"{quality.said}."
    return Found(name="quality", passed=quality.is_current, said=said)


def _designated(leader: LeaderFile, quality: Found, *, begins: date) -> Found:
    """The quality of a named leader: a designation holds when the support begins, besides what is seen of their provider."""
    in_force = [each for each in leader.held if each.in_force]
    name = leader.leader.name
    if not in_force:
        said = f"{name} holds no designation in force."
    elif not any(each.until is None or each.until >= begins for each in in_force):
        said = f"No designation of {name} lasts until the support is to begin."
    else:
        return quality
    return Found(name=quality.name, passed=False, said=said if quality.passed else f"{quality.said} {said}")


def interests_in(school: School, *, giver: School | None, user_id: int | None, today: date) -> str:
    """Why those who would help stand aside from the school that is helped; "" where nothing is known of it."""
    if giver is not None and giver.pk == school.pk:
        return "It is the school itself."
    every = interests_of_all(school, today=today)
    of_person = every.people.get(user_id, "") if user_id is not None else ""
    return of_person or (every.heads.get(giver.pk, "") if giver is not None else "")


def _interest(match: Match, support: Support, *, today: date) -> Found:
    leader = match.leader
    why = interests_in(
        support.school,
        giver=match.provider.school,
        user_id=leader.user_id if leader is not None else None,
        today=today,
    )
    return Found(name="interest", passed=not why, said=why or "No interest is declared.")


def _capacity(leader: LeaderFile, days: Decimal, *, year: int, besides: SupportFile) -> Found:
    """Whether a leader has so many days in an academic year, beside all that they have promised but this support."""
    row, today, when = leader.leader, leader.today, f"in the school year {year_name(year)}"
    if leader.capacity_in(year) is None:
        from_when = "" if year in leader.years else f" They can be said from 1 September {year - 1} on."
        said = f"Nobody has said how many days {row.name} has {when}.{from_when}"
        return Found(name="capacity", passed=False, said=said)
    taken = commitments.taken(row.authority_id, year=year, today=today, leader=row.pk)
    own = promised.of_files([besides], year=year, today=today)
    had = Decimal(leader.days_in(year))
    left = had - taken.get(row.pk, Decimal(0)) + own.get(row.pk, Decimal(0))
    said = f"{row.name} has {left.normalize():f} of {had.normalize():f} days left {when}, and {days.normalize():f} are asked for."
    return Found(name="capacity", passed=left >= days, said=said)


def _protocol(leader: LeaderFile, *, route: str) -> Found:
    newest = protocol_of(leader.leader.authority_id, route=route, today=leader.today)
    if newest is None:
        return Found(name="protocol", passed=False, said="There is no protocol for this route yet.")
    accepted = leader.accepted.get(route)
    if leader.accepts(newest.number, route=route):
        return Found(name="protocol", passed=True, said=f"Protocol {newest.number} is accepted.")
    before = f" They accepted protocol {accepted}." if accepted else ""
    return Found(
        name="protocol",
        passed=False,
        said=f"{leader.leader.name} has not accepted protocol {newest.number}, which holds for this route.{before}",
    )


def _release(leader: LeaderFile, *, year: int) -> Found:
    name, when = leader.leader.name, f"for the school year {year_name(year)}"
    if leader.leader.school_id is None:
        return Found(name="release", passed=True, said=f"{name} works outside the authority’s schools.")
    released = leader.released_in(year)
    said = (
        f"The headteacher releases {name} {when}."
        if released
        else f"The headteacher has not released {name} {when} yet."
    )
    return Found(name="release", passed=released, said=said)
