"""What the operating system and its libraries say of a fault, in the words of this program.

A fact that tells why something failed is often a sentence of the kernel (`os.strerror`), of the resolver, of
SQLite or of PortAudio, in English. It may come from another process or from a row of the journal, and be a
part of a text: `/dev/ttyUSB0: No such file or directory`. So it is looked for when a text is filled. What is
not known stays as it is.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable

REASONS = frozenset({"reason", "why", "detail"})
"""The facts that may hold words of the system."""

_NUMBERS = {
    errno.EACCES: "system.forbidden",
    errno.EADDRINUSE: "system.port_taken",
    errno.EBUSY: "system.busy",
    errno.ECONNREFUSED: "system.no_answer_there",
    errno.ECONNRESET: "system.broken_off",
    errno.EDQUOT: "system.full",
    errno.EHOSTUNREACH: "system.unreachable",
    errno.EIO: "system.damaged_disk",
    errno.EISDIR: "system.is_folder",
    errno.EMFILE: "system.many_files",
    errno.ENAMETOOLONG: "system.long_name",
    errno.ENETUNREACH: "system.unreachable",
    errno.ENFILE: "system.many_files",
    errno.ENODEV: "system.no_device",
    errno.ENOENT: "system.no_file",
    errno.ENOMEM: "system.no_memory",
    errno.ENOSPC: "system.full",
    errno.ENOTDIR: "system.no_folder",
    errno.ENXIO: "system.no_device",
    errno.EPERM: "system.forbidden",
    errno.EPIPE: "system.broken_off",
    errno.EROFS: "system.read_only",
    errno.ETIMEDOUT: "system.late",
}
_SENTENCES = {
    # the resolver, and sockets of Python
    "Name or service not known": "system.no_name",
    "No address associated with hostname": "system.no_name",
    "Temporary failure in name resolution": "system.no_name",
    "timed out": "system.late",
    # SQLite
    "database disk image is malformed": "system.damaged_file",
    "database is locked": "system.busy",
    "disk I/O error": "system.damaged_disk",
    "file is not a database": "system.damaged_file",
    # PortAudio, and our own processes on the air
    "Device unavailable": "system.no_sound_card",
    "Error querying device -1": "system.no_sound_card",
    "Invalid device": "system.no_sound_card",
    "the sound server has gone": "system.no_sound_server",
}
_KINDS = {
    "ConnectTimeout": "system.late",
    "ConnectionError": "system.broken_off",
    "ConnectionRefusedError": "system.no_answer_there",
    "ConnectionResetError": "system.broken_off",
    "ReadTimeout": "system.late",
    "TimeoutError": "system.late",
    "TimeoutExpired": "system.late",
    "gaierror": "system.no_name",
    "ended": "system.ended",
    "exit": "system.ended",
    "hung": "system.hung",
    "keyer does not start": "system.not_started",
    "no answer": "system.late",
    "no more sound comes in": "system.no_sound",
    "not started": "system.not_started",
    "the station was silent for too long": "system.lapsed",
    "too big": "system.too_big",
}
"""Names of errors, and short words of our processes: only where they are the whole fact."""

_EXIT = re.compile(r"exit -?\d+")
"""How a process of ours ended; the number is in the log."""

_KNOWN = _SENTENCES | {os.strerror(number): key for number, key in _NUMBERS.items()}
_WORDS = re.compile(
    r"(?:\[Errno -?\d+\] )?(?:Error opening \w+: )?\b("
    + "|".join(re.escape(words) for words in sorted(_KNOWN, key=len, reverse=True))
    + r")\b(?: \[PaErrorCode -?\d+\])?"
)


def in_our_words(told: str, word: Callable[[str], str]) -> str:
    """A reason in which the system's words are replaced.

    Args:
        told: the fact.
        word: gives the text of a key.
    """
    whole = _KINDS.get("exit" if _EXIT.fullmatch(told) else told)
    return word(whole) if whole else _WORDS.sub(lambda found: word(_KNOWN[found[1]]), told)
