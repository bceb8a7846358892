"""Severnshire’s events, inductions, Leadership Academy and networks, played through the same actions as the pages take."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from trellis.accounts.models import User
from trellis.interfaces.commands import lived_leadership_words as words
from trellis.interfaces.commands.lived_fitting import from_place, has_years, nearest_school_day, years_in
from trellis.interfaces.commands.lived_leadership_words import Course
from trellis.interfaces.commands.lived_year import People
from trellis.practice import areas
from trellis.schools.models import School

if TYPE_CHECKING:
    from trellis.events.queries.events import EventFile
    from trellis.leadership.queries.inductions import InductionFile

DAY = timedelta(days=1)


def play(*, authority: str, at_home: set[int], people: People, at: datetime) -> dict[str, int]:
    """Play it all to where it stands. `at_home` are the schools whose headteacher can sign in: each has booked a place, and nothing is asked of them.

    Returns how many there are of what.
    """
    # The others have no headteacher here yet: whoever tries Trellis gives them one
    led = User.objects.filter(posts__role="headteacher", posts__authority_code=authority).values("posts__urn")
    known = School.objects.filter(authority_id=authority, is_open=True, pk__in=led).exclude(pk__in=at_home)
    schools = list(known.order_by("urn"))
    if not schools:
        return {"events": 0, "inductions": 0, "networks": 0}
    new = schools[1 :: max(1, len(schools) // 4)][: len(words.HEADS)]
    home = list(School.objects.filter(authority_id=authority, pk__in=at_home).order_by("urn"))
    for number, told in enumerate(words.COURSES):
        _course(told, number, authority, schools, new, home, people, at)
    inductions = [_induction(number, school, people, at) for number, school in enumerate(new)]
    _academy(authority, schools, people, at)
    every = list(School.objects.filter(authority_id=authority, is_open=True).order_by("urn"))
    for number, _ in enumerate(words.NETWORKS):
        _network(number, authority, every, people, at)
    return {
        "events": len(words.COURSES),
        "inductions": len(inductions),
        "networks": len(words.NETWORKS),
    }


def _course(
    told: Course,
    number: int,
    authority: str,
    schools: Sequence[School],
    new: Sequence[School],
    home: Sequence[School],
    people: People,
    now: datetime,
) -> None:
    """Plan an event, book places on it, and after its day say who came and what they made of it."""
    from trellis.events.actions import bookings, plans

    day = _day_of(told, authority, today=timezone.localdate(now))
    ahead = (day - timezone.localdate(now)).days
    made = min(now - 30 * DAY, now + (ahead - 60) * DAY)
    of_phases = [each for each in schools if each.phase_group in told.phases] or schools
    file = plans.plan(
        authority=authority,
        kind=told.kind,
        plan=plans.Plan(
            title=told.title,
            what_for=told.what_for,
            day=day,
            hours="9.30am to 3pm" if told.kind in ("course", "day") else "1.30pm to 4.30pm",
            where=told.where,
            places=told.places,
            led_by=told.led_by,
            cancel_by=day - 14 * DAY,
            phases=told.phases,
            price_maintained=Decimal(told.price),
            price_academy=Decimal(told.price + (told.price and 25)),
        ),
        by=people.leader,
        at=made,
    )
    for place in range(told.booked):
        name, role = words.PEOPLE[place]
        school = of_phases[(5 * number + 3 * place) % len(of_phases)]
        by = people.head_of(school)
        file = bookings.book(file, name=name, role=role, school=school, by=by, at=made + place * DAY)
    for school in home if told.title == words.AT_HOME else ():
        by = people.head_of(school)
        file = bookings.book(file, name=by.name, role="Headteacher", school=school, by=by, at=made)
    if told.kind == "system":
        file = bookings.book(file, name="", role="Team leader", school=None, by=people.leader, at=made)
    if told.kind in ("day", "module") and told.days < 0:
        for head, school in zip(words.HEADS, new, strict=False):
            file = bookings.book(
                file, name=head, role="Headteacher", school=school, by=people.leader, at=made
            )
    if told.days < 0:
        _held(told, file, people, at=now + (ahead + 1) * DAY)
    elif told.places < told.booked:
        last = file.placed[-1]
        bookings.cancel(file, last, why="An inspection was announced.", by=people.leader, at=now - 2 * DAY)


def _day_of(told: Course, authority: str, *, today: date) -> date:
    """The school day nearest to the one that is meant, on the same side of today, with time to say what came of it."""
    from trellis.calendars import queries as calendars

    first, last = (date.min, today - 5 * DAY) if told.days < 0 else (today + DAY, date.max)
    calendar = calendars.of_authority(authority, on=today)
    return nearest_school_day(calendar, today + told.days * DAY, first=first, last=last)


def _held(told: Course, file: "EventFile", people: People, *, at: datetime) -> None:
    from trellis.events.actions import bookings, turns

    now = turns.read(file.event, at=at)
    # Of the newest course with a price one stayed away, and of the newest conference nobody did
    away = now.placed[-1].booking.pk if told.price and told.answers < told.booked else 0
    came = {each.booking.pk: each.booking.pk != away for each in now.placed}
    if not came:
        return
    now = bookings.attendance(now, came=came, by=people.leader, at=at)
    for place, said, score in zip(now.attended[: told.answers], words.SAID, words.SCORES, strict=False):
        school = place.booking.school
        if school is not None:
            bookings.evaluate(now, place, score=score, words=said, by=people.head_of(school), at=at + 3 * DAY)


def _induction(number: int, school: School, people: People, now: datetime) -> "InductionFile":
    """One that has just been typed, one that waits for its needs analysis, and one on its way through the modules."""
    from trellis.leadership.actions import inductions

    began = now - (20, 75, 88)[number] * DAY
    by = people.leader
    file = inductions.notify(
        school=school,
        name=words.HEADS[number],
        user=None,
        started_on=timezone.localdate(began),
        why="The governing body wrote that it had appointed.",
        by=by,
        at=began,
    )
    kind = ("first", "acting", "first")[number]
    file = inductions.set_type(
        file, kind=kind, reasons="It is in the letter of appointment.", by=by, at=began + 3 * DAY
    )
    if number == 0:
        return file
    at = now - 15 * DAY
    said = "They know whom to ring, and have met the team."
    file = inductions.take(inductions.read(file.induction, at=at), "day", reasons=said, by=by, at=at)
    if number == 1:
        return file
    inductions.record_eligibility(
        file,
        eligible=False,
        words="The College confirmed that places are for schools in other circumstances.",
        by=by,
        at=at,
    )
    file = inductions.analyse(
        inductions.read(file.induction, at=at),
        strengths="Ten years of teaching, and two of leading a year group.",
        needs=words.NEEDS,
        by=by,
        at=at + DAY,
    )
    item = next(each.row for each in file.items if each.row.theme == "governors")
    at = now - 2 * DAY
    file = inductions.see_to(
        file, item, words="A morning with governor services, both of them.", by=by, at=at
    )
    return _mentored(file, people, at)


def _mentored(file: "InductionFile", people: People, at: datetime) -> "InductionFile":
    from trellis.leadership.actions import inductions
    from trellis.leadership.queries import mentors

    offered = mentors.offered(file).offered
    if not offered:
        return file
    why = "The first by the rule, and they know schools of this kind."
    first = offered[0].candidate.file.leader.pk
    file = inductions.match(file, leader=first, why=why, by=people.leader, at=at)
    said = "Money, staffing and buildings first."
    return inductions.take(file, "begin", reasons=said, by=people.leader, at=at)


def _academy(authority: str, schools: Sequence[School], people: People, now: datetime) -> None:
    from trellis.leadership.actions import academy

    for name, post, stands_for, is_head, is_chair in words.STEWARDS:
        academy.seat(
            authority=authority,
            name=name,
            post=post,
            stands_for=stands_for,
            is_head=is_head,
            is_chair=is_chair,
            from_date=timezone.localdate(now) - 300 * DAY,
            by=people.leader,
            at=now - 300 * DAY,
        )
    known = areas.every()
    for number, (title, question, method, found, applies, named) in enumerate(words.ENQUIRIES):
        academy.post(
            authority=authority,
            school=from_place(schools, 7 * number, years_in(f"{title} {found} {applies}"))
            if number != 1
            else None,
            words=academy.Words(
                title=title,
                question=question,
                method=method,
                found=found,
                applies=applies,
                areas=tuple(each for each in named if each in known) or (next(iter(known)),),
            ),
            by=people.leader,
            at=now - (260 - 40 * number) * DAY,
        )


def _network(number: int, authority: str, schools: Sequence[School], people: People, now: datetime) -> None:
    from trellis.leadership.actions import networks

    name, purpose, days, size, did, years = words.NETWORKS[number]
    began = timezone.localdate(now) - days * DAY
    fit = [each for each in schools if has_years(each, years)] or schools
    members = [fit[(11 * number + 4 * place) % len(fit)] for place in range(size)]
    file = networks.enter(
        authority=authority,
        name=name,
        purpose=purpose,
        lead=members[0],
        began_on=began,
        by=people.leader,
        at=now - 1 * DAY,
    )
    for place, school in enumerate(dict.fromkeys(members[1:])):
        if school != members[0]:
            # One joins in each half-year
            on = min(began + 180 * place * DAY, timezone.localdate(now) - 30 * DAY)
            file = networks.join(
                file, school=school, from_date=max(on, began), by=people.leader, at=now - DAY
            )
    for place, ago in enumerate(did):
        networks.log(
            file,
            on=timezone.localdate(now) - ago * DAY,
            what=words.DID[place % len(words.DID)],
            by=people.leader,
            at=now - DAY,
        )
