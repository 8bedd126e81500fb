"""Abbreviations of several meanings: neighbours and place decide, then the ward, else they are flagged."""

from __future__ import annotations

import pytest

from broadcaster.reading.engine import read
from broadcaster.station.model.sound import StationPlace

HANOI = StationPlace(ward="phường Cửa Nam", province="thành phố Hà Nội")
LAI_CHAU = StationPlace(ward="phường Tân Phong", province="tỉnh Lai Châu")


def spoken(text: str, **options: object) -> str:
    return " ".join(s.spoken for s in read(text, **options).sentences).rstrip(".")  # type: ignore[arg-type]


NEIGHBOURS = [
    ("phun nước của bình, mỗi hộ trang bị một BCC", "một bình chữa cháy"),
    ("thanh toán qua VĐT", "ví điện tử"),
    ("giải ngân VĐT quý này", "vốn đầu tư quý này"),
    ("phối hợp TCT của ngành thuế", "tổng cục thuế của ngành thuế"),
    ("thành lập TCT triển khai đề án", "tổ công tác triển khai đề án"),
    ("lắp đặt ĐMT mái nhà", "điện mặt trời mái nhà"),
    ("kế hoạch SCL đường dây", "sửa chữa lớn đường dây"),
    ("hội đồng TĐG tài sản", "thẩm định giá tài sản"),
    ("báo cáo TĐG của trường", "tự đánh giá của trường"),
    ("đưa đi CNMT bắt buộc tại cơ sở", "cai nghiện ma túy bắt buộc tại cơ sở"),
    ("dự toán NSX năm nay", "dự toán ngân sách xã năm nay"),
    ("xem kỹ NSX và HSD", "ngày sản xuất và hạn sử dụng"),
    ("quản lý NNMT tại khu dân cư sau khi cai", "người nghiện ma túy"),
    ("Sở NNMT hướng dẫn", "sở nông nghiệp và môi trường hướng dẫn"),
    ("đội TNTN hè năm nay", "thanh niên tình nguyện"),
    ("bảo vệ TNTN rừng", "tài nguyên thiên nhiên"),
    ("TMĐT của dự án là", "tổng mức đầu tư của dự án là"),
    ("mua hàng trên sàn TMĐT", "sàn thương mại điện tử"),
    ("cho vay HMTN sản xuất", "hộ mới thoát nghèo"),
    ("ngày hội HMTN của tỉnh", "hiến máu tình nguyện của tỉnh"),
    ("tổ HG cơ sở họp", "tổ hòa giải cơ sở họp"),
    ("đội QN dự bị tập trung", "quân nhân dự bị"),
    ("công bố QH sử dụng đất", "công bố quy hoạch sử dụng đất"),
    ("đại biểu QH tiếp xúc cử tri", "đại biểu quốc hội"),
    ("điểm TBC môn toán", "điểm trung bình cộng môn toán"),
    ("TBC số hai mời cử tri", "tổ bầu cử số hai"),
    ("thủ quỹ và KTT ký", "thủ quỹ và kế toán trưởng ký"),
    ("khu KTT cũ", "khu tập thể cũ"),
    ("BBT cổng thông tin", "ban biên tập cổng thông tin"),
    ("cấp phát BCS miễn phí", "cấp phát bao cao su miễn phí"),
    ("các CV phòng nội vụ", "các chuyên viên phòng nội vụ"),
    ("theo CV của sở", "theo công văn của sở"),
    ("điểm GD xã hằng tháng", "điểm giao dịch xã hằng tháng"),
    ("ngành GD thông báo", "ngành giáo dục thông báo"),
    ("họp TCM, giáo viên báo cáo", "họp tổ chuyên môn"),
    ("trẻ mắc TCM nghỉ học", "trẻ mắc tay chân miệng nghỉ học"),
    ("trực chiến tại trận địa PK", "trận địa phòng không"),
    ("sổ XNT thuốc", "sổ xuất nhập tồn thuốc"),
    ("thảm BTN mặt đường", "thảm bê tông nhựa mặt đường"),
    ("phòng chống BTN ở người", "phòng chống bệnh truyền nhiễm ở người"),
    ("máy CNC mới", "máy xê nờ xê mới"),
    ("vùng CNC trồng rau", "vùng công nghệ cao trồng rau"),
    ("QĐ nhân dân anh hùng", "quân đội nhân dân anh hùng"),
    ("ba người bị NĐ nấm rừng", "bị ngộ độc nấm rừng"),
    ("theo NĐ của chính phủ", "theo nghị định của chính phủ"),
    ("TTV của thanh tra huyện", "thanh tra viên"),
    ("tổ chức HNCT tại nơi cư trú", "hội nghị cử tri"),
]


@pytest.mark.parametrize(("text", "said"), NEIGHBOURS, ids=[case[0] for case in NEIGHBOURS])
def test_neighbour_then_tells_the_meaning_and_nothing_is_flagged(text: str, said: str) -> None:
    assert said in spoken(text)
    assert read(text).flagged == ()


SUBJECTS = [
    ("DTNS và QTNS", "dự toán ngân sách và quyết toán ngân sách"),
    ("nhận GCNQSHNƠ", "nhận giấy chứng nhận quyền sở hữu nhà ở"),
    ("văn phòng ĐKGDBĐ", "văn phòng đăng ký giao dịch bảo đảm"),
    ("XTĐT mức hai", "xác thực điện tử mức hai"),
    ("bồi dưỡng QCUT", "bồi dưỡng quần chúng ưu tú"),
    ("ĐVCĐ và CBCĐ", "đoàn viên công đoàn và cán bộ công đoàn"),
    ("nơi KCBBĐ", "nơi khám chữa bệnh ban đầu"),
    ("bệnh BPTNMT và HPQ", "bệnh phổi tắc nghẽn mạn tính và hen phế quản"),
    ("BATT của trường", "bếp ăn tập thể của trường"),
    ("TLGATPCCC số một", "tổ liên gia an toàn phòng cháy chữa cháy số một"),
    ("BBVPHC do công an lập", "biên bản vi phạm hành chính do công an lập"),
    ("BCHQSP mời công dân", "ban chỉ huy quân sự phường mời công dân"),
    ("thăm GĐCS và TNLS", "thăm gia đình chính sách và thân nhân liệt sĩ"),
    ("DĐĐT và CĐML", "dồn điền đổi thửa và cánh đồng mẫu lớn"),
    ("thu gom vỏ TBVTV", "thu gom vỏ thuốc bảo vệ thực vật"),
    ("trường PTDTBTTHCS", "trường phổ thông dân tộc bán trú trung học cơ sở"),
    ("lớp dạy bơi PCĐNTE", "lớp dạy bơi phòng chống đuối nước trẻ em"),
    ("QTTTNCN trước hạn", "quyết toán thuế thu nhập cá nhân trước hạn"),
    ("CTĐL thông báo NCCĐ", "công ty điện lực thông báo ngừng cung cấp điện"),
    ("lắp ĐMTMN", "lắp điện mặt trời mái nhà"),
    ("NKTĐBN nhận TCXHHT", "người khuyết tật đặc biệt nặng nhận trợ cấp xã hội hằng tháng"),
]


@pytest.mark.parametrize(("text", "said"), SUBJECTS, ids=[case[0] for case in SUBJECTS])
def test_abbreviation_of_a_subject_then_is_said_in_full(text: str, said: str) -> None:
    assert spoken(text) == said
    assert read(text).flagged == ()


def test_place_then_tells_where_no_neighbour_does() -> None:
    assert spoken("Đoàn về HN sáng nay", place=HANOI) == "đoàn về hà nội sáng nay"
    assert spoken("hộ HN được vay", place=HANOI) == "hộ nghèo được vay"
    assert spoken("Xe từ LC về", place=LAI_CHAU) == "xe từ lai châu về"
    assert [s.written for s in read("Đoàn về HN sáng nay", place=LAI_CHAU).flagged] == ["HN"]
    assert [s.written for s in read("Xe từ LC về").flagged] == ["LC"]


def test_ward_s_choice_then_stands_where_nothing_else_tells() -> None:
    ward = {"HN": "hà nội"}
    assert spoken("Đoàn về HN sáng nay", ward=ward) == "đoàn về hà nội sáng nay"
    assert read("Đoàn về HN sáng nay", ward=ward).flagged == ()
    assert spoken("hộ HN được vay", ward=ward) == "hộ nghèo được vay", "a neighbour tells"
    assert spoken("hộ HN được vay", message=ward) == "hộ hà nội được vay", (
        "a message's own lexicon wins always"
    )


def test_ward_s_reading_of_an_abbreviation_of_one_meaning_then_wins_always() -> None:
    assert spoken("UBND phường", ward={"UBND": "ủy ban"}) == "ủy ban phường"
    assert spoken("Đội HN phường", ward={"Đội HN": "đội hộ nghèo"}) == "đội hộ nghèo phường"
