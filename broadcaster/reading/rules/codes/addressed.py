"""Vietnamese written without marks and spaces, as in web and mail addresses, cut into words."""

from __future__ import annotations

import re
from collections import ChainMap, Counter
from collections.abc import Iterator, Mapping
from functools import cache

from broadcaster.reading.rules.data import load, words
from broadcaster.reading.rules.names.foreign import FOREIGN
from broadcaster.reading.rules.names.meanings import ABBREVIATIONS
from broadcaster.reading.spoken.letters import spell
from broadcaster.reading.wordset import wordset
from broadcaster.syllables import looks_toneless, marked, speakable, toneless

_DATA = load("web")
_PHRASES = (*words(load("places")["districts"]), *words(_DATA["pieces"]))
PIECES = {toneless(piece).replace(" ", ""): piece for piece in _PHRASES}
_NAMES = {toneless(name): name for name in reversed(words(_DATA["names"]))}  # of two, the first wins
_FAMILIES = frozenset(map(toneless, load("evidence")["families"][0].split()))
_JOINTS = wordset("và của các cho với cả trên trong theo về do từ đến")  # no phrase begins or ends with these
_LONGEST = 5  # syllables of a phrase that is learnt from the words of abbreviations
_SMALL = 2  # letters of a syllable that is in many longer ones
_INITIALS = 4  # letters without a vowel that are spelled inside a name
_SYLLABLE = 6  # letters of the longest plain syllable that a name is cut into
_PLACED = {
    "phuong": "phường",
    "xa": "xã",
    "muong": "mường",
    "tinh": "tỉnh",
    "huyen": "huyện",
    "thon": "thôn",
    "quan": "quận",
}
_KNOWN_ALONE = frozenset(_PLACED.values()) | {"thị", "văn"} | frozenset(words(_DATA["names"]))
_PLACES = "phường xã tỉnh huyện thị trấn thành phố quận thôn bản"


def cut(text: str, local: Mapping[str, str]) -> list[str] | None:
    """The cheapest pieces that make up `text`: known phrases first, plain syllables after.

    `local` are names of the place by their letters without marks. None if letters are left over.
    """
    known = ChainMap(dict(local), PIECES)
    best: list[tuple[int, list[str]] | None] = [(0, [])] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            before = best[start]
            cost = _cost(text[start:end], known)
            if before is None or cost is None:
                continue
            total = before[0] + cost[0]
            held = best[end]
            if held is None or total < held[0]:
                best[end] = (total, [*before[1], cost[1]])
    found = best[len(text)]
    return _unguessed(plainly(found[1])) if found else None


def _unguessed(pieces: list[str]) -> list[str] | None:
    """The pieces, if no tone in them is made up; None if a syllable needs one that nobody wrote.

    A phrase is known by all of its syllables. One syllable, such as "cho" of chogoi, may be any.
    """
    phrases = any(" " in piece for piece in pieces)
    made: list[str] = []
    for piece in pieces:
        plain = toneless(piece)
        if made and piece == _PLACED.get(plain) and made[-1] == toneless(made[-1]) != pieces[len(made) - 1]:
            made.append(plain)  # doanxa: what stands before it lost its marks too
        elif piece == plain or " " in piece or piece in _KNOWN_ALONE or (phrases and plain in PIECES):
            made.append(piece)
        elif speakable(plain):
            made.append(plain)
        else:  # xatanlap: no form of "lap" can be said without a tone
            return None
    return made


def plainly(pieces: list[str]) -> list[str]:
    """The pieces without tones that only a name would give them.

    "hongvan" may be Hồng Vân or Hồng Văn: both syllables are said without tones, and a kind of place before
    them too.
    """
    flat = [toneless(piece) for piece in pieces]
    guessed = [
        piece != plain and plain in _NAMES and speakable(plain)
        for piece, plain in zip(pieces, flat, strict=True)
    ]
    person = pieces[1:2] in (["thị"], ["văn"]) and flat[0] in _FAMILIES  # lethihuong
    named = [piece == plain for piece, plain in zip(pieces, flat, strict=True) if plain not in _PLACED]
    bare = len(named) > 1 and all(named)  # xaphuan: nothing in it has a mark
    if not (any(guessed) or bare) or person:
        return pieces
    return [
        plain if guess or (plain in _PLACED and speakable(plain)) else piece
        for piece, plain, guess in zip(pieces, flat, guessed, strict=True)
    ]


def _cost(part: str, known: Mapping[str, str]) -> tuple[int, str] | None:
    if part in known and " " in known[part]:
        return 2, known[part]
    phrases, likely, initials = _learnt()
    if part in phrases or (part in FOREIGN and len(part) > 3):
        return 3, phrases.get(part) or FOREIGN[part]
    if part in _PLACED:
        return 3, _PLACED[part]
    if part in known or part in _NAMES:
        # doanxa is doan xa, not do an xã, though "an xã" is in công an xã
        return 4 + (len(part) <= _SMALL), known.get(part) or _NAMES[part]
    if 2 <= len(part) <= _SYLLABLE and looks_toneless(part):
        # Which tone is meant is not known, so none is made up where the syllable can be said without.
        if speakable(part):
            return 5, part
        # "phuan" is rather phu an than one syllable with marks that nobody wrote.
        return (6, likely[part]) if part in likely else (11, marked(part))
    if part in initials:
        return 7, spell(part)
    if len(part) <= _INITIALS and not re.search(r"[aeiouy]", part):
        return 9, spell(part)
    return None


@cache
def _learnt() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Phrases, likely syllables and initials, all from what abbreviations stand for.

    Ward words are the words of ward addresses: "nông thôn mới" is in NTM, "tư pháp" in BTP.
    """
    flat = cache(toneless)
    joined: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for said in _said():
        syllables = said.split()
        plain = [flat(word) for word in syllables]
        counts.update(syllables)
        ends = [at for at, word in enumerate(syllables) if word not in _JOINTS]
        for start in ends:
            for end in ends:
                if start < end < start + _LONGEST:
                    joined.setdefault("".join(plain[start : end + 1]), " ".join(syllables[start : end + 1]))
    single = {word: word for word in _PLACES.split()}
    for word, _ in counts.most_common():
        single.setdefault(flat(word), word)
    initials = frozenset(
        key.lower().replace("đ", "d")
        for key in ABBREVIATIONS
        if len(key) > 2 and key.isalpha() and key.isupper()
    )
    return joined, single, frozenset(key for key in initials if not looks_toneless(key) and key.isascii())


def _said() -> Iterator[str]:
    for options in ABBREVIATIONS.values():
        yield from (option.say for option in options)
    yield from load("codes")["bodies"].values()
