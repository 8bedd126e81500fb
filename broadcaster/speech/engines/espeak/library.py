"""The eSpeak NG library in this process, loaded and in its fresh state."""

from __future__ import annotations

import ctypes
import os
import struct
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from broadcaster.speech.engines.espeak.tuned_folder import tuned_folder

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

    Raises:
        OSError: the library or its data cannot be loaded.
    """

    def __init__(self, library: str, data: str, *, tuned: bool) -> None:
        self._library = ctypes.CDLL(library)
        # eSpeak has 160 bytes for its data path: a relative one always fits. It reads the phonemes
        # now; it reads dictionaries and voices later.
        with tuned_folder(Path(data)) if tuned else nullcontext(Path(data).parent) as folder:
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
