"""Signing in by email address, and how attempts are counted."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from trellis.accounts.models import User, spelled


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
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


def account_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The account that an attempt counts against: the email address as kept, whichever way it was typed."""
    given = (
        (credentials or {}).get("email") or (request.POST.get("email") if request is not None else "") or ""
    )
    return spelled(str(given))


def try_again_at(request: HttpRequest, *, now: datetime) -> datetime:
    """The time from which the account that was tried can be signed in to again from the same place."""
    from axes.models import AccessAttempt  # needs the apps, which this module is loaded before

    wait: timedelta = settings.AXES_COOLOFF_TIME
    tried = AccessAttempt.objects.filter(
        username=account_tried(request), ip_address=request.META.get("REMOTE_ADDR")
    )
    latest = tried.order_by("-attempt_time").first()
    # To the next whole minute: the page says no seconds
    return (latest.attempt_time if latest is not None else now) + wait + timedelta(minutes=1)
