"""Downloads that may break off at any byte and continue later, in any process.

The bytes are in `NAME.part`. Beside it `NAME.part.json` names the version of the file (the server's
ETag or date); it is written before the first byte. A later try asks for the rest of that version. A
server with another version, or without ranges, sends the whole file, and the download begins again.
The caller must still compare sizes and checksums.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import requests

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import VoiceError
from broadcaster.core.whole_files import store_error, sync, write_bytes

Progress = Callable[[int, int], None]
"""Called as bytes come: how many are here, how many there will be."""

_TIMEOUTS = (10.0, 30.0)  # seconds to connect and between two pieces
_PAUSES = (
    1.0,
    3.0,
    10.0,
    30.0,
)  # seconds before each further try; counted again from the first after bytes came
_PIECE = 1 << 13  # bytes; at most so many are lost when a connection breaks
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_RETRIED = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadItem:
    """A file to fetch."""

    url: str
    size: int | None  # bytes, if known; another size is refused before the download
    path: Path  # the finished file; the partial one is beside it


class _BrokenOffError(Exception):
    """The answer was not whole; another try may succeed."""


class Downloader:
    """Fetches files, one after the other, over one connection where it can.

    Args:
        timeouts: seconds to connect and between two pieces.
        pauses: seconds before each further try; after so many tries without any byte it gives up.
    """

    def __init__(
        self,
        *,
        timeouts: tuple[float, float] = _TIMEOUTS,
        pauses: tuple[float, ...] = _PAUSES,
        clock: Clock | None = None,
    ) -> None:
        self._timeouts = timeouts
        self._pauses = pauses
        self._clock = clock or SystemClock()
        self._session = requests.Session()

    def fetch(self, wanted: DownloadItem, progress: Progress | None = None) -> None:
        """Download a file to `wanted.path`, continuing where an earlier try broke off.

        Raises:
            VoiceError: the server does not have it, has another size, or broke off too often;
                the partial file is kept for the next try.
            StoreError: the disk is full or cannot be written.
        """
        failures = 0
        while True:
            before = _here(_part(wanted))
            try:
                self._try(wanted, progress)
            except _BrokenOffError as error:
                failures = 1 if _here(_part(wanted)) > before else failures + 1
                if failures > len(self._pauses):
                    reason = str(error)
                    raise VoiceError("voices.broken_off", url=wanted.url, reason=reason) from error
                self._clock.wait(threading.Event(), self._pauses[failures - 1])
            except OSError as error:
                raise store_error(wanted.path, error) from error
            else:
                return

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _try(self, wanted: DownloadItem, progress: Progress | None) -> None:
        part = _part(wanted)
        start, version = _here(part), _version(part)
        if start and wanted.size == start:
            _finish(wanted)
            return
        headers = {"Accept-Encoding": "identity"}  # ranges count the stored bytes
        if start and version:
            headers |= {"Range": f"bytes={start}-", "If-Range": version}
        try:
            with self._session.get(
                wanted.url, headers=headers, timeout=self._timeouts, stream=True, verify=True
            ) as response:
                total = self._begin(wanted, response, start)
                self._take(part, response, total, progress)
        except requests.exceptions.SSLError as error:
            raise VoiceError("voices.bad_certificate", host=urlsplit(wanted.url).hostname) from error
        except requests.exceptions.RequestException as error:
            raise _BrokenOffError(type(error).__name__) from error
        if total is not None and _here(part) < total:
            raise _BrokenOffError("IncompleteRead")
        _finish(wanted)

    def _begin(self, wanted: DownloadItem, response: requests.Response, start: int) -> int | None:
        """Prepare the partial file for the answer; the file's whole size, if the server gives it.

        Raises:
            VoiceError: the answer is not the file.
        """
        part = _part(wanted)
        if urlsplit(wanted.url).scheme == "https" and urlsplit(response.url).scheme != "https":
            raise VoiceError("voices.not_secure", url=response.url)
        status = response.status_code
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            _forget(part)
            raise _BrokenOffError("HTTP 416")
        if status in _RETRIED or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _BrokenOffError(f"HTTP {status}")
        if status == HTTPStatus.PARTIAL_CONTENT:
            found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
            if found is None or int(found[1]) != start:
                _forget(part)
                raise _BrokenOffError("Content-Range")
            total: int | None = int(found[2])
        elif status == HTTPStatus.OK:
            length = response.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else None
            _forget(part)
            version = response.headers.get("ETag", "")
            # A weak tag does not guarantee the same bytes.
            if version.startswith("W/") or not version:
                version = response.headers.get("Last-Modified", "")
            write_bytes(
                _note(part), json.dumps({"url": wanted.url, "version": version}).encode(), shared=True
            )
        else:
            raise VoiceError("voices.http_status", url=wanted.url, status=status)
        if wanted.size is not None and total is not None and total != wanted.size:
            _forget(part)
            raise VoiceError("voices.other_size", url=wanted.url, size=total, wanted=wanted.size)
        return total if total is not None else wanted.size

    def _take(
        self, part: Path, response: requests.Response, total: int | None, progress: Progress | None
    ) -> None:
        with part.open("ab", buffering=0) as file:
            for piece in response.iter_content(_PIECE):
                file.write(piece)
                if total is not None and file.tell() > total:
                    file.truncate(0)
                    raise _BrokenOffError("too long")
                if progress is not None:
                    progress(file.tell(), total or 0)


def _part(wanted: DownloadItem) -> Path:
    return wanted.path.with_name(f"{wanted.path.name}.part")


def _note(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _here(part: Path) -> int:
    try:
        return part.stat().st_size
    except OSError:
        return 0  # a fault of the disk shows when it is written


def _version(part: Path) -> str:
    """The version of the bytes in the partial file; "" if it is not known."""
    try:
        return str(json.loads(_note(part).read_bytes())["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _finish(wanted: DownloadItem) -> None:
    part = _part(wanted)
    sync(part)  # else a power cut may leave an empty file of that name
    part.replace(wanted.path)
    _note(part).unlink(missing_ok=True)
