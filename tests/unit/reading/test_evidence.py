"""Letters, codes and short names are sure only where a neighbour speaks for their reading."""

from __future__ import annotations

import pytest

from broadcaster.reading import read


def flagged(text: str) -> list[str]:
    return [span.written for span in read(text).flagged]


@pytest.mark.parametrize(
    "text",
    [
        "Mua 2v hôm nay.",  # tablets or volts
        "Nhịp tim 80 l/p.",  # litres or times
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
        "Học lớp 6/1 và 6/2.",
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
        ("Uống 2v/ngày.", "uống hai viên một ngày"),
        ("Điểm a, b khoản 2.", "điểm a, bê khoản hai"),
        ("Trời rét dưới 10 độ C.", "mười độ xê"),
    ],
)
def test_reading_with_evidence_then_is_said_without_a_flag(text: str, words: str) -> None:
    assert words in " ".join(sentence.spoken for sentence in read(text).sentences)
    assert flagged(text) == []
