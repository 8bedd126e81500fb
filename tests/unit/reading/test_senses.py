"""Forms of several meanings: what proves one, what stays open, and what one place tells the others."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from broadcaster.reading.engine import read, readings
from broadcaster.station.loading.loader import take


def spoken(text: str) -> str:
    return " ".join(sentence.spoken for sentence in read(text).sentences)


PROVEN = [
    # a stage, a family, a head, an opinion
    ("Thi công GĐ 2 cầu Bản Giang", "thi công giai đoạn hai cầu bản giang"),
    ("Chương trình GĐ 2026-2030", "đoạn hai nghìn không trăm hai mươi sáu đến"),
    ("GĐ ông Páo được hỗ trợ", "gia đình ông páo được hỗ trợ"),
    ("GĐ công ty về dự", "giám đốc công ty về dự"),
    ("Trung tâm GĐ y khoa tỉnh", "trung tâm giám định y khoa tỉnh"),
    # a country, an art
    ("Đội VN bản Nà Hỳ", "đội văn nghệ bản nà hỳ"),
    ("Hội thi VN-TDTT phường", "hội thi văn nghệ thể dục thể thao phường"),
    ("Nước VN ta", "nước việt nam ta"),
    # parts of a law
    ("Theo điểm a K3 Điều 11 Luật Cư trú", "theo điểm a khoản ba điều mười một luật cư trú"),
    ("Theo K1, K2 Điều 7", "theo khoản một, khoản hai điều bảy"),
    ("Phạt theo K1 Đ5 NĐ 168", "phạt theo khoản một điều năm nghị định một trăm sáu mươi tám"),
    ("Căn cứ Đ8 Luật BHXH", "căn cứ điều tám luật bảo hiểm xã hội"),
    ("Theo Đ.190 BLHS", "theo điều một trăm chín mươi bộ luật hình sự"),
    ("Nhà ở lô Đ8", "nhà ở lô đê tám"),
    # points, đồng
    ("Vượt đèn đỏ bị trừ 10đ GPLX", "vượt đèn đỏ bị trừ mười điểm giấy phép lái xe"),
    ("Phạt 5 triệu và trừ 2đ giấy phép lái xe", "phạt năm triệu và trừ hai điểm giấy phép lái xe"),
    # PH
    ("Bắn PH tầm thấp", "bắn pháo hoa tầm thấp"),
    ("Mời PH lớp 5A", "mời phụ huynh lớp năm a"),
    ("Đất có PH 5,5", "đất có pê hát năm phẩy năm"),
    # units
    ("Giàng A Sùng (45t)", "giàng a sùng, bốn mươi lăm tuổi"),
    ("Xe 5T không qua cầu", "xe năm tấn không qua cầu"),
    ("Bảo hành 12T", "bảo hành mười hai tháng"),
    ("Nhịp tim 78 l/p", "nhịp tim bảy mươi tám lần trên phút"),
    ("Máy bơm 300 l/p", "máy bơm ba trăm lít trên phút"),
    ("Thay bằng loại CB 40A", "thay bằng loại xê bê bốn mươi am pe"),
    ("Nhà 40A phố Chợ", "nhà bốn mươi a phố chợ"),
    ("Trẻ dưới 5T được khám miễn phí", "trẻ dưới năm tuổi được khám miễn phí"),
    ("Uống 2v sáng, 1v tối", "uống hai viên sáng, một viên tối"),
    ("Đèn pin 3v", "đèn pin ba vôn"),
    ("Nước chảy 5m3/s", "nước chảy năm mét khối trên giây"),
    ("Thuê máy 200k/h", "thuê máy hai trăm nghìn một giờ"),
    ("Hai HS đạt 8,5đ trở lên", "hai học sinh đạt tám phẩy năm điểm trở lên"),
    ("Thu 120.000đ/HS/tháng", "thu một trăm hai mươi nghìn đồng một học sinh một tháng"),
    # people, things
    ("Giỏi 12, khá 15, TB 8", "giỏi mười hai, khá mười lăm, trung bình tám"),
    ("Lớp có 20 khá, 3 TB", "hai mươi khá, ba trung bình"),
    ("Ghe 12 CV", "ghe mười hai mã lực"),
    ("Nhận 20 HS, trong đó 3 HS trễ", "nhận hai mươi hồ sơ, trong đó ba hồ sơ trễ"),
    ("Công tơ 5-20A", "công tơ năm đến hai mươi am pe"),
    ("CN Agribank Phong Thổ", "chi nhánh a gờ ri banh phong thổ"),
    ("Công, CC viên chức", "công, công chức viên chức"),
    ("Cho bà con 5T thóc", "cho bà con năm tấn thóc"),
    ("Đài TNVN phát lúc 6h", "đài tiếng nói việt nam phát lúc sáu giờ"),
    ("Tuyển NV giao hàng", "tuyển nhân viên giao hàng"),
    ("Gửi CV về email của trường", "gửi xê vê về i meo của trường"),
    ("Dạy nghề cho LĐ nông thôn", "dạy nghề cho lao động nông thôn"),
    ("Ông Lò Văn Sơn - CV VP UBND", "ông lò văn sơn, chuyên viên văn phòng ủy ban nhân dân"),
    ("ĐT Việt Nam gặp ĐT Thái Lan", "đội tuyển việt nam gặp đội tuyển thái lan"),
    ("Trận CAHN gặp SLNA", "trận công an hà nội gặp sông lam nghệ an"),
    ("Đồn BPCK Ma Lù Thàng", "đồn biên phòng cửa khẩu ma lù thàng"),
    ("BS hồ sơ trước 15 giờ", "bổ sung hồ sơ trước mười lăm giờ"),
    ("HĐ tiền điện tháng 10", "hóa đơn tiền điện tháng mười"),
    ("Thuế TN cá nhân", "thuế thu nhập cá nhân"),
    ("Xét TN THPT", "xét tốt nghiệp trung học phổ thông"),
    ("Nhà LS Nguyễn Văn Cừ", "nhà liệt sĩ nguyễn văn cừ"),
    ("BS Lê Thị Hà khám", "bác sĩ lê thị hà khám"),
    ("Chỉ số ĐH lúc đói 7,2", "chỉ số đường huyết lúc đói bảy phẩy hai"),
    ("Khu ĐT số 2", "khu đô thị số hai"),
    ("KL 2 tấn", "khối lượng hai tấn"),
    # ranges and rows
    ("Nghỉ từ 29/12 ÂL - mùng 5 Tết", "âm lịch đến mùng năm tết"),
    ("Nghỉ từ 28 tháng Chạp - mùng 6", "nghỉ từ hai mươi tám tháng chạp đến mùng sáu"),
    ("Lễ hội từ 20/12 - rằm tháng Giêng", "tháng mười hai đến rằm tháng giêng"),
    ("Hội xuân mùng 6 - mùng 8 tháng Giêng", "hội xuân mùng sáu đến mùng tám tháng giêng"),
    ("Cấm đường đoạn từ ngã ba chợ - cầu Trắng", "cấm đường đoạn từ ngã ba chợ đến cầu trắng"),
    ("Đạt lần lượt 4,1 - 3,6 - 2,9 tấn", "đạt lần lượt bốn phẩy một, ba phẩy sáu, hai phẩy chín tấn"),
    ("Giá lần lượt là 20.000đ - 25.000đ", "giá lần lượt là hai mươi nghìn đồng, hai mươi lăm nghìn đồng"),
]


@pytest.mark.parametrize(("text", "said"), PROVEN, ids=[case[0] for case in PROVEN])
def test_form_of_several_meanings_when_a_neighbour_proves_one_then_is_said_so_without_a_flag(
    text: str, said: str
) -> None:
    assert said in spoken(text)
    assert [span.written for span in read(text).flagged] == []


OPEN = [
    ("Mời GĐ đến trụ sở", "GĐ"),
    ("Theo TT, việc này để sang tuần", "TT"),
    ("Nộp theo mẫu 02-ĐĐK/2026", "ĐĐK"),
    ("Nộp phiếu TK1 về tổ", "TK1"),
    ("Đo được 80 l/p", "80 l/p"),
    ("Trẻ dưới 5T tiêm mũi 2", "5T"),
    ("Mọi HĐ xin gửi về văn phòng", "HĐ"),
    ("Phát 2T cho dân", "2T"),
    ("Mời bà con nhận 3T", "3T"),
    ("Nhận HS nhập học", "HS"),
    ("Thu 7,500.00t tiền", "7,500.00t"),
    ("Đề nghị các tổ gửi KH về trước", "KH"),
    ("Nhờ NV giao lại chìa khóa", "NV"),
    ("Gửi CV cho chị Hoa", "CV"),
    ("GĐ có việc đi vắng", "GĐ"),
    ("Nhận HS từ sáng mai", "HS"),
    ("Uống 1/2v mỗi tối", "1/2v"),
    ("Mua gà giống 25k/c", "/c"),
    ("Phân bón 5kg/s", "/s"),
    ("Góp quỹ 50k/h", "/h"),
    ("Trẻ 1-10t uống thuốc", "1-10t"),
    ("PH ký vào đơn", "PH"),
    ("LS Nguyễn Văn Cừ", "LS"),  # a martyr or a lawyer
    ("Lao động CN 6tr/tháng", "CN"),
    ("Vay 5t trả góp trong năm", "5t"),  # millions, or months
    ("Cán bộ BCT đã đến", "BCT"),  # cán bộ is no bộ
    ("Các KT lưu ý", "KT"),  # lưu ý is no lưu
    ("Kiểm tra HĐ đầu năm", "HĐ"),  # kiểm tra is no tra
    ("Lớp XN khai giảng", "XN"),  # khai giảng is no khai
    ("Đề nghị BKS ký", "BKS"),
]


@pytest.mark.parametrize(("text", "written"), OPEN, ids=[case[0] for case in OPEN])
def test_form_of_several_meanings_when_nothing_proves_one_then_is_flagged_with_its_choices(
    text: str, written: str
) -> None:
    [span] = read(text).flagged
    assert span.written == written
    assert span.flag is not None
    assert len(span.flag.choices) > 1 or span.flag.code == "reading.flag_code"


def test_doubt_of_a_child_s_age_then_puts_the_likelier_reading_first() -> None:
    texts = ("Trẻ dưới 5T tiêm mũi 2", "Bé 18T tiêm mũi 2")
    years, months = (read(text).flagged[0].flag for text in texts)
    assert years is not None
    assert months is not None
    assert years.choices[0] == "năm tuổi"
    assert months.choices[0] == "mười tám tháng"


def test_meaning_that_one_place_proves_then_holds_for_the_later_ones() -> None:
    text = "Đội VN bản Nà Hỳ tập tối thứ bảy.\n\nVN của bản ta được giải nhất."
    assert spoken(text).endswith("văn nghệ của bản ta được giải nhất.")


def test_meaning_that_a_later_place_proves_then_holds_for_the_earlier_ones() -> None:
    text = "Mời NS dự họp.\n\nThu NS xã đạt 2 tỷ đồng."
    assert spoken(text).startswith("mời ngân sách dự họp.")
    assert read(text).flagged == ()
    assert [span.written for span in read("Mời NS dự họp.").flagged] == ["NS"]


def test_two_meanings_that_are_both_proven_in_one_text_then_are_both_said() -> None:
    assert spoken("NS xã năm nay giảm. NS lúa tăng.") == "ngân sách xã năm nay giảm. năng suất lúa tăng."


def test_what_speaks_for_two_meanings_alike_then_proves_none() -> None:
    assert [span.written for span in read("Họp TN THPT, TN cá nhân").flagged] == []
    assert [span.written for span in read("Khách HL").flagged] == ["HL"]


def test_ward_s_choice_then_yields_to_what_another_place_of_the_text_proves() -> None:
    text = "hộ HN được vay.\n\nMời HN họp."
    said = " ".join(sentence.spoken for sentence in read(text, ward={"HN": "hà nội"}).sentences)
    assert said == "hộ nghèo được vay. mời hộ nghèo họp."


SENTENCES = (
    "Nồng độ SO4{0} là 250{0} mg/l, họp lúc {0}h{0} ngày {0}/1{0}/202{0}.",
    "Xem laichau.gov.vn/{0}, gọi 0912{0}45678, thu {0}.{0}00đ, đạt 2{0}/3{0}%.",
    "Từ {0} - {0} hộ, K{0} Điều {0}, {0}T, {0}m{0}, thứ {0}, mùng {0}, QL{0}D, số {0}/QĐ-UBND.",
)


def test_every_sign_that_is_called_a_number_then_is_read_without_a_fault() -> None:
    signs = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)).startswith("N") or chr(code).isdigit()
    ]
    assert len(signs) > 1500
    for sign in signs:
        for sentence in SENTENCES:
            text = sentence.format(sign)
            spans = [span for each in read(text).sentences for span in each.spans]
            assert "".join(span.written for span in spans) == text
            assert [span.written for span in spans if span.rule == "fault"] == []


MIXED = [
    ("Họp tại UВND phường", "ủy ban nhân dân phường"),
    ("Cảnh sáт, cаnh gác", "canh gác"),
    ("Mẫu ТK1-TS nộp", "mẫu tê ca một tê ét nộp"),
    ("Xe 25В1-234.56", "xe hai mươi lăm bê một, hai ba bốn năm sáu"),
    ("ĐT: 0912 З45 678", "không chín một hai, ba bốn năm, sáu bảy tám"),
]


@pytest.mark.parametrize(("text", "said"), MIXED, ids=[case[1] for case in MIXED])
def test_letters_of_another_script_within_a_word_or_code_then_are_said_once_and_flagged_once(
    text: str, said: str
) -> None:
    assert spoken(text).rstrip(".").endswith(said)
    flagged = read(text).flagged
    assert {span.flag.code for span in flagged if span.flag} == {"reading.flag_mixed_script"}
    assert len(flagged) == 1 + ("," in text)


SMALL = [
    ("mời hs toàn trường dự lễ", "mời học sinh toàn trường dự lễ"),
    ("khám sk định kỳ", "khám sức khỏe định kỳ"),
    ("nộp hs xin việc", "nộp hồ sơ xin việc"),
]


@pytest.mark.parametrize(("text", "said"), SMALL, ids=[case[0] for case in SMALL])
def test_small_letters_then_stand_for_what_their_capitals_mean_where_that_is_proven(
    text: str, said: str
) -> None:
    assert spoken(text).rstrip(".") == said
    assert read(text).flagged == ()


RANGES = [
    ("Từ trưa 30 - sáng mùng 2", "từ trưa ba mươi đến sáng mùng hai"),
    ("Khối 6 - sáng 22/12", "khối sáu, sáng ngày hai mươi hai tháng mười hai"),
    ("Từ bản Nà Đon - bản Bãi Trâu", "từ bản nà đon đến bản bãi trâu"),
    ("Lần lượt tiêm cho tổ 1 - 5", "lần lượt tiêm cho tổ một đến tổ năm"),
    ("Năng suất 65 - 70 tạ/ha", "năng suất sáu mươi lăm đến bảy mươi tạ trên héc ta"),
]


@pytest.mark.parametrize(("text", "said"), RANGES, ids=[case[0] for case in RANGES])
def test_ends_of_a_range_then_are_joined_and_what_is_none_is_parted(text: str, said: str) -> None:
    assert spoken(text).rstrip(".") == said
    assert read(text).flagged == ()


TONNES = [
    ("Lúa đạt 6,5T/ha", "sáu phẩy năm tấn trên héc ta"),
    ("Hợp đồng 12T", "mười hai tháng"),
    ("ông Lở (70t), vợ (65t)", "vợ, sáu mươi lăm tuổi"),
    ("Lô K5, K6 chợ", "lô ca năm, ca sáu chợ"),
    ("Điều 5 K2 điểm d", "điều năm khoản hai điểm dê"),
    ("Học viên K12 nhập học", "học viên khóa mười hai nhập học"),
]


@pytest.mark.parametrize(("text", "said"), TONNES, ids=[case[0] for case in TONNES])
def test_letter_beside_a_number_then_is_what_its_neighbours_prove(text: str, said: str) -> None:
    assert said in spoken(text)
    assert read(text).flagged == ()


def test_ward_s_choice_then_is_remembered_for_the_neighbour_beside_which_it_was_made() -> None:
    [span] = read("Mời bà con về HN sáng mai.").flagged
    assert span.flag is not None
    written, reading = span.flag.entry("hà nội")
    assert (written, reading) == ("về HN", "về hà nội")
    ward = {written: reading}
    assert spoken_by(ward, "Đoàn về HN sáng nay") == "đoàn về hà nội sáng nay."
    assert [span.written for span in read("Đoàn sang HN họp", ward=ward).flagged] == ["HN"]


def spoken_by(ward: dict[str, str], text: str) -> str:
    return " ".join(sentence.spoken for sentence in read(f"{text}.", ward=ward).sentences)


def test_neighbour_that_only_joins_then_is_none_and_a_number_is_none() -> None:
    entries = []
    for text in ("Họp và TT", "TT báo lại", "TT 36 nữa"):
        [span] = read(text).flagged
        assert span.flag is not None
        entries.append(span.flag.entry("trung tâm"))
    assert entries == [("TT", "trung tâm"), ("TT báo", "trung tâm báo"), ("TT", "trung tâm")]


def test_choices_of_a_form_that_nothing_tells_then_begin_with_the_likeliest_and_end_with_its_letters() -> (
    None
):
    for form in ("TT", "HT", "TN", "NS"):
        [span] = read(f"Xem {form} nhé").flagged
        assert span.flag is not None
        assert span.flag.choices[-1] == span.spoken
        assert len(span.flag.choices) > 3


def test_meaning_that_another_part_of_the_message_proves_then_holds_in_this_one(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài phường\n", "utf-8")
    (tmp_path / "messages").mkdir()
    text = "title: Ngân sách\nparts:\n  - say: Mời NS dự họp.\n  - say: Thu NS xã đạt 2 tỷ đồng.\n"
    (tmp_path / "messages" / "ns.yaml").write_text(text, "utf-8")
    station = take(tmp_path)
    first, second = readings(station, station.messages["ns"])
    assert [sentence.spoken for sentence in first.sentences] == ["mời ngân sách dự họp."]
    assert first.flagged == second.flagged == ()
