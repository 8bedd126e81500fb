"""Number plates and boats; which words name the number of a card, a taxpayer or an account."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.spelling import spell
from broadcaster.reading.wordlists import load, wordset

_IDENTITY = (
    r"\b(?:cccd|cmnd|cmt|cmtnd|căn cước|căn cước công dân|chứng minh nhân dân|định danh|mst|mã số thuế|"
    r"tài khoản|stk|tk|"
    r"mã số|mã hồ sơ|mã|số thẻ|bhyt|bhxh|sổ bảo hiểm|hộ chiếu|imei|sêri|seri|số đăng ký|otp|mã số bhxh|"
    r"quốc gia|bưu chính|sbd|báo danh|số sổ|gplx|giấy phép lái xe|bằng lái)"
)
_IDENTITIES = re.compile(_IDENTITY + r"(?: [^\W\d]+){0,3}[:. (]*\Z")
# Whose it is may stand between: MST của hộ kinh doanh bà Diễm: 8312046795.
_IDENTITY_OF = re.compile(_IDENTITY + r" (?:số )?của(?: [^\W\d]+){1,8} ?(?::|là|số) ?\Z")
_CITIZENS = re.compile(
    r"\b(?:cmnd|cmt|cmtnd|chứng minh nhân dân|cccd|căn cước|căn cước công dân|định danh)"
    r"(?: (?:số|cá nhân|là))*[:. (]*\Z"
)
_TAXED = re.compile(r"\b(?:mst|mã số thuế)(?: (?:số|cá nhân|là))*[:. (]*\Z")
_INSURED = re.compile(r"\b(?:mã(?: số)?|số sổ|sổ) (?:bhxh|bảo hiểm xã hội)(?: (?:số|là))*[:. (]*\Z")
_INSURED_DIGITS = 10
_TAX_CODES = (10, 12, 13)  # digits: of a firm or a person, an identity number, of a branch
CITIZEN = 12  # digits of an identity card
CARDS_OF = (9, CITIZEN)  # digits of the old and the new card
_ACCOUNTS = re.compile(r"\b(?:tài khoản|stk|tk)[:. ]*\Z")  # of the treasury: four digits
_SHORTEST = 4  # figures of an account of the treasury
_CARD = 7  # digits; fewer are no number of a card
_LONG = 9  # so many digits in a row are no count


def identity_of(bare: str, before: str) -> bool | None:
    """Whether the digits are the number of a card, a tax payer or an account after the words `before`.

    Returns:
        None if they are no such number, False if it is one with a wrong number of digits.
    """
    owned = _IDENTITY_OF.search(before) if len(bare) >= _LONG else None
    named = owned[0].partition(" của")[0] if owned else before
    if len(bare) >= _CARD and len(bare) not in CARDS_OF and _CITIZENS.search(named):
        return False
    if len(bare) >= _SHORTEST and len(bare) not in _TAX_CODES and _TAXED.search(named):
        return False
    if len(bare) >= _SHORTEST and len(bare) not in (_INSURED_DIGITS, CITIZEN) and _INSURED.search(named):
        return False
    if owned:
        return True
    account = len(bare) > _SHORTEST or (len(bare) == _SHORTEST and _ACCOUNTS.search(before))
    return True if account and _IDENTITIES.search(before) else None


_CUES = re.compile(
    r"\b(?:biển|biển số|bks|bs|biển kiểm soát|biển số xe|xe|xe máy|mô tô|ô tô|xe tải|xe khách|xe con|"
    r"máy kéo)(?: [^\W\d]+){0,2}[:. ]*\Z"
)


def _plate(context: Context, m: re.Match[str]) -> Saying | None:
    dotted = "." in m["number"]
    if not (dotted and m["letters"]) and not _CUES.search(context.precedes(m.start())):
        return None
    words = f"{numerals.cardinal(int(m['province']))} {spell(m['letters'])}"
    if m["series"]:
        words += f" {numerals.digits(m['series'])}"
    return Saying(end=m.end(), words=f"{words}, {numerals.digits(m['number'])}")


def _misgrouped(context: Context, m: re.Match[str]) -> Saying | None:
    """25A-1234.5: the figures of a plate in other groups than three and two."""
    if not _CUES.search(context.precedes(m.start())):
        return None
    words = f"{numerals.cardinal(int(m['province']))} {spell(m['letters'])}, {numerals.digits(m['number'])}"
    return Saying(end=m.end(), words=words, confidence=0.3, flag="reading.flag_code")


def _army(context: Context, m: re.Match[str]) -> Saying | None:
    if not _CUES.search(context.precedes(m.start())):
        return None
    return Saying(end=m.end(), words=f"{spell(m['letters'])}, {numerals.digits(m['number'])}")


_BOATS = wordset(" ".join(load("evidence")["boats"]))


def _boat(context: Context, m: re.Match[str]) -> Saying | None:
    """Tàu BĐ 95467-TS: the letters of the province, the figures one by one, the letters of its trade."""
    # With its trade the number is hardly anything else: "ghe chở hàng số hiệu KG 92145 TS".
    if not _BOATS.intersection(context.before(m.start(), 6 if m["trade"] else 3)):
        return None
    trade = f" {spell(m['trade'])}" if m["trade"] else ""
    return Saying(end=m.end(), words=f"{spell(m['letters'])}, {numerals.digits(m['number'])}{trade}")


_ERAS = {"PL": "phật lịch", "DL": "dương lịch"}
RULES = (
    Rule(
        name="date.buddhist",
        starts="u",
        pattern=re.compile(r"(?:PL\.?\s?(?=25)|DL\.\s?(?=20))(?P<y>\d{4})(?![\w/]|[.,]\d)"),
        say=lambda _, m: Saying(
            end=m.end(), words=f"{_ERAS[m.group()[:2]]} {numerals.cardinal(int(m['y']))}"
        ),
        example=("Vu lan PL.2569", "vu lan phật lịch hai nghìn năm trăm sáu mươi chín"),
    ),
    Rule(
        name="plate",
        starts="u",
        pattern=re.compile(
            r"(?P<letters>[A-ZĐ]{1,3}g?)[\s.-]{0,3}(?P<number>\d{4,5})(?:[\s-]{0,3}(?P<trade>TS|CN|KN))?(?![\w/]|[.,]\d)"
        ),
        say=_boat,
        example=("tàu BĐ 95467-TS", "tàu bê đê, chín năm bốn sáu bảy tê ét"),
    ),
    Rule(
        name="plate",
        starts="d",
        pattern=re.compile(
            r"(?P<province>[1-9]\d)\s?-?\s?(?P<letters>[A-ZĐ]{1,2})(?P<series>\d?)(?:\s?[-. ]\s?)?"
            r"(?P<number>\d{3}\.\d{2}|\d{4,5})(?![\w/]|[.,]\d)"
        ),
        say=_plate,
        example=("xe 25A-123.45", "xe hai mươi lăm a, một hai ba bốn năm"),
    ),
    Rule(
        name="plate",
        starts="d",
        pattern=re.compile(
            r"(?P<province>[1-9]\d{1,2})-?(?P<letters>[A-ZĐ]{1,2}\d?)\s?[-. ]\s?(?P<number>"
            r"\d{4}\.\d|\d{2}\.\d{2,3}|\d{3}\.\d|\d{3}\.?\d{3}|\d{1,5})(?![\w/]|[.,]\d)"
        ),
        say=_misgrouped,
        example=("biển 25A-1234.5", "biển hai mươi lăm a, một hai ba bốn năm"),
    ),
    Rule(
        name="plate",
        starts="u",
        pattern=re.compile(r"(?P<letters>[A-Z]{2})[ -](?P<number>\d{2}-\d{2})(?!\w)"),
        say=_army,
        example=("xe biển số TM 12-34", "xe biển số tê mờ, một hai ba bốn"),
    ),
)
