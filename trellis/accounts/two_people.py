"""The rule of two people: what one person proposed takes another to let it take effect."""

from trellis.accounts.models import User
from trellis.problem import Refusal


class SamePerson(Refusal):
    """Whoever did the first part may not do the second."""


def reason(by: User, *, first: User | None, did: str, does: str) -> str:
    """Say to the user why it takes somebody else; "" where it does not. `first` is None where nobody did the first part."""
    if first is None or by.pk != first.pk:
        return ""
    return f"You {did}, so somebody else must {does}."


def check(by: User, *, first: User | None, did: str, does: str) -> None:
    """Raise SamePerson where the user did the first part themselves."""
    if said := reason(by, first=first, did=did, does=does):
        raise SamePerson(said)
