"""An e-mail, and what can become of one."""

from dataclasses import dataclass
from typing import Protocol

from trellis.problem import Refusal


@dataclass(frozen=True, kw_only=True)
class Message:
    """One e-mail to one person, as text and as HTML. `reference` is the same for the same message, and tells nothing."""

    to: str
    subject: str
    text: str
    html: str
    reference: str


class NotSent(Refusal):
    """It did not leave, for a reason that may pass. The message says which."""


class Refused(Refusal):
    """It was refused, and would be again."""


class Unsure(Refusal):
    """It was handed over, and nothing was heard of it: it may have arrived."""


class Sender(Protocol):
    """One way by which an e-mail leaves."""

    def send(self, message: Message) -> None:
        """Return once it was taken. Raises NotSent, Refused or Unsure, and says nothing of whom it was for."""
