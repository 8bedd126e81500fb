"""Files that an office program, an editor or a file manager leaves beside those that people write."""

from __future__ import annotations

import re
from enum import StrEnum


class Leftover(StrEnum):
    """What kind of file was left; the value is the code of the note about it."""

    TEMPORARY = "station.temporary_file"
    COPY = "station.copied_file"


# Office programs lock a file as `~$x` while it is open, vim writes `x.swp`. Backups that some editors always
# keep (`x~`, `x.bak`) need no warning.
_TEMPORARY = re.compile(r"~\$.*|.*\.sw[a-p]", re.IGNORECASE)
# Windows, macOS and the Linux desktops, in English and Vietnamese; Syncthing and Dropbox on a conflict.
# Each holds a sign that no id may have: nothing that people could mean as a message is left out.
_WORDS = r"copy|another copy|bản sao|sao chép|chép|chép khác"
_COPY = re.compile(
    rf"(?:.+ - (?:{_WORDS})(?: ?\(\d+\))?"
    rf"|.+ \((?:(?:\d+(?:st|nd|rd|th) )?(?:{_WORDS})(?: \d+)?|\d+)\)"
    rf"|.+ (?:{_WORDS})(?: \d+)?"
    r"|(?:copy of|bản sao của) .+"
    r"|.+\.sync-conflict-.+"
    r"|.+ \(.*conflicted copy.*\))\.(?:yaml|yml|txt)",
    re.IGNORECASE,
)


def leftover(name: str) -> Leftover | None:
    """What kind of leftover a file is, by its bare name in NFC; None for any other file."""
    if _TEMPORARY.fullmatch(name):
        return Leftover.TEMPORARY
    return Leftover.COPY if _COPY.fullmatch(name) else None
