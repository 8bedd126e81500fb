"""The voices that can be installed by name: the data of `catalogue.yaml` as values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from broadcaster.errors import VoiceError
from broadcaster.speech.voices.trust import is_trusted

MODEL, CONFIG = ".onnx", ".onnx.json"
"""How the two files of a Piper voice end."""

OWN = "catalogue.yaml"
"""The catalogue's file, shipped and in a station's folder of voices."""

UNKNOWN_LICENCE = "unknown"

_CHUNK = 1 << 20


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
class Offer:
    """A voice that can be fetched."""

    name: str
    title: tuple[str, str]  # Vietnamese, English
    licence: str  # `unknown` if the voice's own documents do not give it
    source: str
    rate: int  # Hz
    speakers: int
    url: str  # of the folder with both files; ends in a slash
    model: Sums
    config: Sums

    def __post_init__(self) -> None:
        """Refuse an address that is not secure, except on this computer."""
        where = urlsplit(self.url)
        if where.scheme != "https" and where.hostname not in ("127.0.0.1", "localhost"):
            raise ValueError("not secure")
        if not where.path.endswith("/"):
            raise ValueError("not a folder")

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return (self.model.size or 0) + (self.config.size or 0)


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
    """The offers in YAML.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: it is no catalogue.
    """
    import yaml

    try:
        return {name: _offer(name, facts) for name, facts in (yaml.safe_load(text) or {}).items()}
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _offer(name: str, facts: dict[str, Any]) -> Offer:
    title = facts.pop("title")
    model, config = Sums(**facts.pop("model")), Sums(**facts.pop("config"))
    return Offer(name=name, title=(title["vi"], title["en"]), model=model, config=config, **facts)
