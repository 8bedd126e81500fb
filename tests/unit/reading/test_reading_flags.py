"""What is doubtful is reported with what would be said and what to do, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import broadcaster.reading
from broadcaster.core.text.catalogue import hint, say
from broadcaster.reading.engine import read
from tests.catalogue import pairs

TEXTS = pairs("reading")
DOUBTS = [
    ("đoàn của BXKTZ", "BXKTZ", "acronym"),
    ("sđ liên hệ tại trụ sở", "sđ", "abbreviation"),
    ("TT mới ban hành", "TT", "choice"),
    ("Đ/c Q. Hùng chủ trì", "Q. ", "letter"),
    ("lúc 7h5 sáng", "7h5", "short"),
    ("mẫu KLPH-7", "KLPH-7", "code"),
    ("thuốc Remdesivir", "Remdesivir", "foreign"),
    ("ngày 31/02/2025", "31/02/2025", "impossible_date"),
    ("họp lúc 25h30", "25h30", "impossible_time"),
    ("ngày     tháng 01 năm 2021", "ngày     tháng", "blank_date"),
    ("Số:      /UBND-VHXH", "      /UBND-VHXH", "blank_number"),
    ("Kính gửi ông (bà) ……………", " ……………", "blank"),
    ("có 1,234 người", "1,234", "separator"),
    ("tổng 1.234,5.6 tấn", "1.234,5.6", "grouping"),
    ("phạt 5tr5tr đồng", "5tr5tr", "amount"),
    ("Kết quả: 10/11", "10/11", "date_or_ratio"),
    ("Ghi nhận 12-1 tại chợ", "12-1", "date_or_range"),
    ("khóa XVX", "XVX", "roman"),
    ("1O giờ sáng", "1O", "lookalike"),
    ("ĐT: 091234567", "091234567", "phone_length"),
    ("thứ hai ngày 25/11/2025", "25/11/2025", "weekday"),
    ("từ ngày 20/8 đến ngày 10/8", "10/8", "interval"),
    ("từ 11h00 - 8h00", "8h00", "interval"),
    ("đến ngày15/8", "ngày", "glued"),
    ("xem laichau.gov.vn/p/trang.html?id=12", "laichau.gov.vn/p/trang.html?id=12", "address"),
    ("sốt trên 380C", "380C", "degree"),
    ("số CCCD: 00108901234", "00108901234", "identity"),
    ("số 0213.3876.xxx", "0213.3876.xxx", "phone_masked"),
    ("UВND phường", "UВND", "mixed_script"),
    ("hàng 中国", "中国", "script"),
    ("a#@!%$ 12", "#@!%$", "garbage"),
    ("Th\ufffdng báo", "Th\ufffdng", "lost"),
    ("Thong bao cat dien ngay mai", "Thong bao cat dien ngay mai", "untoned"),
]


@pytest.mark.parametrize(("text", "written", "code"), DOUBTS, ids=[doubt[2] for doubt in DOUBTS])
def test_doubtful_text_when_read_then_is_flagged_with_its_code(text: str, written: str, code: str) -> None:
    flags = {span.flag.code for span in read(text).flagged if span.flag}
    assert flags == {f"reading.flag_{code}"}
    joined = "".join(span.written for span in read(text).flagged)
    assert written.strip() in joined or written == " ".join(span.written for span in read(text).flagged)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", sorted(key for key in TEXTS if re.fullmatch(r"reading\.flag_\w+", key)))
def test_flag_of_the_catalogue_then_says_what_and_advises(
    code: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", language)
    text = say(code, written="ABC", spoken="a bê xê")
    assert "ABC" in text
    assert "{" not in text
    assert hint(code, written="ABC", spoken="a bê xê")


def test_codes_that_rules_raise_then_are_all_in_the_catalogue() -> None:
    room = Path(broadcaster.reading.__file__).parent
    files = [file for file in room.rglob("*.py") if file.parent.name != "doubts"]
    raised = {code for file in files for code in re.findall(r'"(reading\.flag_\w+)"', file.read_text())}
    assert raised == {key for key in TEXTS if re.fullmatch(r"reading\.flag_\w+", key)}


PLAIN = """
Kính thưa toàn thể bà con nhân dân trong phường.
Để chủ động phòng chống dịch bệnh, đề nghị bà con thường xuyên vệ sinh nhà cửa, phát quang bụi rậm.
Các hộ gia đình treo cờ Tổ quốc trước cửa nhà từ sáng mai cho đến hết ngày lễ.
Bà con chú ý đề phòng sét đánh, lũ quét và sạt lở đất ở những nơi sườn dốc.
Trường mầm non của phường tuyển các cháu trong độ tuổi nhà trẻ và mẫu giáo.
Ông Lò Văn Panh, bà Vàng Thị Mỷ và anh Giàng A Páo ở bản Gia Khâu được nhận quà.
Hội người cao tuổi tổ chức mừng thọ các cụ vào dịp đầu xuân.
Đề nghị các tổ trưởng dân phố thông báo đến từng gia đình biết và thực hiện.
Đoàn thanh niên ra quân dọn vệ sinh đường làng ngõ xóm vào sáng chủ nhật hằng tuần.
Xin trân trọng cảm ơn bà con đã chú ý lắng nghe.
Nhân dân các dân tộc Thái, Mông, Dao, Giáy, Lự đoàn kết xây dựng bản làng ấm no.
Khi có cháy, bà con hô to cho mọi người biết rồi cắt cầu dao điện và gọi lực lượng chữa cháy.
""".strip().splitlines()


@pytest.mark.parametrize("line", PLAIN)
def test_plain_sentence_when_read_then_passes_unchanged_and_unflagged(line: str) -> None:
    reading = read(line)
    assert reading.flagged == ()
    said = " ".join(sentence.spoken for sentence in reading.sentences)
    assert re.sub(r"[,.]", "", said).split() == re.sub(r"[,.]", "", line).lower().split()


def test_flag_on_a_part_of_one_character_then_doubts_the_whole() -> None:
    span = next(span for span in read("B:Ò¼A").flagged if span.written == "¼")
    assert span.confidence <= 0.5
