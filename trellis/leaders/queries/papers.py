"""Reading the protocols of deployment and the documents of the scheme."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max

from trellis.accounts.models import User
from trellis.accounts.queries import holders
from trellis.accounts.roles import Permission
from trellis.casework.queries.days import end_of
from trellis.leaders.models import DesignationKind, Leader, Protocol, Route, SchemeDocument
from trellis.leaders.models.papers import ROUTES


def protocols(authority: str, *, today: date) -> list[Protocol]:
    """Every protocol of an authority, the newest first."""
    rows = Protocol.objects.filter(authority=authority, at__lt=end_of(today)).select_related("by")
    return list(rows.order_by("-number"))


def in_force(authority: str, *, today: date) -> dict[str, Protocol]:
    """The protocol in force for each route that has one: the newest that binds by now. This will make one query."""
    found: dict[str, Protocol] = {}
    for each in protocols(authority, today=today):
        for route in ROUTES:
            if route in each.routes and each.from_date <= today:
                found.setdefault(route.value, each)
    return found


def protocol(protocol_id: int, *, authorities: Collection[str], today: date) -> Protocol | None:
    """One protocol, if it is of one of these authorities; None otherwise."""
    rows = Protocol.objects.filter(pk=protocol_id, authority__in=authorities, at__lt=end_of(today))
    return rows.select_related("by").first()


def newest_number(authority: str) -> int:
    """The number of the newest protocol; 0 where there is none."""
    return Protocol.objects.filter(authority=authority).aggregate(most=Max("number"))["most"] or 0


def documents(authority: str, *, today: date) -> list[SchemeDocument]:
    """The newest version of each document of the scheme, by title."""
    rows = SchemeDocument.objects.filter(authority=authority, at__lt=end_of(today)).select_related("by")
    return sorted(
        {each.title: each for each in rows.order_by("number")}.values(), key=lambda each: each.title
    )


def document(document_id: int, *, authorities: Collection[str], today: date) -> SchemeDocument | None:
    """One version of a document, if it is of one of these authorities; None otherwise."""
    rows = SchemeDocument.objects.filter(pk=document_id, authority__in=authorities, at__lt=end_of(today))
    return rows.select_related("by").first()


def versions(document: SchemeDocument, *, today: date) -> list[SchemeDocument]:
    """Every version of a document, the newest first."""
    rows = SchemeDocument.objects.filter(
        authority=document.authority_id, title=document.title, at__lt=end_of(today)
    )
    return list(rows.select_related("by").order_by("-number"))


def newest_document(authority: str, title: str) -> SchemeDocument | None:
    """The newest version of the document of a title; None where there is none."""
    return SchemeDocument.objects.filter(authority=authority, title=title).order_by("-number").first()


def kinds(authority: str, *, today: date) -> list[DesignationKind]:
    """The designations that an authority defines as its own, by name."""
    return list(DesignationKind.objects.filter(authority=authority, at__lt=end_of(today)))


def without_a_leader(authority: str, *, today: date) -> list[User]:
    """The people with a post as a system leader whom the register has not yet, by name."""
    there = set(Leader.objects.filter(authority=authority, user__isnull=False).values_list("user", flat=True))
    posts = holders(Permission.PORTRAIT_WRITE, authority_code=authority, on=today)
    people = {post.user_id: post.user for post in posts if post.user_id not in there}
    return sorted(people.values(), key=lambda each: (each.name, each.pk))


def route_name(route: str) -> str:
    return Route(route).label
