"""Whose the reviews are that soft intelligence asks for, and who may be told of them. No day is set for one."""

from datetime import date

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.judgements.queries import intelligence
from trellis.judgements.queries.intelligence import ReviewDue
from trellis.schools import queries as schools
from trellis.schools.holders import Holders

_TAKES = (Permission.RESTRICTED_READ, Permission.JUDGEMENT_RECORD)
"""A review takes both: whoever judges has read what it is of."""


def told(user: User, held: Access, *, today: date) -> tuple[ReviewDue, ...]:
    """The reviews that are asked for at the schools of which somebody may read soft intelligence, whoever is to make them.

    Whoever stands aside from a school is told nothing of it.
    """
    if not held.may(Permission.RESTRICTED_READ):
        return ()
    visible = schools.visible_to(user, on=today, permission=Permission.RESTRICTED_READ, held=held)
    return intelligence.reviews_due(
        visible.exclude(pk__in=schools.aside_from(user, on=today, held=held)), on=today
    )


def of(user: User, held: Access, *, today: date) -> tuple[ReviewDue, ...]:
    """The reviews that wait for somebody."""
    if not held.may(Permission.JUDGEMENT_RECORD):
        return ()
    return tuple(each for each in told(user, held, today=today) if is_of(held, each))


def is_of(held: Access, each: ReviewDue) -> bool:
    """Whether the posts that somebody holds let them make a review of which they are told."""
    return all(schools.reaches(held, needs, school=each.school) for needs in _TAKES)


def people(each: ReviewDue, holders: Holders) -> dict[int, str]:
    """Those whose posts let them make it, by account."""
    reads, judges = (holders.who_may(needs, school=each.school) for needs in _TAKES)
    return {pk: name for pk, name in judges.items() if pk in reads}
