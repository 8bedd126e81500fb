"""Installing a voice: from the network by its catalogue name, or from files, such as on a USB stick.

Both ways put its files into the voice's draft folder, check them there, and only then rename the
folder to the voice's name. So an installed voice is whole and checked, even after a power cut.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.core.clock import Clock
from broadcaster.core.errors import VoiceError
from broadcaster.core.whole_files import store_error, sync
from broadcaster.speech.voices.catalogue import CONFIG, FIRST, MODEL, UNKNOWN_LICENCE, Offer, Sums, digests
from broadcaster.speech.voices.shelf import FACTS, InstalledVoice, Shelf, VoiceFacts, is_name, write_facts

if TYPE_CHECKING:
    from broadcaster.speech.voices.download import Downloader, Progress

_SHA256 = re.compile(r"([0-9a-fA-F]{64})(?:\s|$)")
_LOCK = "lock"
_COPY = ".copy"  # not `.part`: a download would continue it


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalVoice:
    """A voice in files, such as on a USB stick."""

    name: str
    place: Path  # the model, or the folder that holds the files
    files: Mapping[Path, Sums]  # the model first
    offer: Offer | None  # the voice of the catalogue that it must be

    @property
    def licence(self) -> str:
        """Under which it may be used."""
        return self.offer.licence if self.offer else UNKNOWN_LICENCE


def look(path: Path, known: Mapping[str, Offer]) -> LocalVoice:
    """The voice of a model file, or of a folder that holds all files of a voice of the catalogue.

    The checksums are those of the catalogue, or of a `.sha256` beside a model that it does not know.

    Raises:
        VoiceError: no such file, its configuration is not beside it, or the folder is no voice.
    """
    if path.is_dir():
        return _in_folder(path, known)
    if not path.name.endswith(MODEL) or not path.is_file():
        raise VoiceError("voices.no_file", path=path)
    name = path.name.removesuffix(MODEL)
    if not is_name(name):
        raise VoiceError("voices.bad_name", name=name)
    config = path.with_name(f"{name}{CONFIG}")
    if not config.is_file():
        raise VoiceError("voices.no_config", path=config)
    offer = known.get(name)
    sums = {each.name: each.sums for each in offer.files} if offer else {}
    files = {each: sums.get(each.name) or _beside(each) for each in (path, config)}
    return LocalVoice(name=name, place=path, files=files, offer=offer)


def _in_folder(path: Path, known: Mapping[str, Offer]) -> LocalVoice:
    """Of several voices with files of these names the one that the folder is called by."""
    fits = [o for o in known.values() if all((path / each.name).is_file() for each in o.files)]
    if not fits:
        raise VoiceError("voices.no_file", path=path)
    offer = next((each for each in fits if each.name == path.name), fits[0])
    files = {path / each.name: each.sums for each in offer.files}
    return LocalVoice(name=offer.name, place=path, files=files, offer=offer)


def from_file(shelf: Shelf, local: LocalVoice, clock: Clock) -> InstalledVoice:
    """Install a voice from its files; needs no network.

    Raises:
        VoiceError: a file is wrong, or the voice is installed already.
        StoreError: the disk is full or cannot be written.
    """
    refuse_double(shelf, local.name)
    with _draft(shelf, local.name) as draft:
        for source in local.files:
            try:
                _copy(source, draft / source.name)
            except OSError as error:
                raise store_error(draft, error) from error
        files = {source.name: sums for source, sums in local.files.items()}
        return _shelve(shelf, local.name, files, local.offer, str(local.place), clock)


def from_network(
    shelf: Shelf, offer: Offer, downloader: Downloader, clock: Clock, progress: Progress | None = None
) -> InstalledVoice:
    """Install a voice of the catalogue, continuing a download that broke off.

    Raises:
        VoiceError: it cannot be downloaded, a file is wrong, or it is installed already.
        StoreError: the disk is full or cannot be written.
    """
    from broadcaster.speech.voices.download import DownloadItem

    refuse_double(shelf, offer.name)
    with _draft(shelf, offer.name) as draft:
        done = 0
        for each in reversed(offer.files):  # the small ones first
            path, sums = draft / each.name, each.sums
            # Downloaded before. After a power cut it may be a file of zeros, so only a checksum proves it.
            if not (path.is_file() and sums.proven and sums.fit(path)):
                path.unlink(missing_ok=True)
                wanted = DownloadItem(url=each.url, size=sums.size, path=path)
                downloader.fetch(wanted, _after(done, offer.size, progress))
            done += path.stat().st_size
        files = {each.name: each.sums for each in offer.files}
        return _shelve(shelf, offer.name, files, offer, offer.url, clock)


def _after(done: int, size: int, progress: Progress | None) -> Progress | None:
    """The progress of one file of several, of which `done` bytes are here."""
    if progress is None:
        return None
    return lambda here, total: progress(done + here, max(size, done + total))


def _copy(source: Path, target: Path) -> None:
    """Copy a file; it gets its name only when all of it is on the disk."""
    part = target.with_name(f"{target.name}{_COPY}")
    shutil.copyfile(source, part)
    sync(part)
    part.replace(target)


def broken_off(shelf: Shelf, name: str) -> int:
    """Bytes that an earlier, broken download of a voice has left."""
    try:
        there = [p for p in shelf.draft(name).iterdir() if p.suffix != ".json" and p.name != _LOCK]
        return sum(p.stat().st_size for p in there)
    except OSError:
        return 0


def _beside(path: Path) -> Sums:
    """The checksum in `FILE.sha256`, as `sha256sum` writes it."""
    try:
        found = _SHA256.match(path.with_name(f"{path.name}.sha256").read_text("utf-8", "replace"))
    except OSError:
        return Sums()
    return Sums(sha256=found[1].lower()) if found else Sums()


def refuse_double(shelf: Shelf, name: str) -> None:
    """Refuse to install a voice of a name that is installed. Raises VoiceError: it is installed already."""
    if shelf.find(name) is not None:
        raise VoiceError("voices.already", name=name)


@contextmanager
def _draft(shelf: Shelf, name: str) -> Iterator[Path]:
    """The draft folder of a voice, locked for this process.

    Raises:
        VoiceError: another process is installing this voice.
        StoreError: the folder cannot be made.
    """
    folder = shelf.draft(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise store_error(folder, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder
    except BlockingIOError as error:
        raise VoiceError("voices.busy", name=name) from error
    finally:
        os.close(handle)


def _shelve(
    shelf: Shelf, name: str, files: Mapping[str, Sums], offer: Offer | None, source: str, clock: Clock
) -> InstalledVoice:
    """Check the files in the draft and rename it to the voice's name.

    Args:
        files: by their names, the model first.
        offer: the voice of the catalogue that it is.

    Raises:
        VoiceError: a file is wrong; it is deleted.
        StoreError: the disk cannot be written.
    """
    draft = shelf.draft(name)
    try:
        for file, known in files.items():
            if not known.fit(draft / file):
                (draft / file).unlink()
                raise VoiceError("voices.wrong_sum", name=name, file=file)
        write_facts(draft, _facts(draft, files, offer, name, source, clock))
        for path in (*(draft / file for file in files), draft):
            sync(path)
        for path in draft.iterdir():
            if path.name not in (*files, FACTS):
                path.unlink()
        draft.rename(shelf.folder / name)
        sync(shelf.folder)
    except OSError as error:
        raise store_error(draft, error) from error
    found = shelf.find(name)
    if found is None:
        raise VoiceError("voices.not_whole", name=name)
    return found


def _facts(
    draft: Path, files: Mapping[str, Sums], offer: Offer | None, name: str, source: str, clock: Clock
) -> VoiceFacts:
    if offer is None or offer.engine == FIRST:
        rate, speakers, language = _piper(name, draft / f"{name}{CONFIG}")
    else:
        rate, speakers, language = offer.rate, offer.speakers, "vi"
    return VoiceFacts(
        name=name,
        engine=offer.engine if offer else FIRST,
        licence=offer.licence if offer else UNKNOWN_LICENCE,
        source=source,
        rate=rate,
        speakers=speakers,
        language=language,
        files={file: digests(draft / file, ("sha256",))["sha256"] for file in files},
        proven=all(sums.proven for file, sums in files.items() if not file.endswith(".json")),
        installed=clock.now().isoformat(timespec="seconds"),
    )


def _piper(name: str, config: Path) -> tuple[int, int, str]:
    """Sample rate, number of readers and language of a Piper voice.

    Raises:
        VoiceError: the configuration is none; it is deleted.
    """
    try:
        settings = json.loads(config.read_bytes())
        rate, speakers = int(settings["audio"]["sample_rate"]), int(settings["num_speakers"])
        language = str(settings["espeak"]["voice"])
        if not settings["phoneme_id_map"] or not settings["num_symbols"]:
            raise ValueError("no sounds")
    except (ValueError, KeyError, TypeError) as error:
        config.unlink()
        raise VoiceError("voices.bad_config", name=name, file=config.name) from error
    return rate, speakers, language
