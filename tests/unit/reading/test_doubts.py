"""Every flag tells the readings that are possible, and a person's choice of one settles it."""

from __future__ import annotations

import pytest

from broadcaster.core.text.syllables import unspeakable
from broadcaster.reading.doubts.catalogue import DOUBTS
from broadcaster.reading.engine import read
from broadcaster.reading.model import Remedy
from broadcaster.station.model.sound import Manner, Thousand
from tests.catalogue import pairs

CHOICES = [
    ("Họp tại HN.", "HN", ("hộ nghèo", "hà nội", "hội nghị", "hôn nhân", "hướng nghiệp", "hát nờ")),
    ("Kết quả: 10/11", "10/11", ("mười trên mười một", "ngày mười tháng mười một")),
    ("Kết quả: 5/6", "5/6", ("năm phần sáu", "ngày năm tháng sáu", "năm trên sáu")),
    ("Ghi nhận 12-1 tại chợ", "12-1", ("mười hai một", "ngày mười hai tháng một", "mười hai đến một")),
    ("ngày 5 - 12", "5 - 12", ("năm tháng mười hai", "ngày năm tháng mười hai", "năm đến mười hai")),
    ("Khu 2 - 14 - 30", "2 - 14 - 30", ("hai, mười bốn, ba mươi",)),
    ("có 1,234 người", "1,234", ("một nghìn hai trăm ba mươi tư", "một phẩy hai trăm ba mươi tư")),
    ("giá 12,000 đồng", "12,000 đồng", ("mười hai nghìn đồng", "mười hai phẩy không đồng")),
    ("hơn 14t", "14t", ("mười bốn tỷ", "mười bốn tuổi", "mười bốn tấn", "mười bốn tháng")),
    ("được 1t5", "1t5", ("một tỷ năm trăm triệu", "một tấn năm trăm cân")),
    ("lúc 7h5", "7h5", ("bảy giờ năm phút", "bảy giờ năm mươi phút")),
    ("Nghỉ Q3 nhé", "Q3", ("quý ba", "quận ba", "quy ba")),
    ("Gặp ông Q. Hà", "Q.", ("quy", "quận")),
    ("UBND tỉnh LC", "LC", ("lờ xê", "lai châu", "lào cai")),
    ("sốt trên 380C", "380C", ("ba mươi tám độ xê", "ba trăm tám mươi xê")),
    ("đoàn BXKTZ", "BXKTZ", ("bê ích ca tê dét",)),
    ("mua Photoshop", "Photoshop", ("phô tô xốp",)),
    ("khóa XVX", "XVX", ("ích vê ích",)),
    ("theo 123/QX-ABZ", "123/QX-ABZ", ("một trăm hai mươi ba quy ích a bê dét",)),
    ("hàng 中国", "中国", ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written", "choices"), CHOICES, ids=[case[1] for case in CHOICES])
def test_flag_then_has_the_readings_that_are_possible(
    text: str, written: str, choices: tuple[str, ...]
) -> None:
    (span,) = read(text).flagged
    assert span.flag is not None
    assert (span.flag.form, span.flag.choices[: len(choices)]) == (written, choices)
    letters = span.spoken == "hát nờ"  # what a form of several meanings means is likelier than its letters
    assert span.flag.choices[-1 if letters else 0 :][:1] == ((span.spoken,) if span.spoken else ())


@pytest.mark.parametrize(("text", "written", "choices"), CHOICES, ids=[case[1] for case in CHOICES])
def test_choice_in_the_lexicon_then_is_said_and_settles_the_doubt(
    text: str, written: str, choices: tuple[str, ...]
) -> None:
    for sentence in read(text).sentences:
        for index, span in enumerate(sentence.spans):
            if span.flag is None or span.flag.remedy is Remedy.TEXT:
                continue
            for choice in span.flag.choices:
                settled = read(text, message={span.flag.form: choice})
                assert settled.flagged == ()
                assert sentence.read_as(index, index, choice) in [s.spoken for s in settled.sentences]
                if span.flag.remedy is Remedy.WARD:
                    ward = read(text, ward={span.flag.form: choice})
                    assert [s.spoken for s in ward.sentences] == [s.spoken for s in settled.sentences]


def test_choices_then_are_in_the_manner_of_the_ward() -> None:
    (span,) = read("có 1,234 người", manner=Manner(thousand=Thousand.SOUTH)).flagged
    assert span.flag is not None
    assert span.flag.choices[0] == "một ngàn hai trăm ba mươi tư"


@pytest.mark.parametrize("text", ["đến 12/1/2026", "Số 212/1", "tỷ lệ 12/1,5", "12/1-15/1", "mã 5-12/1"])
def test_a_number_of_the_lexicon_then_is_no_part_of_a_longer_one(text: str) -> None:
    assert read(text, message={"12/1": "xin", "1/1": "xin"}) == read(text)
    assert read("đến 12/1.", message={"12/1": "xin"}).sentences[0].spoken == "đến xin."


def test_every_doubt_of_the_catalogue_then_is_declared_once() -> None:
    assert set(DOUBTS) == {
        key for key in pairs("reading") if key.startswith("reading.flag_") and "." not in key[13:]
    }


def test_what_only_the_text_can_mend_then_has_no_line_for_a_lexicon() -> None:
    for text in ("ngày 31/02/2025", "ngày     tháng 01 năm 2021", "ĐT: 091234567", "1O giờ sáng"):
        (span,) = read(text).flagged
        assert span.flag is not None
        assert span.flag.remedy is Remedy.TEXT
        assert all(unspeakable(choice) is None for choice in span.flag.choices)
