"""What the pages here stand on: inductions, the academy or the networks of an authority, for those who may read them; else a 404."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.events.loading import STEP, Opened, opened
from trellis.leadership.queries import academy as academies
from trellis.leadership.queries import inductions, networks
from trellis.leadership.queries.academy import EnquiryFile
from trellis.leadership.queries.inductions import InductionFile
from trellis.leadership.queries.networks import NetworkFile
from trellis.schools import queries as schools

__all__ = ["STEP", "Opened"]
NOT_INDUCTIONS = "The induction of a headteacher is read by the headteacher whose it is, and by the school improvement team."
TEAM = (
    "The induction of a headteacher is seen through by the team leader and the senior and principal advisers."
)
NOT_ACADEMY = "The Leadership Academy is for schools, the people of their authority and system leaders."
NOT_NETWORKS = "The register of networks is for schools, the people of their authority and system leaders."


def induction_register(request: HttpRequest, *, code: str = "") -> Opened:
    """Open the inductions of an authority."""
    return opened(request, Permission.INDUCTION_READ, refused=NOT_INDUCTIONS, code=code)


def induction(
    request: HttpRequest, induction_id: int, *, restricted: bool = False
) -> tuple[Opened, InductionFile]:
    """Open one induction as its reader may. Reading what is said in it is recorded. Raises Http404."""
    first = induction_register(request)
    held = first.frame.held
    file = inductions.one(
        induction_id, authorities=held.authorities(Permission.INDUCTION_READ), today=first.today
    )
    if file is None or not inductions.may_read(file, first.user, held):
        raise Http404
    own = file.induction.user_id == first.user.pk
    read = reads(first, file)
    if restricted and not read:
        raise PermissionDenied(
            "What a headteacher says in the induction is for them and for the school improvement team."
        )
    found = induction_register(request, code=file.induction.authority_id)
    if request.method != "POST" and read and not own:
        trail.record(
            Verb.RESTRICTED_READ,
            by=first.user,
            at=timezone.now(),
            authority_code=file.induction.authority_id,
            urn=file.induction.school_id,
            subject=f"induction {induction_id}",
        )
    return found, file


def reads(opened: Opened, file: InductionFile) -> bool:
    """Whether the reader reads what is said in an induction. One of the team with an interest in the school stands aside."""
    held, row = opened.frame.held, file.induction
    if not inductions.reads_needs(file, opened.user, held):
        return False
    return row.user_id == opened.user.pk or not schools.stands_aside(
        opened.user, row.school, opened.today, held=held
    )


def read_of(opened: Opened, files: Collection[InductionFile]) -> frozenset[int]:
    """Those of many inductions of which the reader reads what is said, as `reads` has it of one. The number of queries does not grow with them."""
    held, user = opened.frame.held, opened.user
    aside = set(schools.aside_from(user, on=opened.today, held=held))
    return frozenset(
        each.induction.pk
        for each in files
        if inductions.reads_needs(each, user, held)
        and (each.induction.user_id == user.pk or each.induction.school_id not in aside)
    )


def works_on(
    request: HttpRequest, induction_id: int, *, restricted: bool = False
) -> tuple[Opened, InductionFile]:
    """Open an induction for somebody who sees it through. Raises Http404 or PermissionDenied."""
    found, file = induction(request, induction_id, restricted=restricted)
    if not schools.reaches(found.frame.held, Permission.INDUCTION_WORK, school=file.induction.school):
        raise PermissionDenied(TEAM)
    return found, file


def academy(request: HttpRequest, *, code: str = "") -> Opened:
    """Open the Leadership Academy of an authority."""
    return opened(request, Permission.ACADEMY_READ, refused=NOT_ACADEMY, code=code)


def enquiry(request: HttpRequest, enquiry_id: int) -> tuple[Opened, EnquiryFile]:
    """Open one enquiry. Raises Http404 for one of another authority."""
    first = academy(request)
    codes = first.frame.held.authorities(Permission.ACADEMY_READ)
    file = academies.enquiry(enquiry_id, authorities=codes, today=first.today)
    if file is None:
        raise Http404
    return academy(request, code=file.enquiry.authority_id), file


def network_register(request: HttpRequest, *, code: str = "") -> Opened:
    """Open the register of networks of an authority."""
    return opened(request, Permission.NETWORK_READ, refused=NOT_NETWORKS, code=code)


def network(request: HttpRequest, network_id: int, *, keeps: bool = False) -> tuple[Opened, NetworkFile]:
    """Open one network; with `keeps` for whoever keeps the register. Raises Http404 or PermissionDenied."""
    first = network_register(request)
    codes = first.frame.held.authorities(Permission.NETWORK_READ)
    file = networks.one(network_id, authorities=codes, today=first.today)
    if file is None:
        raise Http404
    found = network_register(request, code=file.network.authority_id)
    if keeps:
        found.need(Permission.NETWORK_KEEP, KEEPERS)
    return found, file


KEEPERS = "The register of networks is kept by the team leader and the senior and principal advisers."
