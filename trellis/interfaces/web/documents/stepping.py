"""Which form each step of a document asks for, and how what was filled in becomes the step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trellis.accounts.models import User
from trellis.documents.actions import moving
from trellis.documents.actions.moving import CannotMove
from trellis.documents.queries import DocumentFile
from trellis.documents.workflows.document import DOCUMENT
from trellis.interfaces.web.documents import forms

_Do = Callable[[DocumentFile, str, User, datetime], DocumentFile]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How a step is taken: what is said before its form, the form, and the action."""

    said: str
    form: type[forms.Step]
    do: _Do


KINDS: dict[str, Taken] = {
    "submit": Taken(
        said="It goes to its approver as it stands. Nobody who wrote in it can approve it.",
        form=forms.Step,
        do=lambda file, words, by, at: moving.submit(file, by=by, at=at),
    ),
    "take_back": Taken(
        said="It can be edited again, and then needs its approval anew.",
        form=forms.Reasons,
        do=lambda file, words, by, at: moving.take_back(file, reasons=words, by=by, at=at),
    ),
    "send_back": Taken(
        said="Whoever wrote it reads your reasons, and can edit it again.",
        form=forms.SendBack,
        do=lambda file, words, by, at: moving.send_back(file, reasons=words, by=by, at=at),
    ),
    "approve": Taken(
        said="Your name stands in the document as whoever approved it. It can then be issued as it is, and not changed.",
        form=forms.Step,
        do=lambda file, words, by, at: moving.approve(file, by=by, at=at),
    ),
    "issue": Taken(
        said="It is frozen as a PDF, a Word file, a web page and its content, each with the hash that proves it. "
        "Trellis does not send it: download it and send it yourself.",
        form=forms.Issue,
        do=lambda file, words, by, at: moving.issue(file, issued_to=words, by=by, at=at),
    ),
    "see": Taken(
        said="",
        form=forms.See,
        do=lambda file, words, by, at: moving.see(file, words=words, by=by, at=at),
    ),
    "withdraw": Taken(
        said="It will not be issued. What it said is kept.",
        form=forms.Reasons,
        do=lambda file, words, by, at: moving.withdraw(file, reasons=words, by=by, at=at),
    ),
    "recall": Taken(
        said="It no longer stands. The issued files are kept as they were. Tell those to whom it was issued.",
        form=forms.Reasons,
        do=lambda file, words, by, at: moving.recall(file, reasons=words, by=by, at=at),
    ),
}


def form_of(name: str, file: DocumentFile, sent: Mapping[str, Any] | None) -> forms.Step:
    """Return the form of a step, filled in as it was sent."""
    initial: dict[str, Any] = {"seen": file.steps[-1].number, "revision": file.newest.number}
    if name == "issue":
        initial["words"] = file.kind.usually_to
    return KINDS[name].form(sent, initial=initial)


def take(name: str, file: DocumentFile, given: Mapping[str, Any], *, by: User, at: datetime) -> DocumentFile:
    """Take the step. Raises PermissionDenied, or a Refusal with a sentence."""
    if (given.get("seen"), given.get("revision")) != (file.steps[-1].number, file.newest.number):
        raise CannotMove(
            "This document has changed or moved on since you opened the page. "
            "Look at it as it stands now before you send this."
        )
    return KINDS[name].do(file, given.get("words", ""), by, at)


def title(name: str) -> str:
    return DOCUMENT.by_name[name].label
