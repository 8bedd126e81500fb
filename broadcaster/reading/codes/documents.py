"""Numbers and signs of documents: 316/QĐ-UBND, 54-NQ/TW, 31/2024/QH15."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.names.meanings import (
    ABBREVIATIONS,
    LETTERS_OF_SEVERAL,
    judge,
    known,
    surroundings,
    usual,
)
from broadcaster.reading.spelling import spell
from broadcaster.reading.wordlists import load, wordset
from broadcaster.station.model.sound import CodeStyle

_DATA = load("codes")
KINDS: dict[str, str] = _DATA["kinds"]
BODIES: dict[str, str] = _DATA["bodies"]
_FIELDS: dict[str, str] = _DATA["fields"]
_HOUSES = {"B": "bộ", "S": "sở", "P": "phòng"}
_HEADS = {
    "BCĐ": "ban chỉ đạo",
    "BCH": "ban chỉ huy",
    "BQL": "ban quản lý",
    "HĐ": "hội đồng",
    "TT": "trung tâm",
}
_UPPER = ("TW", "TƯ", "TU", "HU", "ĐU")  # the body above: BTCTW
_ASSEMBLY = re.compile(r"(QH|HĐND|UBTVQH)(\d{1,2})\Z")
_NUMBERED = re.compile(r"(TDP|KP|Đ|K)(\d{1,2})\Z")
_POLICE = re.compile(r"(P[ACVX]|A|C|V|X)(\d\d)\Z")  # departments: PC06
# Kinds of document before a bare number; before a number the others mean something else.
_BARE = wordset("NĐ QĐ NQ CV TTr KL VBHN GM HD CTr TTLT")
_SPLIT = re.compile(r"[-/.,]")


def _part(text: str, *, first: bool) -> str | None:
    """One part of a sign; a kind of document where it comes first, else a body."""
    tables = (KINDS, BODIES) if first else (BODIES, KINDS)
    for table in tables:
        if text in table:
            return table[text]
    assembly = _ASSEMBLY.match(text)
    if assembly:
        return f"{BODIES[assembly[1]]} khóa {numerals.cardinal(int(assembly[2]))}"
    police = _POLICE.match(text)
    if police:
        return f"{spell(police[1])} {numerals.digits(police[2])}"
    numbered = _NUMBERED.match(text)
    if numbered:
        name = {"TDP": "tổ dân phố", "KP": "khu phố"}.get(numbered[1]) or spell(numbered[1])
        return f"{name} {numerals.cardinal(int(numbered[2]))}"
    if len(text) > 2 and text[0] in _HOUSES and text[1:] in _FIELDS:
        return f"{_HOUSES[text[0]]} {_FIELDS[text[1:]]}"
    for head, words in _HEADS.items():
        if text.startswith(head) and text[len(head) :] in BODIES:
            return f"{words} {BODIES[text[len(head) :]]}"
    upper = next((u for u in _UPPER if text.endswith(u) and text[: -len(u)] in BODIES), None)
    if upper:
        return f"{BODIES[text[: -len(upper)]]} {BODIES[upper]}"
    return usual(text)


def sign(text: str) -> tuple[str, bool]:
    """The words of a sign such as "QĐ-UBND", and whether every part is known.

    If a part is unknown the whole sign is spelled: a mixture of words and letters is not understood.
    """
    parts = [part.strip() for part in _SPLIT.split(text) if part.strip()]
    words = [_part(part, first=index == 0) for index, part in enumerate(parts)]
    if all(words):
        return " ".join(word for word in words if word), True
    return " ".join(spell(part) for part in parts), False


def _styled(text: str, style: CodeStyle) -> tuple[str, bool]:
    """The words of a sign in the ward's style, and whether all of it is known."""
    match style:
        case CodeStyle.SHORT:
            return "", True
        case CodeStyle.LETTERS:
            return " ".join(spell(part) for part in _SPLIT.split(text) if part), True
        case CodeStyle.EXPAND:
            return sign(text)


def _code(context: Context, m: re.Match[str]) -> Saying | None:
    if m["n"].endswith("k"):  # 200k/HS
        return None
    words = _figures(m["n"])
    if m["y"]:
        words += f" năm {numerals.cardinal(int(m['y']))}"
    said, known = _styled(m["sign"], context.codes)
    said = _as_called(context, m, said)
    text = f"{words} {said}".strip()
    if known:
        return Saying(end=m.end(), words=text)
    return Saying(end=m.end(), words=text, confidence=0.4, flag="reading.flag_code")


def _as_called(context: Context, m: re.Match[str], said: str) -> str:
    """Quy định số 41-QĐ/TW: the kind is written out before the number; its sign has several meanings."""
    kind = _SPLIT.split(m["sign"])[0].strip()
    usual_ = KINDS.get(kind)
    called = [word for word in context.before(m.start(), 3) if word != "số"][-2:]
    if usual_ is None or not said.startswith(usual_) or len(called) != len(kind) or kind.lower() in called:
        return said
    if [word[0].upper() for word in called] != list(kind.upper()):
        return said
    return " ".join(called) + said.removeprefix(usual_)


def _figures(number: str) -> str:
    match = re.match(r"(\d+)([a-zA-Z]?)\Z", number)
    if not match:
        return spell(number)
    return f"{numerals.cardinal(int(match[1]))} {spell(match[2])}".strip()


def _blank(context: Context, m: re.Match[str]) -> Saying | None:
    if not re.search(r"[._…]|\s{3}", m.group()) and context.cue(m.start()) != "số":
        return None
    said, _ = sign(m["sign"])
    return Saying(end=m.end(), words=said, confidence=0.3, flag="reading.flag_blank_number")


def _named(context: Context, m: re.Match[str]) -> Saying | None:
    """NĐ 168, QĐ số 12: the kind of document before its number."""
    kind = m["kind"]
    if kind not in KINDS:
        return None
    glued = m.end("kind") == m.end()
    if not m["more"] and (kind not in _BARE or (glued and kind not in ("NĐ", "QĐ", "NQ"))):
        return None
    meant = None if m["more"] else known(kind, context, m.start(), m.end("kind"))
    if meant and meant.proven and meant.say != KINDS[kind]:  # KL 2 tấn: a weight
        return None
    return Saying(end=m.end("kind"), words=KINDS[kind])


def _form(context: Context, m: re.Match[str]) -> Saying | None:
    """Mẫu TK1-TS, mẫu CT01, mã hồ sơ H35.120-0004: the name of a form, letter by letter."""
    if context.cue(m.start()) not in _FORMS:
        return None
    words = []
    for part in re.findall(r"[A-ZĐ]+|\d+", m.group()):
        long = not part.isdecimal() or part[0] == "0" or len(part) > 2
        words.append(spell(part) if long else numerals.cardinal(int(part)))
    unknown = [part for part in re.findall(r"[-.]([A-ZĐ]{2,6})(?![A-ZĐ\d])", m.group()) if not _listed(part)]
    if unknown or context.cue(m.start()) == "phiếu":  # it may be the short name of what it is for
        return Saying(end=m.end(), words=" ".join(words), confidence=0.4, flag="reading.flag_code")
    return Saying(end=m.end(), words=" ".join(words))


def _listed(part: str) -> bool:
    """True for letters that stand for something: TK1-TS, D02-LT."""
    return part in BODIES or part in KINDS or part in _FIELDS or part in ABBREVIATIONS


def _article(context: Context, m: re.Match[str]) -> Saying | None:
    """K3 Điều 11, Đ.190 BLHS: a clause or an article of a law, if its neighbours are of one."""
    meant = judge(LETTERS_OF_SEVERAL[m["letter"]], surroundings(context, m.start(), m.end()))
    if not meant.proven or meant.say == spell(m["letter"]):
        return None
    part = f" {spell(m['part'])}" if m["part"] else ""
    return Saying(end=m.end(), words=f"{meant.say} {numerals.cardinal(int(m['n']))}{part}", rule="code")


def _serial(context: Context, m: re.Match[str]) -> Saying | None:
    """Số BX 123456: the letters and figures of a printed form."""
    if context.cue(m.start()) not in _PRINTED:
        return None
    return Saying(end=m.end(), words=f"{spell(m['letters'])}, {numerals.digits(m['n'])}")


def _mixed(context: Context, m: re.Match[str]) -> Saying:
    """PA10LC0123456: the code of a customer or a parcel, letter by letter, digit by digit."""
    parts = re.findall(r"[A-ZĐ]+|\d+", m.group())
    said = " ".join(numerals.digits(part) if part.isdecimal() else spell(part) for part in parts)
    if _CODED & set(context.before(m.start(), 5)):
        return Saying(end=m.end(), words=said)
    return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_code")


_MODELS = wordset("khung máy thẻ bhyt xe mã hàng hiệu")
_CARDS = wordset("thẻ bhyt")  # số thẻ BHYT của cháu Na là TE1 24 …


def _long(context: Context, m: re.Match[str]) -> Saying | None:
    """Số khung RLHJA3919, thẻ BHYT GD4010012345678: letters by name, digits one by one."""
    if not (_MODELS & set(context.before(m.start(), 3)) or _CARDS & set(context.before(m.start(), 8))):
        return None
    parts = re.findall(r"[A-ZĐ]+|\d+", m.group())
    said = " ".join(numerals.digits(part) if part.isdecimal() else spell(part) for part in parts)
    if _INSURED.fullmatch(m.group()) and context.cue(m.start()) in _CARDS:  # a card has thirteen figures
        return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_identity")
    return Saying(end=m.end(), words=said, rule="code.number")


_INSURED = re.compile(r"[A-Z]{2}(?!\d{13}\Z)\d+")


def _printed(context: Context, m: re.Match[str]) -> Saying:
    """Số 41A8001234, lô 0126X012: figures before the letters."""
    parts = re.findall(r"[A-ZĐ]+|\d+", m.group())
    said = " ".join(numerals.digits(part) if part.isdecimal() else spell(part) for part in parts)
    if context.cue(m.start()) in _PRINTED or _CODED & set(context.before(m.start(), 3)):
        return Saying(end=m.end(), words=said, rule="code.number")
    return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_code")


_PRINTED = wordset("số hành seri sêri hiệu chiếu")
_CODED = wordset("mã số hiệu seri sêri")
_FORMS = wordset("mẫu biểu phiếu sơ mã hiệu")


def _standard(context: Context, m: re.Match[str]) -> Saying:
    """QCVN 26:2010/BTNMT: a standard with its number and year."""
    name = "quy chuẩn việt nam" if m["name"] == "QCVN" else "tiêu chuẩn việt nam"
    text = f"{name} {' '.join(_figures(n) for n in re.split('[-.]', m['n']))}"
    if m["y"]:
        text += f" năm {numerals.cardinal(int(m['y']))}"
    said, known = _styled(m["sign"], context.codes) if m["sign"] else ("", True)
    flag = None if known else "reading.flag_code"
    return Saying(end=m.end(), words=f"{text} {said}".strip(), flag=flag, confidence=1.0 if known else 0.4)


_NUMBER = r"(?P<n>\d{1,6}[a-zA-Z]?)"
_NAME = r"[A-ZĐƯ][A-Za-zĐđƯ&]*\d{0,3}"
_SIGN = rf"(?P<sign>{_NAME}(?:\s?[-/.]\s?{_NAME}|,[A-ZĐƯ][A-ZĐƯ&]+\d{{0,2}})*)"
BLANK = (
    Rule(
        name="code.blank",
        starts="s",
        pattern=re.compile(rf"(?:[.…_]{{2,}}|(?<=:)|(?<=số))\s*/\s?(?:\d{{4}}/)?{_SIGN}(?!\w)"),
        say=_blank,
        example=("Kế hoạch số ...../KH-UBND", "kế hoạch số kế hoạch ủy ban nhân dân"),
    ),
)
RULES = (
    Rule(
        name="code",
        starts="d",
        pattern=re.compile(rf"{_NUMBER}\s?/\s?(?:(?P<y>(?:19|20)\d\d)\s?[/-]\s?)?{_SIGN}(?!\w)"),
        say=_code,
        example=("Quyết định số 316/QĐ-UBND", "quyết định số ba trăm mười sáu quyết định ủy ban nhân dân"),
    ),
    Rule(
        name="code",
        starts="d",
        pattern=re.compile(rf"{_NUMBER}(?P<y>)-{_SIGN}(?<=/TW|/TƯ|/TU|[/-]ĐU|[/-]HU|/ĐP|/CB)(?!\w)"),
        say=_code,
        example=("Nghị quyết số 54-NQ/TW", "nghị quyết số năm mươi tư nghị quyết trung ương"),
    ),
    Rule(
        name="code",
        starts="d",
        pattern=re.compile(
            rf"{_NUMBER}(?P<y>)\s?-\s?(?P<sign>(?:{'|'.join(KINDS)})/[A-ZĐƯ][A-Za-zĐƯ-]+)(?!\w)"
        ),
        say=_code,
        example=("Hướng dẫn 01-HD/BTCTW", "hướng dẫn một hướng dẫn ban tổ chức trung ương"),
    ),
    Rule(
        name="code.standard",
        starts="u",
        pattern=re.compile(
            rf"(?P<name>QCVN|TCVN)\s?(?P<n>\d[\d.]*(?:-\d+)?)(?::(?P<y>\d{{4}}))?(?:/{_SIGN})?(?!\w)"
        ),
        say=_standard,
        example=(
            "QCVN 26:2010/BTNMT",
            "quy chuẩn việt nam hai mươi sáu năm hai nghìn không trăm mười bộ tài nguyên và môi trường",
        ),
    ),
    Rule(
        name="code.form",
        starts="u",
        pattern=re.compile(
            r"(?!T[2-7]-(?:T[2-7]|CN)(?!\w))[A-ZĐ]{1,2}\d{1,3}(?:[-.](?:\d{1,4}[A-ZĐ]{1,3}|\d{2,}|[A-ZĐ]{1,6}\d{0,2}))*(?![\w/])(?!-\w)"
        ),
        say=_form,
        example=("mẫu TK1-TS", "mẫu tê ca một tê ét"),
    ),
    Rule(
        name="code.long",
        starts="u",
        pattern=re.compile(
            r"(?=\w{7})[A-Z]{2,5}\d[A-Z\d]{3,}(?![\w/-])"
            r"|[A-Z]{1,5}\d{1,3}[A-Z]{0,2}-\d{5,8}(?![\w/-])"
            r"|(?=[A-Z]{2}[\d ]{12})[A-Z]{2}(?:\s?\d{1,10}){2,6}(?<=\d{4})(?![\w/-]|[ .]\d)"
        ),
        say=_long,
        example=("số khung RLHJA3919", "số khung rờ lờ hát gi a ba chín một chín"),
    ),
    Rule(
        name="code.long",
        starts="d",
        pattern=re.compile(r"\d{1,4}[A-Z]{1,3}\d{5,10}(?![\w/-])|0\d{3}X\d{2,4}[A-Z]?(?![\w/-])"),
        say=_printed,
        example=("giấy phép số 41A8001234", "giấy phép số bốn một a tám không không một hai ba bốn"),
    ),
    Rule(
        name="code.mixed",
        starts="u",
        pattern=re.compile(r"(?=\w{8})[A-ZĐ]+\d+[A-ZĐ]+\d+(?!\w)"),
        say=_mixed,
        example=("mã khách hàng PA10LC0123", "mã khách hàng pê a một không lờ xê không một hai ba"),
    ),
    Rule(
        name="code.article",
        starts="u",
        pattern=re.compile(r"(?P<letter>[KĐ])\.?\s?(?P<n>\d{1,3})(?P<part>[a-zđ]?)(?!\w|[.,+-]\d|\+)"),
        say=_article,
        example=("Đ.190 BLHS", "điều một trăm chín mươi bộ luật hình sự"),
    ),
    Rule(
        name="code.serial",
        starts="u",
        pattern=re.compile(
            r"(?P<letters>[A-ZĐ]{1,2})\s?"
            r"(?P<n>\d{6,8})(?![\w/]|[.,]\d)"
        ),
        say=_serial,
        example=("giấy số BX 123456", "giấy số bê ích, một hai ba bốn năm sáu"),
    ),
    Rule(
        name="code.kind",
        starts="u",
        pattern=re.compile(
            r"(?P<kind>[A-ZĐ][A-Za-zĐ]{0,4})\.?\s?(?:số:?\s?)?(?=\d{1,6}(?P<more>[/-](?:\d{4}/)?[A-ZĐ])?)(?=\d)"
        ),
        say=_named,
        example=(
            "NĐ 168/2024/NĐ-CP",
            "nghị định một trăm sáu mươi tám năm hai nghìn không trăm hai mươi tư nghị định chính phủ",
        ),
    ),
)
