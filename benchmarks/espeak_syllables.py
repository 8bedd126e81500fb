"""Compare eSpeak's letter rules with `speech.engines.phonemes` for every Vietnamese syllable.

    python -m benchmarks.espeak_syllables [--all]

Prints how many syllables of each kind of fault there are, with examples; `--all` lists them.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from broadcaster.core.text.syllables import speakable
from broadcaster.speech.engines.espeak import EspeakHome, find
from broadcaster.speech.engines.phonemes import Syllable, Tone, sounds

MARKS = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh ph qu r s t th tr v x"
_OPEN = (
    "a ai ao au ay âu ây e eo ê êu i ia iu iêu o oi ô ôi ơ ơi u ua ui uôi ư ưa ưi ưu ươi ươu "
    "oa oai oao oay oe oeo uê uơ uy uya uyu uây"
)
_NASAL = (
    "am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh im in inh iêm iên iêng om on ong oong ôm ôn ông "
    "ơm ơn um un ung uôm uôn uông ưng ươm ươn ương oan oang oanh oăn oăng oen uân uâng uên uênh uyên uynh"
)
_STOP = (
    "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt oc ooc op ot ôc ôp ôt ơp ơt uc "
    "up ut uôc uôp uôt ưc ưt ươc ươp ươt oac oach oat oăc oăt oet uât uêch uych uyt uyêt"
)
# The names of sounds in eSpeak's Vietnamese, as its letter rules use them.
_ONSET_NAMES = {
    "": "", "b": "_b", "k": "k", "tɕ": "tS", "z": "z", "ɗ": "d_", "ɣ": "Q", "h": "h", "x": "x", "l": "l",
    "m": "m", "n": "n", "ŋ": "N", "ɲ": "n^", "p": "p", "f": "f", "s": "s", "t": "t[", "tʰ": "t", "v": "v",
}  # fmt: skip
_NUCLEUS_NAMES = {
    "aː": "a:", "a": "a", "ə": "@", "əː": "@:", "ɛ": "E", "e": "e", "i": "i", "ɔ": "O", "o": "o", "u": "u",
    "ɨ": "y", "iə": "iE", "ɨə": "y@", "uə": "u@", "ɔː": "O", "oː": "o",
}  # fmt: skip
_OPEN_IA = "i@"  # iə without a final: mía
_ROUNDED = {"ɔ": "O#", "o": "o#"}  # before ŋ and k the lips close: ong, ốc
_FRONTED = "e-"  # anh, ách
_GLIDING = {("ə", "j"): ("@I", "")}  # a vowel of its own in its tables: ây
_FINAL_NAMES = {
    "": "", "m": "m", "n": "n", "ŋ": "N", "ɲ": "n^", "p": "p", "t": "t[", "k": "k", "c": "c", "j": "j",
    "w": "w",
}  # fmt: skip
_TONE_NAMES = {Tone.NGANG: "", Tone.HUYEN: "2", Tone.SAC: "3", Tone.HOI: "4", Tone.NGA: "5", Tone.NANG: "6"}
_FRONT = "eêiy"
_LIPS = ["b", "m", "ph", "v"]  # after these no glide
_VOWEL = "aeiouy"
_MODIFIED = "ăâêôơư"


class Fault(StrEnum):
    """The kinds of errors in eSpeak's letter rules."""

    FINAL_C = "a final c is said at the palate, like ch"
    UU = "ưu is said like iu"
    OO = "oo with a tone mark is said with a glide, or like o"
    GIU = "giu- is said with two vowels"
    ENGLISH = "it is taken for English"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One syllable for which the two differ."""

    syllable: str
    espeak: str
    ours: str
    fault: Fault


def all_syllables() -> Iterator[str]:
    """Every combination that Vietnamese spelling allows; not all of them are words."""
    stops = _STOP.split()
    for onset in ("", *_ONSETS.split()):
        for rhyme in (*_OPEN.split(), *_NASAL.split(), *stops):
            written = _joined(onset, rhyme)
            if written is None:
                continue
            for mark in ("\u0301", "\u0323") if rhyme in stops else MARKS:
                word = _toned(written, mark, skip=2 if onset in ("qu", "gi") else 0)
                if speakable(word):
                    yield word


def _joined(onset: str, rhyme: str) -> str | None:
    """Onset and rhyme in spelling; None if they are never written together."""
    front, glide = rhyme[0] in _FRONT, re.match(r"o[aăe]|u[âêơy]", rhyme) is not None
    if (onset in ("c", "g", "ng") and front) or (onset in ("k", "gh", "ngh") and not front):
        return None
    if onset == "qu":
        # The glide of the rhyme is the u: quan, quen, quân, quý; quốc stands alone.
        if rhyme == "uôc":
            return "quôc"
        return f"qu{rhyme[1:]}" if glide and rhyme not in ("uya", "uyu") else None
    if onset == "gi" and (front or glide):
        return None
    if onset in _LIPS and glide:
        return None
    if onset == "" and rhyme.startswith("iê"):
        return "y" + rhyme[1:]
    return onset + rhyme


def _toned(written: str, mark: str, skip: int) -> str:
    """The mark on the letter that carries it; `skip` letters belong to the onset."""
    places = [k for k, c in enumerate(written) if unicodedata.normalize("NFD", c)[0] in _VOWEL and k >= skip]
    places = places or [k for k, c in enumerate(written) if c in _VOWEL]
    modified = [k for k in places if written[k] in _MODIFIED]
    if modified:
        at = modified[-1]
    elif (
        len(places) == 2 and places[-1] == len(written) - 1 and written[places[0] :] not in ("oa", "oe", "uy")
    ):
        at = places[0]
    else:
        at = places[min(1, len(places) - 1)]
    return unicodedata.normalize("NFC", written[: at + 1] + mark + written[at + 1 :])


def meant(syllable: Syllable) -> str:
    """The syllable in eSpeak's names, without stress and pauses."""
    nucleus = _NUCLEUS_NAMES[syllable.nucleus]
    if syllable.final in ("ŋ", "k"):
        nucleus = _ROUNDED.get(syllable.nucleus, nucleus)
    elif syllable.nucleus == "a" and syllable.final in ("ɲ", "c"):
        nucleus = _FRONTED
    elif syllable.nucleus == "iə" and not syllable.final:
        nucleus = _OPEN_IA
    nucleus, final = _GLIDING.get((syllable.nucleus, syllable.final), (nucleus, _FINAL_NAMES[syllable.final]))
    glide = "w" if syllable.glide else ""
    return f"{_ONSET_NAMES[syllable.onset]}{glide}{nucleus}{_TONE_NAMES[syllable.tone]}{final}"


class Letters:
    """eSpeak's own letter rules. In a process of its own: eSpeak keeps state and may crash."""

    def __init__(self, home: EspeakHome) -> None:
        self._library = ctypes.CDLL(str(home.library))
        os.chdir(home.data.parent)
        self._library.espeak_Initialize(2, 0, b".", 0x8000)
        self._library.espeak_SetVoiceByName(b"vi")
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def phonemes(self, word: str) -> str:
        """eSpeak's phonemes for a text, without stress and pauses."""
        text = ctypes.create_string_buffer(word.encode())
        place, said = ctypes.c_void_p(ctypes.addressof(text)), ""
        while place.value:
            said += (self._library.espeak_TextToPhonemes(ctypes.byref(place), 1, 0) or b"").decode()
        return bare(said)


def bare(said: str) -> str:
    """Mnemonics without stress, word ends and the level tone, which may be written or not."""
    return re.sub(r"_\||\|\||['_,1 ]", "", said)


def differences(letters: Letters) -> Iterator[Difference]:
    """The syllables for which eSpeak's letter rules and our table differ."""
    for word in all_syllables():
        syllable = sounds(word)
        if syllable is None:
            raise AssertionError(word)
        ours, theirs = bare(meant(syllable)), letters.phonemes(word)
        if ours != theirs:
            yield Difference(syllable=word, espeak=theirs, ours=ours, fault=_fault(word, theirs, ours))


def _fault(word: str, theirs: str, ours: str) -> Fault:
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if c not in MARKS)
    written = unicodedata.normalize("NFC", plain)
    if "(en)" in theirs:
        return Fault.ENGLISH
    if written.startswith("giu"):
        return Fault.GIU
    if "oo" in written:
        return Fault.OO
    if re.sub("c$", ours[-1], theirs) == ours and written.endswith("c"):
        return Fault.FINAL_C
    return Fault.UU if written.endswith("ưu") else Fault.OTHER


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", action="store_true", help="list every syllable")
    home = find()
    asked = parser.parse_args()
    if home is None:
        raise SystemExit("no eSpeak NG on this machine")
    print(f"{len(set(all_syllables()))} syllables")
    found = list(differences(Letters(home)))
    for fault in Fault:
        of_kind = [d for d in found if d.fault is fault]
        shown = of_kind if asked.all else of_kind[:: max(1, len(of_kind) // 6)]
        print(f"{len(of_kind):6}  {fault}")
        for one in shown:
            print(f"        {one.syllable}: {one.espeak}, should be {one.ours}")


if __name__ == "__main__":
    main()
