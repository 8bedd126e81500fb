"""Web and mail addresses: signs by name, parts as words where they are words."""

from __future__ import annotations

import re
from collections import ChainMap, Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from broadcaster.core.text.syllables import looks_toneless, marked, odd_onset, speakable, toneless
from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.names.foreign import FOREIGN
from broadcaster.reading.names.meanings import ABBREVIATIONS
from broadcaster.reading.spelling import spell
from broadcaster.reading.wordlists import load, words, wordset

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
    if 2 <= len(part) <= _SYLLABLE and looks_toneless(part) and not odd_onset(part):
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
    within: Counter[str] = Counter()  # how often a phrase is inside longer ones: "đồng kinh" once
    counts: Counter[str] = Counter()
    for said in _said():
        syllables = said.split()
        plain = [flat(word) for word in syllables]
        counts.update(syllables)
        ends = [at for at, word in enumerate(syllables) if word not in _JOINTS]
        for start in ends:
            for end in ends:
                form = "".join(plain[start : end + 1])
                if start < end < start + _LONGEST and not speakable(form):  # doan is rather one word than two
                    phrase = " ".join(syllables[start : end + 1])
                    within[phrase] += 1
                    if start == 0 or end == len(syllables) - 1 or within[phrase] > 1:
                        joined.setdefault(form, phrase)
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


_LABELS: dict[str, str] = _DATA["labels"]
_SIGNS = {
    ".": "chấm", "@": "a còng", "/": "gạch chéo", "-": "gạch ngang", "_": "gạch dưới", "?": "chấm hỏi",
    "=": "bằng", "&": "và", ":": "hai chấm", "#": "thăng", "%": "phần trăm", "+": "cộng", "~": "ngã",
}  # fmt: skip
_TOKEN = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)+|[A-Za-z]+|\d+|.")
_TOP = (
    r"(?:vn|com|org|net|edu|gov|info|name|biz|me|io|tv|asia|app|ly|gle|int|us|uk|jp|kr|cn|la|top|xyz|site|"
    r"online|shop|club|vip|cc|link|store)"
)
_SHORT = 4  # letters of a label that is spelled unless all of it is words


def spoken(address: str, names: tuple[str, ...] = ()) -> str:
    """An address as words; `names` are local names that may stand in it."""
    said: list[str] = []
    phrases = tuple(sorted(_local(names).items()))
    for token in _TOKEN.findall(address):
        if token.isdecimal():
            said.append(
                numerals.cardinal(int(token))
                if len(token) < 3 and token[0] != "0"
                else numerals.digits(token)
            )
        elif token.isalpha() and token.isascii():
            said.append(_label(token.lower(), phrases))
        elif "-" in token and len(token) > 1:
            said.append(_hyphened(token.lower(), phrases))
        elif token in _SIGNS:
            said.append(_SIGNS[token])
        elif token.isalpha():
            said.append(token.lower() if speakable(token.lower()) else spell(token))
    return " ".join(part for part in said if part)


def _local(names: tuple[str, ...]) -> dict[str, str]:
    """Local names by their letters without marks, with and without the kind of place."""
    return {
        toneless(part).replace(" ", ""): part
        for name in names
        for part in (name, name.partition(" ")[2])
        if part
    }


@lru_cache(maxsize=4096)
def _label(text: str, local: tuple[tuple[str, str], ...]) -> str:
    known = _LABELS.get(text) or FOREIGN.get(text)
    if known:
        return known
    names = dict(local)
    pieces = cut(text, names)
    lone = pieces is not None and len(pieces) == 1 and " " not in pieces[0]
    if pieces is None or (lone and text not in {**PIECES, **names} and not speakable(text)):
        return spell(text)
    if len(text) <= _SHORT and sum(map(len, pieces)) > len(text):
        return spell(text)
    return " ".join(pieces)


def _hyphened(text: str, local: tuple[tuple[str, str], ...]) -> str:
    """tin-tuc: the parts as one phrase if it is known, else each by itself."""
    parts = text.split("-")
    whole = _label("".join(parts), local).split(" ")
    if len(whole) == len(parts) and [toneless(word) for word in whole] == parts:
        return " gạch ngang ".join(whole)
    return " gạch ngang ".join(_label(part, local) for part in parts)


# A path that nobody can type after hearing it: queries, names of pages, three folders and more.
_ENDLESS = re.compile(r"[?=&%]|\.(?:html?|aspx?|php)\b|/.*/.*/|[^/]{30}")


# dichvucong.gov, www.laichau, tanphong.gmail.com: a half is lost.
_HALF = re.compile(r"\.gov\Z|\Awww\.[^.]+\Z|[^@.]\.(?:gmail|yahoo|hotmail|outlook)\.com\Z", re.IGNORECASE)


def _address(context: Context, m: re.Match[str]) -> Saying | None:
    text = m.group().rstrip(".,;:)")
    bare = re.sub(r"^https?://", "", text, flags=re.IGNORECASE).rstrip("/")
    end = m.start() + len(text)
    domain, _, path = bare.partition("/")
    lost = re.match(r"\.\w", context.text[end : end + 2]) or _HALF.search(domain)
    if ".." in bare or lost or context.text[m.start() - 1 : m.start()] == "@":
        return Saying(end=end, words=spoken(bare, context.names), confidence=0.3, flag="reading.flag_address")
    if path and _ENDLESS.search(path):
        words = spoken(domain, context.names)
        return Saying(end=end, words=words, confidence=0.4, flag="reading.flag_address")
    return Saying(end=end, words=spoken(bare, context.names))


def _broken(context: Context, m: re.Match[str]) -> Saying:
    """www.laichau.gov,vn, ubnd.gov.vn@: an address with a wrong sign, or without its other half."""
    words = spoken(m.group().replace(",", "."), context.names)
    return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_address")


def _tag(context: Context, m: re.Match[str]) -> Saying | None:
    """#LaiChau: its words, without the sign; guesses are flagged."""
    parts = [part.lower() for part in _CAMEL.findall(m["tag"])]
    if not all(_tag_part(part) for part in parts):
        return None
    marked = [part for part in parts if not part.isascii()]
    if marked and all(speakable(part) or part.isdecimal() for part in parts):
        return Saying(end=m.end(), words=" ".join(_tag_part(part) for part in parts))
    local = tuple(sorted(_local(context.names).items()))
    names = dict(local)
    text = "".join(part for part in parts if not part.isdecimal())
    pieces = cut(text, names) if text.isascii() else None
    numbers = [_tag_part(part) for part in parts if part.isdecimal()]
    if pieces is None:
        words = " ".join(FOREIGN.get(part) or _tag_part(part) for part in parts)
    else:
        words = " ".join([*pieces, *numbers])
    known = {*PIECES.values(), *names.values()}
    sure = pieces is not None and all(piece in known or " " in piece for piece in pieces)
    if sure or "".join(parts) in FOREIGN:
        return Saying(end=m.end(), words=words)
    return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_untoned")


def _tag_part(part: str) -> str:
    if part.isdecimal():
        return numerals.count(part)
    return part if speakable(part) else spell(part)


_CAMEL = re.compile(r"\d+|[^\W\d_]+?(?=[A-ZĐ\d_]|\Z)|[^\W\d_]+")
_ENDINGS = frozenset(_TOP[3:-1].split("|"))


def _ending(_: Context, m: re.Match[str]) -> Saying | None:
    """đuôi .vip: the end of an address, with its point."""
    labels = m["end"].lower().split(".")
    if not _ENDINGS.issuperset(labels):
        return None
    return Saying(end=m.end(), words=" ".join(f"chấm {_label(label, ())}" for label in labels))


RULES = (
    Rule(
        name="web.ending",
        starts="s",
        pattern=re.compile(
            r"(?<=[\s(\"'])\.(?P<end>[a-z]{2,6}\d?(?:\.[a-z]{2,6}){0,2})(?![\w@]|\.\w)", re.IGNORECASE
        ),
        say=_ending,
        example=("đuôi .vip", "đuôi chấm vi ai pi"),
    ),
    Rule(
        name="web.tag",
        starts="s",
        pattern=re.compile(r"(?<!\w)#(?P<tag>(?=\w*[^\W\d_])[^\W_]\w*)"),
        say=_tag,
        example=("#LaiChau", "lai châu"),
    ),
    Rule(
        name="web.broken",
        starts="lud",
        pattern=re.compile(
            r"(?:www\.|[\w.+-]+@)[\w.-]*[a-z\d],[a-z]{2,4}(?![\w-])|(?:[A-Za-z\d-]+\.)+[a-z]{2,4}@(?!\w)",
            re.ASCII,
        ),
        say=_broken,
        example=("www.laichau.gov,vn", "ba đúp vê chấm lai châu chấm gờ o vê chấm vê nờ"),
    ),
    Rule(
        name="web",
        starts="lud",
        pattern=re.compile(r"[\w.+-]+@[A-Za-z\d-]+(?:\.[A-Za-z\d-]+)+", re.ASCII),
        say=_address,
        example=("congan@gmail.com", "công an a còng gờ meo chấm com"),
    ),
    Rule(
        name="web",
        starts="lu",
        pattern=re.compile(
            rf"(?:https?://[^\s<>\"]+|www\.[^\s<>\"]+|(?:[A-Za-z\d-]+\.)+{_TOP}(?![\w-])(?:[/?:#][^\s<>\"]*)?)",
            re.IGNORECASE,
        ),
        say=_address,
        example=("laichau.gov.vn", "lai châu chấm gờ o vê chấm vê nờ"),
    ),
)
