"""Guesses that were refused a moment ago: the same one again teaches nobody anything, and is no new failure.

A script or a browser that repeats an old password would else keep its person waiting for ever.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import OrderedDict
from hashlib import sha256

KEPT = 1000  # guesses; then the oldest goes

About = tuple[str, ...]


class RefusedGuesses:
    """Remembers them as keyed hashes, in memory only. From any thread."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, None] = OrderedDict()

    def has(self, about: About, guess: str) -> bool:
        """True if the guess was refused before.

        Args:
            about: place, account, person, and the credential that it was held against: with another
                credential the guess is a new one.
            guess: what was typed.
        """
        with self._lock:
            return self._hash(about, guess) in self._known

    def keep(self, about: About, guess: str) -> None:
        """Remember a guess that was refused."""
        with self._lock:
            self._known[self._hash(about, guess)] = None
            while len(self._known) > KEPT:
                self._known.popitem(last=False)

    def _hash(self, about: About, guess: str) -> bytes:
        text = "\0".join((*about, guess))
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), sha256).digest()
