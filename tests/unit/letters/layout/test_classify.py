from __future__ import annotations

import pytest

from broadcaster.letters.layout.classification import classify
from broadcaster.letters.layout.elements import Element
from broadcaster.letters.readers.text import read

NOTICE = """\
ỦY BAN NHÂN DÂN\t\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHƯỜNG HOA SEN\t\tĐộc lập - Tự do - Hạnh phúc
Số: 15/TB-UBND\t\tHoa Sen, ngày 12 tháng 3 năm 2026

THÔNG BÁO
Về việc tiêm phòng bệnh dại cho chó, mèo

Căn cứ Luật Thú y năm 2015;
Thực hiện Kế hoạch số 20/KH-UBND ngày 01/3/2026 của UBND tỉnh về phòng bệnh dại,
UBND phường thông báo như sau:
1. Thời gian: từ 7 giờ 30 ngày 20/3/2026.
2. Địa điểm:
a) Tổ 1, tổ 2: nhà văn hóa tổ 1;
b) Tổ 3: sân trạm y tế.
3. Các hộ nuôi chó, mèo mang vật nuôi đến đúng giờ./.
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn Nam
"""


def _elements(text: str) -> list[tuple[Element, str]]:
    return [(each.element, each.block.text) for each in classify(read(text.encode()))]


def test_a_notice_has_its_head_its_items_and_its_tail() -> None:
    found = _elements(NOTICE)
    assert [element for element, _ in found] == [
        *[Element.ISSUER, Element.NATIONAL_TITLE] * 2,
        Element.NUMBER,
        Element.PLACE_DATE,
        Element.KIND,
        Element.SUBJECT,
        Element.BASIS,
        Element.BASIS,
        Element.BODY,
        *[Element.ITEM] * 5,
        *[Element.RECIPIENTS] * 3,
        *[Element.SIGNATURE] * 3,
    ]


def test_items_have_the_level_of_their_numbers() -> None:
    items = [each for each in classify(read(NOTICE.encode())) if each.element is Element.ITEM]
    assert [(each.number, each.level) for each in items] == [
        ("1.", 1),
        ("2.", 1),
        ("a)", 2),
        ("b)", 2),
        ("3.", 1),
    ]
    assert items[2].text == "Tổ 1, tổ 2: nhà văn hóa tổ 1;"


def test_a_heading_of_the_body_in_capitals_is_no_signature() -> None:
    text = NOTICE.replace(
        "1. Thời gian", "CHỦ TỊCH PHƯỜNG KÊU GỌI\nBà con cùng làm sạch đường làng.\n1. Thời gian"
    )
    body = [text for element, text in _elements(text) if element is Element.BODY]
    assert "Bà con cùng làm sạch đường làng." in body


def test_a_letter_without_a_head_is_all_body() -> None:
    assert _elements("Ngày mai cắt điện từ 7 giờ.\nBà con lưu ý.") == [
        (Element.BODY, "Ngày mai cắt điện từ 7 giờ."),
        (Element.BODY, "Bà con lưu ý."),
    ]


def test_what_follows_the_signature_is_an_appendix() -> None:
    found = _elements(f"{NOTICE}PHỤ LỤC\nDanh sách các điểm tiêm\n")
    assert [element for element, _ in found[-2:]] == [Element.APPENDIX] * 2


def test_a_basis_that_goes_on_to_what_is_announced_is_body() -> None:
    text = NOTICE.replace("UBND phường thông báo như sau:\n", "").replace(
        "về phòng bệnh dại,\n", "về phòng bệnh dại, UBND phường thông báo như sau:\n"
    )
    found = {words: element for element, words in _elements(text)}
    assert next(element for words, element in found.items() if words.startswith("Thực hiện")) is Element.BODY


def test_an_address_in_the_head_does_not_end_it() -> None:
    text = "CÔNG TY NƯỚC SẠCH\nSố 6 đường Bờ Sông\nTHÔNG BÁO\nVề việc ngừng cấp nước\nTừ 6 giờ ngày 2/11."
    assert [element for element, _ in _elements(text)] == [
        Element.ISSUER,
        Element.ISSUER,
        Element.KIND,
        Element.SUBJECT,
        Element.BODY,
    ]


def test_whom_an_urgent_dispatch_is_wired_to_are_addressees() -> None:
    text = (
        "CÔNG ĐIỆN\nVề việc ứng phó bão\nCHỦ TỊCH UBND TỈNH điện:\n- Các sở;\n- Các xã.\nHồi 13 giờ có bão."
    )
    assert [element for element, _ in _elements(text)][2:] == [*[Element.ADDRESSEE] * 3, Element.BODY]


def test_a_stain_above_the_head_does_not_hide_it() -> None:
    assert [element for element, _ in _elements(f"xT\n{NOTICE}")][1:] == [
        element for element, _ in _elements(NOTICE)
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("Website: hoasen.gov.vn có lịch đầy đủ.", "Bà con mang theo căn cước công dân."),
        ("Như trên đã nói, đợt này miễn phí.", "Bà con mang theo căn cước công dân."),
        ("Như trên đã nói, đợt này miễn phí.",),
        ("Website: hoasen.gov.vn có lịch đầy đủ.",),
        ("Q. Tân Bình: từ 7 giờ đến 11 giờ.", "Q. Gò Vấp: từ 13 giờ đến 15 giờ."),
        ("CHỦ TỊCH HỘI NÔNG DÂN", "Lò Văn Páo", "sẽ nói chuyện với bà con."),
        ("Nơi nhận hồ sơ: bộ phận một cửa.", "Bà con mang theo căn cước."),
        ("TM. Ban tổ chức: ông Lò Văn Páo.", "Bà con gọi số 0912 345 678 để hỏi thêm."),
        ("Lưu: trẻ dưới 5 tuổi không tiêm.", "Bà con đưa con đến đúng giờ."),
    ],
    ids=range(9),
)
def test_a_line_of_the_body_that_looks_like_a_tail_ends_no_body(lines: tuple[str, ...]) -> None:
    text = NOTICE.replace("Nơi nhận:", "\n".join((*lines, "Nơi nhận:")))
    body = [words for element, words in _elements(text) if element in (Element.BODY, Element.ITEM)]
    assert body[-len(lines) :] == list(lines)
    assert [element for element, _ in _elements(text)][-6:] == [element for element, _ in _elements(NOTICE)][
        -6:
    ]


@pytest.mark.parametrize("heading", ["", "Nơi nhận:\n"], ids=["none", "heading"])
def test_a_list_of_recipients_without_dashes_is_no_body(heading: str) -> None:
    text = NOTICE.replace("Nơi nhận:\n- Như trên;\n- Lưu: VT.", f"{heading}Như trên;\nĐảng ủy xã;\nLưu: VT.")
    assert [words for element, words in _elements(text) if element is Element.RECIPIENTS] == [
        *heading.split("\n")[:-1],
        *("Như trên;", "Đảng ủy xã;", "Lưu: VT."),
    ]


def test_another_document_in_the_same_file_is_an_appendix() -> None:
    second = NOTICE.replace("THÔNG BÁO", "KẾ HOẠCH")
    body = [words for element, words in _elements(NOTICE + second) if element in (Element.BODY, Element.ITEM)]
    assert body == [words for element, words in _elements(NOTICE) if element in (Element.BODY, Element.ITEM)]


def test_who_speaks_for_an_office_ends_no_body_where_no_tail_stands() -> None:
    text = "Mời bà con họp.\nTM. Ban tổ chức: ông Lò Văn Páo.\nBà con mang theo ghế."
    assert {element for element, _ in _elements(text)} == {Element.BODY}


@pytest.mark.parametrize("words", ["TRƯỞNG BAN CHỈ HUY TỈNH ĐIỆN:", "CHỦ TỊCH UBND TỈNH điện:"])
def test_to_whom_a_telegram_goes_is_no_body(words: str) -> None:
    text = (
        f"CÔNG ĐIỆN\nVề việc ứng phó bão\n{words}\n- Các xã;\n- Sở Y tế.\nBà con chằng chống nhà cửa ngay.\n"
    )
    assert [element for element, _ in _elements(text)][2:] == [*[Element.ADDRESSEE] * 3, Element.BODY]


def test_a_line_that_ends_with_power_that_is_cut_is_no_addressee() -> None:
    text = "THÔNG BÁO\nVề việc sửa lưới điện\nBà con xem lịch cắt điện:\nTổ 1 cắt từ 7 giờ đến 8 giờ.\n"
    assert (Element.ADDRESSEE, "Bà con xem lịch cắt điện:") not in _elements(text)


def test_a_running_head_above_the_head_does_not_make_it_a_body() -> None:
    found = _elements(f"12/03/2026, 08:15 Cổng thông tin phường Hoa Sen\n{NOTICE}")
    assert found[1:] == _elements(NOTICE)
    assert found[0][0] is Element.ISSUER
