from __future__ import annotations

from datetime import date

from broadcaster.letters.draft.composition import draft
from broadcaster.letters.draft.model import Draft, ListenerQuestion, OmissionReason
from broadcaster.letters.layout.classification import classify
from broadcaster.letters.readers.text import read
from broadcaster.station.model.sound import StationPlace
from tests.unit.letters.layout.test_classify import NOTICE

TODAY = date(2026, 3, 13)


def _draft(text: str, ward: str = "phường Hoa Sen") -> Draft:
    letter = read(text.encode())
    return draft(letter, classify(letter), place=StationPlace(ward=ward), today=TODAY)


def test_the_head_gives_title_source_and_basis() -> None:
    made = _draft(NOTICE)
    assert made.title == "Tiêm phòng bệnh dại cho chó, mèo"
    assert made.source == "Thông báo 15/TB-UBND ngày 12/03/2026 của UBND phường Hoa Sen"
    assert made.basis == "Kế hoạch số 20/KH-UBND ngày 01/3/2026 của UBND tỉnh"


def test_the_last_day_that_the_words_name_ends_the_validity() -> None:
    made = _draft(NOTICE)
    assert (made.first, made.until) == (TODAY, date(2026, 3, 20))


def test_every_block_is_in_the_draft_once_and_in_order() -> None:
    made = _draft(NOTICE)
    text = "\n".join(piece.text for piece in made.pieces)
    places = [
        text.find(words)
        for words in ("THÔNG BÁO", "Luật Thú y", "Thời gian", "Tổ 3", "đúng giờ", "Lưu: VT", "Nam")
    ]
    assert -1 not in places
    assert places == sorted(places)


def test_head_and_tail_are_never_spoken() -> None:
    spoken = "\n".join(_draft(NOTICE).spoken)
    assert not any(words in spoken for words in ("CỘNG HÒA", "15/TB", "Lưu", "Nguyễn Văn Nam", "Căn cứ"))


def test_a_task_for_offices_and_what_is_below_it_is_left_out() -> None:
    text = NOTICE.replace("3. Các hộ", "3. Công an phường phối hợp:\na) Bắt chó thả rông;\n4. Các hộ")
    left = [piece.text for piece in _draft(text).pieces if piece.why is OmissionReason.OFFICES]
    assert left == ["3. Công an phường phối hợp:", "a) Bắt chó thả rông;"]


def test_words_for_people_stay_where_offices_are_named_too() -> None:
    text = NOTICE.replace("3. Các hộ nuôi", "3. Đề nghị các cơ quan, đơn vị và hộ gia đình nuôi")
    assert any("hộ gia đình nuôi" in words for words in _draft(text).spoken)


def test_a_letter_of_another_ward_is_told() -> None:
    assert [each.code for each in _draft(NOTICE, ward="xã Núi Cao").advice] == ["letter.of_another_place"]
    assert not _draft(NOTICE).advice


def test_the_questions_that_nothing_answers_are_listed() -> None:
    assert _draft(NOTICE).unanswered == (ListenerQuestion.WHOM_TO_ASK,)
