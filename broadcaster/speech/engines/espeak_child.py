"""The process in which eSpeak NG speaks, with our phonemes.

It may crash or hang without harm to its parent.

Each change was chosen by what a speech recogniser understands (docs/voice.md).

`tempfile` is not used: importing it would double the time that the child needs to start.

Run by `speech.engines.bare` with `python -I -S`: it imports the standard library only and is ready
after about 25 ms. It loads the library once and then forks for every sentence. eSpeak keeps state
from one sentence to the next that not even its own restart clears (the same words came out
different); only a fork of the fresh state makes equal words equal bytes. The fork also takes the
crash or the hang of one sentence. Measured: 8 ms a sentence of 15 syllables, 2.5 ms of it the fork.

Protocol (see `speech.engines.pipe`): the question is JSON with `words`, `phonemes` (true where
double brackets hold phonemes), `voice`, `wpm`, `pitch`, `range`, `volume` and `seconds`, after which
a sentence counts as hung. The answer is `S`, the rate as 4 bytes and int16 samples, or `E`
and one of the words `crashed`, `hung`, `not_loaded`.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import stat
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any

from broadcaster.speech.engines.fork import in_fork

# Lowest and highest pitch of each tone, in eSpeak's units; its own tones are closer to each other.
# The order is ngang, huyền, sắc, hỏi, ngã, nặng, and ngang at the end of a clause.
TONES = {
    "1": (30, 32), "2": (4, 18), "3": (22, 60), "4": (2, 26), "5": (10, 70), "6": (4, 34), "7": (29, 31),
}  # fmt: skip
# Sounds that are better in the table of another language: ŋ, u, â, e, and t without aspiration.
BORROWED = {
    "N": ("base1", "N"), "u": ("cmn", "u"), "@": ("en", "V"), "E": ("id", "E"), "t[": ("base1", "t["),
}  # fmt: skip
_TABLE = "vi"
_ROW = struct.Struct("<4sIHBBBBBB")  # PHONEME_TAB of its phoneme.h, which phontab holds as it is
_NAME = 32


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


_TOUCHED = "phontab"
_LINKED = ("phonindex", "phondata", "intonations")
_FOLDER = "broadcaster-espeak-"
_LOOKED_AT = 1000  # names in a place, of whomever they are


@contextmanager
def tuned_folder(data: Path, spare: str = "") -> Iterator[Path]:
    """A folder in which eSpeak finds our phonemes; it is removed when the block ends.

    Args:
        spare: a folder for it where all that is for temporary files is full.
    """
    try:
        folder, handle = _filled(data, retuned((data / _TOUCHED).read_bytes()), spare)
    except (ValueError, LookupError, struct.error, OSError):
        # Another release of eSpeak, or room nowhere: it then speaks with its own sounds.
        yield data.parent
        return
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(handle)


def _filled(data: Path, changed: bytes, spare: str) -> tuple[Path, int]:
    """A private folder with the phonemes, and its lock, in the first place that can be written.

    A disk may be full, and anybody can fill what is for everybody, so several places are tried. The lock is
    held as long as this process lives.
    """
    fault = OSError("no folder for temporary files")
    for place in filter(None, (os.environ.get("TMPDIR"), "/dev/shm", "/tmp", spare)):  # noqa: S108 - the name is our own
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
    """A new locked folder in `place`; folders that killed processes left there are removed.

    Everybody may make any number of names there, and an emergency may wait for this: only some are looked at.
    """
    with suppress(OSError), os.scandir(place) as names:
        for name in islice(names, _LOOKED_AT):
            if name.name.startswith(_FOLDER):
                _clear(Path(name.path))
    while True:
        folder = place / f"{_FOLDER}{os.getpid()}-{os.urandom(8).hex()}"
        folder.mkdir(mode=0o700)
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Another process may have removed it before it was locked.
        if folder.exists():
            return folder, handle
        os.close(handle)


def _clear(left: Path) -> None:
    """Remove a folder of ours whose process has ended; everybody may make one of such a name."""
    with suppress(OSError):
        about = left.lstat()
        if about.st_uid != os.geteuid() or about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return
        handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(left)
        finally:
            os.close(handle)


def _remove(folder: Path) -> None:
    """Remove what `_filled` has made, complete or not."""
    with suppress(OSError):
        for inner in folder.iterdir():
            if inner.is_symlink():
                return  # we make none there
            for path in inner.iterdir():
                path.unlink()
            inner.rmdir()
        folder.rmdir()


_LENGTH = struct.Struct(">I")

# From speak_lib.h of eSpeak NG 1.52.
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_PHONEMES = 0x100
_END_PAUSE = 0x1000  # without it the last sound's decay of about 70 ms is cut off
_CHARACTERS = 1
_PARAMETERS = {"wpm": 1, "volume": 2, "pitch": 3, "range": 4}
_SEED = 1

_Sink = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The library, loaded and in its fresh state.

    Args:
        library: path of libespeak-ng.
        data: path of espeak-ng-data.
        tuned: speak northern Vietnamese with our tones and sounds. The other accents use the same
            table and must be spoken without.
        spare: see `tuned_folder`.

    Raises:
        OSError: the library or its data cannot be loaded.
    """

    def __init__(self, library: str, data: str, *, tuned: bool, spare: str = "") -> None:
        self._library = ctypes.CDLL(library)
        # eSpeak has 160 bytes for its data path: a relative one always fits. It reads the phonemes
        # now; it reads dictionaries and voices later.
        with tuned_folder(Path(data), spare) if tuned else nullcontext(Path(data).parent) as folder:
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


def serve(questions: IO[bytes], answers: IO[bytes], espeak: Espeak | None) -> None:
    """Answer until the parent closes its end; `espeak` None means that loading failed."""
    while len(head := questions.read(_LENGTH.size)) == _LENGTH.size:
        question = json.loads(questions.read(_LENGTH.unpack(head)[0]))
        inherited = (questions.fileno(), answers.fileno())
        answer = in_fork(espeak, question, inherited) if espeak else b"Enot_loaded"
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def main(library: str, data: str, manner: str, spare: str = "") -> None:
    """Take over standard output for the protocol, so that nothing else can write into it.

    `manner` is `tuned`, or `own` for eSpeak as it comes.
    """
    # Ctrl-C on a terminal reaches the whole process group; the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        espeak = Espeak(library, data, tuned=manner == "tuned", spare=spare)
    except OSError:
        espeak = None
    serve(sys.stdin.buffer, answers, espeak)
