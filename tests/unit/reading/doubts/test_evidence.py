"""Letters, codes and short names are sure only where a neighbour speaks for their reading."""

from __future__ import annotations

import pytest

from broadcaster.reading.doubts.malformation import swallowed
from broadcaster.reading.engine import read


def flagged(text: str) -> list[str]:
    return [span.written for span in read(text).flagged]


@pytest.mark.parametrize(
    "text",
    [
        "Mua 2v hôm nay.",  # tablets or volts
        "Đo được 80 l/p.",  # litres or times
        "Ủng hộ: ông Ba 200k, B. Tư 100k.",  # bà, or an initial
        "Ông Ng. Văn An nhận quà.",  # Nguyễn or Ngô
        "Kênh TTV phát lúc 5h.",  # the name of a channel
        "Bón phân 20-20-15+TE.",
        "Cần máu nhóm A- gấp.",  # a minus that would be swallowed
        "Nhóm máu Rh(-) rất hiếm.",
        "Công tơ loại 5(80)A.",
        "Trẻ 18T uống vitamin A.",  # months or years
        "Người trúng là 45219.",
        "Gửi KH 96888 nhé.",
        "Nhận BT05 hôm qua.",
        "Đưa Q cho bác Tư.",
        "Gọi số O912 345 678.",  # the letter O
        "Hạn 32/12.",
        "Quý V năm 2026.",
        "Số tài khoản 1234****5678.",
        "Còn ... hộ chưa nộp.",
        "Tổng cộng:      đồng.",
        "Hợp tác xaõ họp.",  # a letter of another code
        "Biển 25A-1234.5.",
        "Sạt lở tại Km12+1500.",
        "Có 12/10 hộ đồng ý.",
        "Lúc 7h 8h họp.",
        "Test (+) với ma túy.",
        'Tivi 43" giá rẻ.',
        "Nước đủ khi 5 < pH < 7.",  # a sign that would be swallowed
        "Đợt 3/3.",
        "Thuê áo 100/ngày.",
        "Xe của bà 8T.",  # evidence for two senses
        "Tổ 2:15 người.",
        "Trẻ 0-6T uống sữa mẹ.",  # months or years
        "Nước ròng lúc khoảng 14g.",
        "Thửa 15 tờ 03-2020.",
        "Sân cỏ 300k/90'.",
        "Giờ: t/gian 7h.",
        "SK diễn ra tối mai.",  # sức khỏe, sự kiện or sáng kiến
        "Phát HD trên truyền hình cáp.",
        "Nhà 3 tầng, 4QC, 2WC.",  # an abbreviation that touches a number
        "Vay 5m mua xe.",  # metres, millions or minutes
        "Trễ 15m so với giờ hẹn.",
        "Chạy 5k quanh hồ.",
        "Bán 1,250 tấn thóc.",  # thousands in the English way, or a decimal
        "Hai bên hòa 0,5-0,5.",
        "Tổ 2 - 8 lò sấy hoạt động cả đêm.",
        "Nước dâng tới 2/3 cột đo.",
        "Hồ xả qua 3/8 cửa.",
        "Độ pH từ 6.5 đến 7.5 là được.",
        "Cháu Na, sinh ngày 12/5/2036, vào lớp 1 năm học 2026-2027.",
    ],
)
def test_reading_without_evidence_then_is_flagged(text: str) -> None:
    assert flagged(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tàu BĐ 95467 TS đã về.", "tàu bê đê, chín năm bốn sáu bảy tê ét đã về"),
        ("Giống sắn KM94.", "giống sắn ca mờ chín mươi tư"),
        ("Đậu tương ĐT84.", "đậu tương đê tê tám mươi tư"),
        ("Cháy rừng cấp IV-V.", "cấp bốn đến năm"),
        ("Họp ở phòng P.302 nhà A2.", "phòng ba trăm linh hai nhà a hai"),
        ("Mời P.CT HĐND xã.", "mời phó chủ tịch hội đồng nhân dân xã"),
        ("Áp tô mát 40A.", "áp tô mát bốn mươi am pe"),
        ("Hạng B1, B2, C.", "hạng bê một, bê hai, xê"),
        ("Đội 4 - 12 máy bơm, Đội 5 - 9 máy bơm.", "đội bốn, mười hai máy bơm, đội năm, chín máy bơm"),
        ("Trận 2 - 15h30.", "trận hai, mười lăm giờ ba mươi phút"),
        ("Hạng mục 1 - 350 triệu.", "hạng mục một, ba trăm năm mươi triệu"),
        ("Trạm bơm Nà Củng 2 - 45kW.", "trạm bơm nà củng hai, bốn mươi lăm ki lô oát"),
        ("Khối 6 - 9 nghỉ học.", "khối sáu đến chín nghỉ học"),
        ("Quỹ lớp 200k/HS.", "quỹ lớp hai trăm nghìn một học sinh"),
        ("Quy định số 41-QĐ/TW.", "quy định số bốn mươi mốt quy định trung ương"),
        ("Có 12 ca HCV dương tính.", "mười hai ca hát xê vê dương tính"),
        ("Tàu gặp nạn gọi tần số 7903 kHz.", "tần số bảy nghìn chín trăm linh ba ki lô hẹc"),
        ("Công an bắt 114 đối tượng.", "một trăm mười bốn đối tượng"),
        ("Có cháy, báo ngay 114.", "báo ngay một một bốn"),
        ("Khóa cửa mã 1975.", "khóa cửa mã một chín bảy năm"),
        ("Quý I-II/2027.", "quý một đến hai năm hai nghìn không trăm hai mươi bảy"),
        ("Kết quả dương tính (+).", "kết quả dương tính"),
        ("Bình quân 1,2 người/hộ.", "bình quân một phẩy hai người một hộ"),
        ("Xin mời P.CSGT.", "phòng cảnh sát giao thông"),
        ("Biếu quả quýt, giú chuối.", "biếu quả quýt, giú chuối"),
        ("Thứ 3 - 5 - 7 thu rác.", "thứ ba, năm, bảy thu rác"),
        ("Lúc 9h - ngày 5/12.", "lúc chín giờ, ngày năm tháng mười hai"),
        ("Chợ họp 7g - 11g.", "bảy giờ đến mười một giờ"),
        ("Máy phát 10kVA - 1 pha.", "mười ki lô vôn am pe, một pha"),
        ("Máy bàn 3.876.234.", "máy bàn ba, tám bảy sáu, hai ba bốn"),
        ("Đạt ISO 9001:2015.", "chín nghìn không trăm linh một năm hai nghìn không trăm mười lăm"),
        ("Đ/c: số 5, đường 30/4.", "địa chỉ, số năm, đường ba mươi tháng tư"),
        ("Km5+200÷Km6+500.", "ki lô mét năm cộng hai trăm đến ki lô mét sáu cộng năm trăm"),
        ("Có 1/3 hộ chưa nộp.", "có một phần ba hộ chưa nộp"),
        ("Hội CGC tặng quà.", "hội cựu giáo chức tặng quà"),
        ("Muối 5g/ngày.", "muối năm gam một ngày"),
        ("Phụ nữ mang thai 3T giữa.", "mang thai ba tháng giữa"),
        ("Xe 1T25 chở gạch.", "xe một tấn hai mươi lăm"),
        ("Lớp 10T1 học.", "lớp mười tê một"),
        ("Ô 12 - ô 20.", "ô mười hai đến ô hai mươi"),
        ("Nhắn HO TRO về 1408.", "về một bốn không tám"),
        ("Kính mời 9/9 trưởng bản dự.", "kính mời chín trên chín trưởng bản dự"),
        ("Cầu hạn chế tải trọng 8T.", "tải trọng tám tấn"),
        ("Thu 631.800 đ/HS trong năm.", "tám trăm đồng một học sinh"),
        ("Giờ cao điểm 17h.", "giờ cao điểm mười bảy giờ"),
        ("Vé 40k/30k.", "vé bốn mươi nghìn, ba mươi nghìn"),
        ("Soạn TC CCCD gửi 8088.", "soạn tê xê xê xê xê dê gửi tám không tám tám"),
        ("Lớp 6A1: 38 HS; 6A2: 37 HS.", "sáu a hai, ba mươi bảy học sinh"),
        ("Gọi trong giờ HC.", "giờ hành chính"),
        ("Mật độ sâu: TB 2,5 con/m2.", "trung bình hai phẩy năm con"),
        ("Gửi 6 tháng 5,2%/năm.", "sáu tháng năm phẩy hai phần trăm một năm"),
        ("Đọc sách trực tuyến T6 hằng tuần.", "thứ sáu hằng tuần"),
        ("Họp tổ 3 từ ngày 24/11, trực 24/24 giờ từ ngày 25/11.", "ngày hai mươi lăm tháng mười một"),
        ("Góp được 12tr350k.", "mười hai triệu ba trăm năm mươi nghìn"),
        ("Hồ đạt 92,5m/95,0m.", "chín mươi hai phẩy năm mét trên chín mươi lăm phẩy không mét"),
        ("Tổ 3 hòa tổ 5 (2-2).", "hai hai"),
        ("Lúa OM 18 chín sớm.", "lúa o mờ mười tám"),
        ("Mua 5m vải đỏ.", "mua năm mét vải đỏ"),
        (
            "Ông Tám sinh 1958, con sinh ngày 2/3/1985.",
            "ngày hai tháng ba năm một nghìn chín trăm tám mươi lăm",
        ),
        ("Uống 2v/ngày.", "uống hai viên một ngày"),
        ("Điểm a, b khoản 2.", "điểm a, bê khoản hai"),
        ("Trời rét dưới 10 độ C.", "mười độ xê"),
    ],
)
def test_reading_with_evidence_then_is_said_without_a_flag(text: str, words: str) -> None:
    assert words in " ".join(sentence.spoken for sentence in read(text).sentences)
    assert flagged(text) == []


def test_figures_that_a_reading_leaves_out_then_are_doubtful() -> None:
    assert swallowed("II/2027 - 12", "hai đến hết")
    assert not swallowed("7h00 - 9h30", "bảy giờ đến chín giờ ba mươi phút")
    assert not swallowed("1.200 m3", "một nghìn hai trăm mét khối")


def test_day_after_a_word_that_touches_a_time_then_is_a_day() -> None:
    assert "ngày mười hai tháng mười hai" in " ".join(
        s.spoken for s in read("Đúng 8h30ngày 12/12 họp.").sentences
    )
