"""The sandbox, why one school would move, and the drafts kept from it. Nothing here changes how a school is judged."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trellis.accounts.roles import Permission
from trellis.analysis.judging import trial
from trellis.analysis.judging.adjustment import Problem
from trellis.analysis.judging.framework import FrameworkProblems
from trellis.drafts import queries, sandbox
from trellis.drafts.actions import drafting
from trellis.drafts.models import State
from trellis.drafts.sandbox import Warm
from trellis.interfaces.web.govuk import errors
from trellis.interfaces.web.schools import loading
from trellis.interfaces.web.what_if import asking, drafting_pages, form, result, why
from trellis.interfaces.web.what_if.asking import Asked
from trellis.problem import Refusal
from trellis.schools import data
from trellis.schools import queries as schools

BAD_ADDRESS, CONFLICT, CANNOT_EVALUATE, UNAVAILABLE = 400, 409, 422, 503


class NotHeld(Refusal):
    """There is no data to evaluate a draft on."""


@dataclass(frozen=True, kw_only=True)
class _Held:
    """The pack warm over the authority and over England."""

    own: Warm
    england: Warm


@require_http_methods(["GET", "POST"])
def sandbox_view(request: HttpRequest) -> HttpResponse:
    """Show the settings, and what follows from those that are changed."""
    submitted = request.method == "POST"
    try:
        asked = asking.read(request, form=submitted)
    except FrameworkProblems as refused:
        return _broken_pack(request, refused)
    if submitted and not asked.problems:
        return HttpResponseRedirect(reverse("what_if") + asked.query + "#result")
    status = 200 if not asked.problems else CANNOT_EVALUATE if submitted else BAD_ADDRESS
    return _sandbox(request, asked, status=status)


def _sandbox(
    request: HttpRequest, asked: Asked, *, status: int = 200, title: str = "", note: str = ""
) -> HttpResponse:
    held, nothing = data.told(lambda: _warm(asked), otherwise=None)
    answer = None
    if held is not None and asked.changes and asked.changed is not asked.pack:
        visible = schools.visible_to(request.user, on=timezone.localdate(), held=asked.frame.held)  # type: ignore[arg-type]
        answer = result.present(
            asked,
            own=(held.own.before, held.own.assess(asked.changed)),
            england=(held.england.before, held.england.assess(asked.changed)),
            visible=set(visible.filter(authority_id=asked.authority).values_list("urn", flat=True)),
        )
    places = {one.id for one in asked.settings} | ({"title"} if answer is not None else set())
    context = {
        "frame": asked.frame,
        "asked": asked,
        "packs": sandbox.packs(),
        "fields": form.present(
            asked,
            facts=held.own.facts if held is not None else None,
            england=held.england.facts if held is not None else None,
        ),
        "changes": result.change_lines(asked),
        "result": answer,
        "schools": len(held.own.facts) if held is not None else 0,
        "nothing": nothing,
        "problems": [
            {"text": p.sentence, "href": f"#{p.setting if p.setting in places else 'settings'}"}
            for p in asked.problems
        ],
        "title_typed": title,
        "note_typed": note,
        "title_error": next((p.sentence for p in asked.problems if p.setting == "title"), ""),
        "following_open": asked.following is not None and asked.following.state == State.DRAFT,
    }
    return render(request, "what_if/sandbox.html", context, status=status)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is being tried as a draft pack, or as the next version of one."""
    try:
        asked = asking.read(request)
    except FrameworkProblems as refused:
        return _broken_pack(request, refused)
    title, note = request.POST.get("title", ""), request.POST.get("note", "")
    if asked.problems:
        return _sandbox(request, asked, status=CANNOT_EVALUATE, title=title, note=note)
    held, nothing = data.told(lambda: _warm(asked), otherwise=None)
    try:
        if held is None:
            raise NotHeld(nothing or "There are no schools in the data to try this on, so it cannot be kept.")
        version = drafting.keep(
            authority=asked.authority,
            pack=asked.pack,
            changes=asked.changes,
            said=result.sentences(asked),
            title=title,
            note=note,
            moved=trial.moved_count(held.own.before, held.own.assess(asked.changed)),
            build_id=held.own.facts.build_id,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            following=asked.following if request.POST.get("as") == "version" else None,
        )
    except Refusal as refusal:
        again = asking.again(asked, Problem("title", str(refusal)))
        status = CONFLICT if isinstance(refusal, drafting.CannotDraft) else CANNOT_EVALUATE
        return _sandbox(request, again, status=status, title=title[:200], note=note[:5000])
    return redirect("draft", version.draft_id)


@require_GET
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """Why one school would move, or would not: each reader's words by the pack and by the pack as changed."""
    try:
        asked = asking.read(request)
    except FrameworkProblems as refused:
        return _broken_pack(request, refused)
    if asked.problems:
        return _sandbox(request, asked, status=BAD_ADDRESS)
    opened = loading.school(request, urn, looked_at="what would change its suggested level")
    if opened.school.authority_id != asked.authority:
        raise Http404
    held, nothing = data.told(lambda: _warm(asked), otherwise=None)
    if held is None:
        return errors.page(request, title="Nothing to try this on", sentences=(nothing,), status=UNAVAILABLE)
    try:
        facts = held.own.facts.one(urn)
    except KeyError as error:
        raise Http404 from error
    page = why.present(opened.school, pack=asked.pack, changed=asked.changed, facts=facts)
    return render(request, "what_if/school.html", {"frame": asked.frame, "page": page, "asked": asked})


@require_GET
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts of the user's authorities."""
    frame, codes = asking.allowed(request)
    lines = [drafting_pages.line(kept) for kept in queries.drafts_of(codes)]
    return render(request, "what_if/drafts.html", {"frame": frame, "lines": lines})


@require_GET
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """One draft: its changes, its versions, and how far it has come."""
    return _draft(request, draft_id)


@require_POST
def propose(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Propose a draft's newest version for approval."""
    frame, codes = asking.allowed(request)
    kept = queries.draft(draft_id, authorities=codes)
    if kept is None:
        raise Http404
    if not frame.held.may(Permission.PACK_PROPOSE, authority=kept.draft.authority_id):
        raise PermissionDenied("Proposing a draft pack is for the principal adviser.")
    try:
        if drafting_pages.problems(kept, frame):
            return _draft(request, draft_id, status=CANNOT_EVALUATE)
        asked = request.POST.get("version", "")
        version = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
        drafting.propose(kept, version=version, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refusal as refusal:
        return _draft(request, draft_id, status=CONFLICT, refused=str(refusal))
    return redirect("draft", draft_id)


def _draft(request: HttpRequest, draft_id: int, *, status: int = 200, refused: str = "") -> HttpResponse:
    frame, codes = asking.allowed(request)
    kept = queries.draft(draft_id, authorities=codes)
    if kept is None:
        raise Http404
    page = drafting_pages.present(kept, frame)
    problems = [{"text": refused, "href": "#propose"}] if refused else []
    context = {"frame": frame, "page": page, "problems": problems}
    return render(request, "what_if/draft.html", context, status=status)


def _warm(asked: Asked) -> _Held | None:
    own = sandbox.warm(asked.pack, authority=asked.authority)
    england = sandbox.warm(asked.pack, authority=None) if own is not None and len(own.facts) else None
    return _Held(own=own, england=england) if own is not None and england is not None else None


def _broken_pack(request: HttpRequest, refused: FrameworkProblems) -> HttpResponse:
    return errors.page(
        request,
        title="This pack cannot be evaluated",
        sentences=tuple(str(problem) for problem in refused.problems),
        status=CANNOT_EVALUATE,
    )
