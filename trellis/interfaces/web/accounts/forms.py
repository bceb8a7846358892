"""The forms of signing in, of the second step, and of changing how one signs in."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from trellis.accounts.actions.second_factor import NAME_LENGTH, plain
from trellis.accounts.models import User
from trellis.accounts.second_factor import app
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


class TakeUp(forms.Form):
    """The code of a post that waits for its holder."""

    code = forms.CharField(
        label="Code",
        max_length=100,
        help_text="Four words and a number, with a hyphen or a space between them.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "width": "20", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the code that the administrator told you",
            "max_length": "The code is four words and a number",
        },
    )


class Password(forms.Form):
    """One's own password, given again."""

    current = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "width": "20"}),
        error_messages={"required": "Enter your password"},
    )


class AppCode(forms.Form):
    """What an authenticator app shows."""

    code = forms.CharField(
        label="Code from your authenticator app",
        help_text="The 6 figures that the app shows beside Trellis. They change every half minute.",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "width": "5"}),
        error_messages={
            "required": "Enter the code that your app shows",
            "max_length": f"The code has {app.DIGITS} figures",
        },
    )

    def clean_code(self) -> str:
        code = plain(self.cleaned_data["code"])
        if not (code.isascii() and code.isdecimal() and len(code) == app.DIGITS):
            raise forms.ValidationError(f"The code has {app.DIGITS} figures")
        return code


class RecoveryCode(forms.Form):
    """One of the ten codes that were written down."""

    code = forms.CharField(
        label="Recovery code",
        help_text="One of those that you wrote down, such as k7mq-9xtb-w4hd. Each works once.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "width": "20"}),
        error_messages={
            "required": "Enter one of your recovery codes",
            "max_length": "A recovery code has 12 letters and figures",
        },
    )


class Answer(forms.Form):
    """What a security key answered, put here by the script of the page."""

    answer = forms.CharField(
        max_length=20_000,
        widget=forms.HiddenInput,
        error_messages={
            "required": "Use your key: press the button and follow what your browser asks",
            "max_length": "The key’s answer could not be used. Try again",
        },
    )

    def clean_answer(self) -> dict[str, Any]:
        try:
            answer = json.loads(self.cleaned_data["answer"])
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise forms.ValidationError("The key’s answer could not be used. Try again")
        return answer


class FactorName(forms.Form):
    """What one calls a second factor of one's own."""

    name = forms.CharField(
        label="Name",
        help_text="So that you can tell it from others, such as “Work phone”.",
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "width": "20"}),
        error_messages={
            "required": "Enter a name",
            "max_length": f"The name must be {NAME_LENGTH} characters or fewer",
        },
    )


class NewApp(FactorName, AppCode):
    """An app, by a code that it shows and a name."""

    field_order = ("code", "name")


class NewKey(FactorName, Answer):
    """A key, by what it answered and a name."""
