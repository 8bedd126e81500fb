"""Well-formed figures that cannot be meant are flagged; the same figures in a sound sentence are not."""

from __future__ import annotations

import pytest

from broadcaster.reading.engine import read

WRONG = (
    ("Cắt điện từ 1400 đến 1630 để sửa trạm.", "1400"),
    ("Mở cửa 730-1130 và 1330-1700.", "730-1130"),
    ("Đến 2200 đêm mới có điện.", "2200"),
    ("Trước 1700 ngày 20/12 nộp hồ sơ.", "1700"),
    ("Họp lúc 1430.", "1430"),
    ("Cắt nước từ 16h-20 ngày mai.", "20"),
    ("Từ 8h đến 7 tối.", "7"),
    ("Họp lúc 19.", "19"),
    ("Họp 7,30.", "7,30"),
    ("Họp lúc 7.3h sáng thứ bảy.", "7.3h"),
    ("Họp lúc 7h/8h.", "/8h"),
    ("Đến 25h đêm nay.", "25h"),
    ("Vào hồi 7 giờ 5 phút 75 giây.", "75"),
    ("Tổ 14:200.000 đồng đã nộp đủ.", "14:200.000"),
    ("Độ ẩm 120% trong đêm.", "120%"),
    ("Tỷ lệ tiêm là 1.025%.", "1.025%"),
    ("Nước ấm 30c để ủ giống.", "30"),
    ("Ngày 12/2006/2026.", "12/"),
    ("Ngày 12-2026-12.", "2026"),
    ("Tháng 12/206 thu quỹ.", "12/206"),
    ("Quý 6 năm 2026.", "6"),
    ("Học kỳ 4 bắt đầu.", "4"),
    ("Báo động 4 trên sông.", "4"),
    ("Gió mạnh cấp 19.", "19"),
    ("Năm học 2026 - 2029.", "2026 - 2029"),
    ("Cụ bà 180 tuổi vẫn khỏe.", "180"),
    ("Sáng thứ 9 họp.", "9"),
    ("Chiều T9 ngày 5/12.", "T9"),
    ("Từ thứ hai - thứ hai nghỉ.", " - "),
    ("Từ 8h00 ngày 5/12 đến 7h00 ngày 4/12.", "4/12"),
    ("Điện thoại: +84 0912 345 678.", "0912"),
    ("Số máy 0913 của chị.", "0913"),
    ("Nghị định số 168/2042/NĐ-CP.", "2042"),
    ("Nộp 500.000,-đ.", "500.000"),
    ("Nộp 50.000k đồng.", "50.000k"),
    ("Nộp 300k-200k.", "200k"),
    ("Thu 25 nghìn 500 trăm.", "500"),
    ("Ủng hộ 500 nghin đồng.", "500"),
    ("Thu 20.000//hộ.", "20.000"),
    ("Bể chứa 5m2 nước.", "5m2"),
    ("Mương dài 1200m2.", "1200m2"),
    ("Diện tích 5000m.", "5000m"),
    ("Diện tích đất 50m2 2.", "50m2"),
    ("Có 2,5 người đến.", "2,5"),
    ("Bà Lò Thị 50 tuổi.", "50"),
    ("Tổ 1, 2, 2, 3.", "2, 3"),
    ("Họp ngày 5,12.", "5,12"),
    ("Tàu ở vị trí 14°72' vĩ Bắc.", "72'"),
    ("Tàu ở vị trí 14 độ 72 phút vĩ Bắc.", "72"),
    ("Tọa độ 21°15'75\"N.", "21°15'75"),
    ("Ghi bàn phút 130'.", "130'"),
    ("Hiệp 1 hòa 1--1.", "--"),
    ("Cháy rừng cấp 9.", "9"),
    ("Nhiệt độ 75 độ C ngoài trời.", "75"),
    ("Giảm giá 120%.", "120%"),
    ("Còn 130% dung tích hồ.", "130%"),
    ("35/30 đại biểu có mặt.", "35/30"),
    ("Mất 3/2 số tiền.", "3/2"),
)
SOUND = (
    "Từ 1945 đến 1975, làng có 120 người đi bộ đội.",
    "Từ 1400 đến 1630 hộ được cấp nước.",
    "Thu từ 1500 đến 2000 đồng.",
    "Cắt nước từ 16h-20h ngày mai.",
    "Làm việc 48h liên tục.",
    "Số thu đạt 120% kế hoạch.",
    "Lớp 7A học phòng 30.",
    "Tháng 12/2026 thu quỹ.",
    "Năm học 2026 - 2027.",
    "Cây đa 300 tuổi của làng.",
    "Tối thứ 7 xem phim.",
    "Gọi +84 912 345 678.",
    "Bình quân 2,5 người/hộ.",
    "Ông Lò Văn Pâng 50 tuổi.",
    "Họp ngày 5,12 hằng tháng.",
    "Khu đất rộng 100 m2.",
    "Gió cấp 6 - 7, giật cấp 9.",
)


@pytest.mark.parametrize(("written", "token"), WRONG)
def test_figures_that_cannot_be_meant_when_read_then_are_flagged(written: str, token: str) -> None:
    start = written.index(token)
    flagged = read(written).flagged
    assert any(span.start < start + len(token) and span.end > start for span in flagged), written


@pytest.mark.parametrize("written", SOUND)
def test_sound_figures_when_read_then_are_not_flagged(written: str) -> None:
    assert [(span.written, span.flag) for span in read(written).flagged] == []


def test_name_without_tones_in_an_address_when_read_then_gets_no_tone_that_nobody_wrote() -> None:
    spoken = " ".join(sentence.spoken for sentence in read("Xem xatanlap.vn").sentences)
    assert spoken == "xem ích a tê a nờ lờ a pê chấm vê nờ."
