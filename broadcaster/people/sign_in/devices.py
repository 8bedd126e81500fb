"""Devices on which a person signed in before: they have a line of their own for signing in, and no right.

A browser keeps a cookie with a random id and, for each person who signed in fully there, a tag that only this
station can make. Whoever steals it gets a line to guess in. If the key is lost, devices are unknown.
"""

from __future__ import annotations

import base64
import hmac
import logging
import re
import secrets
import threading
from pathlib import Path

from broadcaster.core import state_files
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.forms import nfc
from broadcaster.core.whole_files import write_bytes

NAME = "devices.key"
"""The file with the key, in the state folder."""

MOST = 8  # persons who are known on one device; then the first is forgotten
_KEY = re.compile(r"[0-9a-f]{64}\n?")
_COOKIE = re.compile(r"[\w-]{16}(?:\.[\w-]{22}){1,9}", re.ASCII)
_ANYBODY = "\0"  # in no person's id

log = logging.getLogger(__name__)


class Devices:
    """Makes the cookies of devices and reads them. From any thread."""

    def __init__(self, state: Path) -> None:
        self._path = state / NAME
        self._lock = threading.Lock()
        self._known: bytes | None = None

    def of(self, cookie: str, person_id: str) -> str:
        """The id of the device that sent a cookie, if this person signed in on it; "" for any other."""
        if not _COOKIE.fullmatch(cookie):
            return ""
        device, *tags = cookie.split(".")
        own = self._tag(device, nfc(person_id.strip()))
        return device if any(hmac.compare_digest(own, tag) for tag in tags) else ""

    def signed_in(self, cookie: str, person_id: str) -> str:
        """The cookie for a device on which a person has just signed in, in place of the one that it has."""
        device, *tags = cookie.split(".") if _COOKIE.fullmatch(cookie) else [secrets.token_urlsafe(12)]
        own, ours = self._tag(device, person_id), self._tag(device, _ANYBODY)
        return ".".join((device, ours, *[tag for tag in tags if tag not in (own, ours)][-(MOST - 1) :], own))

    def is_known(self, cookie: str) -> bool:
        """True for the cookie of a device on which anybody signed in. Quick, whoever sends it."""
        if not _COOKIE.fullmatch(cookie):
            return False
        device, *tags = cookie.split(".")
        return self._tag(device, _ANYBODY) in tags

    def form_key(self, account: int | None) -> bytes:
        """What the words of forms are made with, for whoever asks from an account of the computer.

        It is secret: whoever chooses a cookie must not know the word of its forms. It is another for each
        account: nobody has the station's own programs send a form that they have read themselves.
        """
        return hmac.digest(self._key(), f"forms\0{account}".encode(), "sha256")

    def _tag(self, device: str, person_id: str) -> str:
        text = f"{device}\0{person_id}".encode("utf-8", "surrogatepass")
        whole = hmac.digest(self._key(), text, "sha256")
        return base64.urlsafe_b64encode(whole[:16]).decode().rstrip("=")

    def _key(self) -> bytes:
        with self._lock:
            if self._known is None:
                kept = state_files.load_text(self._path, _KEY)
                self._known = bytes.fromhex(kept) if kept is not None else self._made()
            return self._known

    def _made(self) -> bytes:
        fresh = secrets.token_bytes(32)
        try:
            write_bytes(self._path, fresh.hex().encode())
        except BroadcasterError:
            log.warning("devices are known until this program ends", exc_info=True)
        return fresh
