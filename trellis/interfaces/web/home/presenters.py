"""What needs the reader as rows, and where else they go from home. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.background import queries as background
from trellis.interfaces.web.govuk import words
from trellis.interfaces.web.home.need import Needs

MOST = 25
INTERVENTIONS = (
    Permission.NOTICE_READ,
    Permission.CONCERN_READ,
    Permission.ISSUED_READ,
    Permission.ISSUED_COUNTS,
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing that needs the reader, as it is drawn."""

    what: str
    href: str
    place: str
    place_href: str
    when: str
    late: str
    note: str


@dataclass(frozen=True, kw_only=True)
class More:
    """What of it is not shown, and where all of it is ("" where nowhere else)."""

    text: str
    href: str


def rows(needs: Sequence[Needs]) -> tuple[Row, ...]:
    return tuple(
        Row(
            what=each.what,
            href=each.href,
            place=each.place,
            place_href=each.place_href,
            when=words.day(each.by) if each.by is not None else "As soon as can be",
            late=each.late,
            note=each.note,
        )
        for each in needs[:MOST]
    )


def more(needs: Sequence[Needs], held: Access) -> More | None:
    """Say how much more there is; None where all of it is shown."""
    left = len(needs) - MOST
    if left <= 0:
        return None
    lists = held.may(Permission.CASE_READ) and held.may(Permission.DATA_READ)
    return More(
        text=f"{words.count(left, 'more thing')} that can wait longer",
        href=reverse("due") if lists else "",
    )


def links(held: Access) -> tuple[tuple[str, str], ...]:
    """Pages that are led to from home and stand in no menu."""
    interventions = any(held.may(each) for each in INTERVENTIONS)
    pages = (
        (held.may(Permission.VISIT_WRITE), "Visits to make and notes to write", "my_visits"),
        (interventions, "Warning notices and concerns about academies", "interventions"),
        (held.may(Permission.PLAN_READ) and held.may(Permission.EVIDENCE_READ), "Support plans", "plans"),
        (held.may(Permission.OUTCOMES_READ), "Outcomes of task groups", "outcomes"),
        (
            held.may(Permission.DOCUMENT_READ),
            "Reports of the authority, and documents that wait",
            "documents",
        ),
        (held.may(Permission.JUDGEMENT_RECORD), "Soft intelligence to look at", "intelligence_due"),
        (held.may(Permission.DUTIES_READ), "Duties register", "duties"),
        (held.may(Permission.INTERESTS_READ), "Register of interests", "interests"),
        (held.may(Permission.TERMS_KEEP), "Terms and closed days", "terms"),
        (held.may(Permission.CASE_READ), "What is due of you in your calendar program", "calendar_address"),
        (background.may_see(held), "Background work", "work"),
    )
    return tuple((text, reverse(name)) for is_theirs, text, name in pages if is_theirs)
