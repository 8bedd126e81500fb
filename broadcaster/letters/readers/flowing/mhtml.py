"""Web archives (.mht), and what Word saves as "single file web page" under the name .doc."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from broadcaster.errors import LettersError
from broadcaster.letters.model import Letter
from broadcaster.letters.readers.flowing import html, text

_DEEPEST = 20  # parts inside one another, all of them counted


def read(data: bytes) -> Letter:
    """The letter in the first page of an archive, or in its first plain text where it has no page.

    Raises:
        LettersError: it holds neither.
    """
    whole = email.message_from_bytes(data, policy=email.policy.default)
    for kind, reader in (("text/html", html.read), ("text/plain", text.read)):
        for number, part in enumerate(whole.walk()):
            if number > _DEEPEST:
                break
            if part.get_content_type() == kind:
                return reader(_words(part))
    raise LettersError("letter.unknown_form")


def _words(part: EmailMessage) -> bytes:
    """The part as UTF-8, or as it is where its encoding is not known."""
    held = part.get_payload(decode=True)
    data = held if isinstance(held, bytes) else b""
    try:
        return data.decode(part.get_content_charset() or "utf-8").encode()
    except (LookupError, UnicodeDecodeError):
        return data
