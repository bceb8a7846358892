"""Faults of the machine that a person can be told of in a sentence, without losing what they typed."""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from trellis.interfaces.web.govuk import errors, typed

_FULL = ("database or disk is full", "no space left", "could not extend file", "disk full")
FULL = (
    "The disk on which Trellis keeps its record is full, so nothing could be saved. What you wrote is still below: keep this "
    "page open, tell whoever runs Trellis, and send it again when there is room. Nothing saved before is lost."
)
BUSY = "So many people are saving at this moment that yours could not be. What you wrote is still below: send it again."


def sentence(error: DatabaseError) -> str:
    """What to say of a fault of the database; "" for one that is no use to tell."""
    said = str(error).lower()
    if any(each in said for each in _FULL):
        return FULL
    return BUSY if "database is locked" in said else ""


class ToldInASentence:
    """Answer a form that a fault of the machine kept from being saved with that sentence and what was written in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        said = sentence(exception) if isinstance(exception, DatabaseError) else ""
        if not said or request.method != "POST":
            return None
        return errors.page(
            request,
            title="This could not be saved",
            sentences=(said,),
            status=503,
            written=typed.words_in(request.POST.lists()),
        )
