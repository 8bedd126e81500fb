"""No word of a letter may vanish: whatever the layout takes it for, it is spoken or stands in a comment."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.letters.draft.composition import draft
from broadcaster.letters.draft.message_file import Frame, as_yaml
from broadcaster.letters.draft.model import Draft
from broadcaster.letters.layout.classification import classify
from broadcaster.letters.model import Block, Cell, Letter, LetterForm, cleaned
from broadcaster.letters.readers.text import read
from broadcaster.station.model.sound import StationPlace
from tests.unit.letters.net import in_file, invented, out_of_order, unsaid, vanished, words

FRAME = Frame(greeting="", closing="")
TODAY = date(2026, 1, 4)
HEAD = """\
UBND XÃ HOA SEN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/TB-UBND\tHoa Sen, ngày 3 tháng 1 năm 2026
THÔNG BÁO
Về việc phun thuốc

"""
TAIL = "\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn An\n"


def drafted(letter: Letter) -> Draft:
    return draft(letter, classify(letter), place=StationPlace(), today=TODAY)


@pytest.mark.parametrize(
    "sentence",
    [
        "Chương trình tiêm chủng mở rộng bắt đầu từ ngày 5/1/2027.",
        "Phần lớn các hộ trong xã đã đăng ký.",
        "Phần thưởng trị giá 500.000 đồng.",
        "Phần ba số hộ đã đăng ký.",
        "Mục tiêu của đợt này là diệt muỗi.",
        "Mục đích là giữ sạch đường làng.",
        "20.11 là ngày Nhà giáo Việt Nam.",
        "20.1 tại nhà văn hóa có buổi họp.",
        "1.2 Bà con họp ở nhà văn hóa.",
        "2.5 triệu đồng là mức hỗ trợ.",
        "7.30 sáng tập trung ở sân xã.",
        "5. giờ chiều thì về.",
        "đ/c Lò Văn Páo phụ trách tổ 3.",
        "V/v vệ sinh: bà con tự dọn.",
        "-5°C đến 3°C ở vùng cao.",
        "- 5°C đến 3°C ở vùng cao.",
        "+84 912 345 678 là số của trạm y tế.",
        "*101# là số để tra tiền.",
        "X. Lò Văn Páo nộp tiền.",
        "c. An nộp tiền.",
        "tp. Lai Châu có mưa.",
    ],
)
@pytest.mark.parametrize(
    "below", ["", "\n\n1. Thời gian: từ 7 giờ.\n\n2. Địa điểm: sân xã."], ids=["alone", "list"]
)
def test_a_sentence_that_begins_like_an_item_is_spoken_whole(sentence: str, below: str) -> None:
    made = drafted(cleaned(read(f"{HEAD}Bà con chú ý.\n\n{sentence}{below}{TAIL}".encode())))
    assert sentence in made.spoken


def test_numbers_that_count_on_are_not_spoken() -> None:
    body = (
        "I. Thời gian\n\n1. Sáng\n\n1.1. Từ 7 giờ\n\n1.2. Đến 9 giờ\n\n2. Chiều\n\na) Tổ 1\n\nb) Tổ 2\n\n"
        "II. Địa điểm\n\n- sân xã\n\n+ nhà văn hóa"
    )
    spoken = drafted(cleaned(read(f"{HEAD}{body}{TAIL}".encode()))).spoken
    assert spoken == (
        *("Thời gian", "Sáng", "Từ 7 giờ", "Đến 9 giờ", "Chiều", "Tổ 1", "Tổ 2", "Địa điểm"),
        *("sân xã", "nhà văn hóa"),
    )


@pytest.mark.parametrize(
    "line", ["2. Bà con đi họp.", "1. Bà con đi họp.", "Điều 3. Bà con đi họp.", "b) Họp."]
)
def test_a_number_that_stands_alone_is_spoken(line: str) -> None:
    assert line in drafted(cleaned(read(f"{HEAD}Bà con chú ý.\n\n{line}{TAIL}".encode()))).spoken


def test_a_number_with_a_word_is_spoken() -> None:
    blocks = (Block(text="Họp lúc 7 giờ.", number="Tổ 1:"), Block(text="Điều 2. Bà con đi họp."))
    assert drafted(Letter(form=LetterForm.DOCX, blocks=blocks)).spoken == (
        "Tổ 1: Họp lúc 7 giờ.",
        "Điều 2. Bà con đi họp.",
    )


def test_the_number_of_a_line_with_two_columns_stands_in_one_of_them() -> None:
    letter = Letter(form=LetterForm.DOCX, blocks=(Block(text="UBND XÃ\tCỘNG HÒA", number="1."),))
    assert words(each.block.shown for each in classify(letter)) == words(["1. UBND XÃ CỘNG HÒA"])


_BEGINNINGS = st.sampled_from(
    [
        *(
            "",
            "",
            "",
            "1. ",
            "2. ",
            "3. ",
            "1.",
            "1) ",
            "(1) ",
            "1/ ",
            "a) ",
            "b) ",
            "c. ",
            "đ/ ",
            "I. ",
            "II/ ",
        ),
        *(
            "1.1 ",
            "1.2. ",
            "2.1. ",
            "20.11 ",
            "7.30 ",
            "2.5 ",
            "-5",
            "- ",
            "+ ",
            "+84 ",
            "* ",
            "•",
            "A. ",
            "B. ",
        ),
        *(
            "Phần ",
            "Phần thứ nhất ",
            "Mục ",
            "Mục 1. ",
            "Chương ",
            "Chương I ",
            "Điều 1. ",
            "Điều ",
            "V/v ",
            "đ/c ",
        ),
        *(
            "Căn cứ ",
            "Thực hiện ",
            "Nơi nhận: ",
            "Như trên ",
            "TM. ",
            "Q. ",
            "CHỦ TỊCH ",
            "PHỤ LỤC ",
            "Kính gửi: ",
        ),
        *("THÔNG BÁO ", "Số: 1/TB-UBND ", "Website: ", "TT ", "STT "),
    ]
)
_MIDDLES = st.lists(
    st.sampled_from(
        [
            *(
                "triệu",
                "đồng",
                "Bà con",
                "bà con",
                "sáng",
                "tiêu",
                "lớn",
                "trình",
                "công an",
                "các hộ",
                "1",
                "2",
                "/",
            ),
            *(
                "\t",
                "\n",
                ".",
                ";",
                ":",
                ",",
                "…",
                "   ",
                "./.",
                "là",
                "Lò Văn Páo",
                "XÃ HOA SEN",
                "đề nghị",
                "°C",
            ),
            *("ngày 5/1/2026", "7 giờ", "15.000", "#", '"', "'", "{{", "- ", "_____", "113"),
        ]
    ),
    max_size=9,
)
_TEXTS = st.builds(lambda begins, rest: begins + " ".join(rest), _BEGINNINGS, _MIDDLES)
_CELLS = st.none() | st.builds(
    Cell,
    table=st.integers(0, 1),
    row=st.integers(0, 3),
    column=st.integers(0, 2),
    columns=st.integers(1, 3),
    rows=st.integers(1, 4),
)
_BLOCKS = st.builds(
    Block,
    text=_TEXTS,
    cell=_CELLS,
    number=st.none() | st.sampled_from(["1.", "2.", "a)", "-", "o", "Tổ 1:", "Điều 2.", "IV.", "Bước 3"]),
    level=st.none() | st.integers(0, 2),
    bold=st.booleans(),
    guessed=st.booleans(),
)
LETTERS = st.builds(
    lambda head, blocks: cleaned(Letter(form=LetterForm.DOCX, blocks=(*head, *blocks))),
    st.sampled_from([(), read(HEAD.encode()).blocks]),
    st.lists(_BLOCKS, max_size=12),
)


@given(LETTERS)
def test_no_word_of_a_letter_vanishes_and_none_is_made_up(letter: Letter) -> None:
    placed = classify(letter)
    made = draft(letter, placed, place=StationPlace(), today=TODAY)
    assert vanished(letter, placed, made) == []
    assert invented(letter, made) == []
    assert out_of_order(letter, (piece.text for piece in made.pieces)) is None


@given(LETTERS)
def test_each_word_of_a_letter_stands_in_the_message_file_which_loads(letter: Letter) -> None:
    placed = classify(letter)
    text = as_yaml(draft(letter, placed, place=StationPlace(), today=TODAY), FRAME, file="thu")
    parts = text.partition("\nparts:\n")[2]
    lost = words(block.shown for block in letter.blocks) - words([parts]) - unsaid(placed)
    assert list(lost.elements()) == []
    assert out_of_order(letter, in_file(text)) is None
    loaded = yaml.safe_load(text)
    spoken = words(part["say"] for part in loaded["parts"] if part["say"])
    assert not spoken - words(block.shown for block in letter.blocks)
