"""What people keep for themselves on the list of schools: a watchlist, and lists under names of their own."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from trellis.interfaces.web.govuk import errors
from trellis.interfaces.web.govuk.forms import problems
from trellis.interfaces.web.schools import filters, listing, loading
from trellis.interfaces.web.schools.forms import SaveList
from trellis.schools.actions import lists
from trellis.schools.models import PHASES, RELATIONSHIPS


def watch(request: HttpRequest) -> HttpResponse:
    """Put a school on the watchlist or take one off, and go back to where the button was."""
    if request.method != "POST":
        return redirect("schools")
    added, removed = (_number(request.POST.get(key, "")) for key in ("add", "remove"))
    if added is not None:
        _, school = loading.seen(request, added)
        lists.watch(school=school, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    elif removed is not None:
        lists.stop_watching(urn=removed, by=request.user)  # type: ignore[arg-type]
    else:
        return errors.page(
            request,
            title="No school was named",
            sentences=("Go back to the list of schools and use the button beside the school.",),
            status=400,
        )
    return HttpResponseRedirect(f"{_back(request)}#u{added or removed}")


@require_http_methods(["GET", "POST"])
def save_list(request: HttpRequest) -> HttpResponse:
    """Keep the list that the address describes under a name."""
    asked = filters.read(request.GET, phases=PHASES, relationships=RELATIONSHIPS)
    opened = loading.authority(request, code=asked.authority, here="schools", counts_do=False)
    form = SaveList(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            lists.save(
                name=form.cleaned_data["name"],
                query=asked.lasting,
                authority_code=opened.code,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
            return HttpResponseRedirect(reverse("schools") + asked.address())
        except lists.CannotSave as refusal:
            form.add_error("name", str(refusal))
    context = {
        "frame": opened.frame,
        "form": form,
        "problems": problems(form),
        "filters": asked,
        "said": listing.in_words(asked),
    }
    return render(request, "schools/save_list.html", context)


def remove_list(request: HttpRequest) -> HttpResponse:
    """Remove one of the user's own lists."""
    if request.method != "POST":
        return redirect("schools")
    list_id = _number(request.POST.get("list", ""))
    if list_id is None or not lists.remove(list_id=list_id, by=request.user):  # type: ignore[arg-type]
        raise Http404
    return HttpResponseRedirect(_back(request))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _back(request: HttpRequest) -> str:
    """The page that the button was on, if it is one of ours; else the list."""
    asked = request.POST.get("next", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked.split("#")[0] if ours else reverse("schools")
