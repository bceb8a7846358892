"""A mail server on this machine, in a thread, that takes, refuses, is slow or breaks off, as it is told."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Letter
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from trellis.notices.post_office import PostOffice
from trellis.notices.senders.smtp import Smtp

ADDRESS = "https://trellis.example.gov.uk"


@dataclass
class Box:
    """What the server took, and how it answers: `rcpt` and `data` are answers, `slow` is seconds after the text."""

    letters: list[Letter] = field(default_factory=list)
    rcpt: str = "250 OK"
    data: str = "250 OK"
    slow: float = 0
    breaks_off: bool = False
    tried: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tried += 1
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content: Any = envelope.content
        if self.data.startswith("250"):
            self.letters.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.breaks_off and server.transport is not None:
            server.transport.abort()
        return self.data

    @property
    def office(self) -> PostOffice:
        return office(self.port)

    port: int = 0


@contextmanager
def running(**how: Any) -> Iterator[Box]:
    box = Box(**how)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def dripping(*, every: float) -> Iterator[int]:
    """A server that never ends its first line, and never is silent for long either. Yields its port."""
    over = threading.Event()

    def drip(listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            said, _ = listening.accept()
            with said:
                while not over.wait(every):
                    said.sendall(b"2")

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join(timeout=10)


def office(port: int, *, timeout: float = 1.0) -> PostOffice:
    sender = Smtp(
        host="127.0.0.1",
        port=port,
        security="none",
        user="",
        password="",
        sent_from="trellis@example.gov.uk",
        timeout=timeout,
    )
    return PostOffice(sender=sender, address=ADDRESS)
