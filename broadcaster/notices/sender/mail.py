"""Mail by SMTP. The only user of smtplib: each try of a message carries the same Message-ID."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from broadcaster.notices.news.model import NoticeMessage
from broadcaster.notices.sender.orders import Orders, Server
from broadcaster.notices.sender.way import NotTaken, reason

TIME_LIMIT = 20.0  # seconds for each answer of the server
_GO_AHEAD = 354
_OK = 250
_PERMANENT = 500


class Mail:
    """See `WayOut`."""

    def __init__(self, server: Server, *, time_limit: float = TIME_LIMIT) -> None:
        self._server = server
        self._limit = time_limit

    def send(self, message: NoticeMessage, address: str) -> None:
        """Hand a message to the server."""
        with self._faults(address), self._open() as smtp:
            self._hand_over(smtp, message, address)

    def check(self) -> None:
        """Sign in at the server, and send nothing. Raises NotTaken: it does not work."""
        with self._faults(""), self._open() as smtp:
            smtp.noop()

    @contextmanager
    def _faults(self, address: str) -> Iterator[None]:
        hide = (address, self._server.password, self._server.user)
        try:
            yield
        except smtplib.SMTPAuthenticationError as error:
            raise NotTaken(reason("notices.failed.login", _text(error.smtp_error), hide)) from None
        except smtplib.SMTPResponseException as error:
            raise NotTaken(reason("notices.failed.answer", _text(error.smtp_error), hide)) from None
        except ssl.SSLError as error:
            raise NotTaken(reason("notices.failed.security", error.reason or type(error).__name__)) from None
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise NotTaken(reason("notices.failed.connection", _cause(error), hide)) from None

    def _open(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        # Without a name of its own smtplib would ask the network for one, which may hang.
        own = server.domain or "localhost"
        smtp: smtplib.SMTP
        if server.security == "tls":
            smtp = smtplib.SMTP_SSL(server.host, server.port, own, timeout=self._limit, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, own, timeout=self._limit)
        try:
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _hand_over(self, smtp: smtplib.SMTP, message: NoticeMessage, address: str) -> None:
        hide = (address, self._server.password, self._server.user)
        smtp.ehlo_or_helo_if_needed()
        for code, answer in (smtp.mail(self._server.sender), smtp.rcpt(address)):
            if not _OK <= code < _OK + 2:
                raise _refused(code, answer, hide)
        code, answer = smtp.docmd("DATA")
        if code != _GO_AHEAD:
            raise _refused(code, answer, hide)
        try:
            smtp.send(_dotted(written(message, address, self._server)))
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            # The server has, or may have, the whole message: only its answer is missing.
            raise NotTaken(reason("notices.failed.no_answer", _cause(error), hide), unsure=True) from None
        if code != _OK:
            raise _refused(code, answer, hide)
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()


def open_way(orders: Orders) -> Mail | None:
    """Mail, where there is a server for it."""
    return None if orders.mail is None else Mail(orders.mail)


def written(message: NoticeMessage, address: str, server: Server) -> EmailMessage:
    """The mail as it goes out."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(display_name=_line(server.name), addr_spec=server.sender)
    mail["To"] = Address(addr_spec=address)
    mail["Subject"] = _line(message.title)
    mail["Date"] = format_datetime(message.queued)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body, cte="base64")
    return mail


def _dotted(mail: EmailMessage) -> bytes:
    """The bytes after DATA: a line that begins with a dot gets a second one."""
    lines = mail.as_bytes().split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _refused(code: int, answer: bytes, hide: tuple[str, ...]) -> NotTaken:
    said = reason("notices.failed.answer", f"{code} {_text(answer)}", hide)
    return NotTaken(said, final=code >= _PERMANENT)


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _cause(error: Exception) -> str:
    """The computer's words for a fault of the network, without what was sent."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
