"""An e-mail by a mail server, in the steps of RFC 5321, so that it is known how far it came."""

import contextlib
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from trellis.notices.message import Message, NotSent, Refused, Unsure

TIMES = 6
"""How many times the wait for one answer a whole e-mail may take."""


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """A mail server. `security` is starttls, tls or none; `timeout` is in seconds, for each answer waited for.

    A server that says a little again and again is given `TIMES` as long in all.
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    sent_from: str
    timeout: float

    def send(self, message: Message) -> None:
        """Hand a message over. Until the text is sent every fault means that nothing left; after it, silence does not."""
        try:
            written = _quoted(self._written(message))
        except (UnicodeError, ValueError) as error:
            raise Refused("The address cannot be written in an e-mail.") from error
        server = self._server()
        limit = threading.Timer(self.timeout * TIMES, _cut, args=(server,))
        limit.daemon = True
        limit.start()
        try:
            self._send(server, message.to, written)
        finally:
            limit.cancel()
            server.close()  # not QUIT: what it answers would say nothing of the message

    def _send(self, server: smtplib.SMTP, to: str, written: bytes) -> None:
        try:
            self._connect(server)
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent(
                "The mail server did not take the name and password of this installation."
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(f"The mail server could not be reached ({_kind(error)}).") from error
        self._handed_over(server, to, written)

    def _server(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(timeout=self.timeout, context=ssl.create_default_context())
        return smtplib.SMTP(timeout=self.timeout)

    def _connect(self, server: smtplib.SMTP) -> None:
        server._host = self.host  # type: ignore[attr-defined]  # by which its certificate is checked
        code, _ = server.connect(self.host, self.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, "")
        if self.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
        if self.user:
            server.login(self.user, self.password)

    def _handed_over(self, server: smtplib.SMTP, to: str, written: bytes) -> None:
        try:
            for code, _ in (server.mail(self.sent_from), server.rcpt(to)):
                _check(code, "the address")
            code, _ = server.docmd("DATA")
            if code != 354:
                _check(code, "the message")
                raise NotSent(f"The mail server did not take the message now (answer {code}).")
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(f"The mail server broke off ({_kind(error)}).") from error
        try:
            server.send(written)
            code, _ = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Unsure(
                "The mail server had the message and then said nothing: it may have been sent, and is not sent again."
            ) from error
        _check(code, "the message")

    def _written(self, message: Message) -> bytes:
        letter = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
        message.to.encode("ascii")
        letter["From"], letter["To"], letter["Subject"] = self.sent_from, message.to, message.subject
        letter["Date"] = formatdate(localtime=True)
        letter["Message-ID"] = f"<{message.reference}@{self.sent_from.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text)
        letter.add_alternative(message.html, subtype="html")
        return letter.as_bytes()


def _quoted(written: bytes) -> bytes:
    """The text with its end marked, and no line that would end it sooner (RFC 5321, 4.5.2)."""
    lines = written.rstrip(b"\r\n").split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _check(code: int, what: str) -> None:
    if 200 <= code < 300:
        return
    if 500 <= code < 600:
        raise Refused(f"The mail server refused {what} (answer {code}).")
    raise NotSent(f"The mail server did not take {what} now (answer {code}).")


def _cut(server: smtplib.SMTP) -> None:
    """End a conversation that takes too long, from a thread of its own."""
    if server.sock is not None:
        with contextlib.suppress(OSError):  # it was closed meanwhile
            server.sock.shutdown(socket.SHUT_RDWR)


def _kind(error: Exception) -> str:
    """What was wrong with the line, in words."""
    match error:
        case TimeoutError():
            return "it took too long"
        case _ if isinstance(error.__context__, TimeoutError):
            return "it took too long"
        case smtplib.SMTPServerDisconnected():
            return "it broke off"
        case ConnectionRefusedError():
            return "nothing listens there"
        case socket.gaierror():
            return "its name is not known"
        case ssl.SSLError():
            return "its certificate or its encryption could not be used"
        case _:
            return type(error).__name__
