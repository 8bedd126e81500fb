"""What nobody filled in, letters and figures that are lost: flagged; what only looks so: not."""

from __future__ import annotations

import pytest

from broadcaster.reading.engine import read


def flagged(text: str) -> list[str]:
    return [text[span.start : span.end] for span in read(text).flagged]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Họp tại [địa điểm], mỗi hộ một người.", "[địa điểm]"),
        ("[Tên đơn vị] thông báo cắt điện.", "[Tên đơn vị]"),
        ("Kính gửi ông {ho_ten} ở tổ 5.", "{ho_ten}"),
        ("Kính gửi ông {{ten}} ở tổ 5.", "{{ten}}"),
        ("Anh <họ tên> đến ủy ban nhận giấy.", "<họ tên>"),
        ("Gửi hộ ông «Ho_ten» giấy mời.", "«Ho_ten»"),
        ("Hộ %ten% đã nộp đủ tiền.", "%ten%"),
        ("Thời gian: #N/A, tại nhà văn hóa.", "#N/A"),
        ("Địa điểm: (bổ sung sau), mời bà con chờ.", "(bổ sung sau)"),
        ("Xin gọi số xxx để được giúp.", "xxx"),
        ("Số hộ bị ngập là ??? hộ.", "???"),
        ("Căn cứ khoản ... Điều 15 của Luật.", "..."),
        ("Gió mạnh lên cấp 1l, biển động.", "1l"),
        ("Nhiệt độ phổ biến 35-3°C, có nơi hơn.", "35-3°C"),
        ("Kê khai theo mẫu TK7-QX tại phường.", "TK7-QX"),
        ("Cắt điện phía Đông vào T5, bà con lưu ý.", "T5"),
        ("Tổ 3 gặp tổ 7: 5-2, tại sân phường.", "5-2"),
        ("Sáng thứ 4/12 họp dân.", "4/12"),
    ],
)
def test_what_nobody_filled_in_or_a_slip_took_when_read_then_it_alone_is_flagged(
    text: str, place: str
) -> None:
    assert flagged(text) == [place]


def test_letters_lost_in_a_code_page_when_read_then_each_is_flagged() -> None:
    assert flagged("Các t? dân ph? và nhân d?n trong phường") == ["t?", "ph?", "d?n"]


@pytest.mark.parametrize(
    "text",
    [
        "[Thông báo] Cắt nước sáng mai.",
        "Bà con nghe rõ chưa??? Mời ra họp.",
        "Còn ai chưa nhận quà? Xin đến nhà văn hóa.",
        "Can 5l nước, chai 1l dầu.",
        "Khai theo mẫu TK1-TS và mẫu CT01.",
        "Xã ta đứng thứ 4/12 toàn đoàn.",
        "Đội xếp hạng 5/12 xã.",
        "Mỗi đội cử 2 người/TDP.",
        "Lớp 6/2 trường Trần Phú họp phụ huynh.",
        "Đội cần thêm 4 - 6 diễn viên nữ.",
    ],
)
def test_what_only_looks_unfilled_when_read_then_nothing_is_flagged(text: str) -> None:
    assert flagged(text) == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Yêu cầu các HS nộp trước ngày 20/12.", "HS"),
        ("Yêu cầu các TH nộp trước ngày 20/12.", "TH"),
        ("Bà con mang theo TB đến nhà văn hóa.", "TB"),
        ("Yêu cầu các K5 nộp trước ngày 20/12.", "K5"),
        ("Cắt điện phía Đông vào H3, bà con chú ý.", "H3"),
        ("Thông báo về DN của phường ta.", "DN"),
        ("Thông báo về CĐ của phường ta.", "CĐ"),
        ("Thông báo về SK của phường ta.", "SK"),
    ],
)
def test_form_of_several_meanings_beside_a_word_that_stands_anywhere_when_read_then_flagged(
    text: str, form: str
) -> None:
    assert form in flagged(text)
