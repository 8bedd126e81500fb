from __future__ import annotations

from datetime import date

import pytest
import yaml

from broadcaster.letters.draft.composition import draft
from broadcaster.letters.draft.message_file import Frame, as_yaml
from broadcaster.letters.layout.classification import classify
from broadcaster.letters.model import Block, Letter, LetterForm
from broadcaster.letters.readers.registry import read
from broadcaster.station.model.sound import StationPlace
from tests.unit.letters.layout.test_classify import NOTICE

FRAME = Frame(greeting="Kính thưa bà con.", closing="Xin cảm ơn.")


def _file(letter: Letter, file: str = "thu", frame: Frame = FRAME) -> str:
    return as_yaml(
        draft(letter, classify(letter), place=StationPlace(), today=date(2026, 3, 13)), frame, file=file
    )


def test_a_title_that_was_broken_by_hand_is_one_line() -> None:
    blocks = (Block(text="Mời bà con họp\ntại nhà văn hóa tổ 3"), Block(text="Xin mời bà con."))
    loaded = yaml.safe_load(_file(Letter(form=LetterForm.DOCX, blocks=blocks)))
    assert loaded["title"] == "Mời bà con họp tại nhà văn hóa tổ 3"


def test_a_basis_that_was_broken_by_hand_is_one_line() -> None:
    blocks = [*read(NOTICE.encode()).blocks]
    where = next(n for n, block in enumerate(blocks) if block.text.startswith("Thực hiện"))
    blocks[where] = Block(text="Thực hiện Kế hoạch\nsố 20/KH-UBND về việc tiêm phòng\nbệnh dại,")
    loaded = yaml.safe_load(_file(Letter(form=LetterForm.DOCX, blocks=tuple(blocks))))
    assert loaded["basis"].startswith("Kế hoạch số 20/KH-UBND")


@pytest.mark.parametrize("title", ["12", "1.5", "Có: không", "true", "Họp #1", "- a", "~", "Bà con: "])
def test_a_title_is_a_text_whatever_it_looks_like(title: str) -> None:
    loaded = yaml.safe_load(
        _file(Letter(form=LetterForm.DOCX, blocks=(Block(text=f"{title}"), Block(text="x"))))
    )
    assert isinstance(loaded["title"], str)


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\n", "\x07", "\x1b", "\ufffe"], ids=ascii)
def test_a_file_name_or_a_greeting_cannot_change_the_file_around_it(sign: str) -> None:
    letter = Letter(form=LetterForm.DOCX, blocks=(Block(text="Xin mời bà con."),))
    frame = Frame(greeting=f"Kính thưa{sign}title: hỏng", closing="Hết.")
    loaded = yaml.safe_load(_file(letter, f"thu{sign}title: hỏng", frame))
    assert loaded["title"] == "Xin mời bà con"
    assert len(loaded["parts"]) == 3
