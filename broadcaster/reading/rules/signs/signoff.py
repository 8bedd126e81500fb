"""The signature block: TM., KT., TL., TUQ., Q. before an office, and who gets a copy."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.rules.data import load, words
from broadcaster.reading.spoken.letters import UPPER

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


RULES = (
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
