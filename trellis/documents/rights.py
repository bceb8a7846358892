"""Who may read, draft and approve a document: by its kind, for the school or the authority that it is about."""

from datetime import date

from trellis.accounts import access
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import Permission, Scope
from trellis.activity.confidentiality import Confidentiality
from trellis.documents.kind import Kind
from trellis.schools import confidentiality
from trellis.schools import queries as schools
from trellis.schools.models import School

GUARDED = frozenset({Confidentiality.RESTRICTED, Confidentiality.EMBARGOED})
"""The levels whose every reading is kept."""


def holds(held: Access, permission: Permission, *, authority: str, school: School | None) -> bool:
    """Whether somebody has a permission for a school; without one, for the whole of an authority."""
    if school is not None:
        return schools.reaches(held, permission, school=school)
    return any(
        post.authority_code == authority and post.role.scope is not Scope.OWN
        for post in held.posts_with(permission)
    )


def may(
    user: User,
    kind: Kind,
    *,
    authority: str,
    school: School | None,
    on: date,
    held: Access | None = None,
) -> frozenset[str]:
    """Return what somebody may do about a document of this kind, in the permissions that its workflow asks for."""
    held = held or access.of(user, on=on)
    asked = {
        Permission.DOCUMENT_WRITE: kind.drafts,
        Permission.DOCUMENT_APPROVE: kind.approves,
        Permission.DOCUMENT_SEE: Permission.DOCUMENT_SEE,
    }
    found = {
        str(name) for name, needs in asked.items() if holds(held, needs, authority=authority, school=school)
    }
    # Who is told of a report holds no school by name
    if school is None and held.may(Permission.DOCUMENT_SEE, authority=authority):
        found.add(str(Permission.DOCUMENT_SEE))
    return frozenset(found)


def reads(
    kind: Kind,
    held: Access,
    *,
    authority: str,
    school: School | None,
    level: Confidentiality,
    issued: bool,
) -> bool:
    """Whether somebody may read a document: an issued one as its kind says, a draft only within the authority.

    What is restricted or under embargo takes the permission for that, too; a report to members is read by them as well.
    """
    if school is not None and level in GUARDED and not confidentiality.may_read(level, held, school=school):
        return False
    works = any(
        holds(held, each, authority=authority, school=school) for each in (kind.drafts, kind.approves)
    )
    if works:
        return True
    reach = holds(held, kind.reads, authority=authority, school=school)
    if issued:
        return reach
    within = [
        post
        for post in held.posts_with(Permission.DOCUMENT_READ)
        if post.authority_code == authority and post.role.scope is Scope.AUTHORITY and not post.role.at_school
    ]
    return reach and bool(within)
