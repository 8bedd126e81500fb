"""The last day of an announcement, from its words: right, or asked of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from broadcaster.letters.draft.composition import draft
from broadcaster.letters.draft.days import DayDoubt, named, validity
from broadcaster.letters.draft.facts import DifferenceKind, misdated
from broadcaster.letters.draft.model import DraftPart
from broadcaster.letters.layout.classification import classify
from broadcaster.letters.readers.text import read
from broadcaster.station.model.message import Validity
from broadcaster.station.model.sound import StationPlace

ASK = "ask"


def _until(text: str, letter: date) -> tuple[date | None, bool]:
    """What is proposed for a letter that comes on its own day, and whether a person is asked about a day."""
    found = validity([text], letter)
    until = found.last if found.last is not None and found.last >= letter else None
    return until, bool(found.asked) or until is None


# The calendar of the test: sentences are written from days that are drawn first, so what is right is known.
_WEEK = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_Words = Callable[[date, date], str]
FORMS: dict[str, _Words] = {
    "both years": lambda a, b: f"Từ ngày {a:%d/%m/%Y} đến ngày {b:%d/%m/%Y}, mất nước tại tổ 3.",
    "last year": lambda a, b: f"Nhận hồ sơ từ ngày {a.day}/{a.month} đến hết ngày {b:%d/%m/%Y}.",
    "first year": lambda a, b: f"Cấm đường từ ngày {a:%d/%m/%Y} đến ngày {b.day}/{b.month}.",
    "no year": lambda a, b: f"Thời gian: từ ngày {a:%d/%m} đến ngày {b:%d/%m}.",
    "no word for day": lambda a, b: f"Tiêm vắc xin từ {a.day}/{a.month} đến {b.day}/{b.month} tại trạm.",
    "in words": lambda a, b: (
        f"Từ ngày {a.day} tháng {a.month} đến ngày {b.day} tháng {b.month} năm {b.year}."
    ),
    "dashes": lambda a, b: f"Nghỉ từ ngày {a:%d-%m-%Y} đến ngày {b:%d-%m-%Y}.",
    "dots": lambda a, b: f"Nghỉ từ ngày {a:%d.%m.%Y} tới ngày {b:%d.%m.%Y}.",
    "one dash": lambda a, b: f"Lịch phun thuốc: {a:%d/%m/%Y} – {b:%d/%m/%Y}.",
    "hours": lambda a, b: f"Từ 7 giờ 30 ngày {a:%d/%m} đến 17 giờ ngày {b:%d/%m/%Y}.",
    "deadline": lambda a, b: f"Bà con nộp trước ngày {b:%d/%m/%Y}.",
    "deadline in words": lambda a, b: (
        f"Chậm nhất là ngày {b.day} tháng {b.month} năm {b.year}, các hộ nộp đủ."
    ),
    "list": lambda a, b: f"Khám vào các ngày {a:%d/%m/%Y} và {b:%d/%m/%Y}.",
    "weekday": lambda a, b: f"Họp lúc 19 giờ 30, {_WEEK[b.weekday()]}, ngày {b:%d/%m}.",
    "weekday behind": lambda a, b: f"Họp ngày {b.day}/{b.month} ({_WEEK[b.weekday()]}).",
    "short year": lambda a, b: f"Thu phí đến ngày {b:%d/%m/%y}.",
}
LETTERS = (date(2026, 11, 20), date(2026, 12, 28), date(2027, 1, 5), date(2028, 2, 25), date(2026, 6, 30))
SPANS = ((2, 3), (9, 30), (70, 14))  # days from the letter to the first one, and from there to the last


def _drawn() -> Iterator[tuple[str, date, str, date]]:
    for name, words in FORMS.items():
        for letter in LETTERS:
            for ahead, long in SPANS:
                first = letter + timedelta(ahead)
                yield name, letter, words(first, first + timedelta(long)), first + timedelta(long)


@pytest.mark.parametrize("name", FORMS)
def test_a_validity_that_was_written_from_the_calendar_is_found_in_it(name: str) -> None:
    for form, letter, text, last in _drawn():
        if form == name:
            until, asked = _until(text, letter)
            assert until == last, (letter, text)
            assert not asked or last.year != letter.year, (letter, text)  # nobody is asked about the plain


TRAPS: tuple[tuple[date, str, date | None, bool | None], ...] = (
    # What is past stays past.
    (date(2026, 11, 20), "Từ ngày 01/9 đến ngày 20/9/2026, đã cấp 300 thẻ.", None, None),
    (date(2026, 11, 20), "Từ ngày 01/9 đến ngày 20/9, đã cấp 300 thẻ.", None, None),
    (date(2026, 11, 20), "Ngày 05/10 xảy ra cháy. Bà con kiểm tra điện trước ngày 30/11/2026.",
     date(2026, 11, 30), False),
    (date(2027, 1, 5), "Từ ngày 20/12 đến ngày 10/01, công an kiểm tra.", date(2027, 1, 10), False),
    (date(2027, 1, 5), "Ngày 28/12 xảy ra tai nạn.", None, None),
    (date(2026, 11, 20), "Bà con nộp trước ngày 31/10.", None, True),
    # Over the end of a year.
    (date(2026, 12, 28), "Tiêm vào ngày 5/1 tại trạm.", date(2027, 1, 5), True),
    (date(2026, 12, 20), "Từ ngày 28/12 đến ngày 05/01/2027, nghỉ.", date(2027, 1, 5), False),
    (date(2026, 12, 20), "Từ ngày 28/12/2026 đến ngày 05/01, nghỉ.", date(2027, 1, 5), False),
    (date(2026, 12, 20), "Từ ngày 01/12/2026 đến ngày 05/01/2026, nghỉ.", None, True),
    # Far from the letter: asked.
    (date(2026, 9, 20), "Tuyển quân ngày 15/3.", None, True),
    (date(2026, 2, 10), "Bầu cử ngày 20/11.", None, True),
    (date(2026, 11, 20), "Thẻ dùng từ ngày 01/12/2026 đến ngày 31/12/2029.", None, True),
    # The calendar does not have it, or says another weekday.
    (date(2026, 11, 20), "Nộp trước ngày 31/11/2026.", None, True),
    (date(2027, 2, 1), "Họp ngày 29/02/2027.", None, True),
    (date(2026, 11, 20), "Họp vào Chủ nhật, ngày 28/11/2026.", None, True),
    (date(2026, 11, 20), "Họp vào thứ 7, ngày 28/11/2026.", date(2026, 11, 28), False),
    (date(2026, 12, 20), "Họp vào thứ Ba, ngày 05/01.", date(2027, 1, 5), False),
    # The moon.
    (date(2026, 11, 20), "Lễ giỗ Tổ ngày 10/3 âm lịch.", None, True),
    (date(2027, 2, 1), "Hội xuân ngày 16/02/2027 (tức mùng 11 tháng Giêng).", date(2027, 2, 16), False),
    (date(2027, 1, 20), "Nghỉ đến hết ngày 14/02/2027 (tức 25 tháng Chạp đến mùng 8 tháng Giêng).",
     date(2027, 2, 14), False),
    (date(2027, 1, 20), "Nhận quà trước ngày 23 tháng Chạp.", None, True),
    (date(2027, 1, 20), "Cấm đốt pháo đến rằm tháng Giêng.", None, True),
    (date(2027, 1, 20), "Bán hàng đến mùng 5 Tết.", None, True),
    # Without a last day.
    (date(2026, 11, 20), "Từ ngày 01/12/2026, thu gom rác vào buổi sáng.", None, True),
    (date(2026, 11, 20), "Cấm đường từ ngày 25/11/2026 cho đến khi có thông báo mới.", None, True),
    (date(2026, 11, 20), "Nhận hồ sơ trong vòng 30 ngày kể từ ngày 25/11/2026.", None, True),
    (date(2026, 11, 20), "Nộp hồ sơ từ nay đến Tết Nguyên đán.", None, True),
    (date(2026, 11, 20), "Bà con giữ gìn vệ sinh chung.", None, True),
    (date(2026, 11, 20), "Ngày mai mất điện.", None, True),
    (date(2026, 11, 20), "Từ ngày 01/12/2026 nhận hồ sơ; hết hạn ngày 15/12/2026.",
     date(2026, 12, 15), False),
    # Months, quarters, years.
    (date(2026, 11, 20), "Cấp căn cước đến hết tháng 12/2026.", date(2026, 12, 31), False),
    (date(2026, 11, 20), "Cấp căn cước đến hết tháng 01 năm 2027.", date(2027, 1, 31), False),
    (date(2026, 11, 20), "Tháo dỡ xong trước tháng 12.", date(2026, 11, 30), False),
    (date(2026, 11, 20), "Miễn phí đến hết năm 2026.", date(2026, 12, 31), False),
    (date(2026, 11, 20), "Làm xong trong quý IV năm 2026.", date(2026, 12, 31), False),
    (date(2028, 2, 10), "Tiêm trong tháng 2.", date(2028, 2, 29), False),
    (date(2026, 11, 20), "Thu quỹ đến hết tháng 1.", None, True),
    (date(2026, 11, 20), "Trong năm 2026, phường có 5 vụ cháy. Họp ngày 25/11/2026.",
     date(2026, 11, 25), False),
    # Days of other things.
    (date(2026, 11, 20), "Trẻ sinh từ ngày 01/01/2021 đến ngày 31/12/2026 uống vào ngày 01/12/2026.",
     date(2026, 12, 1), False),
    (date(2026, 11, 20), "Công dân đủ 18 tuổi tính đến ngày 15/3/2027 đăng ký trước ngày 05/12/2026.",
     date(2026, 12, 5), False),
    (date(2026, 11, 20), "Theo Công văn số 12/UBND-VP ngày 25/11/2026, họp ngày 22/11/2026.",
     date(2026, 11, 22), False),
    (date(2026, 11, 20), "Đã đạt đến 3/4 số hộ. Mỗi hộ nuôi từ 5-10 con. Họp ngày 25/11/2026.",
     date(2026, 11, 25), False),
    (date(2026, 11, 20), "Gọi 0213 3791 245, tổ 5/2, trực 24/7. Họp ngày 25/11.", date(2026, 11, 25), False),
    (date(2026, 11, 20), "Phun thuốc các ngày 25-27/11/2026.", date(2026, 11, 27), False),
    (date(2026, 11, 20), "Phun thuốc các ngày 25, 26 và 27 tháng 11.", date(2026, 11, 27), False),
    (date(2026, 11, 20), "Phun thuốc các ngày 25,26,27/11.", date(2026, 11, 27), False),
    (date(2026, 11, 20), "Nộp trước ngày 22/11/2026, họp tối 25/11.", date(2026, 11, 25), False),
    (date(2026, 11, 20), "Nộp trước ngày 22/11/2026, họp lúc 19h 25/11.", date(2026, 11, 25), False),
    (date(2026, 11, 20), "Nộp trước ngày 22/11/2026, họp ngày 25.", None, True),
    (date(2026, 11, 20), "Nộp trước ngày 25 tháng này.", None, True),
    (date(2026, 11, 20), "Ít nhất 2/3 hoặc 66%. Đến năm 20025. Họp ngày 25/11.", date(2026, 11, 25), False),
    (date(2026, 11, 20), "Hạn cuối: 30/11. Mỗi ngày 2 lần, ngày 8 giờ.", date(2026, 11, 30), False),
    (date(2026, 11, 20), "Trẻ từ 6 tháng 15 ngày tuổi tiêm ngày 25/11/2026.", date(2026, 11, 25), False),
    (date(2026, 11, 20), "Từ ngày 25 đến ngày 30/11, khám miễn phí.", date(2026, 11, 30), False),
)  # fmt: skip


@pytest.mark.parametrize(("letter", "text", "last", "asks"), TRAPS, ids=[text for _, text, _, _ in TRAPS])
def test_a_validity_with_a_trap_is_right_or_asked(
    letter: date, text: str, last: date | None, asks: bool | None
) -> None:
    until, asked = _until(text, letter)
    assert asked or until == last
    if last is not None:
        assert until == last
    if asks is not None:
        assert asked is asks


LETTER = """\
ỦY BAN NHÂN DÂN\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHƯỜNG HOA SEN\t\tĐộc lập - Tự do - Hạnh phúc
Số: 15/TB-UBND\t\tHoa Sen, ngày {day} tháng 11 năm 2026
THÔNG BÁO
Về việc cấp thẻ
UBND phường thông báo:
1. Cấp thẻ từ ngày 01/9 đến ngày 20/9/2026 tại trụ sở UBND phường.
2. Bà con mang theo căn cước.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn Nam
"""


@pytest.mark.parametrize("day", ["20", "   "], ids=["dated", "its day left open"])
def test_a_range_that_is_past_is_not_aired_a_year_later(day: str) -> None:
    letter = read(LETTER.format(day=day).encode())
    made = draft(letter, classify(letter), place=StationPlace(), today=date(2026, 11, 20))
    assert made.until is None
    assert "letter.past" in [each.code for each in made.advice]


def test_a_day_that_is_not_in_the_calendar_is_told_with_its_words() -> None:
    letter = read(LETTER.format(day="20").replace("20/9/2026", "31/9/2026").encode())
    made = draft(letter, classify(letter), place=StationPlace(), today=date(2026, 11, 20))
    assert ("letter.day.never", "ngày 31/9/2026") in [
        (each.code, each.facts.get("written")) for each in made.advice
    ]


def test_a_weekday_decides_between_two_years() -> None:
    (day,) = named("Họp thứ Hai, ngày 15/3", date(2026, 9, 20))
    assert (day.day, day.doubt) == (date(2027, 3, 15), None)
    (day,) = named("Họp ngày 15/3", date(2026, 9, 20))
    assert day.doubt is DayDoubt.YEAR


PIECES = (
    DraftPart(text="Cấp thẻ từ ngày 01/9 đến ngày 20/9/2026."),
    DraftPart(text="Nộp trước ngày 30/11/2026."),
)
NEAR = date(2026, 8, 20)


def _misdated(
    first: date | None, until: date | None, pieces: tuple[DraftPart, ...] = PIECES
) -> list[tuple[str, str | None]]:
    found = list(misdated(Validity(first=first, until=until), pieces, NEAR))
    assert all(each.what is DifferenceKind.VALIDITY for each in found)
    return [(each.written, each.near) for each in found]


def test_a_validity_of_another_year_or_behind_the_letters_last_day_is_told() -> None:
    assert _misdated(NEAR, date(2027, 9, 20), PIECES[:1]) == [("20/09/2027", "20/09/2026")]
    assert _misdated(NEAR, date(2027, 9, 1)) == [("01/09/2027", "30/11/2026")]
    assert _misdated(NEAR, date(2025, 9, 20)) == [("20/09/2025", "20/09/2026")]
    assert _misdated(date(2026, 12, 1), date(2026, 12, 2)) == [
        ("01/12/2026", "30/11/2026"),
        ("02/12/2026", "30/11/2026"),
    ]


def test_a_validity_that_ends_with_the_letter_or_earlier_is_none() -> None:
    for until in (date(2026, 11, 30), date(2026, 9, 20), date(2026, 9, 10), None):
        assert _misdated(NEAR, until) == []
