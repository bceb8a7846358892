"""What is new for one person since they last looked: from the trail, of schools that they may see, by others.

A notice says who did what kind of thing at which school, and nothing of what was written: that is read where it stands,
by the rules of that page. What is restricted or under embargo gives no notice at all, and neither does a draft.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity.models import Event, Verb
from trellis.notices.models import Seen
from trellis.schools import queries as schools
from trellis.schools.models import School

BACK = timedelta(days=60)
MOST = 50
TOLD: dict[Permission, tuple[Verb, ...]] = {
    Permission.LEVEL_READ: (Verb.LEVEL_MOVED, Verb.LEVEL_ANSWERED),
    Permission.EVIDENCE_READ: (
        Verb.VALUE_CHALLENGED,
        Verb.SELF_EVALUATION_COMMENTED,
        Verb.JUDGEMENT_RECORDED,
        Verb.JUDGEMENT_ANSWERED,
        Verb.CONTEXT_RECORDED,
    ),
    Permission.LEVEL_PROPOSE: (Verb.LEVEL_PROPOSED,),
    Permission.NOTICE_READ: (Verb.NOTICE_MOVED, Verb.CHALLENGE_MOVED),
    Permission.CONCERN_READ: (Verb.CONCERN_MOVED,),
    Permission.CASE_READ: (
        Verb.CASE_IDENTIFIED,
        Verb.CASE_MOVED,
        Verb.VISIT_RECORDED,
        Verb.VISIT_MOVED,
        Verb.INSPECTION_MOVED,
        Verb.DECISION_RECORDED,
    ),
    Permission.PLAN_READ: (Verb.PLAN_MOVED, Verb.PLAN_REVIEWED, Verb.PROGRESS_RECORDED),
    Permission.PLAN_COMMENT: (Verb.PLAN_COMMENTED,),
    Permission.PRACTICE_NOMINATE: (
        Verb.PRACTICE_NOMINATED,
        Verb.PRACTICE_WORDED,
        Verb.PRACTICE_MOVED,
        Verb.CONTACT_ANSWERED,
    ),
    Permission.PRACTICE_CONSENT: (Verb.CONTACT_ASKED,),
    Permission.SUPPORT_READ: (Verb.SUPPORT_NEEDED, Verb.SUPPORT_MOVED, Verb.SUPPORT_EVALUATED),
    Permission.PROVIDER_APPLY: (Verb.PROVIDER_ENTERED, Verb.PROVIDER_MOVED),
    Permission.LEADER_RELEASE: (Verb.LEADER_DESIGNATED, Verb.LEADER_MOVED),
    Permission.SERVICE_READ: (Verb.ORDER_MOVED,),
    Permission.SERVICE_ORDER: (Verb.DAYS_ALLOCATED,),
    Permission.SERVICE_DELIVER: (Verb.SERVICE_ORDERED,),
    # Headteachers, whose people are given the place of somebody who cancels
    Permission.INDUCTION_ANSWER: (Verb.PLACE_MOVED,),
    # Whoever reads task groups reads every kind of document that a school reads, and others only some
    Permission.GROUP_READ: (
        Verb.GROUP_SET_UP,
        Verb.GROUP_CHANGED,
        Verb.MEETING_MOVED,
        Verb.MEETING_RECORDED,
        Verb.DOCUMENT_ISSUED,
    ),
}
"""What is told, by what one must be allowed to read at the school: of notices, and of what changed on the home page.

What is not here is told to nobody.
"""
TO_EVERY_SCHOOL: dict[Permission, tuple[Verb, ...]] = {Permission.SERVICE_READ: (Verb.BULLETIN_SENT,)}
"""What is told to everybody who holds a post at a school of the authority, and is of no school."""
PAGES = {
    Verb.LEVEL_PROPOSED: "level",
    Verb.LEVEL_MOVED: "level",
    Verb.LEVEL_ANSWERED: "level",
    Verb.SELF_EVALUATION_COMMENTED: "self_evaluation",
    Verb.JUDGEMENT_RECORDED: "judgements",
    Verb.JUDGEMENT_ANSWERED: "judgements",
    Verb.CONTEXT_RECORDED: "circumstances",
    Verb.NOTICE_MOVED: "notices",
    Verb.CHALLENGE_MOVED: "notices",
    Verb.CONCERN_MOVED: "concerns",
    Verb.CASE_IDENTIFIED: "case",
    Verb.CASE_MOVED: "case",
    Verb.VISIT_RECORDED: "case",
    Verb.DECISION_RECORDED: "case",
    Verb.VISIT_MOVED: "visits",
    Verb.INSPECTION_MOVED: "inspections",
    Verb.PLAN_MOVED: "plan",
    Verb.PLAN_REVIEWED: "plan",
    Verb.PLAN_COMMENTED: "plan",
    Verb.PROGRESS_RECORDED: "plan",
    Verb.GROUP_SET_UP: "task_group",
    Verb.GROUP_CHANGED: "task_group",
    Verb.MEETING_MOVED: "task_group",
    Verb.MEETING_RECORDED: "task_group",
    Verb.DOCUMENT_ISSUED: "school_documents",
    Verb.PRACTICE_NOMINATED: "school_practice",
    Verb.PRACTICE_WORDED: "school_practice",
    Verb.PRACTICE_MOVED: "school_practice",
    Verb.CONTACT_ASKED: "school_practice",
    Verb.CONTACT_ANSWERED: "school_practice",
    Verb.SUPPORT_NEEDED: "school_support",
    Verb.SUPPORT_MOVED: "school_support",
    Verb.SUPPORT_EVALUATED: "school_support",
    Verb.PROVIDER_ENTERED: "school_leaders",
    Verb.PROVIDER_MOVED: "school_leaders",
    Verb.LEADER_DESIGNATED: "school_leaders",
    Verb.LEADER_MOVED: "school_leaders",
    Verb.SERVICE_ORDERED: "school_services",
    Verb.ORDER_MOVED: "school_services",
    Verb.DAYS_ALLOCATED: "school_services",
    Verb.BULLETIN_SENT: "bulletins",
}
"""The name of the page of the school at which it can be read, or of what is of no school; the school’s own page for all others."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing that somebody else did. `urn` is 0 for what is of no school."""

    number: int
    at: datetime
    who: str
    did: str
    urn: int
    school: str
    page: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class News:
    """The newest notices, the newest first, and how many of all are new. `up_to` is the newest event told of."""

    notices: tuple[Notice, ...]
    new: int
    up_to: int


def of(user: User, *, held: Access, at: datetime) -> News:
    """Return what is told to somebody who holds these posts. This will make five queries."""
    seen = seen_up_to(user)
    told = _told(user, held=held, at=at)
    rows = list(told.select_related("by").order_by("-pk")[:MOST])
    names = schools.named_by_urn({event.urn for event in rows if event.urn is not None})
    notices = tuple(
        Notice(
            number=event.pk,
            at=event.at,
            who=event.by.name if event.by is not None else "Trellis",
            did=Verb(event.verb).label,
            urn=event.urn or 0,
            school=names.get(event.urn or 0, ""),
            page=PAGES.get(Verb(event.verb), "school"),
            is_new=event.pk > seen,
        )
        for event in sorted(rows, key=lambda event: (event.at, event.pk), reverse=True)
    )
    return News(
        notices=notices,
        new=told.filter(pk__gt=seen).count(),
        up_to=max((each.number for each in notices), default=seen),
    )


def how_many(user: User, *, held: Access, at: datetime, seen: int | None = None) -> int:
    """How many notices are new to somebody. Two queries, and one more where `seen`, the newest seen, is not given."""
    since = seen_up_to(user) if seen is None else seen
    return _told(user, held=held, at=at).filter(pk__gt=since).count()


def seen_up_to(user: User) -> int:
    """The newest event that somebody has seen; 0 before they first said so."""
    return Seen.objects.filter(user=user).aggregate(furthest=Max("up_to"))["furthest"] or 0


def _told(user: User, *, held: Access, at: datetime) -> QuerySet[Event]:
    """The events told to somebody. This will make one query for their schools; the rest is by the index of schools."""
    may, every, wide = Q(pk__in=[]), set[int](), Q(pk__in=[])
    for permission, of_none in TO_EVERY_SCHOOL.items():
        posts = held.posts_with(permission)
        codes = {post.authority_code for post in posts if post.role.at_school and post.urn is not None}
        if codes:
            wide |= Q(verb__in=of_none, authority_code__in=codes)
    for (code, urns), verbs in _within(held).items():
        may |= Q(verb__in=verbs, authority_code=code, urn__in=urns)
        every |= urns
    told = Q(may, urn__in=every) | Q(wide, urn__isnull=True)
    return Event.objects.filter(told, at__gt=at - BACK, at__lte=at).exclude(by=user)


def _within(held: Access) -> dict[tuple[str, frozenset[int]], list[Verb]]:
    """What is told of which schools of an authority, by what these posts may read there."""
    asked = {permission for permission in TOLD if held.may(permission)}
    codes = {code for permission in asked for code in held.authorities(permission)}
    found: dict[tuple[str, frozenset[int]], list[Verb]] = {}
    rows = list(School.objects.filter(authority_id__in=codes).only("urn", "authority_id", "phase_group"))
    for code in codes:
        for permission in sorted(asked):
            urns = frozenset(
                row.urn
                for row in rows
                if row.authority_id == code and schools.reaches(held, permission, school=row)
            )
            if urns:
                found.setdefault((code, urns), []).extend(TOLD[permission])
    return found
