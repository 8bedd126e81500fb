"""Fetches a centre's files, from its addresses or from a stick, and goes on where it was."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from pydantic import TypeAdapter
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient import FetcherInterface

from broadcaster import __version__
from broadcaster.alerts.gate.fetcher import trusted_context
from broadcaster.core.confined_files import open_file
from broadcaster.core.state_files import load
from broadcaster.core.whole_files import write_bytes

TIMEOUT = 30.0  # seconds to connect and between two pieces
PATIENCE = 600.0  # seconds for one file, and a second more for each of so many bytes:
SLOWEST = 1000
STICK = "file://"
"""The address of a stick's folder; nothing on it is read through a link."""
_PIECE = 4096  # bytes
_MOST_KEPT = 64 << 10  # bytes of a file that is asked for again and again
_MOST_ADDRESSES = 8  # of which an answer is kept
_PER_KBIT = 125  # bytes a second


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What an address gave last: where nothing is new it is not sent again."""

    etag: str
    body: str  # each byte as the sign of that number


_ANSWERS = TypeAdapter(dict[str, KeptAnswer])


class _NoOtherPlace(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        """Follow nowhere: the station asks only the addresses that it was told."""
        return None


class CentreFetcher(FetcherInterface):
    """Fetches by http, https and `file:`. On one thread.

    Args:
        rate: at most so many kbit/s, from a server.
        stick: the folder that `STICK` stands for.
        kept: where the last answers are kept for the next process; None: nowhere.
    """

    def __init__(self, rate: int, stick: Path | None = None, kept: Path | None = None) -> None:
        self._rate = rate * _PER_KBIT
        self._stick = stick
        self._kept = kept
        # By address.
        self._known: dict[str, KeptAnswer] = {} if kept is None else load(kept, _ANSWERS) or {}
        self._opener = build_opener(HTTPSHandler(context=trusted_context()), _NoOtherPlace())

    def _fetch(self, url: str) -> Iterator[bytes]:
        return self.pieces(url)

    def pieces(self, url: str, begin: int = 0, length: int = 0) -> Iterator[bytes]:
        """The bytes of a file from `begin` on, as they come.

        Args:
            url: its address.
            begin: bytes that are here already.
            length: of the whole file, where it is known; a longer one gets more time.

        Raises:
            DownloadError: it does not come; what came so far may be kept.
        """
        until = time.monotonic() + PATIENCE + length / SLOWEST
        try:
            if url.startswith("file:"):
                yield from self._from_stick(url, begin)
            else:
                yield from self._from_server(url, begin, until)
        except HTTPError as error:
            error.close()
            raise DownloadHTTPError(str(error.reason), error.code) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DownloadError(type(error).__name__) from error

    def _from_stick(self, url: str, begin: int) -> Iterator[bytes]:
        name = unquote(urlsplit(url).path).lstrip("/")
        if self._stick is None:
            raise DownloadError("no stick")
        try:
            file = open_file(self._stick, name)
        except FileNotFoundError as error:
            raise DownloadHTTPError(name, HTTPStatus.NOT_FOUND) from error
        with file:
            file.seek(begin)
            while piece := file.read(_PIECE):
                yield piece

    def _from_server(self, url: str, begin: int, until: float) -> Iterator[bytes]:
        headers = {"Accept-Encoding": "identity", "User-Agent": f"broadcaster/{__version__}"}
        known = self._known.get(url)
        if known is not None:
            headers["If-None-Match"] = known.etag
        if begin:
            headers["Range"] = f"bytes={begin}-"
        asked = Request(quote(url, safe=":/%[]@?=&"), headers=headers)  # noqa: S310 - http or https
        try:
            response = self._opener.open(asked, timeout=TIMEOUT)
        except HTTPError as error:
            if error.code == HTTPStatus.NOT_MODIFIED and known is not None:
                error.close()
                yield known.body.encode("latin-1")
                return
            raise
        with response:
            missing = begin if response.status != HTTPStatus.PARTIAL_CONTENT else 0
            if begin and not missing and not _begins_at(response, begin):
                raise DownloadError("Content-Range")
            kept = b""
            for piece in self._slowly(response, until):
                kept += piece if len(kept) <= _MOST_KEPT and not begin else b""
                left_out, missing = min(missing, len(piece)), max(0, missing - len(piece))
                if len(piece) > left_out:
                    yield piece[left_out:]
            tag = response.headers.get("ETag", "")
            if tag and len(kept) <= _MOST_KEPT and url.endswith("/timestamp.json"):
                self._keep(url, KeptAnswer(etag=tag, body=kept.decode("latin-1")))

    def _keep(self, url: str, answer: KeptAnswer) -> None:
        others = [(each, one) for each, one in self._known.items() if each != url]
        self._known = dict([*others[1 - _MOST_ADDRESSES :], (url, answer)])
        if self._kept is not None:
            write_bytes(self._kept, _ANSWERS.dump_json(self._known))

    def _slowly(self, response: http.client.HTTPResponse, until: float) -> Iterator[bytes]:
        """What comes, not faster than the rate."""
        free, left = time.monotonic(), int(response.headers.get("Content-Length") or 0)
        while piece := response.read1(_PIECE):
            left -= len(piece)
            now = time.monotonic()
            if now > until:
                raise DownloadError("too slow")
            yield piece
            free = max(free, now) + len(piece) / self._rate
            time.sleep(max(0.0, free - time.monotonic()))
        if left > 0:
            raise DownloadError("cut off")


def _begins_at(response: http.client.HTTPResponse, begin: int) -> bool:
    return (response.headers.get("Content-Range") or "").startswith(f"bytes {begin}-")
