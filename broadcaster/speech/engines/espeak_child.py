"""The process in which eSpeak NG speaks; it may crash or hang without harm to its parent.

Run by path with `python -I -S`, so it imports the standard library only and is up in about
25 ms. It loads the library once and then forks for every sentence: eSpeak keeps state from one
sentence to the next that not even its own restart clears (the same words came out different),
and only a fork of the fresh state makes equal words equal bytes. The fork also takes the crash
or the hang of one sentence. Measured: 8 ms a sentence of 15 syllables, 2.5 ms of it the fork.

Protocol (see `broadcaster.speech.engines.pipe`): the question is JSON with `words`, `phonemes` (true where
double brackets hold phonemes), `voice`, `wpm`, `pitch`, `range`, `volume` and `seconds`, after which
a sentence counts as hung; the answer is `S`, the rate as 4 bytes and int16 samples, or `E`
and one of the words `crashed`, `hung`, `not_loaded`.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import select
import signal
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, Any, Protocol

_LENGTH = struct.Struct(">I")

STILL = 1.0
"""Seconds asleep or stopped, without any work, after which a process that should compute is hung."""

STOPPED = 0.5
"""Seconds stopped, after which one that waits for its fork is."""

LOOK = 0.1
"""Seconds between two looks at it."""

_PIECE = 1 << 16  # bytes; as much as a pipe holds

_PROCESS = ctypes.CDLL(None)
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h

# From speak_lib.h of eSpeak NG 1.52.
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_PHONEMES = 0x100
_END_PAUSE = 0x1000  # without it the last sound's decay of about 70 ms is cut off
_CHARACTERS = 1
_PARAMETERS = {"wpm": 1, "volume": 2, "pitch": 3, "range": 4}
_SEED = 1

# What we change in eSpeak's Vietnamese table of phonemes, each by what a recogniser understands
# (docs/voice.md). Tones stand further apart than its own: lowest and highest pitch, in its units.
# Numbered ngang, huyền, sắc, hỏi, ngã, nặng, and ngang at the end of a clause.
TONES = {
    "1": (30, 32), "2": (4, 18), "3": (22, 60), "4": (2, 26), "5": (10, 70), "6": (4, 34), "7": (29, 31),
}  # fmt: skip
# Sounds that another language's table has better: ŋ, u, â, e, and t without breath.
BORROWED = {
    "N": ("base1", "N"), "u": ("cmn", "u"), "@": ("en", "V"), "E": ("id", "E"), "t[": ("base1", "t["),
}  # fmt: skip
_TABLE = "vi"
_ROW = struct.Struct("<4sIHBBBBBB")  # PHONEME_TAB of its phoneme.h, which phontab holds as it is
_NAME = 32
_TOUCHED = "phontab"
_LINKED = ("phonindex", "phondata", "intonations")
_FOLDER = "broadcaster-espeak-"

_Sink = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The library, loaded and in its fresh state.

    Args:
        library: path of libespeak-ng.
        data: path of espeak-ng-data.
        tuned: speak northern Vietnamese with our tones and sounds; its other accents, which build
            on the same table, are only themselves without.

    Raises:
        OSError: the library or its data cannot be loaded.
    """

    def __init__(self, library: str, data: str, *, tuned: bool) -> None:
        self._library = ctypes.CDLL(library)
        # eSpeak keeps its data path in 160 bytes: a short relative one always fits. It reads the
        # phonemes now, dictionaries and voices later.
        with _tuned_folder(Path(data)) if tuned else nullcontext(Path(data).parent) as folder:
            os.chdir(folder)
            self._rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, b".", _DONT_EXIT)
        os.chdir(Path(data).parent)
        if self._rate <= 0:
            raise OSError(data)
        seed = getattr(self._library, "espeak_ng_SetRandSeed", None) or ctypes.CDLL(None).srand
        seed.argtypes = [ctypes.c_long]
        seed(_SEED)
        self._sound = bytearray()
        self._sink = _Sink(self._take)  # held here as long as the library may call it
        self._library.espeak_SetSynthCallback(self._sink)

    def answer(self, question: dict[str, Any]) -> bytes:
        """Say `words` and give the answer of the protocol."""
        if self._library.espeak_SetVoiceByName(question["voice"].encode()) != 0:
            return b"Enot_loaded"
        for name, number in _PARAMETERS.items():
            self._library.espeak_SetParameter(number, question[name], 0)
        text = question["words"].encode() + b"\0"
        flags = _UTF8 | _END_PAUSE | (_PHONEMES if question["phonemes"] else 0)
        self._library.espeak_Synth(text, len(text), 0, _CHARACTERS, 0, flags, None, None)
        return b"S" + _LENGTH.pack(self._rate) + self._sound

    def _take(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, 2 * count)
        return 0


class Stillness:
    """Watches whether a process does anything.

    One that waits for a processor or a disk is not still, however busy the machine is: only sleep
    and a stop count, and only while no time of a processor is used at all.

    Args:
        pid: the process; a child of ours, so that its number stays its own.
        states: letters of `/proc/PID/stat` that count.
        seconds: how long it must be still.
    """

    def __init__(self, pid: int, states: str = "ST", seconds: float = STILL) -> None:
        self._path = f"/proc/{pid}/stat"
        self._states = states
        self._seconds = seconds
        self._used: list[bytes] = []
        self._since = time.monotonic()

    def hung(self) -> bool:
        """Look once: true if it has been still for so long."""
        now = time.monotonic()
        try:
            with open(self._path, "rb") as file:  # noqa: PTH123 - pathlib would double the time to start
                # Behind the name, which may hold spaces and brackets: the state, and the user's and
                # the system's ticks as 12th and 13th.
                facts = file.read().rpartition(b")")[2].split()
            state, used = facts[0].decode(), facts[11:13]
        except (OSError, IndexError):
            return False
        if state not in self._states or used != self._used:
            self._used, self._since = used, now
        return now - self._since >= self._seconds


class Voice(Protocol):
    """What speaks in a fork."""

    def answer(self, question: dict[str, Any]) -> bytes:
        """Say what is asked and give the answer of the protocol."""


def retuned(phontab: bytes) -> bytes:
    """The file of phonemes with our tones and borrowed sounds in its Vietnamese table.

    Raises:
        ValueError, IndexError, KeyError, struct.error: it is not laid out as in eSpeak NG 1.52.
    """
    table = bytearray(phontab)
    places = dict(_places(phontab))
    for own, donor in BORROWED.items():
        place = places[_TABLE, own]
        mnemonic, _, _, code, *_ = _ROW.unpack_from(phontab, place)
        _, flags, program, _, *rest = _ROW.unpack_from(phontab, places[donor])
        _ROW.pack_into(table, place, mnemonic, flags, program, code, *rest)
    for tone, pitches in TONES.items():
        place = places[_TABLE, tone]
        mnemonic, flags, program, code, kind, _, _, *rest = _ROW.unpack_from(phontab, place)
        _ROW.pack_into(table, place, mnemonic, flags, program, code, kind, *pitches, *rest)
    return bytes(table)


def _places(phontab: bytes) -> Iterator[tuple[tuple[str, str], int]]:
    """Table and mnemonic of each phoneme, and where its row begins."""
    at = 4
    for _ in range(phontab[0]):
        count, name = phontab[at], phontab[at + 4 : at + 4 + _NAME].partition(b"\0")[0].decode()
        at += 4 + _NAME
        for place in range(at, at + count * _ROW.size, _ROW.size):
            mnemonic: bytes = _ROW.unpack_from(phontab, place)[0]
            yield (name, mnemonic.rstrip(b"\0").decode("latin-1")), place
        at += count * _ROW.size


@contextmanager
def _tuned_folder(data: Path) -> Iterator[Path]:
    """A folder in which eSpeak finds its phonemes as we tuned them; gone when it has read them."""
    try:
        changed = retuned((data / _TOUCHED).read_bytes())
    except (ValueError, LookupError, struct.error):
        # Another release: its own sounds are better than silence.
        yield data.parent
        return
    folder, handle = _filled(data, changed)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(handle)


def _filled(data: Path, changed: bytes) -> tuple[Path, int]:
    """A folder of ours alone, with the phonemes, in the first place that takes it: a disk may be full.

    With it the lock that says that it is ours for as long as we live. `tempfile` would double the time
    to start.
    """
    fault = OSError("no folder for temporary files")
    for place in filter(None, (os.environ.get("TMPDIR"), "/dev/shm", "/tmp")):  # noqa: S108 - the name is our own
        try:
            folder, handle = _new_folder(Path(place))
        except OSError as error:
            fault = error
            continue
        inner = folder / data.name
        try:
            inner.mkdir()
            (inner / _TOUCHED).write_bytes(changed)
            for name in _LINKED:
                (inner / name).symlink_to(data.absolute() / name)
        except OSError as error:
            fault = error
            _remove(folder)
            os.close(handle)
        else:
            return folder, handle
    raise fault


def _new_folder(place: Path) -> tuple[Path, int]:
    """A new locked folder in `place`; those that killed processes left there go."""
    for left in place.glob(f"{_FOLDER}*"):
        _clear(left)
    while True:
        folder = place / f"{_FOLDER}{os.getpid()}-{os.urandom(8).hex()}"
        folder.mkdir(mode=0o700)
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Another process may have taken it for left behind before it was locked.
        if folder.exists():
            return folder, handle
        os.close(handle)


def _clear(left: Path) -> None:
    """Remove a folder of ours whose process is gone."""
    with suppress(OSError):
        handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(left)
        finally:
            os.close(handle)


def _remove(folder: Path) -> None:
    """Remove what `_filled` has made, as far as it came."""
    with suppress(OSError):
        for inner in folder.iterdir():
            for path in inner.iterdir():
                path.unlink()
            inner.rmdir()
        folder.rmdir()


def in_fork(voice: Voice, question: dict[str, Any], inherited: tuple[int, ...]) -> bytes:
    """Answer a question in a fork of this process.

    Args:
        espeak: what answers.
        question: what is asked; after its `seconds`, or so much of a processor's time as its `cpu`
            says, the fork ends itself. One that does nothing at all is ended before.
        inherited: descriptors the fork must not hold open; the first is that of the questions. If it
            closes nobody waits for the answer, and this process ends.
    """
    reader, writer = os.pipe()
    us = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            _die_with(us)
            for descriptor in (reader, *inherited):
                os.close(descriptor)
            # The default action of SIGALRM ends a process even inside native code.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, question["seconds"])
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, question.get("cpu", 0))
            with os.fdopen(writer, "wb") as answer:
                answer.write(voice.answer(question))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    try:
        data = _all(reader, Stillness(child), inherited[:1])
    except ParentGoneError:
        os.kill(child, signal.SIGKILL)
        os._exit(1)
    finally:
        os.close(reader)
    if data is None:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 0 and data is not None:
        return data
    hung = data is None or status in (-signal.SIGALRM, -signal.SIGPROF)
    return b"Ehung" if hung else b"Ecrashed"


class ParentGoneError(Exception):
    """Whoever asked has ended."""


def _die_with(parent: int) -> None:
    """Have the kernel kill this fork when its parent, of one thread, ends: it may be deep in native code."""
    _PROCESS.prctl(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _all(reader: int, writer: Stillness, questions: tuple[int, ...]) -> bytes | None:
    """What comes until the pipe ends; None once its writer hangs.

    Raises:
        ParentGoneError: the pipe of the questions has ended.
    """
    data = bytearray()
    both = select.poll()
    both.register(reader, select.POLLIN)
    for line in questions:
        both.register(line, 0)  # only its end is told
    while True:
        ready = dict(both.poll(LOOK * 1000))
        if ready.keys() & questions:
            raise ParentGoneError
        if ready:
            piece = os.read(reader, _PIECE)
            if not piece:
                return bytes(data)
            data += piece
        elif writer.hung():
            return None


def serve(questions: IO[bytes], answers: IO[bytes], espeak: Espeak | None) -> None:
    """Answer until the parent closes its end; `espeak` None means that loading failed."""
    while len(head := questions.read(_LENGTH.size)) == _LENGTH.size:
        question = json.loads(questions.read(_LENGTH.unpack(head)[0]))
        inherited = (questions.fileno(), answers.fileno())
        answer = in_fork(espeak, question, inherited) if espeak else b"Enot_loaded"
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def main(library: str, data: str, manner: str) -> None:
    """Take over standard output for the protocol, so that nothing else can write into it.

    `manner` is `tuned`, or `own` for eSpeak as it comes.
    """
    # Ctrl-C on a terminal reaches the whole group: the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        espeak = Espeak(library, data, tuned=manner == "tuned")
    except OSError:
        espeak = None
    serve(sys.stdin.buffer, answers, espeak)


if __name__ == "__main__":
    main(*sys.argv[1:])
