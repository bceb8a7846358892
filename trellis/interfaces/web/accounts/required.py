"""What comes before any other page: a password of one's own, and a second factor for whoever must have one."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from trellis.accounts import queries
from trellis.accounts.models import User
from trellis.accounts.second_factor import policy
from trellis.accounts.second_factor.policy import Mode
from trellis.interfaces.web.accounts import arriving

# What choosing one's own password takes, and leaving
OWN_PASSWORD = frozenset({"change_password", "confirm", "confirm_by", "sign_out"})
# What setting a second factor up takes, and leaving
FREE = frozenset(
    {"add_second_factor", "add_app", "add_key", "recovery_codes", "confirm", "confirm_by", "sign_out"}
)


class _Before:
    """Something that stands before a page and leaves the answer as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class OwnPasswordRequired(_Before):
    """Lead whoever signed in by a password that somebody else told them to choosing their own."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        user: User = request.user
        if not user.password_is_told or user.by_provider_only or arriving.PROVIDER in request.session:
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in OWN_PASSWORD:
            return None
        return redirect("change_password")


class SecondFactorRequired(_Before):
    """Stand before every page that needs a signed-in user."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        mode = arriving.mode()
        if mode in (Mode.OFF, Mode.OFFERED) or not getattr(view, "login_required", True):
            return None
        user: User = request.user  # type: ignore[assignment]
        if not user.is_authenticated or arriving.has_proved_second(request):
            return None
        free = FREE | OWN_PASSWORD if user.password_is_told else FREE  # one's own password comes first
        if request.resolver_match is not None and request.resolver_match.view_name in free:
            return None
        if not policy.must_have(user, mode=mode, on=timezone.localdate()):
            return None
        if queries.has_second_factor(user):
            # It was set up elsewhere since: this session has not proved it
            logout(request)
            return redirect("sign_in")
        return redirect("add_second_factor")
