"""Reading what somebody sees of task groups that they do not belong to: as a guest, and as whoever is told the outcomes."""

from datetime import date

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.casework.models import Case, Invitation
from trellis.casework.queries import cases
from trellis.casework.queries.cases import CaseFile
from trellis.schools.models import School


def invitations_of(user: User, *, on: date) -> list[Invitation]:
    """The invitations of somebody to meetings of the authorities they hold a post at today, the newest meeting first."""
    codes = {post.authority_code for post in access.of(user, on=on).held}
    rows = Invitation.objects.filter(user=user, meeting__group__case__authority__in=codes)
    return list(rows.select_related("meeting__group__case__school").order_by("-meeting__planned_for", "-id"))


def invited_to(user: User, *, urn: int, number: int, on: date) -> CaseFile | None:
    """The case whose task group asked somebody to a meeting of this school and number; None where none did."""
    asked = [
        each.meeting.group.case_id
        for each in invitations_of(user, on=on)
        if each.meeting.number == number and each.meeting.group.case.school_id == urn
    ]
    if not asked:
        return None
    return cases.one(asked[0], schools=School.objects.filter(pk=urn), today=on)


def reported(authorities: frozenset[str], *, today: date) -> list[CaseFile]:
    """The cases of whole authorities in which something was reported to the Executive Member, newest first."""
    rows = Case.objects.filter(
        authority__in=authorities,
        group__meetings__steps__name="report",
        group__meetings__steps__at__date__lte=today,
    )
    return cases.files(rows.distinct(), today=today)
