"""HTTP Live Streaming playlists (RFC 8216), as far as radio needs them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)')
MARK = "#EXTM3U"
_LEAST_RELOAD = 0.5  # seconds


class NotPlayable(ValueError):
    """A playlist that this program does not play; the reason is for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of several playlists of the same sound."""

    address: str
    bandwidth: int  # bits a second


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSegment:
    """A stretch of the sound."""

    number: int  # its media sequence number
    address: str
    head: str | None = None  # address of the initialisation that it needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Playlist:
    """The contents of a playlist: variants, or segments."""

    variants: tuple[Variant, ...] = ()
    segments: tuple[MediaSegment, ...] = ()
    target: float = 10.0  # seconds of the longest segment
    ended: bool = False

    @property
    def reload(self) -> float:
        """Seconds before a live playlist is worth reading again."""
        return max(_LEAST_RELOAD, self.target / 2)

    def best_for_radio(self) -> Variant:
        """The one of the least bandwidth: pictures are not heard."""
        return min(self.variants, key=lambda v: v.bandwidth)


def parse(text: str, base: str) -> Playlist:
    """Read a playlist.

    Args:
        base: the address it came from, for relative addresses.

    Raises:
        NotPlayable: it is no HLS playlist, or its sound is encrypted.
    """
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines or lines[0] != MARK:
        raise NotPlayable("no playlist")
    variants: list[Variant] = []
    segments: list[MediaSegment] = []
    number, target, head, bandwidth, ended = 0, 10.0, None, None, False
    for line in lines[1:]:
        tag, _, value = line.partition(":")
        if tag == "#EXT-X-KEY" and _attributes(value).get("METHOD", "NONE") != "NONE":
            raise NotPlayable("encrypted")
        if tag == "#EXT-X-MEDIA-SEQUENCE":
            number = _whole(value)
        elif tag == "#EXT-X-TARGETDURATION":
            target = float(_whole(value))
        elif tag == "#EXT-X-MAP":
            head = urljoin(base, _attributes(value).get("URI", ""))
        elif tag == "#EXT-X-STREAM-INF":
            bandwidth = _whole(_attributes(value).get("BANDWIDTH", "0"))
        elif tag == "#EXT-X-ENDLIST":
            ended = True
        elif line.startswith("#"):
            continue
        elif bandwidth is not None:
            variants.append(Variant(address=urljoin(base, line), bandwidth=bandwidth))
            bandwidth = None
        else:
            segments.append(MediaSegment(number=number, address=urljoin(base, line), head=head))
            number += 1
    return Playlist(variants=tuple(variants), segments=tuple(segments), target=target, ended=ended)


def _attributes(text: str) -> dict[str, str]:
    return {name: value.strip('"') for name, value in _ATTRIBUTE.findall(text)}


def _whole(text: str) -> int:
    found = re.match(r"\d+", text)
    return int(found[0]) if found else 0
