"""A form of a step: shown, sent, refused with what was typed still on it, or taken."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from trellis.casework.actions.taking import CannotTake
from trellis.interfaces.web.govuk import faults, typed
from trellis.interfaces.web.govuk.fields import StepForm
from trellis.interfaces.web.govuk.forms import problems
from trellis.problem import Refusal

MOVED_ON = (
    "This has moved on since you opened the page. What you wrote is still below, and is not saved yet: "
    "look at where it stands now before you send it again."
)


def answer(
    request: HttpRequest,
    *,
    form_of: Callable[[Mapping[str, Any] | None], StepForm],
    seen: int,
    take: Callable[[dict[str, Any]], str],
    context: Mapping[str, object],
    template: str,
) -> HttpResponse:
    """Show the form, or take the step and go on to the address that it gives.

    `seen` is a number that changes when somebody writes what matters to the step; `take` raises a Refusal with its sentence.
    """
    sent = request.POST if request.method == "POST" else None
    brought_back = typed.take_back(request) if sent is None else None
    form = form_of(sent or brought_back)
    status = 200

    def anew(said: str) -> StepForm:
        """The form with what was sent and why it was not taken, ready to be sent again by somebody who has seen what is new."""
        again = request.POST.copy()
        again["seen"] = str(seen)
        shown = form_of(again)
        shown.is_valid()
        shown.add_error(None, said)
        return shown

    if brought_back is not None:
        form.errors.clear()  # it has not been sent to be saved yet
    elif sent is not None and not form.is_valid():
        status = 400
    elif sent is not None:
        try:
            if form.cleaned_data.get("seen") != seen:
                raise CannotTake(MOVED_ON)
            return redirect(take(form.cleaned_data))
        except Refusal as refusal:
            status, form = 409, anew(str(refusal))
        except DatabaseError as error:
            if not faults.sentence(error):
                raise
            status, form = 503, anew(faults.sentence(error))
    shown = {**context, "form": form, "problems": problems(form), "brought_back": brought_back is not None}
    return render(request, template, shown, status=status)
