"""Asking people to sign in, and keeping what they had typed where their session ended meanwhile."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from trellis.interfaces.web.govuk import layout, typed


class SignInRequired(LoginRequiredMiddleware):
    """Django’s, which leads to the sign-in page; a form that was sent without a session is kept first."""

    def handle_no_permission(  # type: ignore[override]  # a page does where Django has an address
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.method == "POST" and typed.keep(request):
            return self._kept(request)
        return super().handle_no_permission(request, view_func)

    def _kept(self, request: HttpRequest) -> HttpResponse:
        onward = f"{reverse('sign_in')}?{urlencode({'next': request.path})}"
        context = {"frame": layout.EMPTY, "onward": onward}
        return render(request, "govuk/words_kept.html", context, status=403)
