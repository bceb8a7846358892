"""The pages that say what went wrong and what to do next."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.interfaces.web.govuk import layout


def page(
    request: HttpRequest,
    *,
    title: str,
    sentences: tuple[str, ...],
    status: int,
    written: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """One page of a heading and a few sentences, with what was `written` in the form that was sent."""
    bare = status >= 500  # something is broken: ask nothing of the session or the database
    frame = layout.EMPTY if bare else layout.frame(request)
    context = {"frame": frame, "title": title, "sentences": sentences, "written": written}
    return render(request, "govuk/message.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be understood (400)."""
    return page(
        request,
        title="There is a problem with this address",
        sentences=("The request could not be understood. Go back and try again.",),
        status=400,
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what a role may not do (403)."""
    said = str(exception) or "Your role does not include this page."
    return page(
        request,
        title="You cannot open this page",
        sentences=(said, "If you need it for your work, ask whoever looks after accounts at your authority."),
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is not there, or not the user’s (404)."""
    return page(
        request,
        title="Page not found",
        sentences=(
            "If you typed the address, check that it is right. If you pasted it, check that all of it is there.",
            "A school shows here only if it is one of the schools that you work with.",
        ),
        status=404,
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours (500)."""
    return page(
        request,
        title="Sorry, there is a problem with the service",
        sentences=(
            "Nothing that you had saved is lost. Try again in a few minutes.",
            "If it goes on, tell whoever runs Trellis at your authority what you were doing and at what time.",
        ),
        status=500,
    )
