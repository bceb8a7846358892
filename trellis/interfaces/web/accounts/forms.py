"""The forms of signing in and of changing a password."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from trellis.accounts.models import User
from trellis.accounts.sign_in import LONGEST_EMAIL


class SignIn(forms.Form):
    """What is asked for at sign-in."""

    email = forms.EmailField(
        label="Email address",
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "width": "20"}),
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address in the correct format, like name@example.org",
            "max_length": f"The email address must be {LONGEST_EMAIL} characters or fewer",
        },
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "width": "20"}),
        error_messages={"required": "Enter your password"},
    )


class ChangePassword(forms.Form):
    """The old password and the new one."""

    current = forms.CharField(
        label="Current password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "width": "20"}),
        error_messages={"required": "Enter your current password"},
    )
    new = forms.CharField(
        label="New password",
        strip=False,
        help_text="At least 12 characters. Three words that you would not usually put together work well.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "width": "20"}),
        error_messages={"required": "Enter a new password"},
    )

    def __init__(self, *args: Any, user: User, is_right: Callable[[str], bool], **kwargs: Any) -> None:
        """`is_right` says whether a password is the current one, and counts the guess where it is not."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.is_right = is_right

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.is_right(current):
            raise forms.ValidationError("That is not your current password")
        return current

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new
