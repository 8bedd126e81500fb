"""The settings of one source process: what it makes heard, and for how long; and its reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from broadcaster.studio.script import recipe

MARGIN = 0.5  # seconds for what goes by between the air's first pull and the source's first sample


class SourceOrigin(StrEnum):
    """Where its sound comes from."""

    STREAM = "stream"  # an address on the network
    INPUT = "input"  # an input of the sound card: line or microphone
    CHUNKS = "chunks"  # its standard input: what a browser or a client sends


START = 15.0  # seconds that a stream may take to its first sound
REPLACED = 3.0  # the same where a message waits to take its place: it is heard within 5 s


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChoice:
    """Settings of one source process; sent to it as JSON. Times in seconds."""

    origin: SourceOrigin
    address: str  # URL, sound input, or the chunks' form: pcm, ogg, webm
    rate: int  # Hz of what it gives
    longest: float  # of sound, opening and closing apart
    hosts: tuple[str, ...] = ()  # "host:port" to which the address may lead on, beside its own
    high_pass: float = 300.0  # Hz
    loudness: float = -16.0  # LUFS
    true_peak: float = -1.5  # dBTP
    opening: str = "none"
    closing: str = "none"
    # What the opening's name means where it is none of the studio's own sounds.
    siren: tuple[tuple[float, float, float], ...] = ()  # from Hz, to Hz, for seconds; 0 Hz is silence
    recording: str = ""  # a file
    recording_length: float = 0.0
    open_microphone: bool = True  # False: silent until `talk`
    quiet: float = 15.0  # of silence in a row after which it counts as failed
    patience: float = (
        START  # without any sound from its address, before its first and later, after which it failed
    )
    patient: bool = False  # it waits behind others: a network that is away meanwhile may be back by then
    chunk_rate: int = 48000  # Hz of PCM chunks

    @property
    def whole(self) -> float:
        """Seconds that all of it may last on the air, opening and closing included."""
        return self.longest + self.opening_length + _lasting(self.closing) + MARGIN

    @property
    def opening_length(self) -> float:
        """Seconds from its beginning to its first sound."""
        made = sum(seconds for _, _, seconds in self.siren)
        return _around(max(made, self.recording_length)) if made else _lasting(self.opening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a source process reports ten times a second."""

    peak: int  # highest sample of its input since the last one, 0 … 32768
    heard: float  # seconds of sound that went on the air
    reconnects: int
    late: int  # blocks that were missing when their time came
    breaks: int = 0  # of a voice, heard by all
    weak: bool = False  # a voice broke off a moment ago
    silent: float = 0.0  # seconds without sound in a row; of a voice only while it may be heard


_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtmp": 1935}


def server(address: str) -> str:
    """The server that an address names, as "host:port"; "" if it names none or its port is no port."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname and port else ""


def _lasting(name: str) -> float:
    if name == recipe.NO_SOUND:
        return 0.0
    return _around(recipe.SOUNDS[name])


def _around(seconds: float) -> float:
    return seconds + recipe.AFTER_OPENING + 2 * recipe.BODY_TAIL
