from __future__ import annotations

from broadcaster.letters.draft.composition import said
from broadcaster.letters.layout.elements import Element, PlacedBlock
from broadcaster.letters.model import Block, Cell


def _table(*rows: tuple[str, ...], numbers: tuple[str, ...] = ()) -> list[PlacedBlock]:
    """Cells; the first one of each row has its automatic number."""
    made = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cell = Cell(table=0, row=row, column=column, columns=len(texts), rows=len(rows))
            number = numbers[row] if numbers and column == 0 else None
            block = Block(text=text, cell=cell, number=number)
            made.append(PlacedBlock(block=block, element=Element.TABLE, reason="", confidence=1.0, text=text))
    return made


def test_automatic_numbers_in_cells_are_kept() -> None:
    wide = said(_table(("Tổ A", "7 giờ", "sân"), ("Tổ B", "8 giờ", "chợ"), numbers=("1.", "2.")))
    assert [piece.text for piece in wide] == ["1. Tổ A | 7 giờ | sân", "2. Tổ B | 8 giờ | chợ"]
    narrow = said(_table(("Tổ A", "7 giờ"), ("Tổ B", "8 giờ"), numbers=("1.", "2.")))
    assert [piece.text for piece in narrow] == ["1. Tổ A: 7 giờ.", "2. Tổ B: 8 giờ."]
