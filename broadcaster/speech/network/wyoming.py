"""The protocol of Home Assistant's voices, Wyoming: a line of JSON, further JSON, and bytes, over TCP.

Only what a speaking server needs: `describe` and `synthesize`. There is neither a key nor encryption in it:
it is for the ward's own network.
"""

from __future__ import annotations

import io
import json
import socket
import threading
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import IO, TypeVar

from broadcaster.core.clock import Clock
from broadcaster.core.errors import EngineFailed, EngineMissing
from broadcaster.core.reach import Judge
from broadcaster.speech.engines.deadline import OverdueError, starved, within
from broadcaster.speech.network.http import BIGGEST

_LONGEST_JSON = 1 << 20  # bytes of a line, and of the JSON after it
_RATES = range(8000, 48001)

Event = tuple[str, Mapping[str, object], bytes]
"""A message: its type, its data, and the bytes that it carries."""

Answer = TypeVar("Answer")


class WyomingLine:
    """Asks one server; each question over a connection of its own. Used from one thread at a time.

    Args:
        timeouts: seconds to connect and between two parts of an answer.
    """

    def __init__(
        self, engine: str, address: tuple[str, int], timeouts: tuple[float, float], clock: Clock, judge: Judge
    ) -> None:
        self._engine = engine
        self._address = address
        self._timeouts = timeouts
        self._clock = clock
        self._judge = judge
        self._voices: tuple[str, ...] = ()

    def say(self, words: str, voice: str, *, begin: float, end: float) -> bytes:
        """The words as WAV.

        Args:
            voice: by its name; "" for the server's own.
            begin: by the clock, when the answer must have begun.
            end: when it must be whole.

        Raises:
            EngineMissing: the server has no such voice.
            EngineFailed: no connection, too slow, or no whole sound.
            SpeechError: what the judge raises.
        """
        if voice and voice not in self._voices:
            self._voices = self._asked("describe", {}, _names, begin=begin, end=end)
            if voice not in self._voices:
                known = ", ".join(self._voices)
                raise EngineMissing("speech.no_voice", engine=self._engine, voice=voice, known=known)
        data = {"text": words, **({"voice": {"name": voice}} if voice else {})}
        return self._asked("synthesize", data, _sound, begin=begin, end=end)

    def _asked(
        self,
        kind: str,
        data: Mapping[str, object],
        read: Callable[[Iterator[Event]], Answer],
        *,
        begin: float,
        end: float,
    ) -> Answer:
        begun, lines = threading.Event(), list[socket.socket]()

        def exchange() -> Answer:
            with socket.create_connection(self._address, self._timeouts[0]) as line:
                lines.append(line)
                self._judge(line.getpeername()[0], self._address[0])
                line.settimeout(self._timeouts[1])
                line.sendall(packed(kind, data))
                with line.makefile("rb") as file:
                    return read(_limited(file, begun, lambda: self._clock.monotonic() < end))

        def spared(thread: int) -> float:
            return starved(thread) + (end - begin if begun.is_set() else 0.0)

        try:
            return within(exchange, deadline=begin, clock=self._clock, lost=spared)
        except (OverdueError, TimeoutError) as error:
            for line in lines:  # the abandoned thread ends: else a byte now and then would hold it for days
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            raise EngineFailed("speech.too_slow", engine=self._engine) from error
        except OSError as error:
            reason = type(error).__name__
            raise EngineFailed("speech.no_network", engine=self._engine, reason=reason) from error
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            reason = f"{type(error).__name__}: {error}"[:80]
            raise EngineFailed("speech.bad_answer", engine=self._engine, reason=reason) from error


def packed(kind: str, data: Mapping[str, object], payload: bytes = b"") -> bytes:
    """An event as it is sent."""
    inner = json.dumps(data, ensure_ascii=False).encode() if data else b""
    head: dict[str, object] = {"type": kind, "version": "1.5.2"}
    if inner:
        head["data_length"] = len(inner)
    if payload:
        head["payload_length"] = len(payload)
    return json.dumps(head).encode() + b"\n" + inner + payload


def events(file: IO[bytes]) -> Iterator[Event]:
    """What comes, event by event. Raises ValueError: it is not of this protocol, too large, or cut off."""
    while line := file.readline(_LONGEST_JSON):
        head = json.loads(line)
        data = dict(head.get("data") or {})
        length, size = int(head.get("data_length") or 0), int(head.get("payload_length") or 0)
        if not 0 <= length <= _LONGEST_JSON or not 0 <= size <= BIGGEST:
            raise ValueError("too big")
        if length:
            data |= json.loads(_exactly(file, length))
        yield str(head["type"]), data, _exactly(file, size)
    raise ValueError("cut off")


def _exactly(file: IO[bytes], size: int) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise ValueError("cut off")
    return found


def _limited(file: IO[bytes], begun: threading.Event, in_time: Callable[[], bool]) -> Iterator[Event]:
    """The events of an answer, while there is time and room for it."""
    total = 0
    for event in events(file):
        begun.set()
        total += len(event[2])
        if not in_time():
            raise OverdueError
        if total > BIGGEST:
            raise ValueError("too big")
        if event[0] == "error":
            raise ValueError(str(event[1].get("text", "error")))
        yield event


def _names(answer: Iterator[Event]) -> tuple[str, ...]:
    """The installed voices that an `info` names."""
    info = next(data for kind, data, _ in answer if kind == "info")
    programs = info.get("tts")
    return tuple(
        str(voice["name"])
        for program in (programs if isinstance(programs, list) else ())
        for voice in program.get("voices", ())
        if voice.get("installed", True)
    )


def _sound(answer: Iterator[Event]) -> bytes:
    """All that was said, as WAV; mono, 16 bits."""
    samples, rate = bytearray(), 0
    for kind, data, payload in answer:
        if kind in ("audio-start", "audio-chunk"):
            form = (int(str(data["width"])), int(str(data["channels"])))
            now = int(str(data["rate"]))
            if form != (2, 1) or now not in _RATES or rate not in (0, now):
                raise ValueError(f"{form} {now}")
            rate = now
            samples += payload
        elif kind == "audio-stop":
            break
    packed_sound = io.BytesIO()
    with wave.open(packed_sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return packed_sound.getvalue()
