"""The voices that can be installed by name, and whether the file of a voice is to be trusted."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from broadcaster.core.errors import VoiceError
from broadcaster.station.registries.engines import ENGINES

_OTHERS = stat.S_IWGRP | stat.S_IWOTH

log = logging.getLogger(__name__)


def is_trusted(folder: Path, *paths: Path) -> bool:
    """True if nobody but the station's account and root can change some files below a folder of voices.

    What is ours and open to others is shut. Other accounts that look at a station trust what is its owner's.

    Args:
        folder: of all voices, in the station's own.
        paths: files and folders in it.
    """
    try:
        owners = {0, os.geteuid(), folder.absolute().parent.stat().st_uid}
        return all(_is_shut(path, owners) for path in (folder, *paths))
    except OSError:
        return False


def _is_shut(path: Path, owners: set[int]) -> bool:
    named, seen = path.lstat(), path.stat()  # of a link both: whoever has it may turn it
    if not stat.S_ISREG(seen.st_mode) and not stat.S_ISDIR(seen.st_mode):
        return False  # to read it may have no end
    if not {named.st_uid, seen.st_uid} <= owners:
        _warn(f"{path} is of another account and does not count")
        return False
    if seen.st_mode & _OTHERS and seen.st_uid == os.geteuid():
        path.chmod(stat.S_IMODE(seen.st_mode) & ~_OTHERS)
        seen = path.stat()
    if seen.st_mode & _OTHERS:
        _warn(f"{path} can be changed by other accounts and does not count")
    return not seen.st_mode & _OTHERS


@lru_cache(maxsize=256)
def _warn(text: str) -> None:
    """Have it in the log once: the voices are looked at again and again."""
    log.warning(text)


MODEL, CONFIG = ".onnx", ".onnx.json"
"""How the two files of a Piper voice end."""

OWN = "catalogue.yaml"
"""The catalogue's file, shipped and in a station's folder of voices."""

UNKNOWN_LICENCE = "unknown"

FIRST = "piper"
"""The engine of voices that name none: at first there was no other."""

_CHUNK = 1 << 20
_FILE = re.compile(r"\w[\w.-]{0,99}")
_OURS = re.compile(r"voice\.json|pace(-.*)?\.json|.*\.part(\.json)?|lock")


def is_file_name(name: str) -> bool:
    """True if a file of a voice may be called so: no path, and none of those that we write beside it."""
    return _FILE.fullmatch(name) is not None and _OURS.fullmatch(name) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Published facts of a file's bytes; None for what is not published."""

    size: int | None = None  # bytes
    md5: str | None = None
    sha256: str | None = None

    @property
    def proven(self) -> bool:
        """True if a checksum is known, not the size alone."""
        return bool(self.md5 or self.sha256)

    def fit(self, path: Path) -> bool:
        """True if the file at `path` has all the known facts."""
        if self.size is not None and path.stat().st_size != self.size:
            return False
        wanted = {name: sum_ for name in ("md5", "sha256") if (sum_ := getattr(self, name))}
        return digests(path, tuple(wanted)) == wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFile:
    """A file of a voice that can be fetched."""

    name: str  # in the voice's folder
    url: str
    sums: Sums

    def __post_init__(self) -> None:
        """Refuse a name that is none, and an address that is not secure, except on this computer."""
        where = urlsplit(self.url)
        if where.scheme != "https" and where.hostname not in ("127.0.0.1", "localhost"):
            raise ValueError("not secure")
        if not is_file_name(self.name):
            raise ValueError("not a file's name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A voice that can be fetched."""

    name: str
    title: tuple[str, str]  # Vietnamese, English
    licence: str  # `unknown` if the voice's own documents do not give it
    source: str
    rate: int  # Hz
    speakers: int
    files: tuple[VoiceFile, ...]  # the model first
    engine: str = FIRST

    def __post_init__(self) -> None:
        """Refuse a voice of no engine or of no files."""
        if not self.files or self.engine not in (name for name, each in ENGINES.items() if each.voices):
            raise ValueError("not a voice")

    @property
    def url(self) -> str:
        """The folder from which its model comes."""
        return self.files[0].url.removesuffix(self.files[0].name)

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(each.sums.size or 0 for each in self.files)

    @property
    def proven(self) -> bool:
        """True if the checksum of all that weighs is known; a configuration without one is only read."""
        return all(each.sums.proven for each in self.files if not each.name.endswith(".json"))


@cache
def offers() -> Mapping[str, Offer]:
    """The shipped catalogue, best voice first."""
    return _parsed(files(__package__).joinpath(OWN).read_text("utf-8"))


def offers_of(folder: Path) -> Mapping[str, Offer]:
    """The shipped catalogue and what `catalogue.yaml` in the folder of voices adds or replaces.

    So a province can add its own voices, or its own server for known ones. What another account can change
    adds nothing.

    Raises:
        VoiceError: the folder's own catalogue cannot be understood.
    """
    path = folder / OWN
    if path.exists() and not is_trusted(folder, path):
        return offers()
    try:
        return {**offers(), **_parsed(path.read_text("utf-8"))}
    except FileNotFoundError:
        return offers()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise VoiceError("voices.bad_catalogue", path=path) from error


def digests(path: Path, names: tuple[str, ...]) -> dict[str, str]:
    """Checksums of a file by the names of their kinds, read once; hexadecimal."""
    # The collection publishes MD5; it is used only to find damaged files.
    sums = {name: hashlib.new(name, usedforsecurity=False) for name in names}
    with path.open("rb") as file:
        while sums and (chunk := file.read(_CHUNK)):
            for digest in sums.values():
                digest.update(chunk)
    return {name: digest.hexdigest() for name, digest in sums.items()}


def _parsed(text: str) -> dict[str, Offer]:
    """The offers in YAML. Raises ValueError, TypeError, KeyError, AttributeError: it is no catalogue."""
    import yaml

    try:
        return {name: _offer(name, facts) for name, facts in (yaml.safe_load(text) or {}).items()}
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _offer(name: str, facts: dict[str, Any]) -> Offer:
    title, url = facts.pop("title"), str(facts.pop("url"))
    listed = facts.pop("files", None)
    if listed is None:
        listed = {f"{name}{MODEL}": facts.pop("model"), f"{name}{CONFIG}": facts.pop("config")}
    files = tuple(_file(each, dict(about), url) for each, about in listed.items())
    return Offer(name=name, title=(title["vi"], title["en"]), files=files, **facts)


def _file(name: str, about: dict[str, Any], url: str) -> VoiceFile:
    """A file that lies in the folder `url`, or where it says itself."""
    folder = str(about.pop("url", url))
    if not urlsplit(folder).path.endswith("/"):
        raise ValueError("not a folder")
    return VoiceFile(name=name, url=f"{folder}{name}", sums=Sums(**about))
