"""The pages after too many wrong passwords or codes: when to try again, and what else to do."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from trellis.accounts import sign_in as sign_in_rules
from trellis.interfaces.web.govuk import errors, words

_TITLE = "Too many wrong passwords or codes"


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer the account that was tried too often from here."""
    again = sign_in_rules.try_again_at(request, now=timezone.now())
    return errors.page(
        request,
        title=_TITLE,
        sentences=(
            f"For safety this account cannot be signed in to from here until {words.moment(again)}.",
            "The right password will not work before then. If you have forgotten it, ask whoever looks after accounts.",
        ),
        status=429,
    )


def address_locked(request: HttpRequest) -> HttpResponse:
    """Answer a network address from which too much was tried over all accounts."""
    again = sign_in_rules.try_again_at(request, now=timezone.now(), any_account=True)
    return errors.page(
        request,
        title=_TITLE,
        sentences=(
            "Too many passwords were wrong from your network address, over all accounts.",
            f"For safety nobody can sign in from there until {words.moment(again)}.",
            "If it was not you or a colleague, tell whoever runs Trellis at your authority.",
        ),
        status=429,
    )


def too_many_codes(request: HttpRequest, *, until: datetime) -> HttpResponse:
    """Answer an account whose second step was wrong too often, from wherever it was tried."""
    return errors.page(
        request,
        title=_TITLE,
        sentences=(
            f"For safety no code and no key is looked at for this account until {words.moment(until)}.",
            "Somebody gave the right password and then a wrong code many times.",
            "If it was not you, your password is known: tell whoever looks after accounts at your authority.",
        ),
        status=429,
    )
