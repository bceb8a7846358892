"""What the overview needs before it is drawn: the authority and its run, for those who answer for all of it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.schools import loading
from trellis.interfaces.web.schools.loading import AuthorityOpened


def whole_authority(request: HttpRequest) -> AuthorityOpened:
    """Return the authority asked for, or the first whose figures are the user's to see as a whole.

    Raises PermissionDenied for somebody who works with single schools, and Http404 for another's authority.
    """
    codes = sorted(layout.frame(request).held.authorities(Permission.COUNTS_READ))
    if not codes:
        raise PermissionDenied(
            "The overview is of the authority as a whole. Your role works with single schools, and sees their pages."
        )
    code = request.GET.get("authority", "")
    opened = loading.authority(
        request,
        code=code or codes[0],
        run_id=loading.run_asked(request),
        here="overview",
    )
    if opened.code not in codes:
        raise PermissionDenied("Your role at this authority works with single schools, and sees their pages.")
    return opened
