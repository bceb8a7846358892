"""Who may see what of the data: loaded and authorised in one step, or refused."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from trellis.accounts.roles import Permission, Scope
from trellis.analysis.files.release import Release
from trellis.analysis.files.releases import ReleaseRefused, ReleaseStore
from trellis.analysis.home import Home
from trellis.intake import held, queries
from trellis.intake.queries import Import
from trellis.interfaces.web.govuk import layout
from trellis.interfaces.web.govuk.layout import Frame


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The frame of a page about the data, and the authorities whose data may be seen, followed whole, or added to.

    `reads` see what is held. `follows` see each import with its files and problems, which name any school of the
    authority, so that a role which reaches some schools alone does not. `imports` may bring files in.
    """

    frame: Frame
    reads: tuple[str, ...]
    follows: tuple[str, ...]
    imports: tuple[str, ...]


def opened(request: HttpRequest) -> Opened:
    """Return what a page about the data stands on. Raises PermissionDenied where the role does not include it."""
    frame = layout.frame(request, here="data")
    reads = frame.held.authorities(Permission.DATA_READ)
    if not reads:
        raise PermissionDenied("Your role does not include the data that is held.")
    imports = frame.held.authorities(Permission.DATA_IMPORT)
    whole = {
        post.authority_code
        for post in frame.held.posts_with(Permission.DATA_READ)
        if post.role.scope == Scope.AUTHORITY
    }
    return Opened(
        frame=frame,
        reads=tuple(sorted(reads)),
        follows=tuple(sorted(whole | imports)),
        imports=tuple(sorted(imports)),
    )


def followed(request: HttpRequest) -> Opened:
    """Return what `opened` does, for whoever may follow imports. Raises PermissionDenied for others."""
    found = opened(request)
    if not found.follows:
        raise PermissionDenied(
            "Your role sees which data is held. Its imports are for those who work with every school."
        )
    return found


def officer(request: HttpRequest) -> Opened:
    """Return what `opened` does, for whoever may import. Raises PermissionDenied for others."""
    found = opened(request)
    if not found.imports:
        raise PermissionDenied("Importing data is for the authority’s data officer.")
    return found


def an_import(request: HttpRequest, number: int) -> tuple[Opened, Import]:
    """Return an import that the user may follow. Raises Http404 for one of another authority and for none, alike."""
    found = followed(request)
    one = queries.import_for(number, authorities=found.follows)
    if one is None:
        raise Http404
    return found, one


def releases(found: Opened) -> tuple[list[Release], str]:
    """Return the releases that may be seen, and a sentence where they cannot be read."""
    store = ReleaseStore(Home.from_environment())
    try:
        every = store.releases(include_superseded=True)
    except ReleaseRefused as refusal:
        return [], str(refusal)
    return held.seen_by(every, authorities=found.reads), ""
