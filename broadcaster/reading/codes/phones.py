"""Telephone, identity, tax and account numbers: digit by digit, in the groups written."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.codes.identities import CITIZEN, identity_of
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.wordlists import either, load, wordset

_CUES = re.compile(
    r"\b(?:gọi|đt|sđt|sdt|đtdđ|dđ|điện thoại|di động|hotline|hot line|tổng đài|đường dây nóng|số máy|liên hệ|"
    r"alo|zalo|tel|fax|máy bàn|số bàn|máy lẻ|đầu số|số lạ|cấp cứu|cứu nạn|cứu hộ|"
    r"cứu hỏa|cứu hoả|cứu thương|cảnh sát|công an|báo cháy|phản ánh|máy|liên lạc|nhắn tin|số)"
    r"(?: (?:bàn|cố định|cơ quan|nhà|riêng|số|ngay|tới|đến|qua|theo|về|miễn phí|trực tiếp|là|cho|điện|"
    r"cảnh sát|gọi|báo))*[:. (]*\Z"
    r"|[☎☏📞📱]\s?\Z"
)
_STRONG = re.compile(
    r"\b(?:gọi|đt|sđt|sdt|đtdđ|điện thoại|di động|hotline|hot line|tổng đài|đường dây nóng|số máy|máy lẻ|alo|"
    r"máy bàn|số bàn|zalo|tel|fax|đầu số|báo cháy|cấp cứu|cứu nạn|cứu hộ)\b[^.;]{0,40}\Z|[☎☏📞📱]\s?\Z"
)
_DIRECT = re.compile(
    r"\b(?:gọi|đt|sđt|sdt|điện thoại|máy bàn|số bàn|cố định|hotline|hot line|tel|fax|đường dây nóng|số máy|"
    r"zalo|alo|tổng đài)"
    r"(?: (?:bàn|cố định|cơ quan|nhà|riêng|số|là|theo số))*[:. ]*\Z"
)
# A message is sent to a short number: soạn TD gửi 8055.
_SENT = re.compile(
    r"\b(?:cú pháp|soạn|nhắn)\b[^.;]{0,40}\b(?:gửi|tới|đến|về)(?: số)?\Z"
    r"|\b(?:tin nhắn|cuộc gọi|nhắn tin)\b[^.;]{0,20}\b(?:từ|đến|tới)(?: (?:đầu|tổng đài))? số\Z"
)
_SECRETS = re.compile(r"\b(?:mật khẩu|password|pass|mã pin)(?: (?:là|wifi|mới|cũ))*[:. ]*\Z")
# Who sees it, reports it: báo ngay 114 và 115.
_REPORTED = re.compile(
    r"\b(?:báo|báo tin|trình báo|bấm|quay|quay số)(?: (?:ngay|cho|tới|đến|về|qua|số|theo|công an|ca))*"
    r"(?: 11\d(?:,| và| hoặc))*\Z"
)
# People and things of which so many are meant: no number is dialled before them.
_CALLED_UP = wordset(" ".join(load("neighbours")["things"]) + " đối thanh") - wordset(
    "công cán đảng đoàn hội"
)
_MEASURED = re.compile(rf"\s?(?:{either([unit for unit in load('units')['units'] if len(unit) > 1])})(?!\w)")
# A Vietnamese number as it is dialled from abroad, without its sign.
_ABROAD = re.compile(r"(?:00)?84(?:[35789]\d{8}|2\d{8,9})")
_SHORT_ABROAD = re.compile(r"84[35789]\d{6,7}")
# What is drawn or typed in: its figures are said one by one.
_DRAWN = re.compile(
    r"\b(?:vé số|dãy số|số hồ sơ|thẻ số|số thẻ"
    r"|mã(?: số| đơn| vạch| tra cứu| otp| pin| xác nhận| xác thực| bảo vệ| cửa| khách hàng)?"
    r"|otp|id(?: (?:zoom|họp|phòng))?|trúng thưởng|hòm thư)"
    r"(?: (?:là|số))*[:. ]*\Z"
)
# The beginning of a telephone number, as after a label: no range ends with it.
TELEPHONE = re.compile(r"0\d{2,4}[ .-]?\d{3}|0\d{2,3}(?:[ .]\d{2,4}){2,4}|\(?\+84|1[89]00[ .]?\d|\(0\d")
_OFFICES = re.compile(
    r"\b(?:công an|cảnh sát|cứu hỏa|cứu hoả|pccc|cứu thương|chữa cháy|y tế)(?: [^\W\d]+)?\s*[:(-]?\s*\Z"
)
_MASK = r"(?:[xX*]{2,}|\?{2,})"
_MOBILE = re.compile(r"0[35789]")
_ABROAD_DIGITS = 9  # of a mobile number without its zero; a landline has one more
_SHORTEST = 4  # figures of a short number
_AT_HOME = re.compile(r"0[35789]\d{8}|02\d{9}|069\d{7}")  # 069: of the police and the army
# Grouped thousands after these words are money, unless a number is named right before them.
_PAID = wordset("tiền phí mức nộp đóng thu giá thuế lệ học quỹ đồng bhyt bhxh phạt trả hỗ")
_NUMBERED = re.compile(
    r"\b(?:số thẻ|số tài khoản|stk|tk|mã số|mã|số sổ|số bhxh|số bhyt|thẻ bhyt số|mst)\b[^.;]{0,12}\Z"
)
_PAYING = _PAID - {"bhyt", "bhxh"}
_AMOUNT_LIKE = re.compile(r"[1-9]\d{0,2}(?:\.\d{1,4}){2,3}")
_NO_DIGIT = re.compile(r"\D")
_NEVER = re.compile(
    r"\d\d\.\d\d\.\d\d|(?:19|20)\d\d-\d\d-\d\d|(?:19|20)\d\d-(?:19|20)\d\d"
)  # a date, two years
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_SERIAL = 7  # so many digits after "số" name something
_LONG = 9  # so many digits in a row are no count
_SHORT = wordset("111 112 113 114 115 116 117 118 119 1022 1080 1900 18001091 156 5656")


def spoken(written: str) -> str:
    """Digits with a short pause between the written groups; +84 is "cộng tám bốn"."""
    groups = [numerals.digits(group) for group in re.findall(r"\d+", written)]
    text = ", ".join(groups)
    return f"cộng {text}" if written.startswith(("+", "(+")) else text


# What figures in a row are; all of them are said one by one.
_PHONE = Saying(end=0, words="")
_CODE = Saying(end=0, words="", rule="code.number")
_NO_CARD = _CODE._replace(confidence=0.3, flag="reading.flag_identity")
_LOST = Saying(end=0, words="", confidence=0.4, flag="reading.flag_phone_length")


def _number(context: Context, m: re.Match[str]) -> Saying | None:
    written, before = m.group(), context.precedes(m.start())
    if len(written) < _SHORTEST or _NEVER.fullmatch(written):
        return None
    if _is_money(context, m, before) or _misgrouped(context, m, before):
        return None
    bare = _NO_DIGIT.sub("", written)
    kind = (
        _named(written, bare, before)
        or _from_abroad(context, written, bare, before)
        or (_at_home(context, written, bare, before) if bare.startswith("0") else _hotline(bare, before))
        or _asked_for(context, written, bare, before)
        or _serial(written, bare, before)
    )
    return kind and kind._replace(end=m.end(), words=spoken(_grouped(written) if kind is _PHONE else written))


def _named(written: str, bare: str, before: str) -> Saying | None:
    """CCCD 012345678901, mã OTP 123456, mật khẩu 12345678: what it is stands right before it."""
    identity = identity_of(bare, before)
    if identity is not None:
        return _CODE if identity else _NO_CARD
    drawn = written.isdecimal() and _DRAWN.search(before)
    return _CODE if drawn or _SECRETS.search(before) else None


def _from_abroad(context: Context, written: str, bare: str, before: str) -> Saying | None:
    """+84 912 345 678, 84912345678: with the number of the country."""
    if written.startswith("+84") and len(bare) < _ABROAD_DIGITS and _cued(context, before):
        return _LOST
    abroad = written.startswith(("+", "(+", "(84")) and 9 <= len(bare) <= 15
    coded = _ABROAD.fullmatch(bare) is not None
    if abroad or (coded and (written.isdecimal() or bare.startswith("00") or _cued(context, before))):
        return _PHONE if _dialled(written, bare) else _LOST
    return _LOST if _SHORT_ABROAD.fullmatch(bare) and _DIRECT.search(before) else None


def _hotline(bare: str, before: str) -> Saying | None:
    """1900 1234, 1800 123456."""
    if not bare.startswith(("1800", "1900")) or len(bare) == _SHORTEST:
        return None
    return _PHONE if len(bare) in (8, 10) else _LOST if _DIRECT.search(before) else None


def _at_home(context: Context, written: str, bare: str, before: str) -> Saying | None:
    """0912345678, 0213.3876.543, and other figures that begin with a zero."""
    if _AT_HOME.fullmatch(bare):
        return _PHONE
    dialled = _MOBILE.match(bare) and not written.isdecimal() and _cued(context, before)  # 0977 123 4567 8
    if len(bare) == CITIZEN and not dialled and not _STRONG.search(before):
        return _CODE
    if written.isdecimal() and re.fullmatch(r"00\d{5,}", written) and before.endswith(("số", "số:")):
        return _CODE  # hóa đơn số 00000125
    direct = _DIRECT.search(before) and "-" not in written and not _BEGINS.search(before)
    return _LOST if (len(bare) > _LOCAL or direct) and _cued(context, before) else None


def _asked_for(context: Context, written: str, bare: str, before: str) -> Saying | None:
    """gọi 912345678 (without its zero), tổng đài 24488: a word of telephoning stands before it."""
    direct = _DIRECT.search(before)
    if bare[0] in "35789" and len(bare) == _ABROAD_DIGITS and direct:
        return _LOST
    if not (5 <= len(bare) <= CITIZEN and _STRONG.search(before) and _cued(context, before)):
        return None
    return _PHONE if direct or not re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written) else None


def _serial(written: str, bare: str, before: str) -> Saying | None:
    """sổ hộ khẩu số 190123456, 00123456789: more figures than a count has."""
    if written.isdecimal() and len(bare) >= _SERIAL and before.endswith(("số", "số:")):
        return _CODE
    if written.isdecimal() and len(bare) >= _LONG and bare.startswith("0"):
        return _LOST if _MOBILE.match(bare) and len(bare) != CITIZEN else _CODE  # 097845612: a figure is lost
    return _LOST if _SHAPED.fullmatch(written) else None


_LOCAL = 6  # digits of the longest that may be something else
_BEGINS = re.compile(r"\b(?:đầu|mã vùng|mã)(?: số)?\Z")  # đầu số 024
_SHAPED = re.compile(r"01\d\d[. ]\d{3}[. ]\d{3}")  # no telephone begins with 01 any more


def _dialled(written: str, bare: str) -> bool:
    """True unless it is a Vietnamese number from abroad with a figure too many or too few."""
    found = re.fullmatch(r"(?:00)?84(0?)(?!1[89]00)(\d+)", bare)
    if found and found[1] and "(0" not in written:  # +84 0912: one zero too many
        return False
    return found is None or len(found[2]) == _ABROAD_DIGITS + found[2].startswith("2")


def _cued(context: Context, before: str) -> bool:
    """True after a word of telephoning, or after another telephone number."""
    return _CUES.search(before) is not None or _follows_phone(context)


def _is_money(context: Context, m: re.Match[str], before: str) -> bool:
    """phí 412.350: thousands after a word of payment, where no card or account is named."""
    if not _THOUSANDS.fullmatch(m.group()) or _NUMBERED.search(before):
        return False
    return bool(_PAID.intersection(context.before(m.start(), 8)))


def _misgrouped(context: Context, m: re.Match[str], before: str) -> bool:
    """nộp BHYT 1.13.240: an amount with a slip, no number of a card."""
    if not _AMOUNT_LIKE.fullmatch(m.group()) or _NUMBERED.search(before):
        return False
    return bool(_PAYING.intersection(context.before(m.start(), 8)))


def _grouped(written: str) -> str:
    """A mobile number written in one piece is said as 4, 3, 3 digits."""
    if written.isdecimal() and len(written) == 10 and _MOBILE.match(written):
        return f"{written[:4]} {written[4:7]} {written[7:]}"
    return written


def _follows_phone(context: Context) -> bool:
    last = context.last()
    if last is None:
        return False
    spoken_before = context.recent(2)
    return any(p.rule == "phone" for p in spoken_before) and (
        last.rule == "phone" or last.words in ("hoặc", "và", "hay")
    )


def _short(context: Context, m: re.Match[str]) -> Saying | None:
    """Service numbers of three or four digits, if the text is about a telephone."""
    beside = context.text[m.end() + 1 : m.end() + 2].isalpha()
    if _MEASURED.match(context.text, m.end()) or (
        beside and _CALLED_UP.intersection(context.after(m.end(), 1))
    ):
        return None  # tần số cứu nạn 7903 kHz, gọi 3500 người
    before = context.precedes(m.start())
    strong = _STRONG.search(before) and (m.group() in _SHORT or _CUES.search(before))
    office = _OFFICES.search(before)
    said = Saying(end=m.end(), words=numerals.digits(m.group()))
    if _SENT.search(before):
        return said
    follows = _follows_phone(context)
    if follows or (strong and not re.search(r"\d (?:người|hộ|ca)\Z", before)):
        lost = m.group().startswith("11") and m.group() not in _SHORT and not follows  # 1144
        return said._replace(confidence=0.3, flag=_LOST.flag) if lost else said
    reported = m.group() in _SHORT and _REPORTED.search(before)
    return said if reported or (office and m.group() in ("113", "114", "115")) else None


def _masked(context: Context, m: re.Match[str]) -> Saying:
    end = m.start() + len(m.group().rstrip(" .-"))
    return Saying(end=end, words=spoken(m.group()), confidence=0.2, flag="reading.flag_phone_masked")


def _two(_: Context, m: re.Match[str]) -> Saying | None:
    """0912345678/0987654321: two numbers of the same person."""
    if not all(_AT_HOME.fullmatch(_NO_DIGIT.sub("", m[part])) for part in ("a", "b")):
        return None
    return Saying(end=m.end(), words=f"{spoken(_grouped(m['a']))}, {spoken(_grouped(m['b']))}", rule="phone")


def _card(context: Context, m: re.Match[str]) -> Saying | None:
    """Groups such as those on a bank card, if the text is about a card, or nothing else is on the line."""
    alone = context.alone(m.start(), m.end())
    if not alone and "-" not in m.group() and not _CARDS.search(context.precedes(m.start())):
        return None
    return Saying(end=m.end(), words=spoken(m.group()), rule="code.number")


def _network(context: Context, m: re.Match[str]) -> Saying | None:
    """192.168.1.1: the address of a machine, unless the dots group thousands or number a section."""
    parts = m["ip"].split(".")
    before = context.precedes(m.start())
    named = bool(_NETWORK.search(before))
    if any(int(part) > _BYTE or (part[0] == "0" and part != "0") for part in parts):
        return None
    if not named and (all(len(part) == 3 for part in parts[1:]) or _CUES.search(before)):
        return None
    if not (named or any(len(part) == 3 or part == "0" for part in parts)):
        return None
    words = " chấm ".join(numerals.digits(part) for part in parts)
    if m["port"]:
        words += f" hai chấm {numerals.digits(m['port'])}"
    return Saying(end=m.end(), words=words)


_NETWORK = re.compile(r"\b(?:ip|ipv4|máy chủ|server|camera|modem|router|wifi|dns|gateway)\b[^.;]{0,25}\Z")
_CARDS = re.compile(r"\b(?:thẻ|tài khoản|stk|tk|visa|napas|atm|mastercard|mã|imei|số)\b[^.;]{0,30}\Z")
_BYTE = 255


def _service(_: Context, m: re.Match[str]) -> Saying:
    """*101#: a service code, key by key."""
    keys = re.findall(r"\d+|[*#]", m.group())
    said = [{"*": "sao", "#": "thăng"}.get(key) or numerals.digits(key) for key in keys]
    return Saying(end=m.end(), words=" ".join(said), rule="phone")


GROUPED = (
    Rule(
        name="phone.service",
        starts="s",
        pattern=re.compile(r"\*\d{1,6}(?:\*\d{1,20}){0,3}#"),
        say=_service,
        example=("bấm *101#", "bấm sao một không một thăng"),
    ),
    Rule(
        name="code.network",
        starts="d",
        pattern=re.compile(r"(?P<ip>\d{1,3}(?:\.\d{1,3}){3})(?::(?P<port>\d{2,5}))?(?![\w/]|[.,]\d)"),
        say=_network,
        example=("địa chỉ IP 10.0.0.1", "địa chỉ i pê một không chấm không chấm không chấm một"),
    ),
    Rule(
        name="code.number",
        starts="d",
        pattern=re.compile(
            r"\d{4}(?P<gap>[ -])(?:\d{4}(?P=gap)\d{4}(?P=gap)\d{3,4}|\d{6}(?P=gap)\d{5})(?![\w/]|[ .,-]\d)"
        ),
        say=_card,
        example=(
            "số thẻ 9704 2233 4455 6677",
            "số thẻ chín bảy không bốn, hai hai ba ba, bốn bốn năm năm, sáu sáu bảy bảy",
        ),
    ),
)
RULES = (
    Rule(
        name="phone.two",
        starts="d",
        pattern=re.compile(r"(?P<a>0\d{2,3}[\d .]{5,9}\d)\s?[/-]\s?(?P<b>0\d{2,3}[\d .]{5,9}\d)(?![\d/])"),
        say=_two,
        example=(
            "0912345678/0987654321",
            "không chín một hai, ba bốn năm, sáu bảy tám, không chín tám bảy, sáu năm bốn, ba hai một",
        ),
    ),
    Rule(
        name="phone.lookalike",
        starts="d",
        pattern=re.compile(r"0\d{2,3}[ .-]\d{0,3}[A-Za-z]\d{0,3}[ .-]\d{2,4}(?!\w)"),
        say=lambda _, m: Saying(
            end=m.end(), words=spoken(m.group()), confidence=0.2, flag="reading.flag_lookalike"
        ),
        example=("gọi 0968.21S.740", "gọi không chín sáu tám, hai một, bảy bốn không"),
    ),
    Rule(
        name="phone.masked",
        starts="ds",
        pattern=re.compile(
            rf"\*{{3,8}}[ .]?\d{{2,4}}(?!\w)"
            rf"|0\d{{1,4}}[\d .-]{{0,12}}{_MASK}[\d .xX*-]{{0,16}}|\d{{3,8}}[ .]?\*{{2,8}}[ .]?\d{{0,8}}"
        ),
        say=_masked,
        example=("số 0213.3876.xxx", "số không hai một ba, ba tám bảy sáu"),
    ),
    Rule(
        name="phone",
        starts="ds",
        pattern=re.compile(
            r"(?=[\d+(][\d\s+().-]{3})"  # shorter ones are none
            r"(?:\+\d{1,3}\s?\(\d{1,3}\)\s?\d{0,4}|\(\+?\d{2,5}\)\s?"
            r"|\(\+?\d{2,3}[ .-]\d{1,3}\)\s?|\+?\d{1,5})(?:[ .-]?\d{1,7}){0,5}"
            r"(?![\d%²]|/(?!\s?\d{1,4}(?![\d/])|[^\W\d_]{2})|[.,-]\d|\s?(?:đồng|đ\b|triệu|tỷ)|:\d)"
        ),
        say=_number,
        example=("gọi 0912 345 678", "gọi không chín một hai, ba bốn năm, sáu bảy tám"),
    ),
    Rule(
        name="phone",
        starts="d",
        pattern=re.compile(
            r"\d{3,4}(?!\w|%|/(?!\d{3}(?:/\d{3}){0,4}(?![\w/]))|[.,-]\d|\s?(?:người|hộ|ca|đồng|triệu|m)\b)"
        ),
        say=_short,
        example=("gọi 114", "gọi một một bốn"),
    ),
)
