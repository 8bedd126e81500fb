"""Foreign words, names of apps, firms, diseases: by a lexicon, else respelled and flagged."""

from __future__ import annotations

import re
from functools import cache

from broadcaster.core.text.syllables import speakable
from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.names.meanings import ABBREVIATIONS, typed
from broadcaster.reading.spelling import respell, spell
from broadcaster.reading.wordlists import either, load, wordset

_DATA = load("foreign")
_NAMES: dict[str, str] = load("places")["names"]
SCIENCE: dict[str, str] = {**_DATA["science"], **load("chemistry")}
FOREIGN: dict[str, str] = {**_DATA["words"], **SCIENCE, **{k.lower(): v for k, v in _NAMES.items()}}
_FIRST = re.compile(r"[^\W_]+")
# Vietnamese words that are foreign words, too.
_ONLY_CAPITALS = wordset(
    "ai who bot pin co un stem sim am bt pos id fm cod gas ok asf ph ngo kia ram ceo gen"
)

# Rivers of the highlands, in names only.
_TITLED = wordset("ia ea")


@cache
def _plain(form: str) -> bool:
    """True if every word of `form` is a Vietnamese syllable: then only capitals make it foreign."""
    return all(speakable(part) for part in re.findall(r"[^\W_]+", form))


def _longest(forms: dict[str, str]) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        first = _FIRST.match(form)
        if first:
            table.setdefault(first[0], []).append(form)
    return table


_TABLE = _longest(FOREIGN)


def openers() -> dict[str, frozenset[str]]:
    """Syllables that begin an entry, and the words that follow them there; none where the syllable is enough.

    So plain words are not taken too early. A hyphen after the word keeps it from being taken as plain, so
    those entries need no place here.
    """
    found: dict[str, frozenset[str]] = {}
    for first, forms in _TABLE.items():
        rests = [form[len(first) :] for form in forms]
        spaced = [rest for rest in rests if rest[:1] in ("", " ")]
        if spaced and speakable(first):
            whole = "" in spaced
            found[first] = frozenset() if whole else frozenset(rest.split()[0] for rest in spaced)
    return found


def _entry(context: Context, m: re.Match[str]) -> Saying | None:
    text = context.text
    for form in _TABLE.get(m.group().lower(), ()):
        end = m.start() + len(form)
        here = text[m.start() : end]
        after = text[end : end + 1]
        if here.lower() != form or (after.isalnum() and text[end - 1].isalnum()) or _tied(text, end):
            continue
        if here.islower() and _plain(form):
            continue
        if len(ABBREVIATIONS.get(here, ())) > 1:  # PH, TV: in capitals they have other meanings, too
            continue
        if here[0].isdecimal() and here.islower() and not _NETWORKS.intersection(context.before(m.start())):
            continue  # muối 5g
        if form in _ONLY_CAPITALS and not (
            here.isupper() or (form in ("gas", "ok", "sim", "ph") and not here.istitle())
        ):
            continue
        if form in _TITLED and not here.istitle():
            continue
        if here.isupper() and speakable(form) and context.in_capitals(m.start(), end):
            continue
        if here.isupper() and " " not in form and typed(context, m.start()):  # soạn TV gửi 5656
            continue
        return Saying(end=end, words=FOREIGN[form], rule="science" if form in SCIENCE else "foreign")
    return None


_NETWORKS = wordset("mạng sóng internet wifi trạm tốc phim màn ảnh siêu âm")


def _tied(text: str, end: int) -> bool:
    """True if the word is part of a domain or of a longer code."""
    return bool(
        re.match(r"\.\w|@|[-/](?=[A-ZĐ\d])(?!\d{1,2}[./]\d)[A-Z\d]+\d", text[end : end + 12])
    ) and not text[end : end + 2].startswith(". ")


def _strain(_: Context, m: re.Match[str]) -> Saying:
    """H5N1 and other strains: letters by name, numbers as numbers."""
    words = f"hát {numerals.cardinal(int(m['h']))} nờ {numerals.cardinal(int(m['n']))}"
    return Saying(end=m.end(), words=f"a {words}" if m["a"] else words, rule="science")


def _vitamin(context: Context, m: re.Match[str]) -> Saying | None:
    """A capital letter with or without a number: vitamin B12, hạng A1, tòa C, khu B2."""
    letter, number = m["letter"], m["n"]
    if len(letter) == 1 and not number:
        return None
    known = FOREIGN.get(letter.lower()) if len(letter) > 2 else None
    words = known or spell(letter)
    if number:
        parts = [numerals.digits(p) if p.startswith("0") else numerals.count(p) for p in number.split(".")]
        joint = " chấm " if m["gap"] == "." and len(letter) > 1 else " "
        words += f"{joint}{' chấm '.join(parts)}"
    if m["tail"]:
        words += f" {spell(m['tail'])}"
    if known and len(number) == 1:  # DPT4: the fourth dose
        return Saying(end=m.end(), words=words, rule="science", confidence=0.9)
    if len(letter) <= 2 or m["gap"] == "." or _PRODUCTS & set(context.before(m.start(), 4)):
        return Saying(end=m.end(), words=words, rule="letters", confidence=0.9)
    return Saying(end=m.end(), words=words, rule="letters", confidence=0.3, flag="reading.flag_code")


_PRODUCTS = wordset(
    "bình bột giống lúa ngô lạc đậu máy măng thép ống model loại mác dầu sơn phân bón thuốc tông cáp dây"
)


def _pipe(_: Context, m: re.Match[str]) -> Saying:
    """DN100PVC: the size of a pipe and what it is made of."""
    said = f"{spell(m['letter'])} {numerals.count(m['n'])} {spell(m['tail'])}"
    return Saying(end=m.end(), words=said, rule="letters", confidence=0.9)


def _ion(_: Context, m: re.Match[str]) -> Saying:
    """Ca2+ and SO42-: letters by name, figures one by one, then the charge."""
    parts = re.findall(r"[A-Za-z]|\d", m["formula"])
    said = " ".join(numerals.digits(part) if part.isdecimal() else spell(part) for part in parts)
    return Saying(end=m.end(), words=f"{said} {'cộng' if m['charge'] == '+' else 'trừ'}", rule="science")


_ELEMENT = (
    r"(?:Al|Ag|As|Au|Ba|Br|Ca|Cd|Cl|Co|Cr|Cu|Fe|Hg|Mg|Mn|Mo|Na|Ni|Pb|Si|Sn|Zn|B|C|F|H|I|K|N|O|P|S)\d{0,2}"
)


def _formula(_: Context, m: re.Match[str]) -> Saying | None:
    """Ca(OH)2 and MgSO4: letters by name, figures as numbers."""
    text = m.group()
    salt = re.fullmatch(r"(?:[A-Z][a-z][A-Z][A-Za-z]?|[A-Z]{2}[a-z])", text)  # CaO, NaOH, KCl
    if not salt and (not re.search(r"\d", text) or not re.search(r"[a-z(]|\d[A-Z]|[A-Z]O\d\Z", text)):
        return None
    parts = re.findall(r"[A-Za-z]|\d+", text)
    said = " ".join(numerals.count(part) if part.isdecimal() else spell(part) for part in parts)
    return Saying(end=m.end(), words=said, rule="science", confidence=0.9)


# Names of the highlands and loanwords: one more consonant before a Vietnamese syllable.
_OPENED = {
    "b": "bờ", "c": "cờ", "ch": "chờ", "d": "đờ", "đ": "đờ", "g": "gờ", "h": "hờ", "k": "cờ", "l": "lờ",
    "m": "mờ", "n": "nờ", "p": "pờ", "r": "rờ", "s": "xờ", "t": "tờ", "x": "xờ",
}  # fmt: skip
_KNOWN = re.compile(r"[bc]rôm")  # loanwords so written
_CLUSTERED = re.compile(r"(?P<head>[bcdđghkmnprstx]|ch)(?P<rest>(?:[lrmnbdđgkptsjh]|ng|nh)[^\W\d_]+)")


def _apostrophe(context: Context, m: re.Match[str]) -> Saying | None:
    """H'Bông, D'Ran, B'Lao: the consonant gets a vowel, the syllable stays."""
    rest = m["rest"].lower()
    parts = _CLUSTERED.fullmatch(rest)
    if not speakable(rest):
        if parts is None or not speakable(parts["rest"]):
            return None
        rest = f"{_OPENED[parts['head']]} {parts['rest']}"
    head = "ca" if m["head"] == "K" else _OPENED[m["head"].lower()]
    return Saying(end=m.end(), words=f"{head} {rest}", confidence=0.8)


def _clustered(_: Context, m: re.Match[str]) -> Saying | None:
    """Drăng, Blứ, crôm: marks show that the word is Vietnamese spelling."""
    if m.group().isupper():  # BĐI is no name
        return None
    text = m.group().lower()
    parts = _CLUSTERED.fullmatch(text)
    if text.isascii() or speakable(text) or parts is None:
        return None
    rest = parts["rest"] if speakable(parts["rest"]) else parts["rest"].removesuffix("h")  # Blơh
    if not speakable(rest):
        return None
    words = f"{_OPENED[parts['head']]} {rest}"
    if m.group()[0].islower() and not _KNOWN.fullmatch(text):  # tiền rnặt: no name, a slip
        return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_unsure")
    return Saying(end=m.end(), words=words, confidence=0.8)


def _fallback(context: Context, m: re.Match[str]) -> Saying | None:
    word = m.group()
    if word.isupper() and len(word) > 1:
        return None
    if speakable(word.lower()):
        return None
    return Saying(end=m.end(), words=respell(word), confidence=0.3, flag="reading.flag_foreign")


RULES = (
    Rule(
        name="science.ion",
        starts="u",
        pattern=re.compile(
            r"(?P<formula>(?:Ca|Mg|Fe|Cu|Zn|Mn|Al|Na|K|Pb|Ba|Ag|Hg|Cd|Cr|As|H|NH4)[2-6]?(?=\+)"
            r"|(?:SO4|SO3|PO4|NO3|NO2|CO3|HCO3|HPO4|Cl|OH|F|Br|I)[2-4]?(?=-))(?P<charge>[+-])(?!\w)"
        ),
        say=_ion,
        example=("ion Ca2+", "i ôn xê a hai cộng"),
    ),
    Rule(
        name="science.strain",
        starts="u",
        pattern=re.compile(r"(?P<a>A/\s?)?[Hh](?P<h>\d{1,2})[Nn](?P<n>\d{1,2})(?!\w)"),
        say=_strain,
        example=("cúm A/H5N1", "cúm a hát năm nờ một"),
    ),
    Rule(
        name="foreign",
        starts="lu",
        pattern=re.compile(r"[^\W_]+"),
        say=_entry,
        example=("ứng dụng Bluezone", "ứng dụng bờ lu dôn"),
    ),
    Rule(
        name="foreign",
        starts="d",
        pattern=re.compile(
            rf"(?:{either([first for first in _TABLE if first[0].isdecimal()])})(?![^\W_])", re.IGNORECASE
        ),
        say=_entry,
        example=("mạng 5G", "mạng năm gờ"),
    ),
)
_DIRECTIONS = {"Đ": "đông", "T": "tây", "N": "nam", "B": "bắc"}
LETTERED = (
    Rule(
        name="letters.direction",
        starts="u",
        cues=frozenset(("hướng", "phía")),
        pattern=re.compile(r"[ĐTNB](?![\w.&'])"),
        say=lambda _, m: Saying(end=m.end(), words=_DIRECTIONS[m.group()]),
        example=("hướng B", "hướng bắc"),
    ),
    Rule(
        name="science.formula",
        starts="u",
        pattern=re.compile(rf"(?:{_ELEMENT}|\((?:{_ELEMENT}){{1,4}}\)\d{{0,2}}){{2,8}}(?!\w)"),
        say=_formula,
        example=("vôi Ca(OH)2", "vôi xê a o hát hai"),
    ),
    Rule(
        name="names.highland",
        starts="u",
        pattern=re.compile(r"(?P<head>Ch|[BDĐHKMNPRST])'\s?(?P<rest>[^\W\d_]{2,})(?!')"),
        say=_apostrophe,
        example=("xã H'Bông", "xã hờ bông"),
    ),
    Rule(
        name="names.highland",
        starts="lu",
        pattern=re.compile(r"(?:ch|[bcdđghkmnprstx])(?:[lrmnbdđgkptsj]|h(?!i))[^\W\d_]+", re.IGNORECASE),
        say=_clustered,
        example=("thị trấn Drăng", "thị trấn đờ răng"),
    ),
    Rule(
        name="letters.product",
        starts="u",
        pattern=re.compile(r"(?P<letter>DN|D|PN)(?P<n>\d{2,4})(?P<tail>[uU]?PVC|HDPE|PPR|PE)(?!\w)"),
        say=_pipe,
        example=("tuyến ống DN100PVC", "tuyến ống dê nờ một trăm pê vê xê"),
    ),
    Rule(
        name="letters",
        starts="u",
        pattern=re.compile(
            r"(?P<letter>[A-ZĐ]{1,4})(?P<gap>[-.]?)(?P<n>\d{1,5}(?:\.\d{1,3})*)(?P<tail>[A-ZĐ]?)(?![\w/]|[.,]\d)"
        ),
        say=_vitamin,
        example=("lô A2", "lô a hai"),
    ),
)
UNKNOWN = (
    Rule(
        name="foreign.unknown",
        starts="lu",
        pattern=re.compile(
            r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+(?:['-](?=[A-Za-zđĐ])[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+)*"
        ),
        say=_fallback,
        example=("thuốc Remdesivir", "thuốc rem đe xi vi"),
    ),
)
