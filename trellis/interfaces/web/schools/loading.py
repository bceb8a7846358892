"""What a page about schools needs before it is drawn: loaded and authorised in one step, or a 404."""

from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from trellis.accounts.models import User
from trellis.accounts.roles import Permission
from trellis.activity import trail
from trellis.activity.models import Verb
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.layout import Frame
from trellis.schools import queries as schools
from trellis.schools.models import School
from trellis.screening import queries as screening
from trellis.screening.models import Result, Run


@dataclass(frozen=True, kw_only=True)
class Opened:
    """One school that the user may open, and the run looked at."""

    frame: Frame
    school: School
    run: Run | None
    looking_back: bool

    @cached_property
    def result(self) -> Result | None:
        """The school's result in the run (None: not in that run). This will make one query."""
        return screening.result_for(self.run, school=self.school) if self.run is not None else None


@dataclass(frozen=True, kw_only=True)
class AuthorityOpened:
    """The authority whose list is asked for, the schools of it that may be seen, and the run looked at."""

    frame: Frame
    code: str
    visible: QuerySet[School]
    run: Run | None
    looking_back: bool


def only_school(frame: Frame, *, user: User) -> int | None:
    """The one school somebody works with, where there is just one and no counts are theirs to see."""
    if frame.held.may(Permission.COUNTS_READ) or not frame.held.may(Permission.EVIDENCE_READ):
        return None
    visible = schools.visible_to(user, on=timezone.localdate(), held=frame.held)
    found = list(visible.filter(is_open=True).values_list("urn", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def school(request: HttpRequest, urn: int, *, looked_at: str) -> Opened:
    """Return what a page about one school stands on, and record that it was looked at.

    Raises Http404 for a school that does not exist and for one that is not the user's to see, alike.
    """
    frame, found = seen(request, urn)
    run = screening.run_for(found.authority_id, run_id=run_asked(request))
    if run is None and run_asked(request) is not None:
        raise Http404
    trail.record(
        Verb.LOOKED,
        by=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        authority_code=found.authority_id,
        urn=found.urn,
        subject=looked_at,
    )
    return Opened(frame=frame, school=found, run=run, looking_back=_looking_back(request, run))


def seen(request: HttpRequest, urn: int) -> tuple[Frame, School]:
    """Return the frame and a school that the user may see. Raises Http404 as `school` does, and records nothing."""
    frame = allowed(request, here="schools")
    visible = schools.visible_to(request.user, on=timezone.localdate(), held=frame.held)  # type: ignore[arg-type]
    found = visible.select_related("authority").filter(pk=urn).first()
    if found is None:
        raise Http404
    return frame, found


def authority(
    request: HttpRequest, *, code: str = "", run_id: int | None = None, here: str, counts_do: bool = True
) -> AuthorityOpened:
    """Return the authority asked for, or the first of the user's. Raises Http404 when it is not theirs.

    With `counts_do`, a role that sees counts and no school may open the page too.
    """
    frame = allowed(request, here=here, counts_do=counts_do)
    reads = frame.held.authorities(Permission.EVIDENCE_READ)
    codes = sorted(reads | frame.held.authorities(Permission.COUNTS_READ) if counts_do else reads)
    if code and code not in codes:
        raise Http404
    chosen = code or codes[0]
    visible = schools.visible_to(request.user, on=timezone.localdate(), held=frame.held)  # type: ignore[arg-type]
    run = screening.run_for(chosen, run_id=run_id)
    if run is None and run_id is not None:
        raise Http404
    return AuthorityOpened(
        frame=frame,
        code=chosen,
        visible=visible.filter(authority_id=chosen),
        run=run,
        looking_back=_looking_back(request, run),
    )


def run_asked(request: HttpRequest) -> int | None:
    """The run an address asks for; None for the current one. Raises Http404 for what cannot be one."""
    asked = request.GET.get("run", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise Http404
    return int(asked)


def _looking_back(request: HttpRequest, run: Run | None) -> bool:
    """Whether an address asks for a run that is not the one everybody sees."""
    return run is not None and run_asked(request) is not None and not screening.is_shown(run)


def allowed(request: HttpRequest, *, here: str, counts_do: bool = False) -> Frame:
    frame = layout.frame(request, here=here)
    reads = frame.held.may(Permission.EVIDENCE_READ)
    if not (reads or (counts_do and frame.held.may(Permission.COUNTS_READ))):
        counts = frame.held.may(Permission.COUNTS_READ)
        raise PermissionDenied(
            "Your role sees how many schools have each suggested level, and no school by name."
            if counts
            else "Your role does not include the evidence about schools."
        )
    return frame
