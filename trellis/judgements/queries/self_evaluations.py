"""Reading self-evaluations: a draft is the school's own business, and what is submitted the authority sees too."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission
from trellis.judgements import days
from trellis.judgements.models import Comment, Revision, State
from trellis.schools import queries as schools
from trellis.schools.models import School


def is_of_the_school(held: Access, *, school: School) -> bool:
    """Whether somebody holds a post at the school itself, and so sees its drafts. A trust or diocese is not the school."""
    at_school = Access(
        tuple(post for post in held.held if post.role.at_school and post.role.id != "trust_officer")
    )
    return schools.reaches(at_school, Permission.EVIDENCE_READ, school=school)


def revisions(school: School, *, on: date, drafts: bool) -> list[Revision]:
    """Every revision of a school that had been saved by the end of a day, newest first, with its comments."""
    said = Comment.objects.filter(at__lt=days.after(on)).select_related("by").order_by("at", "id")
    rows = _revisions(drafts=drafts).filter(school=school, at__lt=days.after(on))
    return list(
        rows.select_related("by").prefetch_related(Prefetch("comments", queryset=said)).order_by("-at", "-id")
    )


def newest(school: School, *, on: date, drafts: bool = False) -> Revision | None:
    """The newest revision of a school; of what it submitted, unless drafts are asked for."""
    rows = _revisions(drafts=drafts).filter(school=school, at__lt=days.after(on))
    return rows.select_related("by").order_by("-at", "-id").first()


def revision(school: School, *, year: int, number: int, drafts: bool) -> Revision | None:
    """One revision of a school; None where there is none, or it is a draft and drafts are not asked for."""
    rows = _revisions(drafts=drafts).filter(school=school, year=year, number=number)
    return rows.select_related("by", "school").first()


def submitted(authority_code: str, *, on: date, urns: Iterable[int] | None = None) -> list[Revision]:
    """The newest revision that each school of an authority had submitted by the end of a day."""
    rows = _revisions(drafts=False).filter(authority_id=authority_code, at__lt=days.after(on))
    if urns is not None:
        rows = rows.filter(school__in=list(urns))
    found = rows.select_related("by").defer("grades", "priorities").order_by("at", "id")
    return list({each.school_id: each for each in found}.values())


def _revisions(*, drafts: bool) -> QuerySet[Revision]:
    rows = Revision.objects.all()
    return rows if drafts else rows.filter(state=State.SUBMITTED)
