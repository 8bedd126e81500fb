"""Telephone, identity, tax and account numbers: digit by digit, in the groups written."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.scene import Rule, Saying, Scene
from broadcaster.reading.wordset import wordset

_CUES = re.compile(
    r"\b(?:gọi|đt|sđt|sdt|đtdđ|dđ|điện thoại|di động|hotline|tổng đài|đường dây nóng|số máy|liên hệ|alo|"
    r"zalo|tel|fax|"
    r"cấp cứu|cứu hỏa|cứu hoả|cứu thương|cảnh sát|công an|báo cháy|phản ánh|máy|liên lạc|nhắn tin|số)"
    r"(?: (?:số|ngay|tới|đến|qua|theo|về|miễn phí|trực tiếp|là|cho|điện|cảnh sát|gọi|báo))*[:. (]*\Z"
)
_STRONG = re.compile(
    r"\b(?:gọi|đt|sđt|sdt|đtdđ|điện thoại|di động|hotline|tổng đài|đường dây nóng|số máy|máy lẻ|alo|"
    r"zalo|tel|fax|báo cháy|cấp cứu)\b[^.;]{0,40}\Z"
)
_IDENTITIES = re.compile(
    r"\b(?:cccd|cmnd|cmt|cmtnd|căn cước|căn cước công dân|chứng minh nhân dân|định danh|mst|mã số thuế|"
    r"tài khoản|stk|tk|"
    r"mã số|mã hồ sơ|mã|số thẻ|bhyt|bhxh|sổ bảo hiểm|hộ chiếu|imei|sêri|seri|số đăng ký|otp|mã số bhxh|"
    r"quốc gia)"
    r"(?: [^\W\d]+){0,3}[:. (]*\Z"
)
_MASK = r"(?:[xX*]{2,}|\?{2,})"
_MOBILE = re.compile(r"0[35789]")
_LENGTHS = (10, 11)
_LONG = 9  # digits in a row that nobody counts
_SHORT = wordset("111 112 113 114 115 116 117 118 119 1022 1080 1900 18001091 156 5656")


def spoken(written: str) -> str:
    """Digits with a breath between the groups that were written; +84 is "cộng tám bốn"."""
    groups = [numerals.digits(group) for group in re.findall(r"\d+", written)]
    text = ", ".join(groups)
    return f"cộng {text}" if written.startswith(("+", "(+")) else text


def _number(scene: Scene, m: re.Match[str]) -> Saying | None:
    written = m.group()
    bare = re.sub(r"\D", "", written)
    before = scene.precedes(m.start())
    if re.fullmatch(r"\d\d\.\d\d\.\d\d|(?:19|20)\d\d-(?:19|20)\d\d", written):
        return None
    if _IDENTITIES.search(before) and len(bare) >= 6:
        return Saying(end=m.end(), words=spoken(written), rule="code.number")
    cued = bool(_CUES.search(before)) or _follows_phone(scene)
    if written.startswith(("+84", "(+84")) or (re.match(r"1[89]00", bare) and len(bare) in (8, 10)):
        return Saying(end=m.end(), words=spoken(written))
    if bare.startswith("0") and len(bare) in _LENGTHS:
        return Saying(end=m.end(), words=spoken(_grouped(written)))
    if cued and bare.startswith("0") and len(bare) > 6:
        return Saying(end=m.end(), words=spoken(written), confidence=0.4, flag="reading.flag_phone_length")
    if (
        cued
        and _STRONG.search(before)
        and 5 <= len(bare) <= 12
        and not re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written)
    ):
        return Saying(end=m.end(), words=spoken(written))
    if bare.startswith("0") and len(bare) >= _LONG and written.isdigit():
        return Saying(end=m.end(), words=spoken(written), rule="code.number")
    return None


def _grouped(written: str) -> str:
    """A mobile number written in one piece is said as 4, 3, 3 digits."""
    if written.isdigit() and len(written) == 10 and _MOBILE.match(written):
        return f"{written[:4]} {written[4:7]} {written[7:]}"
    return written


def _follows_phone(scene: Scene) -> bool:
    last = scene.last()
    if last is None:
        return False
    spoken_before = [p for p in scene.pieces if p.words][-2:]
    return any(p.rule == "phone" for p in spoken_before) and (
        last.rule == "phone" or last.words in ("hoặc", "và", "hay")
    )


def _short(scene: Scene, m: re.Match[str]) -> Saying | None:
    """Service numbers of three or four digits, where a telephone is spoken of."""
    before = scene.precedes(m.start())
    strong = _STRONG.search(before) and (m.group() in _SHORT or _CUES.search(before))
    office = re.search(r"\b(?:công an|cảnh sát|cứu hỏa|cứu hoả|pccc|cứu thương)\s*\(?\Z", before)
    if (strong and not re.search(r"\d (?:người|hộ|ca)\Z", before)) or _follows_phone(scene):
        return Saying(end=m.end(), words=numerals.digits(m.group()))
    if office and m.group() in ("113", "114", "115"):
        return Saying(end=m.end(), words=numerals.digits(m.group()))
    return None


def _masked(scene: Scene, m: re.Match[str]) -> Saying:
    return Saying(end=m.end(), words=spoken(m.group()), confidence=0.2, flag="reading.flag_phone_masked")


_DIGITS = r"[(]?\+?\d{1,5}[)]?(?:[ .-]?\d{2,}){1,4}"
RULES = (
    Rule(
        name="phone.masked",
        starts="d",
        pattern=re.compile(rf"0\d{{2,4}}[\d .-]*{_MASK}[\d .xX*-]*"),
        say=_masked,
        example=("số 0213.3876.xxx", "số không hai một ba, ba tám bảy sáu"),
    ),
    Rule(
        name="phone",
        starts="ds",
        pattern=re.compile(
            r"(?:\(\+?\d{2,5}\)\s?|\+?\d{1,5})(?:[ .-]?\d{1,7}){0,5}(?![\d/%²]|[.,-]\d|\s?(?:đồng|đ\b|"
            r"triệu|tỷ)|:\d)"
        ),
        say=_number,
        example=("gọi 0912 345 678", "gọi không chín một hai, ba bốn năm, sáu bảy tám"),
    ),
    Rule(
        name="phone",
        starts="d",
        pattern=re.compile(r"\d{3,4}(?![\w/%]|[.,-]\d|\s?(?:người|hộ|ca|đồng|triệu|m)\b)"),
        say=_short,
        example=("gọi 114", "gọi một một bốn"),
    ),
)
