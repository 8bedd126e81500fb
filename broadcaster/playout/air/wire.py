"""Messages between station and air process: JSON lines over a socket pair.

Station to air: `queue`, `fade`, `quit`. Air to station: `opening`, `ready`, `started`, `ended`,
`cut`, `failed`, `level`, `fault`. The end of the stream means that the other side is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Air the frames `start_frame … end_frame` of a mono 16-bit WAV file at an exact instant.

    A live one has no frames yet: `path` is its source's socket, `end_frame` the longest it may last.
    """

    id: str
    path: str
    name: str  # what a file output calls the recording
    start_frame: int
    end_frame: int
    utc_ns: int  # when the first frame is to be heard
    left: int | None = 0  # delay of this channel in frames; None: silent
    right: int | None = 0
    left_gain: float = 1.0  # linear
    right_gain: float = 1.0
    fade_in: int = 0  # frames of the ramp from silence: 0 for a start, some for a resume
    live: bool = False
    noise: int = 0  # frames of very quiet noise before the first one, so that receivers open


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened on the air.

    `kind` is one of started, ended, cut, failed; `frame` counts in the file from its first frame;
    `utc_ns` is the instant at which that frame was (or would have been) heard. Of what is cut it is
    the first frame of the fade, and reported as the fade begins.
    """

    kind: str
    id: str
    frame: int = 0
    utc_ns: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Highest sample since the last report, 0 … 32768; what was missing since the process began."""

    peak: int
    underruns: int = 0  # times that the device ran empty
    heard_underruns: int = 0  # of them, those in something that sounded
    gaps: int = 0  # blocks that a file or a source did not have in time


def encode(do: str, **fields: Any) -> bytes:  # noqa: ANN401 - JSON values
    """One line to send."""
    return (json.dumps({"do": do, **fields}, separators=(",", ":")) + "\n").encode()


def encode_queue(item: Queue) -> bytes:
    """The line that queues `item`."""
    return encode("queue", **asdict(item))


def lines(stream: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The messages of a stream until its end; a broken last line is left out.

    A side that is killed with unread messages of ours resets the connection instead of closing it.
    """
    with suppress(ConnectionResetError):
        for line in stream:
            if not line.endswith(b"\n"):
                return
            yield json.loads(line)
