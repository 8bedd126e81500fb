"""Bytes of a stream from the network, and only from where the station allows.

The program itself asks, not the decoder: each address, of a redirection or in a playlist, is compared
with the allowed hosts and ports, TLS is always verified, and the decoder needs no network at all.
"""

from __future__ import annotations

import base64
import http.client
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from broadcaster import __version__
from broadcaster.playout.source import hls
from broadcaster.playout.source.choice import server

PATIENCE = 8.0  # seconds for a connection or the next bytes
REDIRECTIONS = 5
PIECE = 4096  # bytes read at a time
LARGEST_LIST = 1 << 20  # bytes of a playlist
LARGEST_SEGMENT = 64 << 20  # bytes; minutes of sound with pictures
BEHIND = 3  # segments from the live edge where listening begins, as RFC 8216 asks
_REDIRECTED = (301, 302, 303, 307, 308)
_PLAIN, _TLS = ":80", ":443"
_LISTS = ("mpegurl", "x-mpegurl")

log = logging.getLogger(__name__)


class NotAllowed(Exception):
    """The stream leads to a server that is not on the station's list: another host or port."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


class Broken(Exception):
    """The network or the server failed; trying again may help. Its text holds no secret."""


class Network:
    """Reads streams. `close` from another thread ends whatever is being read.

    Args:
        servers: those that addresses may lead to, as "host:port". Where one is listed at the port of
            plain HTTP, the same host's TLS port is allowed too: a server may move to https.
    """

    def __init__(self, servers: frozenset[str]) -> None:
        listed = {name.lower() for name in servers}
        moved = {f"{name.removesuffix(_PLAIN)}{_TLS}" for name in listed if name.endswith(_PLAIN)}
        self._servers = frozenset(listed | moved)
        self._closing = threading.Event()
        self._tls = ssl.create_default_context()

    def close(self) -> None:
        """Stop reading."""
        self._closing.set()

    def listen(self, address: str) -> Iterator[bytes]:
        """The bytes of a stream, or of the segments of an HLS playlist, until it ends.

        Raises:
            NotAllowed: it leads elsewhere.
            NotPlayable: a playlist of a kind that is not played.
            Broken: anything that may pass.
        """
        with _Answer(self, address) as answer:
            if not answer.is_list:
                yield from answer.pieces()
                return
            text, place = answer.text(), answer.address
        if hls.MARK in text and "#EXT-X-" in text:
            yield from self._segments(text, place)
            return
        # A plain list of stations: its first address is the stream.
        first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
        if not first:
            raise hls.NotPlayable("empty playlist")
        with _Answer(self, urljoin(place, first.strip())) as answer:
            yield from answer.pieces()

    def allowed(self, address: str) -> SplitResult:
        """The parts of an address that may be asked.

        Raises:
            NotAllowed: its server or kind is not on the list.
        """
        parts, asked = urlsplit(address), server(address).lower()
        if parts.scheme not in ("http", "https") or asked not in self._servers:
            raise NotAllowed(asked or parts.hostname or parts.scheme)
        return parts

    @property
    def tls(self) -> ssl.SSLContext:
        """Verifies names and certificates."""
        return self._tls

    @property
    def closing(self) -> bool:
        """True once `close` was called."""
        return self._closing.is_set()

    def _segments(self, text: str, place: str) -> Iterator[bytes]:
        playlist = hls.parse(text, place)
        if playlist.variants:
            place = playlist.best_for_radio().address
            playlist = self._playlist(place)
        following = max(0, len(playlist.segments) - BEHIND)
        next_one = playlist.segments[following].number if playlist.segments and not playlist.ended else 0
        head: str | None = None
        fresh = time.monotonic()
        while not self.closing:
            for segment in [s for s in playlist.segments if s.number >= next_one]:
                if segment.head and segment.head != head:
                    head = segment.head
                    yield from self._whole(head)
                yield from self._whole(segment.address)
                next_one, fresh = segment.number + 1, time.monotonic()
            if playlist.ended:
                return
            if time.monotonic() - fresh > 4 * playlist.target + PATIENCE:
                raise Broken("the playlist stands still")
            self._closing.wait(playlist.reload)
            playlist = self._playlist(place)
            if playlist.segments and playlist.segments[-1].number + 1 < next_one:
                next_one = playlist.segments[0].number  # the station began to count anew

    def _playlist(self, address: str) -> hls.Playlist:
        with _Answer(self, address) as answer:
            return hls.parse(answer.text(), answer.address)

    def _whole(self, address: str) -> Iterator[bytes]:
        size = 0
        with _Answer(self, address) as answer:
            for piece in answer.pieces():
                size += len(piece)
                if size > LARGEST_SEGMENT:
                    raise hls.NotPlayable("segment too large")
                yield piece


class _Answer:
    """One answered request, redirections followed."""

    def __init__(self, network: Network, address: str) -> None:
        self._network = network
        self.address = address
        self._connection: http.client.HTTPConnection | None = None
        self._response = self._ask()

    def __enter__(self) -> _Answer:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.close()

    @property
    def is_list(self) -> bool:
        """True if it is a playlist rather than sound."""
        kind = (self._response.getheader("Content-Type") or "").lower()
        path = urlsplit(self.address).path.lower()
        return any(name in kind for name in _LISTS) or path.endswith((".m3u8", ".m3u"))

    def pieces(self) -> Iterator[bytes]:
        """Its bytes as they come."""
        while not self._network.closing:
            try:
                piece = self._response.read1(PIECE)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise Broken(type(error).__name__) from error
            if not piece:
                return
            yield piece

    def text(self) -> str:
        """All of it, as text."""
        try:
            data = self._response.read(LARGEST_LIST)
        except (OSError, http.client.HTTPException) as error:
            raise Broken(type(error).__name__) from error
        return data.decode("utf-8", "replace")

    def _ask(self) -> http.client.HTTPResponse:
        for _ in range(REDIRECTIONS + 1):
            parts = self._network.allowed(self.address)
            response = self._request(parts)
            if response.status not in _REDIRECTED:
                if response.status != http.client.OK:
                    raise Broken(f"HTTP {response.status}")
                return response
            target = urljoin(self.address, response.getheader("Location") or "")
            if parts.scheme == "https" and urlsplit(target).scheme != "https":
                raise NotAllowed(urlsplit(target).hostname or "http")
            self.address = target
            if self._connection is not None:
                self._connection.close()
        raise Broken("too many redirections")

    def _request(self, parts: SplitResult) -> http.client.HTTPResponse:
        host = parts.hostname or ""
        try:
            if parts.scheme == "https":
                self._connection = http.client.HTTPSConnection(
                    host, parts.port, timeout=PATIENCE, context=self._network.tls
                )
            else:
                self._connection = http.client.HTTPConnection(host, parts.port, timeout=PATIENCE)
            headers = {"User-Agent": f"broadcaster/{__version__}", "Accept": "*/*"}
            if parts.username is not None:
                pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
                headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            self._connection.request("GET", path, headers=headers)
            return self._connection.getresponse()
        except ssl.SSLCertVerificationError as error:
            raise Broken("certificate not valid") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Broken(type(error).__name__) from error
