"""Signing in by email address, and how attempts are counted."""

import ipaddress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from trellis.accounts.models import User, spelled

LONGEST_EMAIL = 254


class EmailBackend(BaseBackend):
    """Email address and password, against accounts that may sign in."""

    def authenticate(
        self,
        request: HttpRequest | None,
        email: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if email is None or password is None:
            return None
        try:
            user = User.objects.get_by_natural_key(email)
        except User.DoesNotExist:
            make_password(
                password
            )  # takes as long as checking one, so that timing tells nobody who has an account
            return None
        right = user.check_password(password)
        return user if right and user.is_active and not user.by_provider_only else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


def account_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The account that an attempt counts against: the email address as kept, whichever way it was typed.

    Somebody who is signed in already, and gives their current password, tries their own.
    """
    given = (credentials or {}).get("email") or ""
    if not given and request is not None:
        given = request.POST.get("email") or getattr(getattr(request, "user", None), "email", "")
    return spelled(str(given))[:LONGEST_EMAIL]


def address_of(request: HttpRequest) -> str | None:
    """The network address that an attempt comes from.

    Behind a proxy that is the last hop of X-Forwarded-For, the one that the proxy itself wrote; the hops before it
    are whatever the sender says. Without a proxy the header is not looked at.
    """
    if settings.BEHIND_PROXY:
        last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        for written in (last, last.rpartition(":")[0].strip("[]")):  # some proxies add the port
            if found := _address(written):
                return found
    return _address(request.META.get("REMOTE_ADDR") or "")


def _address(written: str) -> str | None:
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        return None


def is_address_locked(request: HttpRequest, *, now: datetime) -> bool:
    """Whether too many passwords were wrong from one place, over all accounts: one password tried on everybody."""
    from django.db.models import Sum

    tried = _tried_from(request).filter(attempt_time__gt=now - settings.AXES_COOLOFF_TIME)
    failures: int = tried.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
    return failures >= settings.FAILURE_LIMIT_OF_ADDRESS


def is_account_locked(request: HttpRequest, user: User) -> bool:
    """Whether too many tries at this account were wrong from where the request comes, as `authenticate` would see it."""
    from axes.handlers.proxy import AxesProxyHandler

    given = {"email": user.email}
    if AxesProxyHandler.is_allowed(request, given):
        return False
    request.axes_credentials = given  # type: ignore[attr-defined]
    return True


def count_wrong(request: HttpRequest, user: User) -> bool:
    """Count a wrong second factor as a wrong password is counted, and say whether that locks the account."""
    user_login_failed.send(sender=__name__, credentials={"email": user.email}, request=request)
    return bool(getattr(request, "axes_locked_out", False))


def try_again_at(request: HttpRequest, *, now: datetime, any_account: bool = False) -> datetime:
    """The time from which the account that was tried can be signed in to again from the same place.

    With `any_account`, the time from which any can.
    """
    wait: timedelta = settings.AXES_COOLOFF_TIME
    tried = _tried_from(request)
    if not any_account:
        tried = tried.filter(username=account_tried(request, getattr(request, "axes_credentials", None)))
    latest = tried.order_by("-attempt_time").first()
    # To the next whole minute: the page says no seconds
    return (latest.attempt_time if latest is not None else now) + wait + timedelta(minutes=1)


def _tried_from(request: HttpRequest) -> Any:
    from axes.models import AccessAttempt  # needs the apps, which this module is loaded before

    return AccessAttempt.objects.filter(ip_address=address_of(request))
