"""Writing the note of a visit, keeping what is written as it is written, and reading any revision of it, also on paper."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from trellis.accounts.roles import Permission
from trellis.interfaces.web.govuk import typed, words
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.visits import loading, presenters, writing
from trellis.interfaces.web.visits.forms import NoteForm
from trellis.interfaces.web.visits.loading import Opened
from trellis.interfaces.web.visits.views import require_author
from trellis.interfaces.web.visits.writing import Writing
from trellis.judgements import asking
from trellis.problem import Refusal
from trellis.visits import note
from trellis.visits.actions import in_hand, notes
from trellis.visits.actions.notes import Overtaken
from trellis.visits.models import Purpose
from trellis.visits.queries import in_hand as held
from trellis.visits.queries import visits as kept
from trellis.visits.queries.visits import VisitFile


# Its script sends what is written while it is written; the types of the package know views of one argument alone
@csp_update({"connect-src": [SELF]})  # type: ignore[arg-type]
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, urn: int, visit: int) -> HttpResponse:
    """Write the note, and save it as a draft; or correct a final one. Whoever is overtaken is shown the difference.

    What was written and not saved is there again, whatever happened meanwhile: `keep` sends it as it is written, and gets JSON
    {"kept": the time or "", "told": a sentence or ""}.
    """
    opened = loading.to_write(
        request, urn, Permission.VISIT_WRITE, looked_at=f"visit {visit}: write the note"
    )
    file = loading.visit_of(opened, visit)
    require_author(opened, file)
    headings = _headings(opened)
    if request.method == "GET":
        return _page(request, opened, file, _begun(request, opened, file, headings=headings))
    if "forget" in request.POST:
        in_hand.forget(file, by=opened.user)
        return redirect("write_note", urn, visit)
    shown = writing.sent(file, request.POST, headings=headings)
    if "keep" in request.POST:
        return _keep(opened, file, shown, request.POST)
    if shown.form.asks_for_more:
        _keep_in_hand(opened, file, shown, request.POST)
        shown.form.errors.clear()  # it has not been sent to be saved yet
        return _page(request, opened, file, shown)
    if _is_saved(opened, file, shown, request.POST):
        in_hand.forget(file, by=opened.user)
        if "go_on" in request.POST:
            return redirect(f"{reverse('write_note', args=[urn, visit])}?saved")
        return redirect("visit", urn, visit)
    return _page(request, opened, file, shown)


def _begun(
    request: HttpRequest, opened: Opened, file: VisitFile, *, headings: list[tuple[str, str]]
) -> Writing:
    """The form as it opens: with what the reader has in hand, or else with what the note says."""
    back = typed.take_back(request)
    if back is not None:  # sent without a session: from now on it is kept as anything else in hand
        _keep_in_hand(opened, file, writing.sent(file, back, headings=headings), back)
    mine = held.of(file, by=opened.user)
    taken_up = writing.taken_up(file, mine, headings=headings) if mine is not None else None
    return taken_up or writing.blank(file, headings=headings)


def _is_saved(opened: Opened, file: VisitFile, shown: Writing, given: QueryDict) -> bool:
    """Save it; where that cannot be, keep it in hand and say in `shown` why."""
    if not shown.form.is_valid():
        shown.status = 400
    else:
        try:
            _save(file, shown.form, seen=shown.seen, opened=opened)
        except Overtaken as refusal:
            _keep_in_hand(opened, file, shown, given)
            shown.status, shown.overtaken, shown.seen = 409, str(refusal), refusal.newest.number
            shown.differences = note.differences(note.content_of(refusal.newest), shown.form.content())
            return False
        except Refusal as refusal:
            shown.status = 409
            shown.form.add_error(None, str(refusal))
        else:
            return True
    _keep_in_hand(opened, file, shown, given)
    return False


def _keep(opened: Opened, file: VisitFile, shown: Writing, given: QueryDict) -> JsonResponse:
    try:
        in_hand.keep(
            file, seen=shown.seen, words=writing.typed_in(shown.form, given), by=opened.user, at=opened.now
        )
    except Refusal as refusal:
        return JsonResponse({"kept": "", "told": str(refusal)}, status=409)
    others = held.others(file, besides=opened.user, at=opened.now)
    told = writing.beside(file, seen=shown.seen, others=others)
    return JsonResponse({"kept": writing.clock(opened.now), "told": told})


def _keep_in_hand(opened: Opened, file: VisitFile, shown: Writing, given: QueryDict) -> None:
    """Keep what is on the page too, so that it outlives the page. What is too long for that is on the page alone."""
    try:
        in_hand.keep(
            file, seen=shown.seen, words=writing.typed_in(shown.form, given), by=opened.user, at=opened.now
        )
    except Refusal:
        return


def _page(request: HttpRequest, opened: Opened, file: VisitFile, shown: Writing) -> HttpResponse:
    closed = "" if file.state in writing.WRITTEN_IN else writing.may_not(file)
    mine = held.of(file, by=opened.user) if closed else None
    overtaken = shown.overtaken
    context: dict[str, Any] = {
        "frame": opened.frame,
        "school": opened.school,
        "visit": presenters.line(file),
        "form": shown.form,
        "seen": shown.seen,
        "writer": opened.user.pk,
        "corrects": writing.corrects(file),
        "asks_practice": file.purpose == Purpose.SUMMER,
        "missing": file.missing,
        "may_not": closed,
        "left": typed.words_in((name, [said]) for name, said in mine.words.items()) if mine else [],
        "saved": _last_saved(file) if "saved" in request.GET and not shown.in_hand_since else "",
        "in_hand_since": shown.in_hand_since,
        "also_writing": writing.also_writing(held.others(file, besides=opened.user, at=opened.now)),
        "differences": shown.differences,
        "overtaken": overtaken,
        "problems": [
            *problems(shown.form),
            *([{"text": overtaken, "href": "#differences"}] if overtaken else []),
        ],
    }
    return render(request, "visits/write.html", context, status=shown.status)


def _last_saved(file: VisitFile) -> str:
    newest = file.note
    if newest is None:
        return ""
    return f"Revision {newest.number} is saved, by {newest.by}, {words.moment(newest.at)}."


@require_safe
def revision(request: HttpRequest, urn: int, visit: int, revision: int) -> HttpResponse:
    """One revision of a note, as it was saved, ready for paper. A draft is found by whoever writes in it alone."""
    opened = loading.school(request, urn, looked_at=f"visit {visit}: note, revision {revision}")
    file = loading.visit_of(opened, visit)
    found = next((each for each in file.revisions if each.number == revision), None)
    writes = kept.may_write(opened.user, file, held=opened.frame.held)
    if found is None or (found.stage == "draft" and not writes):
        raise Http404
    context = {
        "frame": opened.frame,
        "school": opened.school,
        "visit": presenters.line(file),
        "note": presenters.shown(found),
        "answer": presenters.answer(file) if found.stage != "draft" else "",
        "answered": file.answer.reasons if file.answer is not None and found.stage != "draft" else "",
        "printed": words.moment(opened.now),
    }
    return render(request, "visits/paper.html", context)


def _save(file: VisitFile, form: NoteForm, *, seen: int, opened: Opened) -> None:
    if writing.corrects(file):
        notes.amend(
            file,
            seen=seen,
            content=form.content(),
            reasons=form.cleaned_data["reasons"],
            by=opened.user,
            at=opened.now,
        )
    else:
        notes.save(file, seen=seen, content=form.content(), by=opened.user, at=opened.now)


def _headings(opened: Opened) -> list[tuple[str, str]]:
    """The themes of the pack in force for a school of this phase; the usual headings where there is none."""
    pack = asking.pack_of(opened.school.authority_id)
    themes = asking.themes(pack, phase=opened.school.phase_group)
    return [(each.id, each.name) for each in themes] or list(note.HEADINGS)
