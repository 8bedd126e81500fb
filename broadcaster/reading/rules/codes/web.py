"""Web and mail addresses: dots, slashes and signs by name; parts as words if they are words."""

from __future__ import annotations

import re
from functools import lru_cache

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rules.codes.addressed import PIECES, cut
from broadcaster.reading.rules.data import load
from broadcaster.reading.rules.names.foreign import FOREIGN
from broadcaster.reading.spoken import numerals
from broadcaster.reading.spoken.letters import spell
from broadcaster.syllables import speakable, toneless

_DATA = load("web")
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


def _address(context: Context, m: re.Match[str]) -> Saying | None:
    text = m.group().rstrip(".,;:)")
    bare = re.sub(r"^https?://", "", text, flags=re.IGNORECASE).rstrip("/")
    end = m.start() + len(text)
    domain, _, path = bare.partition("/")
    if path and _ENDLESS.search(path):
        words = spoken(domain, context.names)
        return Saying(end=end, words=words, confidence=0.4, flag="reading.flag_address")
    return Saying(end=end, words=spoken(bare, context.names))


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
    label = m["end"].lower()
    return Saying(end=m.end(), words=f"chấm {_label(label, ())}") if label in _ENDINGS else None


RULES = (
    Rule(
        name="web.ending",
        starts="s",
        pattern=re.compile(r"(?<=[\s(\"'])\.(?P<end>[a-z]{2,6}\d?)(?![\w@]|\.\w)", re.IGNORECASE),
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
