"""Who may do what with a support. Two schools have to do with each, so it is asked of both."""

from datetime import date

from trellis.accounts import access
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.queries import holders
from trellis.accounts.roles import Permission
from trellis.brokering.queries import supports
from trellis.brokering.queries.supports import SupportFile
from trellis.brokering.workflows.support import SUPPORT
from trellis.casework.actions import taking
from trellis.schools.models import School

_ASKED = (
    Permission.SUPPORT_BROKER,
    Permission.SUPPORT_COMMISSION,
    Permission.SUPPORT_ANSWER,
    Permission.SUPPORT_REQUEST,
    Permission.SUPPORT_FUND,
    Permission.SUPPORT_COMMENT,
    Permission.SUPPORT_DELIVER,
)


def may(user: User, file: SupportFile, *, on: date, held: Access | None = None) -> frozenset[str]:
    """The permissions that somebody has for a support.

    Who brokers or commissions it closes it, and answers for those who help where they are no school and have no account
    here: a system leader with an account answers for themself. Who helps answers for those who help alone.
    """
    held = held or access.of(user, on=on)
    had = set(taking.may(user, SUPPORT, school=file.school, on=on, held=held, also=_ASKED))
    had -= {Permission.SUPPORT_GIVE, Permission.SUPPORT_DELIVER, Permission.SUPPORT_CLOSE}
    brokers = Permission.SUPPORT_BROKER in had and file.is_brokered
    commissions = Permission.SUPPORT_COMMISSION in had and not file.is_brokered
    asked = Permission.SUPPORT_ANSWER in had and file.state == "need" and file.support.origin == "school"
    if brokers or commissions or asked:
        had.add(Permission.SUPPORT_CLOSE)
    if brokers:
        had |= {Permission.SUPPORT_ANSWER, Permission.SUPPORT_DELIVER}
    if (
        (brokers or commissions)
        and file.match is not None
        and file.giver is None
        and who_answers(file, on=on) is None
    ):
        had |= {Permission.SUPPORT_GIVE, Permission.SUPPORT_DELIVER}
    if file.is_known_to_giver:
        if supports.gives(file, held, Permission.SUPPORT_GIVE):
            had |= {Permission.SUPPORT_GIVE, Permission.SUPPORT_DELIVER}
        if supports.leads(file, user) and held.may(
            Permission.SUPPORT_DELIVER, authority=file.support.authority_id
        ):
            had.add(Permission.SUPPORT_DELIVER)
            if file.giver is None:
                had.add(Permission.SUPPORT_GIVE)
    return frozenset(had)


def heads(school: School, *, on: date) -> list[User]:
    """Who answers for a school that is helped, by a post at it and with an account."""
    posts = holders(Permission.SUPPORT_COMMISSION, authority_code=school.authority_id, on=on)
    return [post.user for post in posts if post.urn == school.pk]


def who_answers(file: SupportFile, *, on: date) -> User | None:
    """The system leader who answers for themself, as no school does: where they have an account and a post; None otherwise."""
    leader = file.match.leader if file.match is not None and file.giver is None else None
    if leader is None or leader.user is None or not leader.user.is_active:
        return None
    held = access.of(leader.user, on=on)
    may_answer = held.may(Permission.SUPPORT_DELIVER, authority=file.support.authority_id)
    return leader.user if may_answer else None
