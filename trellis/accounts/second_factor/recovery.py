"""Recovery codes: ten, each for one sign-in, long enough that a guess is hopeless and plain enough to be copied by hand."""

import secrets

NUMBER = 10
# Without letters and figures that are taken for one another
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _LENGTH = 3, 4


def new_codes() -> list[str]:
    """Return ten different codes such as `k7mq-9xtb-w4hd`, of 59 bits each."""
    made: set[str] = set()
    while len(made) < NUMBER:
        made.add("-".join(_group() for _ in range(_GROUPS)))
    return sorted(made)


def spelled(code: str) -> str:
    """The one spelling of a code, whatever spaces, hyphens and capitals it was typed with."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
