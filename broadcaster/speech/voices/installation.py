"""Installing a voice: from the network by its catalogue name, or from a file.

Both ways put the two files into the voice's draft folder, check them there, and only then rename the
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
from broadcaster.speech.voices.catalogue import CONFIG, MODEL, UNKNOWN_LICENCE, Offer, Sums, digests
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
    model: Path
    config: Path
    model_sums: Sums
    config_sums: Sums
    licence: str

    @property
    def proven(self) -> bool:
        """True if checksums for the model are known."""
        return self.model_sums.proven


def look(path: Path, known: Mapping[str, Offer]) -> LocalVoice:
    """The voice of a model file, with the checksums of the catalogue or of a `.sha256` beside it.

    Raises:
        VoiceError: no such file, or its configuration is not beside it.
    """
    if not path.name.endswith(MODEL) or not path.is_file():
        raise VoiceError("voices.no_file", path=path)
    name = path.name.removesuffix(MODEL)
    if not is_name(name):
        raise VoiceError("voices.bad_name", name=name)
    config = path.with_name(f"{name}{CONFIG}")
    if not config.is_file():
        raise VoiceError("voices.no_config", path=config)
    offer = known.get(name)
    return LocalVoice(
        name=name,
        model=path,
        config=config,
        model_sums=offer.model if offer else _beside(path),
        config_sums=offer.config if offer else _beside(config),
        licence=offer.licence if offer else UNKNOWN_LICENCE,
    )


def from_file(shelf: Shelf, local: LocalVoice, clock: Clock) -> InstalledVoice:
    """Install a voice from its files; needs no network.

    Raises:
        VoiceError: a file is wrong, or the voice is installed already.
        StoreError: the disk is full or cannot be written.
    """
    refuse_double(shelf, local.name)
    with _draft(shelf, local.name) as draft:
        for source, ending in ((local.model, MODEL), (local.config, CONFIG)):
            try:
                _copy(source, draft / f"{local.name}{ending}")
            except OSError as error:
                raise store_error(draft, error) from error
        sums = (local.model_sums, local.config_sums)
        return _shelve(shelf, local.name, sums, local.licence, str(local.model), clock)


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
        for ending, sums in ((CONFIG, offer.config), (MODEL, offer.model)):
            path = draft / f"{offer.name}{ending}"
            # Downloaded before. After a power cut it may be a file of zeros, so only a checksum proves it.
            if path.is_file() and sums.proven and sums.fit(path):
                continue
            path.unlink(missing_ok=True)
            wanted = DownloadItem(url=f"{offer.url}{path.name}", size=sums.size, path=path)
            downloader.fetch(wanted, progress if ending == MODEL else None)
        both = (offer.model, offer.config)
        return _shelve(shelf, offer.name, both, offer.licence, offer.url, clock)


def _copy(source: Path, target: Path) -> None:
    """Copy a file; it gets its name only when all of it is on the disk."""
    part = target.with_name(f"{target.name}{_COPY}")
    shutil.copyfile(source, part)
    sync(part)
    part.replace(target)


def broken_off(shelf: Shelf, name: str) -> int:
    """Bytes that an earlier, broken download of a voice has left."""
    try:
        return sum(p.stat().st_size for p in shelf.draft(name).iterdir() if p.suffix in (".part", MODEL))
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
    """Refuse to install a voice of a name that is installed.

    Raises:
        VoiceError: it is installed already.
    """
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
    shelf: Shelf, name: str, sums: tuple[Sums, Sums], licence: str, source: str, clock: Clock
) -> InstalledVoice:
    """Check the files in the draft and rename it to the voice's name.

    Raises:
        VoiceError: a file is wrong; it is deleted.
        StoreError: the disk cannot be written.
    """
    draft = shelf.draft(name)
    model, config = draft / f"{name}{MODEL}", draft / f"{name}{CONFIG}"
    try:
        for path, known in zip((model, config), sums, strict=True):
            if not known.fit(path):
                path.unlink()
                raise VoiceError("voices.wrong_sum", name=name, file=path.name)
        write_facts(draft, _facts(name, model, config, sums, licence, source, clock))
        for path in (model, config, draft):
            sync(path)
        for path in draft.iterdir():
            if path.name not in (model.name, config.name, FACTS):
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
    name: str,
    model: Path,
    config: Path,
    sums: tuple[Sums, Sums],
    licence: str,
    source: str,
    clock: Clock,
) -> VoiceFacts:
    try:
        settings = json.loads(config.read_bytes())
        rate, speakers = int(settings["audio"]["sample_rate"]), int(settings["num_speakers"])
        language = str(settings["espeak"]["voice"])
        if not settings["phoneme_id_map"] or not settings["num_symbols"]:
            raise ValueError("no sounds")
    except (ValueError, KeyError, TypeError) as error:
        config.unlink()
        raise VoiceError("voices.bad_config", name=name, file=config.name) from error
    return VoiceFacts(
        name=name,
        licence=licence,
        source=source,
        rate=rate,
        speakers=speakers,
        language=language,
        model_sha256=digests(model, ("sha256",))["sha256"],
        config_sha256=digests(config, ("sha256",))["sha256"],
        proven=sums[0].proven,
        installed=clock.now().isoformat(timespec="seconds"),
    )
