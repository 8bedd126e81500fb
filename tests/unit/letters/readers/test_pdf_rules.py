"""Tables of a PDF by the lines that are drawn, on pages written by hand."""

from __future__ import annotations

import pytest

from broadcaster.letters.readers.pages import read

WORDS = (
    *((110, 690, "Thon"), (210, 690, "Ngay tiem"), (110, 670, "Dong Thuong"), (210, 670, "18/5/2026")),
    *((110, 650, "Dong Ha"), (210, 650, "19/5/2026"), (110, 620, "Ba con nho xich cho.")),
)
FONT = "<</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>>>>>>"
LEVELS, UPRIGHTS = (705, 685, 665, 645), (100, 205, 300)


def _pdf(drawing: str) -> bytes:
    """One page with the words, and a drawing below them."""
    said = "".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in WORDS)
    content = f"{drawing}\n{said}"
    parts = (
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {FONT}>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
    )
    numbered = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{numbered}trailer <</Root 1 0 R>>\n%%EOF\n".encode()


def _strokes() -> str:
    level = "".join(f"{UPRIGHTS[0]} {y} m {UPRIGHTS[-1]} {y} l S\n" for y in LEVELS)
    return level + "".join(f"{x} {LEVELS[0]} m {x} {LEVELS[-1]} l S\n" for x in UPRIGHTS)


def _boxes() -> str:
    """As Word draws them: thin filled boxes."""
    wide, high = UPRIGHTS[-1] - UPRIGHTS[0], LEVELS[0] - LEVELS[-1]
    level = "".join(f"{UPRIGHTS[0]} {y} {wide} 0.5 re f\n" for y in LEVELS)
    return level + "".join(f"{x} {LEVELS[-1]} 0.5 {high} re f\n" for x in UPRIGHTS)


def _scaled() -> str:
    """As some printers do: the page's coordinates are changed first."""
    tenfold = " ".join(
        str(10 * int(part)) if part.isdigit() else part
        for part in _strokes().replace("\n", " \n ").split(" ")
    )
    return f"q 0.1 0 0 0.1 0 0 cm 5 w\n{tenfold}\nQ"


@pytest.mark.parametrize("drawing", [_strokes(), _boxes(), _scaled()], ids=["lines", "boxes", "scaled"])
def test_the_rows_of_a_table_are_those_that_its_rules_tell(drawing: str) -> None:
    blocks = read(_pdf(drawing)).blocks
    assert [(block.text, block.cell and (block.cell.row, block.cell.column)) for block in blocks] == [
        *(("Thon", (0, 0)), ("Ngay tiem", (0, 1)), ("Dong Thuong", (1, 0)), ("18/5/2026", (1, 1))),
        *(("Dong Ha", (2, 0)), ("19/5/2026", (2, 1)), ("Ba con nho xich cho.", None)),
    ]


@pytest.mark.parametrize(
    "drawing",
    ["", "100 640 m 300 640 l S", "90 600 300 200 re S", "0 0 m " + "1 1 l " * 30_000 + "S"],
    ids=["none", "underline", "frame", "scribble"],
)
def test_what_is_no_table_leaves_all_words(drawing: str) -> None:
    said = " ".join(block.shown for block in read(_pdf(drawing)).blocks)
    assert [text for _, _, text in WORDS if text not in said] == []
