"""The protocol between the render process and its parent: pickled values, each after its length."""

from __future__ import annotations

import copyreg
import io
import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from broadcaster.core.errors import BroadcasterError
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.script.programme import Programme

LENGTH = struct.Struct("<I")
BEAT = 1.0  # seconds between two signs of life during a job


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Render this message."""

    station: Station
    message: Message
    engine: str | None
    offline_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare:
    """Get ready for a job of this station. It has no answer."""

    station: Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """The job goes on. Sent every `BEAT` seconds, so that a process that stands still is noticed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advanced:
    """Progress: `done` of `total` distinct sentences are spoken."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The job is done."""

    programme: Programme
    passed_by: tuple[BroadcasterError, ...] = ()  # why the station's own store was not used


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The job cannot be done."""

    error: BroadcasterError


Order = Job | Prepare
Answer = Alive | Advanced | Finished | Failed


def pack(value: object) -> bytes:
    """A value in the form that goes through the pipe."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    # pickle has no form for frozen mappings.
    pickler.dispatch_table = {**copyreg.dispatch_table, MappingProxyType: _reduced}
    pickler.dump(value)
    data = buffer.getvalue()
    return LENGTH.pack(len(data)) + data


def _reduced(mapping: MappingProxyType[object, object]) -> tuple[Callable[..., object], tuple[object, ...]]:
    return _frozen, (dict(mapping),)


def _frozen(mapping: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(mapping)


def unpack(data: bytes) -> object:
    """The value of the bytes after the length. They must come from our own other process."""
    value: object = pickle.loads(data)  # noqa: S301 - both ends are this program, joined by a private pipe
    return value


def receive(file: BinaryIO) -> object | None:
    """The next value from a blocking file, or None at its end."""
    head = file.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = file.read(length)
    return unpack(data) if len(data) == length else None
