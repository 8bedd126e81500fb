"""Words that ward texts are full of, taken from what abbreviations and signs stand for."""

from __future__ import annotations

from functools import cache

from broadcaster.reading.rules.data import load
from broadcaster.reading.rules.names.meanings import ABBREVIATIONS
from broadcaster.reading.wordset import wordset

_MORE = wordset(
    "lúc tại ông bà cháu bé bác chú cô là và của các có đã sẽ này đó khi nơi trên xóm số góp hôm trì "
    "phòng tiêm nhà hóa hết chí mời đúng giờ sáng chiều tối ngày tháng năm đèn kèm thì gì lý quý vị mọi "
    "nào ngoài trong xóa nói hàng hồi cúp cáp báo áo lá lò tèo văn thị tý mí cà phê hè ngõ xá xã lũ mưa "
    "bão bò trâu lúa rác thùng xe"
)


@cache
def common() -> frozenset[str]:
    """Lower-case words."""
    said = [option.say for options in ABBREVIATIONS.values() for option in options]
    said += [*load("codes")["bodies"].values(), *load("codes")["kinds"].values()]
    return frozenset(word for text in said for word in text.split()) | _MORE
