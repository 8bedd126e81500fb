"""Text from before Unicode: recognised, decoded, reported; Vietnamese itself left alone."""

from __future__ import annotations

import pytest

from broadcaster.reading.engine import read
from broadcaster.reading.plain_text import plain


@pytest.mark.parametrize(
    ("written", "decoded", "code"),
    [
        ("Th«ng b¸o", "Thông báo", "tcvn3"),
        ("KÝnh göi: C¸c tæ d©n phè", "Kính gửi: Các tổ dân phố", "tcvn3"),
        ("Uû ban nh©n d©n ph\u00adêng", "Uỷ ban nhân dân phường", "tcvn3"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam", "vni"),
        ("Thoâng baùo", "Thông báo", "vni"),
        ("Tho^ng ba'o ve^` vie^.c", "Thông báo về việc", "viqr"),
        ("ThÃ´ng bÃ¡o", "Thông báo", "mojibake"),
        ("á»§y ban nhÃ¢n dÃ¢n", "ủy ban nhân dân", "mojibake"),
    ],
)
def test_plain_when_the_text_is_legacy_then_decodes_and_marks_it(
    written: str, decoded: str, code: str
) -> None:
    source = plain(written)
    assert source.text == decoded
    assert [(z.start, z.end, z.code) for z in source.zones] == [(0, len(decoded), f"reading.flag_{code}")]


def test_read_when_one_line_is_legacy_then_flags_that_line_only() -> None:
    flagged = read("Thông báo\nTh«ng b¸o").flagged
    assert [span.written for span in flagged] == ["Th«ng b¸o"]


@pytest.mark.parametrize(
    "written",
    [
        "Uỷ ban nhân dân phường hoà giải, xoá đói, quý vị, khoẻ mạnh, thuỷ lợi",
        "café, Noël, © 2026, 5µg, 20°C",
        "nghĩa vụ, quốc hội, hoàn thành, ngoài trời, khuya, tuần, oà khóc",
        "a^2 + b^2",
        "Đi đâu?~ Về nhà.",
    ],
)
def test_plain_when_the_text_is_unicode_then_finds_no_legacy(written: str) -> None:
    assert plain(written).zones == ()


@pytest.mark.parametrize(
    ("written", "decoded", "flagged"),
    [
        ("Thông báo: häp d©n lúc 19h", "Thông báo: họp dân lúc 19h", "họp dân"),
        ("Mời Uû ban nh©n d©n phường tiêm phòng", "Mời Uỷ ban nhân dân phường tiêm phòng", "Uỷ ban nhân dân"),
        ("Mường Khoa: Phuï nöõ, ông Lò Văn Tèo", "Mường Khoa: Phụ nữ, ông Lò Văn Tèo", "Khoa: Phụ nữ"),
    ],
)
def test_plain_when_part_of_a_line_is_legacy_then_the_rest_stays(
    written: str, decoded: str, flagged: str
) -> None:
    source = plain(written)
    assert source.text == decoded
    assert [source.text[zone.start : zone.end] for zone in source.zones] == [flagged]
