"""Each thing that is due as a row, from whichever part of the service asks for it. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.brokering.queries.due import Due as Supporting
from trellis.casework.queries.due import Due
from trellis.documents.due import Due as DocumentDue
from trellis.duties.queries import Kept
from trellis.events.queries.due import Due as Attending
from trellis.intake.returns import Due as ReturnDue
from trellis.interfaces.web.cases import addresses, presenters
from trellis.interfaces.web.cases.presenters import DueShown
from trellis.interfaces.web.govuk import words
from trellis.interventions.queries.due import Due as Intervening
from trellis.judgements.queries import due as judging
from trellis.judgements.queries.intelligence import ReviewDue
from trellis.leadership.queries.due import Due as Inducting
from trellis.practice.queries.due import Due as Sharing
from trellis.providers.queries.due import Due as Helping
from trellis.resources.queries.due import Due as ServiceDue
from trellis.schools.holders import Holders
from trellis.schools.models import School
from trellis.visits.queries.due import Due as VisitDue


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose something is: their names by account, and the teams in which it is theirs.

    It is nobody’s where nobody is named, and where none of those named holds a post any more that lets them do it.
    """

    people: Mapping[int, str] = field(default_factory=dict)
    teams: frozenset[str] = frozenset()
    nobodys: bool = True


@dataclass(frozen=True, kw_only=True)
class Row:
    """Something that is due, with where it is done, how many days late and by which day.

    `urn` is None for what is due of the authority itself. `mine` is whether it waits for the reader.
    """

    kind: str
    urn: int | None
    school: str
    shown: DueShown
    href: str
    overdue: int
    by: date | None
    mine: bool
    whose: Whose


def whose(
    people: Mapping[int, str], permission: Permission, *, school: School | None, holders: Holders
) -> Whose:
    """Say whose something is that these people are asked for, and that a permission lets them do."""
    posts = holders.answering(list(people), permission, school=school)
    teams = frozenset[str]().union(*(each.teams(school=school) for each in posts))
    return Whose(people=people, teams=teams, nobodys=not posts)


def of_case(item: Due, *, mine: bool, holders: Holders) -> Row:
    """What casework asks for: a step of a case, of a plan, of a task group or of a level."""
    shown = presenters.due_shown(item, mine=mine)
    return Row(
        kind=item.ask.kind,
        urn=item.school.pk,
        school=item.school.name,
        shown=shown,
        href=addresses.of_ask(shown.page, shown.step if mine else "", item.school.pk),
        overdue=item.overdue,
        by=item.ask.by,
        mine=mine,
        whose=whose(item.people, item.ask.permission, school=item.school, holders=holders),
    )


def of_visit(item: VisitDue, *, mine: bool, holders: Holders) -> Row:
    return Row(
        kind="fieldwork",
        urn=item.school.pk,
        school=item.school.name,
        shown=_shown(item.what, who=item.whom, by=item.by, overdue=item.overdue),
        href=reverse(item.name, args=item.args),
        overdue=item.overdue,
        by=item.by,
        mine=mine,
        whose=whose(item.people(holders), item.permission, school=item.school, holders=holders),
    )


def of_intervention(item: Intervening, *, today: date, mine: bool, holders: Holders) -> Row:
    """A step of a notice or of a concern: the form of it for whoever takes it, else the page of what it is a step of."""
    overdue = max(0, (today - item.by).days) if item.by is not None else 0
    *of, _ = item.args
    return Row(
        kind=item.kind,
        urn=item.school.pk,
        school=item.school.name,
        shown=_shown(
            item.what, who=words.first_up(item.who), by=item.by, overdue=overdue, note=item.note, mine=mine
        ),
        href=reverse(item.page, args=item.args)
        if mine
        else reverse(item.page.removeprefix("take_"), args=of),
        overdue=overdue,
        by=item.by,
        mine=mine,
        whose=whose(item.people(holders), item.permission, school=item.school, holders=holders),
    )


def of_practice(item: Sharing, *, today: date, mine: bool, holders: Holders) -> Row:
    """A step of an entry of good practice: the form of it for whoever takes it, else the page of the entry."""
    overdue = max(0, (today - item.by).days)
    return Row(
        kind="practice",
        urn=item.school.pk,
        school=item.school.name,
        shown=_shown(item.what, who=words.first_up(item.who), by=item.by, overdue=overdue, mine=mine),
        href=reverse(item.page, args=item.args) if mine else reverse("good_practice", args=[item.entry]),
        overdue=overdue,
        by=item.by,
        mine=mine,
        whose=whose(item.people(holders), item.permission, school=item.school, holders=holders),
    )


def of_event(item: Attending, *, today: date, mine: bool, holders: Holders) -> Row:
    """Who came to an event, or what they made of it: the form of it for whoever does it, else the page of the event."""
    overdue = max(0, (today - item.by).days)
    return Row(
        kind="event",
        urn=item.school.pk if item.school is not None else None,
        school=item.school.name if item.school is not None else "",
        shown=_shown(item.what, who=words.first_up(item.who), by=item.by, overdue=overdue, mine=mine),
        href=reverse(item.page, args=item.args) if mine else reverse("event", args=[item.event]),
        overdue=overdue,
        by=item.by,
        mine=mine,
        whose=whose(item.people(holders), item.permission, school=item.school, holders=holders),
    )


def of_induction(item: Inducting, *, today: date, mine: bool, holders: Holders) -> Row:
    """A step of an induction, or what a needs analysis asks for: its form for whoever takes it, else the induction."""
    overdue = max(0, (today - item.by).days)
    return Row(
        kind="induction",
        urn=item.school.pk,
        school=item.school.name,
        shown=_shown(item.what, who=words.first_up(item.who), by=item.by, overdue=overdue, mine=mine),
        href=reverse(item.page, args=item.args) if mine else reverse("induction", args=[item.induction]),
        overdue=overdue,
        by=item.by,
        mine=mine,
        whose=whose(item.people(holders), item.permission, school=item.school, holders=holders),
    )


def of_helper(item: Helping, *, today: date, mine: bool, holders: Holders) -> Row:
    """What a provider or a system leader asks for: the form of it for whoever takes it, else their page."""
    overdue = max(0, (today - item.by).days)
    name, args = item.shown
    return Row(
        kind="helpers",
        urn=item.school.pk if item.school is not None else None,
        school=item.school.name if item.school is not None else "",
        shown=_shown(item.what, who=words.first_up(item.who), by=item.by, overdue=overdue, mine=mine),
        href=reverse(item.page, args=item.args) if mine else reverse(name, args=args),
        overdue=overdue,
        by=item.by,
        mine=mine,
        whose=whose(item.people(holders), item.permission, school=item.school, holders=holders),
    )


def of_support(item: Supporting, *, today: date, mine: bool, holders: Holders) -> Row:
    """A step of support from school to school: the form of it for whoever takes it, else the support."""
    overdue = max(0, (today - item.by).days)
    return Row(
        kind="brokered",
        urn=item.school.pk,
        school=item.school.name,
        shown=_shown(item.what, who=words.first_up(item.who), by=item.by, overdue=overdue, mine=mine),
        href=reverse(item.page, args=item.args) if mine else reverse("brokered", args=[item.file.support.pk]),
        overdue=overdue,
        by=item.by,
        mine=mine,
        whose=whose(item.people(holders), item.asks, school=item.of, holders=holders),
    )


def of_service(item: ServiceDue, *, today: date, mine: bool, holders: Holders) -> Row:
    """A step of an order or of a booked day: the form of it for whoever takes it, else the services of the school."""
    overdue = max(0, (today - item.by).days)
    return Row(
        kind="service",
        urn=item.school.pk,
        school=item.school.name,
        shown=_shown(item.what, who=words.first_up(item.who), by=item.by, overdue=overdue, mine=mine),
        href=reverse(item.page, args=item.args)
        if mine
        else reverse("school_services", args=[item.school.pk]),
        overdue=overdue,
        by=item.by,
        mine=mine,
        whose=whose(item.people(holders), item.permission, school=item.school, holders=holders),
    )


def of_duty(item: Kept, *, authority: str, mine: bool, holders: Holders) -> Row:
    """Evidence that a duty of the authority is met."""
    return Row(
        kind="duty",
        urn=None,
        school="",
        shown=_shown(
            f"Evidence of a duty: {item.duty.title}",
            who=item.owner,
            by=item.due,
            overdue=item.overdue,
            note="" if item.newest is not None else "There is no evidence yet.",
            mine=mine,
        ),
        href=f"{reverse('duty', args=[item.duty.id])}?authority={authority}",
        overdue=item.overdue,
        by=item.due,
        mine=mine,
        whose=whose(item.people(holders), Permission.DUTIES_READ, school=None, holders=holders),
    )


def of_return(item: ReturnDue, *, mine: bool, holders: Holders) -> Row:
    """A return of the authority itself: where it is brought in, for whoever may; else the table of when each last came."""
    people = item.people(holders)
    came = f"Last came on {words.day(item.last)}." if item.last is not None else "It has not come yet."
    return Row(
        kind="return",
        urn=None,
        school="",
        shown=_shown(
            f"Import a return: {item.title}",
            who=_names(people),
            by=item.by,
            overdue=item.overdue,
            note=f"{item.often}. {came}",
            mine=mine,
        ),
        href=reverse("new_import") if mine else f"{reverse('data')}#returns",
        overdue=item.overdue,
        by=item.by,
        mine=mine,
        whose=whose(people, Permission.DATA_IMPORT, school=None, holders=holders),
    )


def of_document(item: DocumentDue, *, mine: bool, holders: Holders) -> Row:
    """A document that waits for its approver, or to be issued. It may be of the authority itself."""
    school, people = item.document.school, item.people(holders)
    return Row(
        kind="document",
        urn=school.pk if school is not None else None,
        school=school.name if school is not None else "",
        shown=_shown(
            f"{item.what}: {item.document.title}",
            who=_names(people),
            by=None,
            overdue=0,
            note=f"It waits since {words.day(timezone.localdate(item.since))}.",
            mine=mine,
        ),
        href=reverse("document", args=[item.document.pk]),
        overdue=0,
        by=None,
        mine=mine,
        whose=whose(people, item.permission, school=school, holders=holders),
    )


def of_review(item: ReviewDue, *, mine: bool, holders: Holders) -> Row:
    """A review of the soft intelligence about a school: that it is asked for and why, and never a word of it."""
    people = judging.people(item, holders)
    return Row(
        kind="intelligence",
        urn=item.school.pk,
        school=item.school.name,
        shown=_shown(
            "Review the soft intelligence",
            who=_names(people),
            by=None,
            overdue=0,
            note=f"{item.why}.",
            mine=mine,
        ),
        href=reverse("intelligence", args=[item.school.pk]),
        overdue=0,
        by=None,
        mine=mine,
        whose=whose(people, Permission.JUDGEMENT_RECORD, school=item.school, holders=holders),
    )


def _names(people: Mapping[int, str]) -> str:
    return " or ".join([*dict.fromkeys(people.values())][:3]) or "Nobody holds the role yet"


def _shown(
    what: str, *, who: str, by: date | None, overdue: int, note: str = "", mine: bool = False
) -> DueShown:
    return DueShown(
        what=what,
        who=who,
        when=f"by {words.day(by)}" if by is not None else "",
        late=f"{words.count(overdue, 'day')} overdue" if overdue else "",
        note=note,
        page="",
        step="",
        mine=mine,
        non_compliant=False,
    )
