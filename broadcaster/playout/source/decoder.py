"""Encoded sound to samples in a bounded store, by FFmpeg in a child process that is fed through a pipe.

The child may use no protocol but its pipe, save for the kinds of stream that only FFmpeg speaks.
"""

from __future__ import annotations

import logging
import os
import subprocess
import threading
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

from broadcaster.core.child_processes import foreign
from broadcaster.studio.recordings.decoding import ffmpeg


class SampleStore(Protocol):
    """Where a decoder puts its samples."""

    def put(self, data: bytes) -> bool:
        """Keep `data`; false if no more is wanted."""


class Ring:
    """Bytes of 16-bit samples. One thread puts, another takes.

    Args:
        most: bytes held at most; `put` waits while there are more.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._changed = threading.Condition()
        self._closed = False

    @property
    def held(self) -> int:
        """Bytes that wait."""
        return self._held

    def put(self, data: bytes) -> bool:
        """Keep `data`; false once the ring is closed."""
        with self._changed:
            while self._held and self._held + len(data) > self._most:
                if self._closed:
                    return False
                self._changed.wait(0.5)
            self._chunks.append(data)
            self._held += len(data)
            self._changed.notify_all()
            return not self._closed

    def take(self, size: int, patience: float) -> bytes | None:
        """Just `size` bytes; None if they have not come within `patience` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._held >= size or self._closed, patience):
                return None
            if self._held < size:
                return None
            data = b""
            while len(data) < size:
                chunk = self._chunks.popleft()
                data += chunk
            if len(data) > size:
                self._chunks.appendleft(data[size:])
            self._held -= size
            self._changed.notify_all()
            return data[:size]

    def clear(self) -> None:
        """Forget what waits."""
        with self._changed:
            self._chunks.clear()
            self._held = 0
            self._changed.notify_all()

    def close(self) -> None:
        """Let `put` and `take` return at once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


PIECE = 960  # bytes of samples read at a time: 20 ms at 24 kHz
_FORMATS = "mp3,aac,ogg,mpegts,mov,flac,wav,matroska"
_PROTOCOLS = {"rtsp": "rtsp,rtp,udp,tcp", "rtmp": "rtmp,tcp", "srt": "srt"}
_QUICK = ("-fflags", "nobuffer", "-probesize", "8192", "-analyzeduration", "0")

log = logging.getLogger(__name__)


class Decoder:
    """One FFmpeg child whose samples go into a store.

    It ends with the thread that starts it.
    """

    def __init__(self, source: list[str], rate: int, ring: SampleStore, feed: int | None = None) -> None:
        """Start the child.

        Args:
            source: FFmpeg's options for its input.
            rate: Hz of the samples.
            feed: a descriptor from which the child reads; None for a pipe of its own.

        Raises:
            StudioError: FFmpeg is not installed.
            OSError: it cannot be started.
        """
        common = [ffmpeg(), "-hide_banner", "-v", "error", *([] if feed is not None else ["-nostdin"])]
        output = ["-map", "0:a:0", "-ac", "1", "-ar", str(rate), "-flush_packets", "1", "-f", "s16le", "-"]
        self._ring = ring
        self._child = subprocess.Popen(
            foreign([*common, *source, *output]),
            stdin=subprocess.PIPE if feed is None else feed,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._reader = threading.Thread(target=self._read, name="decoder", daemon=True)
        self._reader.start()

    @property
    def over(self) -> bool:
        """True once the child has ended and all that it gave is in the ring."""
        return not self._reader.is_alive()

    def write(self, pieces: Iterable[bytes]) -> None:
        """Feed the child until the pieces end or it is gone."""
        pipe = self._child.stdin
        if pipe is None:
            raise ValueError("this child reads elsewhere")
        for piece in pieces:
            try:
                pipe.write(piece)
            except (BrokenPipeError, ValueError):
                return
        with suppress(OSError):
            pipe.close()

    def wait(self) -> None:
        """Until all that it gives has been read."""
        self._reader.join()

    def close(self) -> None:
        """End the child."""
        with suppress(OSError):
            self._child.kill()
        self._child.wait()

    def _read(self) -> None:
        pipe = self._child.stdout
        while pipe is not None and (data := os.read(pipe.fileno(), PIECE)):
            if not self._ring.put(data):
                break


def piped() -> list[str]:
    """Options for a stream of any common format, read from the pipe."""
    return [
        "-protocol_whitelist", "pipe", "-format_whitelist", _FORMATS, *_QUICK, "-i", "pipe:0",
    ]  # fmt: skip


def contained(form: str) -> list[str]:
    """Options for the container that a client sends: `ogg` or `webm`."""
    container = {"ogg": "ogg", "webm": "matroska"}[form]
    return ["-f", container, "-protocol_whitelist", "pipe", *_QUICK, "-i", "pipe:0"]


def direct(address: str) -> list[str] | None:
    """Options for an address that FFmpeg itself must ask; None for those it need not.

    The address is not among them, for it may hold a password and every account of the computer reads the
    arguments of a process: FFmpeg reads it as a list of one (`listed`).
    """
    protocols = _PROTOCOLS.get(urlsplit(address).scheme)
    if protocols is None:
        return None
    return [
        "-f", "concat", "-safe", "0", "-protocol_whitelist", f"pipe,{protocols}", *_QUICK, "-i", "pipe:0",
    ]  # fmt: skip


def listed(address: str) -> bytes:
    """The list that FFmpeg reads where the options are `direct`."""
    quoted = address.replace("'", r"'\''")
    options = (
        f"option {name.removeprefix('-')} {value}"
        for name, value in zip(_QUICK[::2], _QUICK[1::2], strict=True)
    )
    return "\n".join(["ffconcat version 1.0", f"file '{quoted}'", *options, ""]).encode()
