"""Approved versions of messages, kept by hash: what airs while a newer version waits for its approval.

    state/pinned/<sha256>.zip         the message, the lexicon, what station.yaml gives to words and sound,
                                      and the descriptions of services that it names there
    state/pinned/<sha256>.json        its spoken words as they were approved: see `spoken`
    state/pinned/recordings/<sha256>  what the versions play

The archive is like that of the accepted station and is read by the same loader. The row of the approval has
its hash and the digest of its words: what was changed on the disk never airs. The words are not read anew: a
later program may read a text in another way. Where they were not kept, as by earlier versions, they are what
this program reads, if that is what was approved, and are kept then.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.forms import nfc
from broadcaster.core.whole_files import write_bytes
from broadcaster.people.versions.words import ENDING as WORDS
from broadcaster.people.versions.words import as_spoken, spoken
from broadcaster.station.loading.archive import ArchiveNote, ArchiveSource, archive, shelve
from broadcaster.station.loading.loader import ENDING, load_source
from broadcaster.station.loading.references import recordings_in
from broadcaster.station.model.message import Message, Relay
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.tree import Node, Place, parse
from broadcaster.studio.script.digest import words_digest

FOLDER = "pinned"
_SHELF = "recordings"
_STATION, _LEXICON = "station.yaml", "lexicon.yaml"
# All that station.yaml gives to the words and to the sound of a message; no station goes without a name.
_KEYS = ("name", "place", "reading", "speech", "voices", "sound", "sirens")
_SPEAKING = ("speech", "voices")  # of these: they name who says the words
_NO_SOURCE = "line-in:0"  # relays air from the sources of the day; an address may hold a password

log = logging.getLogger(__name__)


class Lost(StrEnum):
    """Why an approved version cannot air."""

    GONE = "gone"  # its file is not there, or cannot be read
    DAMAGED = "damaged"  # it is not what was approved
    UNREAD = "unread"  # its words were not kept, and this program would say others


class Pins:
    """The shelf of approved versions. From any thread but the director's."""

    def __init__(self, state: Path, root: Path) -> None:
        self._folder = state / FOLDER
        self._root = root
        self._read: dict[tuple[str, str], Station | Lost] = {}  # by words and archive

    def keep(self, files: Mapping[str, bytes], station: Station, message: Message, words: str) -> str:
        """Keep a version of a message.

        Args:
            files: the station's files as they were read.
            station: what came of them; its recordings are copied.
            words: the digest of its words.

        Returns:
            SHA-256 of the archive, for the row of the approval.

        Raises:
            BroadcasterError: the disk does not take it, or it would not be read again as it is.
        """
        raw = archive_of(files, station, message)
        pin = hashlib.sha256(raw).hexdigest()
        for name in _recordings(files, station, message):
            shelve(station.recordings[name], self._folder / _SHELF)
        self.keep_words(station, message, pin)
        write_bytes(self._folder / f"{pin}.zip", raw, durable=True)
        self._read.pop((words, pin), None)
        if self.version(words, pin) is None:
            raise BroadcasterError("people.not_pinned", message=message.id)
        return pin

    def keep_words(self, station: Station, message: Message, pin: str) -> None:
        """Keep the words of a version as they are read now.

        Args:
            message: as it was approved.
            pin: SHA-256 of its archive.

        Raises:
            BroadcasterError: the disk does not take it.
        """
        write_bytes(self._words_of(pin), spoken(station, message), durable=True)

    def has_words(self, pin: str) -> bool:
        """True if the words of a version are kept."""
        return self._words_of(pin).is_file()

    def lost(self, pin: str) -> Lost | None:
        """What is wrong with an archive as it lies on the disk now; its argument is that of `version`."""
        raw = self._raw(pin)
        if raw is None:
            return Lost.GONE
        return None if hashlib.sha256(raw).hexdigest() == pin else Lost.DAMAGED

    def version(self, words: str, pin: str) -> Station | None:
        """The station of an approved version, with that message; None if it is not there or was changed.

        Args:
            words: the digest of its words, as it was approved.
            pin: SHA-256 of its archive, as the row of the approval has it.
        """
        found = self.found(words, pin)
        return found if isinstance(found, Station) else None

    def found(self, words: str, pin: str) -> Station | Lost:
        """The same, or why there is none."""
        known = self._read.get((words, pin))
        if isinstance(known, Station):
            return known
        raw = self._raw(pin)
        # What cannot be read may be there later: a disk may answer again, people may put it back.
        found = Lost.GONE if raw is None else self._checked(words, pin, raw)
        self._read[words, pin] = found
        return found

    def remembered(self, words: str, pin: str) -> Station | None:
        """The same of a version that was read already, from any thread: nothing is read for it."""
        known = self._read.get((words, pin))
        return known if isinstance(known, Station) else None

    def clear(self, used: Collection[tuple[str, str]]) -> None:
        """Drop all versions but those `used`, by words and archive, and recordings that none plays."""
        self._read = {key: found for key, found in self._read.items() if key in used}
        pins = {pin for _, pin in used}
        for path in self._folder.glob(f"*{WORDS}"):
            if path.stem not in pins:
                path.unlink(missing_ok=True)
        playing = set()
        for path in self._folder.glob("*.zip"):
            if path.stem not in pins:
                path.unlink(missing_ok=True)
                continue
            try:
                playing |= set(ArchiveSource.open(path, self._root, self._folder / _SHELF).shelved.values())
            except Exception:
                log.exception("%s is damaged", path)
        for path in (self._folder / _SHELF).glob("*"):
            if path.name not in playing:
                path.unlink(missing_ok=True)

    def _raw(self, pin: str) -> bytes | None:
        """The bytes of an archive; None while they cannot be read."""
        try:
            return (self._folder / f"{pin}.zip").read_bytes()
        except OSError as error:
            log.warning("the approved version %s cannot be read: %s", pin, error)
            return None

    def _checked(self, words: str, pin: str, raw: bytes) -> Station | Lost:
        if hashlib.sha256(raw).hexdigest() != pin:
            log.error("the approved version %s was changed on the disk: it does not air", pin)
            return Lost.DAMAGED
        try:
            station = load_source(ArchiveSource.of(raw, self._root, self._folder / _SHELF)).station
        except BroadcasterError:
            log.exception("the approved version %s cannot be read", pin)
            station = None
        if station is None:
            log.error("the approved version %s cannot be read: it does not air", pin)
            return Lost.DAMAGED
        message = self._as_approved(station, words, pin)
        if message is None:
            log.error("the words of the approved version %s were not kept, and are read otherwise now", pin)
            return Lost.UNREAD
        return replace(station, messages=MappingProxyType({**station.messages, message.id: message}))

    def _as_approved(self, station: Station, words: str, pin: str) -> Message | None:
        """The message of a version in its approved words, which are kept from now on if they were not."""
        try:
            raw = self._words_of(pin).read_bytes()
        except OSError:
            raw = b""
        message = as_spoken(station, raw, words)
        if message is not None:
            return message
        for each in station.messages.values():
            try:
                if words_digest(station, each) != words:
                    continue
            except BroadcasterError:
                continue
            try:
                self.keep_words(station, each, pin)
            except BroadcasterError:
                log.warning("the words of the approved version %s are not kept", pin, exc_info=True)
            return as_spoken(station, spoken(station, each), words)
        return None

    def _words_of(self, pin: str) -> Path:
        return self._folder / f"{pin}{WORDS}"


def archive_of(files: Mapping[str, bytes], station: Station, message: Message) -> bytes:
    """The archive of one message as it stands: equal archives are the same version."""
    kept = {
        name: raw
        for name, raw in files.items()
        if nfc(name) == _LEXICON
        or nfc(name) in {f"messages/{one}{ENDING}" for one in _family(station, message)}
    }
    of_station = _reduced(files.get(_STATION, b""), station, message)
    kept[_STATION] = json.dumps(of_station, ensure_ascii=False, sort_keys=True).encode()
    named = {f"services/{one}{ENDING}" for key in _SPEAKING for one in _texts(of_station.get(key))}
    kept |= {name: raw for name, raw in files.items() if nfc(name) in named}
    shelved = {name: _file_name(station, name) for name in sorted(_recordings(files, station, message))}
    return archive(kept, shelved, ArchiveNote())


def _family(station: Station, message: Message) -> set[str]:
    """The message, and what stands in for its relays: it names them."""
    found, to_look = {message.id}, [message]
    while to_look:
        for part in to_look.pop().parts:
            name = part.fallback if isinstance(part, Relay) else None
            if name is not None and name not in found and name in station.messages:
                found.add(name)
                to_look.append(station.messages[name])
    return found


def _recordings(files: Mapping[str, bytes], station: Station, message: Message) -> set[str]:
    wanted = {f"messages/{one}{ENDING}" for one in _family(station, message)}
    found: set[str] = set()
    for name, raw in files.items():
        if nfc(name) in wanted:
            root, _ = parse(name, raw)
            found.update(recordings_in(Place(name, root)))
    return found & station.recordings.keys()


def _file_name(station: Station, name: str) -> str:
    """The name of a recording on the shelf, as `accepted.shelve` gives it."""
    return f"{station.recordings[name].sha256}{PurePosixPath(name).suffix.lower()}"


def _texts(data: object) -> set[str]:
    """All texts in it, keys too."""
    match data:
        case str():
            return {nfc(data)}
        case dict():
            return set().union(*map(_texts, data), *map(_texts, data.values()))
        case list():
            return set().union(*map(_texts, data))
    return set()


def _reduced(raw: bytes, station: Station, message: Message) -> dict[str, object]:
    """What of station.yaml counts for the words and the sound. As JSON it is YAML too."""
    root, _ = parse(_STATION, raw)
    written = root.data if root is not None and isinstance(root.data, dict) else {}
    kept: dict[str, object] = {
        key: written[key] for key in _KEYS if key in written and not _holds_secret(root, key)
    }
    family = (station.messages[name] for name in sorted(_family(station, message)))
    sources = {part.source for one in family for part in one.parts if isinstance(part, Relay)}
    if sources:
        kept["sources"] = dict.fromkeys(sorted(sources), _NO_SOURCE)
    return kept


def _holds_secret(root: Node | None, key: str) -> bool:
    node = None if root is None else root.children.get(key)
    return node is not None and any(each.secret for each in _nodes(node))


def _nodes(node: Node) -> Iterator[Node]:
    open_nodes = [node]
    while open_nodes:
        each = open_nodes.pop()
        open_nodes += each.children.values()
        yield each
