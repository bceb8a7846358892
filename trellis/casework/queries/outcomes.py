"""Reading what somebody was asked to: the meetings that they are guests of."""

from datetime import date

from trellis.accounts import access
from trellis.accounts.models import User
from trellis.casework.models import Invitation


def invitations_of(user: User, *, on: date) -> list[Invitation]:
    """The invitations of somebody to meetings of the authorities they hold a post at today, the newest meeting first."""
    codes = {post.authority_code for post in access.of(user, on=on).held}
    rows = Invitation.objects.filter(user=user, meeting__group__case__authority__in=codes)
    return list(rows.select_related("meeting__group__case__school").order_by("-meeting__planned_for", "-id"))
