"""What a request to the sandbox asks for: whose schools, which pack, and the changes to it; or all that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from trellis.accounts.roles import ROLES, Permission
from trellis.analysis.judging import adjustment, shelf
from trellis.analysis.judging import setting as settings
from trellis.analysis.judging.adjustment import CannotEvaluate, Problem
from trellis.analysis.judging.framework import Framework
from trellis.analysis.judging.setting import Setting, Value
from trellis.drafts import queries, sandbox
from trellis.drafts.queries import Kept
from trellis.interfaces.web.govuk import layout, typed
from trellis.interfaces.web.govuk.layout import Frame
from trellis.schools import queries as schools

OWN = frozenset({"pack", "authority", "draft", "title", "note", "as", "csrfmiddlewaretoken", typed.STAMP})
_LONGEST_ID = 9


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One state of the sandbox. `typed` is what the fields hold, where that is not what the pack says.

    `changed` is the pack with the changes: the pack itself where there are none, or where something is wrong.
    """

    frame: Frame
    authority: str
    pack: Framework
    settings: tuple[Setting, ...]
    typed: Mapping[str, str]
    changes: Mapping[str, Value]
    changed: Framework
    problems: tuple[Problem, ...]
    following: Kept | None = None

    @property
    def query(self) -> str:
        """The query string of this state, with its changes."""
        return self.without()

    def without(self, setting_id: str = "") -> str:
        """The query string of this state with one change taken back."""
        said = {"pack": self.pack.id, "authority": self.authority}
        if self.following is not None:
            said["draft"] = str(self.following.draft.pk)
        kept = {
            one.id: settings.written(self.changes[one.id])
            for one in self.settings  # in the pack's order, so that one state has one address
            if one.id in self.changes and one.id != setting_id
        }
        return "?" + urlencode({**said, **kept})

    def said(self) -> tuple[tuple[Setting, str, str], ...]:
        """Each change: its setting, and what it was and is in words."""
        return tuple(
            (one, one.said(one.value), one.said(self.changes[one.id]))
            for one in self.settings
            if one.id in self.changes
        )


def allowed(request: HttpRequest) -> tuple[Frame, list[str]]:
    """Return what surrounds the page and the authorities to try criteria for. Raises PermissionDenied for none."""
    frame = layout.frame(request, here="what_if")
    codes = sorted(frame.held.authorities(Permission.WHAT_IF))
    if not codes:
        who = [role.name for role in ROLES.values() if Permission.WHAT_IF in role.permissions]
        raise PermissionDenied(f"Trying other criteria is for these roles: {', '.join(who)}.")
    return frame, codes


def read(request: HttpRequest, *, form: bool = False) -> Asked:
    """Return what is asked for by an address, or by the form with all of its fields.

    Raises PermissionDenied, Http404 for a pack, an authority or a draft there is not, or FrameworkProblems.
    """
    frame, codes = allowed(request)
    given = request.POST if request.method == "POST" else request.GET
    authority = given.get("authority", "") or codes[0]
    if authority not in codes:
        raise Http404
    following = _draft(given.get("draft", ""), authority)
    pack = _pack(given.get("pack", ""), authority, following)
    known = sandbox.settings(pack)
    sent = {name: str(text) for name, text in given.items() if name not in OWN}
    if form:
        # A box that is not ticked is not sent
        sent |= {one.id: "yes" if one.id in sent else "no" for one in known if one.kind == "flag"}
    changes, problems = adjustment.read(pack, sent, known=known)
    changed = pack
    if not problems:
        try:
            changed = adjustment.apply(pack, changes, known=known)
        except CannotEvaluate as error:
            problems = error.problems
    return Asked(
        frame=frame,
        authority=authority,
        pack=pack,
        settings=known,
        typed=sent,
        changes=changes,
        changed=changed,
        problems=problems,
        following=following,
    )


def again(asked: Asked, problem: Problem) -> Asked:
    """Return the same state with one more thing wrong with it."""
    return replace(asked, problems=(*asked.problems, problem))


def of_draft(kept: Kept, frame: Frame) -> Asked | str:
    """Return the state that a draft's newest version stands for, or a sentence where its pack is gone."""
    newest = kept.newest
    try:
        pack = sandbox.pack(kept.draft.base_pack)
    except shelf.NoSuchPack:
        return f"The pack it starts from, “{kept.draft.base_pack}”, is no longer here."
    known = sandbox.settings(pack)
    # Written and read again, so that what the pack no longer has, or no longer allows, is found
    held = {name: settings.written(value) for name, value in newest.changes.items()}
    changes, problems = adjustment.read(pack, held, known=known)
    changed = pack
    if not problems:
        try:
            changed = adjustment.apply(pack, changes, known=known)
        except CannotEvaluate as error:
            problems = error.problems
    return Asked(
        frame=frame,
        authority=kept.draft.authority_id,
        pack=pack,
        settings=known,
        typed=held,
        changes=changes,
        changed=changed,
        problems=problems,
        following=kept,
    )


def _draft(asked: str, authority: str) -> Kept | None:
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= _LONGEST_ID):
        raise Http404
    found = queries.draft(int(asked), authorities=[authority])
    if found is None:
        raise Http404
    return found


def _pack(asked: str, authority: str, following: Kept | None) -> Framework:
    name = asked or (following.draft.base_pack if following is not None else "")
    if not name:
        in_force = schools.pack_of(authority)
        name = in_force if in_force in shelf.names() else shelf.DEFAULT
    try:
        return sandbox.pack(name)
    except (
        shelf.NoSuchPack,
        ValueError,
    ) as error:  # ValueError: an address with a character no file can have
        raise Http404 from error
