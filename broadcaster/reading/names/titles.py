"""Forms of address and titles before a name, and the signature block of a letter."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.names.meanings import known, remember
from broadcaster.reading.spelling import UPPER, spell
from broadcaster.reading.wordlists import either, load, words, wordset

TITLES: dict[str, str] = load("titles")
_TITLE = either(list(TITLES))
_SMALL = {
    "đ/c": "đồng chí", "đ.c": "đồng chí", "đc": "đồng chí", "v/v": "về việc", "v.v": "vân vân",
    "ô/b": "ông bà", "a/c": "anh chị", "k/g": "kính gửi", "t/m": "thay mặt", "k/t": "ký thay",
    "c/ty": "công ty", "tr/đ": "triệu đồng", "p/h": "phối hợp", "y/c": "yêu cầu", "h/d": "hướng dẫn",
    "q/đ": "quyết định",
}  # fmt: skip
_NAME = re.compile(rf"\s*[{UPPER}][^\W\d_A-ZĐ]*")
# Before a family name these need no full stop.
_BEFORE_NAMES = wordset("TS CN KS GV SV DS ĐD")
_FIRMS = wordset("hàng ty bank phòng đội")  # their branches may have the name of a person: CN Trần Phú
_FAMILY = re.compile(
    r"\s+(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đào|Đinh|Trịnh|Đoàn|Lò|"
    r"Giàng|Vàng|Sùng|Lù|Tẩn|Phàn|Chẻo|Hà|Mai|Tô|Trương|Lương|Lường|Cao|Tạ|Tống|Vi|Quàng|Cà|Thào|Hạng|Mùa)"
    rf"(?:\s+[{UPPER}][^\W\d_A-ZĐ]*){{1,4}}"
)
# Single titles that are common words or other abbreviations when no name follows.
_NEEDS_DOT = wordset("VS CN DS TT HT Ô TS GV SV ĐD KS")


def _titles(context: Context, m: re.Match[str]) -> Saying | None:
    parts = re.findall(rf"(?:{_TITLE})(?=[\s.,]|$)", m.group())
    dotted = "." in m.group()
    named = bool(parts) and parts[0] in _BEFORE_NAMES and bool(_FAMILY.match(context.text, m.end()))
    named = named and not (parts[0] == "CN" and _FIRMS & set(context.before(m.start(), 6)))
    if not parts or (len(parts) == 1 and parts[0] in _NEEDS_DOT and not dotted and not named):
        return None
    if parts[0] in ("TT", "HT", "ĐĐ") and not re.match(r"\s*Thích\b", context.rest(m.end())):
        return None
    if not _NAME.match(context.text, m.end()) and not (len(parts) > 1 or not dotted):
        return None
    if len(parts) == 1 and not dotted and not _person(context, m.end()):
        return None
    meant = known(parts[0], context, m.start(), m.start() + len(parts[0])) if len(parts) == 1 else None
    if meant and (meant.say != TITLES[parts[0]] if meant.proven else meant.near):  # mộ LS Nguyễn Văn Cừ
        return None
    return Saying(end=m.end(), words=" ".join(TITLES[part] for part in parts))


def _person(context: Context, at: int) -> bool:
    """True if at least two words in title case follow, as a name has."""
    return bool(re.match(rf"\s+(?:[{UPPER}][^\W\d_A-ZĐ]*\s+){{1,4}}[{UPPER}]", context.rest(at)))


def _born(_: Context, m: re.Match[str]) -> Saying:
    """sn 1990: the year of birth."""
    return Saying(end=m.end(), words="sinh năm", rule="abbreviation")


def _kin(context: Context, m: re.Match[str]) -> Saying | None:
    """gặp c Hoa, a.Hùng: anh and chị before a given name; elsewhere a letter."""
    if context.cue(m.start()) in _LETTERED or context.starts_line(m.start()):
        return None
    before = context.precedes(m.start())
    if not (_ADDRESSED.search(before) or re.match(r"[^\W\d_]+[ ,:(-]*\(?0\d", context.rest(m.end()))):
        return None
    return Saying(end=m.end(), words=_KIN[m["kin"]], confidence=0.8)


def _addressed(context: Context, m: re.Match[str]) -> Saying | None:
    """Ô.Tám is ông, B. is bà beside it, A. and C. before a name and a telephone; else initials."""
    kin = m["kin"]
    dialled = _DIALLED.match(context.text, m.end()) is not None
    if kin == "Ô" or (kin == "B" and "Ô." in context.text) or (kin in "AC" and dialled):
        return Saying(end=m.end(), words=_KIN[kin.lower()], confidence=0.8)
    return None


_DIALLED = re.compile(r"[^\W\d_]+[ ,:(-]*\(?0\d")
_KIN = {"a": "anh", "c": "chị", "ô": "ông", "b": "bà", "e": "em"}
_LETTERED = wordset("điểm ý khoản lớp nhóm vitamin loại mục bảng hình tiết thửa lô nhà")
_ADDRESSED = re.compile(
    r"(?:\b(?:gặp|lh|liên hệ|gọi|đt|sđt|hỏi|cho|của|với|và|báo|tiểu học|toán|trưởng|phó)|[:,(-])\s*\Z"
)
_ADDRESS = re.compile(r":\s*(?:\d|(?:số|tổ|thôn|bản|xóm|ấp|khu|đường|phố|ngõ|ngách|hẻm|nhà|tdp|kp|km)\b)")
_WITH = re.compile(r"(?:với|cùng|tổ chức|thực hiện|chặt chẽ|giữa|giải quyết|liên ngành|triển khai)\b")
_SHORTENED = re.compile(r"[bcdđghklmnpqrstvx]/[bcdđghklmnpqrstvx]")


def _small(context: Context, m: re.Match[str]) -> Saying | None:
    form = m["form"].lower()
    said = _SMALL.get(form)
    counted = context.precedes(m.start())[-1:].isdecimal()  # gồm 3 đ/c: tổ trưởng …
    if (
        said == "đồng chí" and not counted and _ADDRESS.match(context.follows(m.end()))
    ):  # Đ/c: số 5, đường 30/4
        said = "địa chỉ"
    if form == "p/h" and not _WITH.match(context.follows(m.end())):  # các trường p/h trước thứ sáu
        return Saying(end=m.end(), words=said or "", confidence=0.4, flag="reading.flag_choice")
    if said:
        return Saying(end=m.end(), words=said)
    meant = known(form, context, m.start(), m.end())
    if meant:
        remember(context, form, meant)
        flag = None if meant.sure else "reading.flag_choice"
        return Saying(end=m.end(), words=meant.say, confidence=0.4 if flag else 1.0, flag=flag)
    if not _SHORTENED.fullmatch(m["form"]) or context.precedes(m.start())[-1:].isdecimal():
        return None
    return Saying(end=m.end(), words=spell(form), confidence=0.3, flag="reading.flag_abbreviation")


def _bare(context: Context, m: re.Match[str]) -> Saying | None:
    """Đc before a name or an office, Kg: at the head of a letter."""
    if m.group()[0] == "K":
        return Saying(end=m.end(), words="kính gửi") if context.starts_line(m.start()) else None
    return Saying(end=m.end(), words="đồng chí", confidence=0.8)


RULES = (
    Rule(
        name="title",
        starts="lu",
        pattern=re.compile(r"[Đđ]t[:.]?(?=\s?\(?[0+]\d)"),
        say=lambda _, m: Saying(end=m.end(), words="điện thoại", rule="abbreviation"),
        example=("Đt: 0912 345 678", "điện thoại không chín một hai, ba bốn năm, sáu bảy tám"),
    ),
    Rule(
        name="title",
        starts="u",
        pattern=re.compile(rf"Ng\.\s?(?=[{UPPER}][^\W\d_A-ZĐ]+\s[{UPPER}])"),
        say=lambda _, m: Saying(
            end=m.end(), words="nguyễn", confidence=0.5, flag="reading.flag_abbreviation"
        ),
        example=("anh Ng. Văn Linh", "anh nguyễn văn linh"),
    ),
    Rule(
        name="title",
        starts="l",
        pattern=re.compile(
            rf"(?P<kin>(?:[ac](?=[.\s])|[ôbe](?=\.)))(?:\.\s?|\s)(?=[{UPPER}][^\W\d_A-ZĐ]+(?!\w))"
        ),
        say=_kin,
        example=("gặp c Hoa", "gặp chị hoa"),
    ),
    Rule(
        name="title",
        starts="lu",
        pattern=re.compile(r"[sS][nN][.:]?\s?(?=(?:19|20)\d\d(?!\d))"),
        say=_born,
        example=("anh Páo, sn 1990", "anh páo, sinh năm một nghìn chín trăm chín mươi"),
    ),
    Rule(
        name="title",
        starts="lu",
        pattern=re.compile(
            r"(?P<form>[^\W\d_]{1,2}(?:/|\.)[^\W\d_]{1,2})(?![\w/])(?:\.(?=\s*[^\s.]|\Z)(?!\s[A-ZĐ][a-z])|\.(?<=[cCvV]\.))?"
        ),
        say=_small,
        example=("Đ/c Bí thư chi bộ", "đồng chí bí thư chi bộ"),
    ),
    Rule(
        name="title",
        starts="u",
        pattern=re.compile(
            rf"(?:{_TITLE})(?:(?:\.,?\s?|,?\s)(?:{_TITLE})(?=[\s.])){{0,8}}(?=[\s.])\.?(?!\w)(?:(?<=\.)(?!\Z))?"
        ),
        say=_titles,
        example=("PGS.TS Nguyễn Hữu Tài", "phó giáo sư tiến sĩ nguyễn hữu tài"),
    ),
    Rule(
        name="title",
        starts="u",
        pattern=re.compile(rf"(?P<kin>[ABCÔ])\.\s?(?=[{UPPER}][^\W\d_A-ZĐ]+(?!\w))"),
        say=_addressed,
        example=("hộ ông Tư, B. Sáu, Ô.Tám", "hộ ông tư, bà sáu, ông tám"),
    ),
    Rule(
        name="title",
        starts="u",
        pattern=re.compile(
            r"(?:BS|TS|ThS|PGS|GS|DS|KS|CN|ĐD)\.(?=["
            + UPPER
            + r"])(?:\s?(?:BS|TS|ThS|CKII|CKI)\.?(?=[\s.A-Z]))?"
        ),
        say=lambda context, m: Saying(
            end=m.end(), words=" ".join(TITLES[t] for t in re.findall(r"[A-Za-zĐ]+", m.group()))
        ),
        example=("ThS.Trần Văn Bình", "thạc sĩ trần văn bình"),
    ),
    Rule(
        name="title",
        starts="l",
        pattern=re.compile(r"(?:ko|khg)(?![\w@/-]|\.\w)"),
        say=lambda _, m: Saying(end=m.end(), words="không", rule="abbreviation"),
        example=("ai đến muộn ko chờ", "ai đến muộn không chờ"),
    ),
    Rule(
        name="title",
        starts="lu",
        pattern=re.compile(rf"(?:[Đđ]c\.?(?=\s[{UPPER}][^\W\d_])|K[gG](?=:\s))"),
        say=_bare,
        example=("đc Bí thư", "đồng chí bí thư"),
    ),
)


_FORMS = {
    "TM": "thay mặt", "T/M": "thay mặt", "T.M": "thay mặt", "KT": "ký thay", "K/T": "ký thay",
    "K.T": "ký thay", "TL": "thừa lệnh", "T/L": "thừa lệnh", "TUQ": "thừa ủy quyền",
    "T/UQ": "thừa ủy quyền", "TƯQ": "thừa ủy quyền",
}  # fmt: skip
_OFFICES = words(load("places")["offices"])
_BODY = re.compile(
    r"\s*(?:ỦY|UỶ|Ủy|Uỷ|UBND|HĐND|BAN|Ban|BCH|BCĐ|BTV|BTC|ĐẢNG|Đảng|CHI|Chi|THƯỜNG|Thường|HỘI|Hội|TẬP|ĐOÀN|Đoàn|CHỦ|Chủ|"
    r"TRƯỞNG|Trưởng|GIÁM|Giám|BÍ|Bí|CHÁNH|Chánh|HIỆU|Hiệu|UBMTTQ\w*|MTTQ|TỔ|Tổ|BGH|CỤC|Cục|PHÓ|HĐNVQS|UBBC|CHỈ|TỈNH)"
)

_CAPITALS = re.compile(rf"\s*(?!(?:TM|KT|TL|TUQ)\b)[{UPPER}]{{2,}}\b")


def _form(context: Context, m: re.Match[str]) -> Saying | None:
    rest = context.rest(m.end())
    body = _BODY.match(rest) or (m["dot"] and _CAPITALS.match(rest))
    if not body or not (m["dot"] or context.in_capitals(m.start(), m.end())):
        return None
    return Saying(end=m.end(), words=_FORMS[m["form"]])


def _acting(context: Context, m: re.Match[str]) -> Saying | None:
    if not context.follows(m.end()).startswith(_OFFICES):
        return None
    return Saying(end=m.end(), words="quyền")


def _end(_: Context, m: re.Match[str]) -> Saying:
    return Saying(end=m.end(), words="", mark=Mark.STOP)


SIGNATURES = (
    Rule(
        name="signoff",
        starts="u",
        pattern=re.compile(
            r"(?P<form>TM|T/M|T\.M|KT|K/T|K\.T|TL|T/L|TUQ|TƯQ|T/UQ)(?P<dot>\.?)(?=\s|[A-ZĐỦ])(?!\w{0,1}-)"
        ),
        say=_form,
        example=("TM. ỦY BAN NHÂN DÂN", "thay mặt ủy ban nhân dân"),
    ),
    Rule(
        name="signoff.acting",
        starts="u",
        pattern=re.compile(r"Q\.?(?=\s?[^\W\d])"),
        say=_acting,
        example=("Q. CHỦ TỊCH", "quyền chủ tịch"),
    ),
    Rule(
        name="signoff.end",
        starts="s",
        pattern=re.compile(r"\.?/\.(?=\s|\Z)"),
        say=_end,
        example=("Trân trọng./.", "trân trọng"),
    ),
)
