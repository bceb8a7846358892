"""Severnshire's directory of good practice, played through the same actions as the pages take."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from trellis.accounts.models import User
from trellis.interfaces.commands.lived_fitting import from_place, years_in
from trellis.interfaces.commands.lived_practice_words import ENTRIES, Told
from trellis.interfaces.commands.lived_year import People
from trellis.schools.models import School

if TYPE_CHECKING:
    from trellis.practice.queries.entries import EntryFile

DAY = timedelta(days=1)
SEEN = "I watched it on two mornings, talked with pupils, and read what the school keeps of it."
_SHOWN = frozenset({"published", "review_due"})


def play(*, authority: str, at_home: set[int], people: People, at: datetime) -> int:
    """Play each entry to where its story ends. `at_home` are the schools whose headteacher can sign in. Returns how many are shown."""
    from trellis.practice.queries import causes

    # The others have no headteacher here yet: whoever tries Trellis gives them one
    led = User.objects.filter(posts__role="headteacher", posts__authority_code=authority).values("posts__urn")
    schools = list(School.objects.filter(authority_id=authority, is_open=True, pk__in=led).order_by("urn"))
    caused = causes.newest([each.pk for each in schools], today=timezone.localdate(at))
    steady = [each for each in schools if each.pk not in at_home and each.pk not in caused]
    known = _Schools(steady)
    for number, told in enumerate(ENTRIES):
        began = at - (400 if told.stage == "review_due" else 140 - 4 * number) * DAY
        own = [each for each in schools if each.pk in at_home and each.pk not in caused]
        if told.at_home and own:
            _to_its_stage(own[0], told, people, began, now=at)
        elif told.stage == "under_review":
            held = [each for each in schools if each.pk in caused and each.pk not in at_home]
            for school in sorted(held, key=lambda each: caused[each.pk])[-1:]:
                _published(school, told, people, caused[school.pk] - 30 * DAY)
        else:
            _to_its_stage(known.next(told), told, people, began, now=at)
    _asked(people, at, authority=authority)
    return sum(told.stage in _SHOWN for told in ENTRIES)


class _Schools:
    """The schools of each phase, one after another; of any phase where there is none of one. Each has the years of its entry."""

    def __init__(self, schools: list[School]) -> None:
        self._all = schools
        self._of: dict[str, Iterator[School]] = {}

    def next(self, told: Told) -> School:
        of_phase = [each for each in self._all if each.phase_group == told.phase] or self._all
        if told.phase not in self._of:
            self._of[told.phase] = self._round(of_phase)
        first = next(self._of[told.phase])
        years = years_in(f"{told.whom} {told.see}")
        return from_place(of_phase, of_phase.index(first), years)

    @staticmethod
    def _round(schools: list[School]) -> Iterator[School]:
        while True:
            yield from schools[::3]


def _to_its_stage(school: School, told: Told, people: People, at: datetime, *, now: datetime) -> None:
    from trellis.practice.actions import steps

    if told.stage in _SHOWN:
        _published(school, told, people, at)
        return
    if told.stage == "withdrawn":
        file = _published(school, told, people, at)
        steps.take(
            file,
            "withdraw",
            reasons="The pool is shut for a year, so there is nothing to see.",
            by=people.principal,
            at=now - 9 * DAY,
        )
        return
    began = now - 16 * DAY
    file = _nominated(school, told, people, began)
    if told.stage == "declined":
        steps.take(
            file,
            "decline",
            reasons="We begin it only this year, and would rather be asked again.",
            by=people.head_of(school),
            at=began + 3 * DAY,
        )
    if told.stage in ("consented", "verified"):
        file = _consented(file, people, began + 3 * DAY)
    if told.stage == "verified":
        steps.take(file, "verify", reasons=SEEN, by=people.principal, at=began + 10 * DAY)


def _nominated(school: School, told: Told, people: People, at: datetime) -> "EntryFile":
    from trellis.practice.actions import nominations
    from trellis.practice.models import PHASES

    words = nominations.Words(
        title=told.title,
        what=told.what,
        whom=told.whom,
        shows=told.shows,
        see=told.see,
        contact=told.contact,
        areas=told.areas,
        phases=(school.phase_group if school.phase_group in PHASES else told.phase,),
    )
    return nominations.nominate(
        school=school,
        words=words,
        why="Seen on a visit, and worth the journey for others.",
        by=people.leader,
        at=at,
    )


def _consented(file: "EntryFile", people: People, at: datetime) -> "EntryFile":
    from trellis.practice.actions import steps

    said = "The leaders of the school agree, and so do those who would be visited."
    return steps.take(file, "consent", reasons=said, by=people.head_of(file.entry.school), at=at)


def _published(school: School, told: Told, people: People, at: datetime) -> "EntryFile":
    from trellis.practice.actions import steps

    file = _consented(_nominated(school, told, people, at), people, at + 4 * DAY)
    file = steps.take(file, "verify", reasons=SEEN, by=people.principal, at=at + 11 * DAY)
    said = "It is as its words say, and others can learn from it."
    return steps.take(file, "publish", reasons=said, by=people.principal, at=at + 12 * DAY)


def _asked(people: People, at: datetime, *, authority: str) -> None:
    """Ask about two entries: one request is answered, and one waits at each school."""
    from trellis.practice.actions import contact
    from trellis.practice.queries import entries

    shown = entries.current(authority, today=timezone.localdate(at))
    askers = [each.entry.school for each in shown]
    for told in (ENTRIES[0], next(each for each in ENTRIES if each.at_home)):
        file = next(each for each in shown if each.wording.title == told.title)
        others = [each for each in askers if each != file.entry.school]
        made = contact.ask(
            file,
            asker=others[0],
            wishes="Could two of our teachers come and see it this half-term?",
            by=people.head_of(others[0]),
            at=at - 12 * DAY,
        )
        contact.answer(
            made,
            agrees=True,
            words="Any Tuesday or Thursday. Please tell us whom to expect.",
            by=people.head_of(file.entry.school),
            at=at - 9 * DAY,
        )
        contact.ask(
            file,
            asker=others[-1],
            wishes="We would like a talk for our staff about how you began.",
            by=people.head_of(others[-1]),
            at=at - 2 * DAY,
        )
