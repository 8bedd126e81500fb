"""The one way in which the ward's readings are changed: by the command line and by the console.

A reading is checked as the loader checks it; the file keeps every other byte, and what would come
out is read back and compared before the disk is touched.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from broadcaster.core.errors import StationError
from broadcaster.core.text.forms import nfc
from broadcaster.core.text.syllables import unspeakable
from broadcaster.station.editing.document import ABSENT
from broadcaster.station.editing.documents import Documents
from broadcaster.station.forms.broadcasts import MessageForm
from broadcaster.station.forms.small_files import LexiconForm
from broadcaster.station.forms.validation import typed
from broadcaster.station.model.names import shown
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import Problem
from broadcaster.station.yaml.tree import parse
from broadcaster.station.yaml.writing import entry, with_entry, without_entry

WARD_FILE = "lexicon.yaml"
LONGEST = 300  # code points of a written form or a reading, as the loader allows
_BELOW = ("lexicon",)  # where a message keeps its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Layered:
    """One reading that an officer decided."""

    written: str
    spoken: str
    message: str | None = None  # None: the whole ward


def layers(station: Station) -> tuple[Layered, ...]:
    """All readings of a station: the messages' own first, since they win, then the ward's."""
    own = [
        Layered(written=written, spoken=spoken, message=message.id)
        for message in station.messages.values()
        for written, spoken in message.lexicon.items()
    ]
    ward = [Layered(written=written, spoken=spoken) for written, spoken in station.lexicon.items()]
    return (*own, *ward)


def set_reading(
    files: Documents, written: str, spoken: str, *, message: str | None = None, by: str = ""
) -> Layered:
    """Keep a reading in the station's files, in place of an older one of the same form.

    Args:
        written: the form that stands in texts; an older entry that differs in capitals only is
            the same entry and keeps its own.
        spoken: Vietnamese syllables.
        message: the id of the message it is for; None for the whole ward.

    Returns:
        The entry as it stands now.

    Raises:
        StationError: the reading cannot be said, or the file cannot be edited.
        StoreError: the file cannot be written.
    """
    written, spoken = _line(written), _line(spoken)
    wrong = unspeakable(spoken)
    if wrong is not None:
        raise StationError("station.unspeakable", written=shown(spoken), word=shown(wrong))
    file = _file(message)
    key = written

    def edit(text: str) -> str:
        nonlocal key
        held = _held(file, text, message)
        key = _same(held, written) or written
        changed = with_entry(text, _BELOW if message else (), key, spoken)
        _accept(file, text.encode(), changed.encode(), message)
        return _expected(file, changed, message, {**held, key: spoken})

    _change(files, file, edit, message, by)
    return Layered(written=key, spoken=spoken, message=message)


def line(written: str, spoken: str) -> str:
    """The line of a lexicon for a reading, as it stands in lexicon.yaml."""
    return entry(_line(written), _line(spoken))


def remove_reading(files: Documents, written: str, *, message: str | None = None, by: str = "") -> Layered:
    """Take a reading out of the station's files; the arguments are those of `set_reading`.

    Returns:
        The entry that is gone.

    Raises:
        StationError: there is none of this form, or the file cannot be edited.
        StoreError: the file cannot be written.
    """
    written, file = _line(written), _file(message)
    gone = ("", "")

    def edit(text: str) -> str:
        nonlocal gone
        held = _held(file, text, message)
        key = _same(held, written)
        if key is None:
            raise StationError("station.no_reading", written=shown(written), file=file)
        gone = (key, held[key])
        rest = {form: spoken for form, spoken in held.items() if form != key}
        return _expected(file, without_entry(text, _BELOW if message else (), key), message, rest)

    _change(files, file, edit, message, by)
    return Layered(written=gone[0], spoken=gone[1], message=message)


def _line(text: str) -> str:
    line = " ".join(nfc(text).split())
    if not line:
        raise StationError("station.empty_reading")
    if len(line) > LONGEST:
        raise StationError("station.long_reading", limit=LONGEST)
    return line


def _same(held: dict[str, str], written: str) -> str | None:
    """The entry of this form: exactly so, or with other capitals."""
    if written in held:
        return written
    return next((form for form in held if form.casefold() == written.casefold()), None)


def _file(message: str | None) -> str:
    return f"messages/{message}.yaml" if message else WARD_FILE


def _change(files: Documents, file: str, edit: Callable[[str], str], message: str | None, by: str) -> None:
    if message and files.read(file).etag == ABSENT:
        raise StationError("station.edit_failed", file=file, reason=os.strerror(errno.ENOENT))
    files.change(file, lambda text: edit(text.removeprefix("\ufeff")), by=by)


def _held(file: str, text: str, message: str | None) -> dict[str, str]:
    root, problems = parse(file, text.encode())
    if problems:
        raise StationError("station.edit_broken", file=file, line=problems[0].line)
    data = root.data if root else {}
    held = data.get("lexicon", {}) if message and isinstance(data, dict) else data
    if not isinstance(held, dict) or not all(isinstance(spoken, str) for spoken in held.values()):
        raise StationError("station.edit_broken", file=file, line=root.mark.line if root else 1)
    return {str(form): str(spoken) for form, spoken in held.items()}


def _accept(file: str, before: bytes, after: bytes, message: str | None) -> None:
    """Load the file as it would be: it must have no fault that it has not now.

    Raises:
        StationError: the loader would not take it.
    """
    known = Counter(problem.message for problem in _faults(file, before, message))
    new = Counter(problem.message for problem in _faults(file, after, message)) - known
    for reason in new:
        raise StationError("station.edit_failed", file=file, reason=reason)


def _faults(file: str, raw: bytes, message: str | None) -> list[Problem]:
    root, problems = parse(file, raw)
    if problems or root is None:
        return list(problems)
    return typed(file, root, MessageForm)[1] if message else typed(file, root, LexiconForm)[1]


def _expected(file: str, text: str, message: str | None, expected: dict[str, str]) -> str:
    """The edited text, if it holds what it should."""
    if _held(file, text, message) != expected:
        raise StationError("station.edit_failed", file=file, reason=shown(text))
    return text
