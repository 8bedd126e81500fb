"""Holes in numbers and half-written signs are flagged; what only looks so is read as it stands."""

from __future__ import annotations

import pytest

from broadcaster.reading.engine import read


@pytest.mark.parametrize(
    ("written", "hole"),
    [
        ("Mỗi lớp không quá ... em.", "..."),
        ("Lương ...-12 triệu.", "..."),
        ("Định danh mức ? lưu động.", "?"),
        ("Mất điện từ 7h đến ?", "?"),
        ("Quà dịp 2?/7, mỗi suất 300 nghìn.", "?"),
        ("Tập trung trước ?0h.", "?"),
        ("Khoản _ Điều 5.", "_"),
        ("Còn [ ] bản chưa đo.", "[ ]"),
        ("Độ ẩm %, gió nhẹ.", "%"),
        ("Đường ống dài km, vỡ 3 đoạn.", "km"),
        ("Gió cấp XX trên biển.", "XX"),
        ("Quyết định số XX/QĐ-UBND.", "XX"),
        ("Phạt 2- triệu đồng.", "-"),
        ("Giờ mở cửa 7h-", "-"),
        ("Khai mạc lúc :30 sáng.", ":"),
        ("Nghị định /2024/NĐ-CP.", "/"),
        ("Áp lực 0.5. bar.", "0.5"),
        ("Tăng 5%10%.", "5%"),
        ("Tổng số tiền là (bằng chữ).", "(bằng chữ)"),
        ("Đội U17 17 nam.", "U17"),
        ("Họ tên: Nguyễn Văn ...", "..."),
        ("Số thẻ 9,78E+08.", "9,78E+08"),
    ],
)
def test_hole_when_read_then_is_flagged(written: str, hole: str) -> None:
    flagged = read(written).flagged
    start = written.index(hole)
    assert any(span.start < start + len(hole) and span.end > start for span in flagged)


@pytest.mark.parametrize(
    "written",
    ["Tổ dâ phố 5 họp.", "Sân trờng ngập.", "Hộ đư ợc nhận quà.", "Nhân dân ngiêm túc."],
)
def test_syllable_that_no_word_has_then_is_flagged(written: str) -> None:
    assert len(read(written).flagged) == 1


@pytest.mark.parametrize(
    "written",
    [
        "Bà con đã nghe rõ chưa? Xin mời nêu ý kiến.",
        "Có lúa, ngô, khoai... và nhiều loại rau.",
        "Giá tính theo m2, từ m3 thứ 11 tính giá khác.",
        "Đại hội lần thứ XX.",
        "Bạn đọc xem thêm tại trang 5.",
        "Điện dùng quá 50 kWh mỗi tháng.",
    ],
)
def test_what_only_looks_like_a_hole_then_is_not_flagged(written: str) -> None:
    assert [span.written for span in read(written).flagged] == []
