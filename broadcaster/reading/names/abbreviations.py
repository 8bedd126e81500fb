"""Abbreviations in capitals: known ones in full, unknown ones spelled and flagged."""

from __future__ import annotations

import re
from functools import cache

from broadcaster.core.text.syllables import looks_toneless, marked, speakable, toneless
from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.names.meanings import (
    ABBREVIATIONS,
    Meant,
    in_compound,
    known,
    remember,
    typed,
    usual,
)
from broadcaster.reading.names.roman import value
from broadcaster.reading.spelling import respell, spell
from broadcaster.reading.wordlists import load, wordset

# Bodies that are named with their subject: BCĐ + ATTP.
_HEADS = {
    "BCĐ": "ban chỉ đạo", "BCH": "ban chỉ huy", "BQL": "ban quản lý", "UBND": "ủy ban nhân dân",
    "HĐ": "hội đồng", "TT": "trung tâm", "CLB": "câu lạc bộ", "HTX": "hợp tác xã", "VP": "văn phòng",
    "QL": "quản lý", "PC": "phòng chống",
}  # fmt: skip
_WITH_NUMBER = {
    "TDP": "tổ dân phố", "KP": "khu phố", "TK": "tiểu khu", "BĐ": "báo động", "KDC": "khu dân cư",
    "ĐT": "đường tỉnh", "QL": "quốc lộ", "TL": "tỉnh lộ", "HL": "hương lộ", "ĐH": "đường huyện",
    "QH": "quốc hội khóa", "CMT": "cách mạng tháng", "HK": "học kỳ",
    "QK": "quân khu", "KV": "khu vực", "NV": "nguyện vọng", "GĐ": "giai đoạn",
}  # fmt: skip

_VARIETIES = wordset(" ".join(load("evidence")["varieties"]))  # đậu tương ĐT84: no road
_MET = frozenset(("gặp", "trình", "xin"))  # gặp TP để ký: hardly the city
_OF_ONE = ("chữ thập đỏ",)  # of a Hội alone: BQLCTĐ is something else
_VAGUE = ("TTB", "QL", "PC", "HĐ")  # these begin other abbreviations as well
# Kinds of bodies that people also write before an abbreviation that includes them.
_KINDS = (
    "hội", "ngân hàng", "công ty", "bệnh viện", "trung tâm", "trạm", "quỹ", "tổ chức", "trường", "phòng",
    "sở", "bộ", "văn phòng", "chương trình", "hộ", "giấy", "bệnh", "dịch", "chi cục", "phong trào", "đất",
)  # fmt: skip
_HEADING = tuple(f"{kind} " for kind in _KINDS)
_CODED = re.compile(r"-\d")
# Numbered names that mean something else beside certain words: tờ BĐ 23.
_ELSEWHERE = wordset("BĐ TK GĐ")
# A foreign word in capitals, such as the name of a storm: regular vowels, no long clusters.
_SAYABLE = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{0,2}(?:[AEIOUY]{1,3}[BCDFGHJKLMNPQRSTVWXZ]{0,3})+")
_PRONOUNCED = re.compile(rf"(?=[A-Z]{{6,}}){_SAYABLE.pattern}")
_CLUSTER = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{3}")


def _said(meant: Meant, context: Context, m: re.Match[str]) -> Saying:
    if not meant.sure:
        return Saying(end=m.end(), words=meant.say, confidence=0.3, flag="reading.flag_choice")
    return Saying(end=m.end(), words=_rest(meant.say, context, m.start()))


def _rest(words: str, context: Context, at: int) -> str:
    """The words that remain if the kind of body is written before it: ngân hàng NHCSXH."""
    if not words.startswith(_HEADING):
        return words
    head = next(kind for kind in _KINDS if words.startswith(f"{kind} "))
    kind = head.split()
    said_before = context.before(at, 2)[-len(kind) :] == kind
    return words.removeprefix(f"{head} ") if said_before else words


def _whole(context: Context, m: re.Match[str]) -> Saying | None:
    """A compound as one entry, else its parts, each known; TT&TT, KT-XH, HĐND-UBND."""
    text = "".join(m.group().split())
    if text != m.group() and not (text in ABBREVIATIONS or re.sub("[-&]", "", text) in ABBREVIATIONS):
        return None
    if text.isalpha() and not speakable(text.lower()) and typed(context, m.start()):
        return Saying(end=m.end(), words=spell(text), confidence=0.9, rule="letters")
    if text == "TP" and context.cue(m.start()) in _MET and context.follows(m.end())[:1].islower():
        return Saying(end=m.end(), words=spell(text), confidence=0.3, flag="reading.flag_choice")
    meant = known(text, context, m.start(), m.end())
    rest = None if meant and meant.proven else _after_its_head(text, context, m.start())
    if rest:
        return Saying(end=m.end(), words=rest, confidence=0.9)
    word = text.isupper() and speakable(text.lower()) and context.in_capitals(m.start(), m.end())
    if word and not (meant and meant.beside):
        return None
    if meant and not meant.sure and _CODED.match(context.text, m.end()):
        return None  # lô LK-05: a code
    if meant:
        remember(context, text, meant)
        return _said(meant, context, m)
    joined = _alone(re.sub(r"[-&]", "", text))
    if joined and "/" not in text and "," not in text and ("&" not in text or " và " in joined):
        said = joined if "&" in text else joined.replace(" và ", " ")
        return Saying(end=m.end(), words=said)
    whole = _composed(text)
    if whole and not text.startswith(_VAGUE):  # TTVH-TT&DL: before its parts, which mean something else
        return Saying(end=m.end(), words=whole, confidence=0.8)
    letters = text.replace("-", "")
    if all(len(part) == 1 for part in text.split("-")):  # N-P-K
        return Saying(end=m.end(), words=spell(letters), rule="letters")
    if re.search(r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])", text):
        return None
    words: list[str] = []
    at = 0
    for part in _segments(text):
        at += len(part)
        if part == "&":
            words.append("và")
        elif part not in "-/,":
            piece = (
                _part(part, context, m, at if text == m.group() else None) or _joined(part) or _composed(part)
            )
            if piece is None:
                return None
            words.append(piece)
    return Saying(end=m.end(), words=" ".join(words)) if len(words) > 1 else None


def _after_its_head(text: str, context: Context, start: int) -> str | None:
    """Ban CĐ: the first word is written out, the rest of BCĐ is not."""
    if len(ABBREVIATIONS.get(text, ())) == 1 or context.text[start - 1 : start] != " ":
        return None
    before = context.before(start, 2)
    for size in (1, 2):
        head = before[-size:]
        whole = usual("".join(word[0] for word in head).upper() + text) if len(head) == size else None
        if size == 1 and before and in_compound(before, len(before) - 1):  # liên hệ TCN
            continue
        if whole and whole.startswith(" ".join(head) + " ") and " ".join(head) not in _REPORTED:
            return whole.removeprefix(" ".join(head) + " ")
    return None


_REPORTED = frozenset(load("codes")["kinds"].values())  # báo cáo KT: anything may be reported


def _segments(text: str) -> list[str]:
    """The parts of a compound and the signs between them; parts that form a known one stay together.

    KT-XH-QPAN is KT-XH and QPAN: "KT" alone has several meanings, "KT-XH" has one.
    """
    found = re.split(r"([-&/,])", text)
    for size in range(len(found) - 2, 2, -2):
        for start in range(0, len(found) - size + 1, 2):
            whole = "".join(found[start : start + size])
            if "/" not in whole and _joined(whole):
                return [*_segments_of(found[:start]), whole, *_segments_of(found[start + size :])]
    return found


def _segments_of(parts: list[str]) -> list[str]:
    return [part for part in parts if part]


def _joined(text: str) -> str | None:
    """The words of a compound that is one entry, with or without its signs."""
    return _alone(text) or (_alone(text.replace("-", "")) if "-" in text else None)


def _alone(form: str) -> str | None:
    """What a form of one meaning stands for."""
    return usual(form) if len(ABBREVIATIONS.get(form, ())) == 1 else None


def _part(text: str, context: Context, m: re.Match[str], end: int | None) -> str | None:
    """A part of a compound; its neighbours are the other parts, where they stand together without spaces."""
    if end is None:
        start, stop = m.start(), m.end()
    else:
        stop = m.start() + end
        start = stop - len(text)
    meant = known(text, context, start, stop)
    return meant.say if meant and meant.sure else None


def _numbered(context: Context, m: re.Match[str]) -> Saying | None:
    """TDP3, BĐ2, QL4D, ĐT 135: a short name and its number."""
    name = _WITH_NUMBER.get(m["name"])
    if name is None and not m["gap"] and len(m["name"]) > 2 and len(m["n"]) < 3 and m["n"][0] != "0":
        name = _alone(m["name"])  # NVH2
    if context.cue(m.start()) in _VARIETIES:
        return None
    if name is None or (m["name"] == "ĐT" and (":" in m["gap"] or len(m["n"]) > 3)):
        return None
    meant = known(m["name"], context, m.start(), m.end("name")) if m["name"] in _ELSEWHERE else None
    if meant and meant.say != name:
        return Saying(end=m.end("gap"), words=meant.say)
    if (
        len(m["n"]) > 4
        or (m["name"] == "BĐ" and len(m["n"]) > 1)
        or (m["name"] in ("CMT", "QH") and m["gap"])
    ):
        return None
    if m["name"] in ("TDP", "KP", "KDC") and m["gap"]:
        return Saying(end=m.end("gap"), words=name)
    letter = f" {spell(m['letter'])}" if m["letter"] else ""
    end = m.end()
    rest = re.match(r"-(\d{1,3})(?!\w)", context.rest(end))
    words = f"{name} {numerals.cardinal(int(m['n']))}{letter}"
    if rest and not m["letter"]:
        return Saying(end=end + rest.end(), words=f"{words} đến {name} {numerals.cardinal(int(rest[1]))}")
    return Saying(end=end, words=words)


def _staged(_: Context, m: re.Match[str]) -> Saying:
    """BĐII, HKI: a short name and its Roman number in one word."""
    return Saying(end=m.end(), words=f"{_WITH_ROMAN[m['name']]} {numerals.cardinal(value(m['roman']) or 0)}")


_WITH_ROMAN = {"BĐ": "báo động", "HK": "học kỳ", "KV": "khu vực", "QK": "quân khu"}


def _headed(_: Context, m: re.Match[str]) -> Saying | None:
    said = _composed(m.group())
    if said and m.group().startswith(_VAGUE):
        return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_acronym")
    return Saying(end=m.end(), words=said, confidence=0.8) if said else None


def _composed(text: str) -> str | None:
    """A body and its subject: BCĐ + ATTP."""
    for head, words in _HEADS.items():
        subject = usual(text[len(head) :]) if text.startswith(head) else None
        if subject and len(text) - len(head) >= 3 and subject not in _OF_ONE:
            return f"{words} {subject}"
    return None


def _compound(text: str) -> str | None:
    """Two known abbreviations written as one, each of one meaning: TTYT + NT."""
    for cut in range(len(text) - 2, 2, -1):
        head, tail = usual(text[:cut]), usual(text[cut:])
        if head and tail:
            return f"{head} {tail}"
    return None


def _unknown(context: Context, m: re.Match[str]) -> Saying | None:
    """Capitals that cannot be spoken as a word: spelled and flagged."""
    text = m.group()
    lower = text.lower()
    if text.isupper() and len(text) > 1 and speakable(lower):
        return None
    if not text.isupper() and not _abbreviated(text):
        return None
    if len(text) > 3 and looks_toneless(lower):
        return Saying(end=m.end(), words=marked(lower), confidence=0.3, flag="reading.flag_untoned")
    compound = _compound(text) or _endings().get(text)
    if compound:
        return Saying(end=m.end(), words=compound, confidence=0.4, flag="reading.flag_acronym")
    storm = len(text) > 3 and "bão" in context.before(m.start(), 6)
    if (_PRONOUNCED.fullmatch(text) or (storm and _SAYABLE.fullmatch(text))) and not _CLUSTER.search(text):
        return Saying(end=m.end(), words=respell(text), confidence=0.3, flag="reading.flag_foreign")
    return Saying(end=m.end(), words=spell(text), confidence=0.3, flag="reading.flag_acronym")


@cache
def _endings() -> dict[str, str]:
    """What is left of a known abbreviation without its first letters: SDLĐ of NSDLĐ."""
    found: dict[str, set[str]] = {}
    for form in ABBREVIATIONS:
        words = (usual(form) or "").split()
        for cut in range(1, len(form) - 2) if form.isalpha() and len(words) == len(form) else ():
            found.setdefault(form[cut:], set()).add(" ".join(words[cut:]))
    return {form: meanings.pop() for form, meanings in found.items() if len(meanings) == 1}


def _abbreviated(text: str) -> bool:
    """Mixed capitals such as ĐVTNxx: more capitals than small letters."""
    capitals = sum(c.isupper() for c in text)
    return capitals >= 2 and capitals * 2 > len(text)


def _group(context: Context, m: re.Match[str]) -> Saying | None:
    """Nhóm IIA, phụ lục IB: a Roman figure and a letter after their cue."""
    number = value(m["roman"])
    last = context.last()
    listed = last is not None and last.rule.startswith("roman")
    if number is None or not (listed or context.cue(m.start()) in _GROUPS):
        return None
    return Saying(end=m.end(), words=f"{numerals.cardinal(number)} {spell(m['letter'])}", rule="roman")


_GROUPS = wordset("nhóm loại hạng lục mục phần khu lớp cấp bảng mẫu")


def _small(context: Context, m: re.Match[str]) -> Saying | None:
    """A short small word without a vowel: an unknown abbreviation."""
    text = m.group().lower()
    if speakable(text):
        return None
    said = usual(text.upper()) if len(text) > 2 else None
    meant = known(text.upper(), context, m.start(), m.end()) if m.group().islower() else None
    if meant and meant.proven:
        said = meant.say
    if said:
        return Saying(end=m.end(), words=said, confidence=0.8, rule="abbreviation")
    if re.search(r"[aeiouy]", toneless(text)):
        return None
    words = meant.say if meant and meant.sure else spell(text)
    return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_abbreviation")


_CAPITAL = "A-ZĐƯÂĂÊÔƠ"
_NAME = rf"[{_CAPITAL}][A-Za-z{_CAPITAL}]*[{_CAPITAL}][A-Za-z{_CAPITAL}đ]*"
_PIECE = rf"[{_CAPITAL}]{{1,12}}"
RULES = (
    Rule(
        name="abbreviation.numbered",
        starts="u",
        pattern=re.compile(r"(?P<name>BĐ|HK|KV|QK) ?(?P<roman>I{1,3}|IV|V)(?!\w)"),
        say=_staged,
        example=("mực nước trên BĐII", "mực nước trên báo động hai"),
    ),
    Rule(
        name="abbreviation.numbered",
        starts="u",
        pattern=re.compile(
            r"(?P<name>[A-ZĐ]{2,5})(?P<gap>\.?\s?)(?P<n>\d{1,4})(?P<letter>[A-ZĐ]?)(?![\w/]|[.,]\d)"
        ),
        say=_numbered,
        example=("TDP3", "tổ dân phố ba"),
    ),
    Rule(
        name="abbreviation",
        starts="u",
        pattern=re.compile(rf"{_PIECE}(?:(?:-|&|/|,(?=[A-ZĐ]+[&]))(?:{_PIECE}))+(?![\w])"),
        say=_whole,
        example=("KT-XH", "kinh tế xã hội"),
    ),
    Rule(
        name="abbreviation",
        starts="u",
        pattern=re.compile(rf"{_PIECE}(?:\s?[-&]\s?{_PIECE}){{1,12}}(?![\w])"),
        say=_whole,
        example=("Sở GD - ĐT", "sở giáo dục đào tạo"),
    ),
    Rule(
        name="abbreviation",
        starts="u",
        pattern=re.compile(rf"(?:{_NAME})(?![\w]|['.](?!(?<=\.)[A-ZĐ]{{2}})\w)"),
        say=_whole,
        example=("UBND phường", "ủy ban nhân dân phường"),
    ),
    Rule(
        name="abbreviation.headed",
        starts="u",
        pattern=re.compile(r"[A-ZĐƯ]{5,12}(?!\w)"),
        say=_headed,
        example=("BCĐATTP", "ban chỉ đạo an toàn thực phẩm"),
    ),
)
SPELLED = (
    Rule(
        name="roman.letter",
        starts="u",
        pattern=re.compile(r"(?P<roman>[IVX]+)(?P<letter>[A-D])(?!\w)"),
        say=_group,
        example=("nhóm IIA", "nhóm hai a"),
    ),
    Rule(
        name="acronym",
        starts="u",
        pattern=re.compile(rf"{_NAME}(?!\w)"),
        say=_unknown,
        example=("đoàn BXKTZ", "đoàn bê ích ca tê dét"),
    ),
    Rule(
        name="acronym.small",
        starts="lu",
        pattern=re.compile(r"[A-ZĐƯa-zđơư][a-zđơư]{1,7}(?!\w)"),
        say=_small,
        example=("sđ liên hệ", "ét đê liên hệ"),
    ),
)
