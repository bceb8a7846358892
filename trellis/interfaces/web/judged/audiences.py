"""For whom the pack is told, and which telling a user comes to first."""

from dataclasses import dataclass

from trellis.accounts.access import Access
from trellis.accounts.roles import Permission


@dataclass(frozen=True, kw_only=True)
class Audience:
    """One telling of the pack: its place in the address, its link, its title and its template."""

    id: str
    link: str
    title: str
    template: str


FULL = Audience(
    id="in-full",
    link="In full, for advisers",
    title="How schools are judged: in full",
    template="judged/full.html",
)
SCHOOL = Audience(
    id="school",
    link="For headteachers and chairs",
    title="How schools are judged: for headteachers and chairs",
    template="judged/school.html",
)
MEMBERS = Audience(
    id="members",
    link="For governors and council members",
    title="How schools are judged: for governors and council members",
    template="judged/members.html",
)
METHOD = Audience(
    id="method",
    link="The method, for anybody",
    title="How schools are judged: the method",
    template="judged/method.html",
)
AUDIENCES = {one.id: one for one in (FULL, SCHOOL, MEMBERS, METHOD)}


def first_for(held: Access) -> Audience:
    """Return the telling that a user's roles ask for: a school's for those of a school, a page for those who see counts."""
    reading = held.posts_with(Permission.EVIDENCE_READ)
    if any(not post.role.at_school for post in reading):
        return FULL
    return SCHOOL if reading else MEMBERS
