"""How this installation sends e-mail, from its environment, checked when the service starts."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from trellis.notices.message import Sender
from trellis.notices.senders.notify import Notify
from trellis.notices.senders.smtp import Smtp
from trellis.problem import Refusal

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(rf".*?-?({_UUID})-({_UUID})")
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")


class BadPostOffice(Refusal):
    """Sending e-mail is not configured so that it could work; the message names the variable and what to write."""


@dataclass(frozen=True, kw_only=True)
class PostOffice:
    """How an e-mail leaves, and the address of the pages that it leads to."""

    sender: Sender
    address: str


def read(environ: Mapping[str, str]) -> PostOffice | None:
    """Return how e-mail is sent; None where nothing is named, and none is. Raises BadPostOffice."""

    def said(name: str, default: str = "") -> str:
        return environ.get(f"TRELLIS_{name}", "").strip() or default

    host, key = said("SMTP_HOST"), said("NOTIFY_KEY")
    if not host and not key:
        return None
    if host and key:
        raise BadPostOffice(
            "Name TRELLIS_SMTP_HOST or TRELLIS_NOTIFY_KEY, not both: one of them sends e-mail."
        )
    address = said("ADDRESS").rstrip("/")
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        raise BadPostOffice(
            "TRELLIS_ADDRESS must be the address of the pages, such as https://trellis.example.gov.uk: e-mails lead to it."
        )
    timeout = _seconds(said("MAIL_TIMEOUT", "10"))
    if key:
        parts = _KEY.fullmatch(key)
        if parts is None or not re.fullmatch(_UUID, said("NOTIFY_TEMPLATE")):
            raise BadPostOffice(
                "TRELLIS_NOTIFY_KEY must be a whole API key of GOV.UK Notify, and TRELLIS_NOTIFY_TEMPLATE the id of an "
                "e-mail template with ((subject)) and ((body))."
            )
        sender: Sender = Notify(
            service=parts[1], secret=parts[2], template=said("NOTIFY_TEMPLATE"), timeout=timeout
        )
        return PostOffice(sender=sender, address=address)
    return PostOffice(
        sender=Smtp(
            host=host,
            port=_port(said("SMTP_PORT", "587")),
            security=_security(said("SMTP_SECURITY", "starttls"), user=said("SMTP_USER")),
            user=said("SMTP_USER"),
            password=environ.get("TRELLIS_SMTP_PASSWORD", ""),
            sent_from=_sent_from(said("MAIL_FROM")),
            timeout=timeout,
        ),
        address=address,
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 1 <= seconds <= 120:
        raise BadPostOffice("TRELLIS_MAIL_TIMEOUT must be a number of seconds from 1 to 120.")
    return seconds


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= 65535):
        raise BadPostOffice("TRELLIS_SMTP_PORT must be a port from 1 to 65535, such as 587.")
    return int(text)


def _security(text: str, *, user: str) -> str:
    if text not in ("starttls", "tls", "none"):
        raise BadPostOffice("TRELLIS_SMTP_SECURITY can be starttls, tls or none.")
    if text == "none" and user:
        raise BadPostOffice(
            "With TRELLIS_SMTP_SECURITY none a password would cross the network in the open: leave TRELLIS_SMTP_USER out."
        )
    return text


def _sent_from(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise BadPostOffice("TRELLIS_MAIL_FROM must be the e-mail address that digests come from.")
    return text
