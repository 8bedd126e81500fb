"""The elements of an official letter. Source: Nghị định 30/2020/NĐ-CP, Điều 8, and its Phụ lục I."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from broadcaster.letters.model import Block


class Element(StrEnum):
    """What a block is in its letter."""

    ISSUER = "issuer"  # tên cơ quan ban hành, and the one above it
    NATIONAL_TITLE = "national_title"  # Quốc hiệu và Tiêu ngữ; of the Party: its name
    NUMBER = "number"  # số, ký hiệu
    PLACE_DATE = "place_date"  # địa danh và thời gian ban hành
    KIND = "kind"  # tên loại: THÔNG BÁO, KẾ HOẠCH …
    SUBJECT = "subject"  # trích yếu: "V/v …", or the lines below the kind
    ADDRESSEE = "addressee"  # "Kính gửi", and who follows
    BASIS = "basis"  # căn cứ
    BODY = "body"
    ITEM = "item"  # a numbered or listed paragraph, with its level
    TABLE = "table"
    APPENDIX = "appendix"
    RECIPIENTS = "recipients"  # nơi nhận
    SIGNATURE = "signature"  # quyền hạn, chức vụ, họ tên
    STAMP = "stamp"  # urgency and secrecy marks, and what an electronic signature prints
    RUNNING = "running"  # page numbers, headers and footers
    FOOTNOTE = "footnote"


SPOKEN = frozenset({Element.BODY, Element.ITEM, Element.TABLE, Element.BASIS, Element.APPENDIX})
"""Elements whose words may matter to listeners. The others are the letter's head and tail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A block with what it is."""

    block: Block
    element: Element
    reason: str  # English, for the log and the tests: what decided
    confidence: float  # 0 … 1
    number: str | None = None  # of an item, as written: "1.", "a)", "-", "Điều 2."
    level: int = 0  # of an item, from 1; 0 for no item
    text: str = ""  # the block's text without the number
    counts: bool = False  # the number only counts the items: what is spoken may leave it out

    @property
    def said(self) -> str:
        """The words to be spoken: a number that may mean more than a count stays with them."""
        return self.text if self.counts else self.block.shown.strip()

    @property
    def spoken(self) -> bool:
        """True if its words may matter to listeners."""
        return self.element in SPOKEN
