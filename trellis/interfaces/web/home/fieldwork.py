"""What visits, inspections, warning notices, concerns and documents ask of the reader, for the home page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.urls import reverse

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.brokering.queries import due as supporting
from trellis.documents import due as written
from trellis.events.queries import due as attending
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.home.need import Needs
from trellis.interventions.queries import due as intervening
from trellis.leaders.queries import due as leading
from trellis.leadership.queries import due as inducting
from trellis.practice.queries import due as sharing
from trellis.providers.queries import due as providing
from trellis.resources.queries import bulletins as announcing
from trellis.resources.queries import due as serving
from trellis.schools.models import School
from trellis.visits.queries import due as visiting


def visits(user: User, held: Access, today: date) -> Sequence[Needs]:
    """Visits to make, notes to write, check and finish, and what an inspection asks for."""
    return [
        _needs(each.school, each.what, each.by, reverse(each.name, args=each.args), today=today)
        for each in visiting.of(user, held, today)
    ]


def interventions(user: User, held: Access, today: date) -> Sequence[Needs]:
    """The next step of each warning notice and each concern about an academy that waits for the reader."""
    return [
        _needs(
            each.school, each.what, each.by, reverse(each.page, args=each.args), today=today, note=each.note
        )
        for each in intervening.of(user, held, today)
    ]


def good_practice(user: User, held: Access, today: date) -> Sequence[Needs]:
    """Entries of the directory that wait for the reader’s consent, look or decision, and requests for contact to answer."""
    return [
        _needs(each.school, each.what, each.by, reverse(each.page, args=each.args), today=today)
        for each in sharing.of(user, held, today)
    ]


def courses(user: User, held: Access, today: date) -> Sequence[Needs]:
    """Events of which the reader says who came, or what they made of it."""
    return [
        _needs(each.school, each.what, each.by, reverse(each.page, args=each.args), today=today)
        for each in attending.of(user, held, today)
    ]


def inductions(user: User, held: Access, today: date) -> Sequence[Needs]:
    """The next step of each induction of a headteacher that waits for the reader, and what a needs analysis asks for."""
    return [
        _needs(each.school, each.what, each.by, reverse(each.page, args=each.args), today=today)
        for each in inducting.of(user, held, today)
    ]


def helpers(user: User, held: Access, today: date) -> Sequence[Needs]:
    """What providers of support and system leaders ask of the reader."""
    found = []
    for each in (*providing.of(user, held, today), *leading.of(user, held, today)):
        overdue = max(0, (today - each.by).days)
        name, args = each.shown
        found.append(
            Needs(
                what=each.what,
                href=reverse(each.page, args=each.args),
                place=each.school.name if each.school is not None else "",
                place_href=reverse(name, args=args),
                by=each.by,
                overdue=overdue,
                late=f"{words.count(overdue, 'day')} overdue" if overdue else "",
            )
        )
    return found


def support(user: User, held: Access, today: date) -> Sequence[Needs]:
    """What support from school to school asks of the reader, on either side."""
    return [
        replace(
            _needs(each.school, each.what, each.by, reverse(each.page, args=each.args), today=today),
            place_href=reverse("brokered", args=[each.file.support.pk]),
        )
        for each in supporting.of(user, held, today)
    ]


def services(user: User, held: Access, today: date) -> Sequence[Needs]:
    """Orders that wait for the reader’s step, and booked days of which nobody has said whether they were kept."""
    return [
        _needs(each.school, each.what, each.by, reverse(each.page, args=each.args), today=today)
        for each in serving.of(user, held, today)
    ]


def bulletins(user: User, held: Access, today: date) -> Sequence[Needs]:
    """Bulletins to every school that the reader, who leads one, has not said they read."""
    return [
        Needs(what=f"Read a bulletin: {each.title}", href=reverse("bulletin", args=[each.pk]))
        for each in announcing.unread(user, held, today=today)
    ]


def documents(user: User, held: Access, today: date) -> Sequence[Needs]:
    """Documents that wait for the reader to approve them, or that they sent on and may issue now they are approved."""
    found = []
    for each in written.told(user, held, today=today):
        if each.is_of(user, held):
            row, place = each.document, each.document.school
            found.append(
                Needs(
                    what=f"{each.what}: {row.title}",
                    href=reverse("document", args=[row.pk]),
                    place=place.name if place is not None else "",
                    place_href=reverse("where_we_are", args=[place.pk]) if place is not None else "",
                )
            )
    return found


def _needs(
    school: School | None, what: str, by: date | None, href: str, *, today: date, note: str = ""
) -> Needs:
    overdue = max(0, (today - by).days) if by is not None else 0
    return Needs(
        what=what,
        href=href,
        place=school.name if school is not None else "",
        place_href=reverse("where_we_are", args=[school.pk]) if school is not None else "",
        by=by,
        overdue=overdue,
        late=f"{words.count(overdue, 'day')} overdue" if overdue else "",
        note=note,
    )
