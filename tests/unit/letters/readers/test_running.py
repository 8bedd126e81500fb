"""PDF pages with running heads and feet, a watermark, two columns of prose; on pages written by hand."""

from __future__ import annotations

from collections.abc import Sequence

from broadcaster.letters.layout.classification import classify
from broadcaster.letters.layout.elements import Element
from broadcaster.letters.model import Block, Letter, Region
from broadcaster.letters.readers.lines import PageSegment
from broadcaster.letters.readers.pages import read
from broadcaster.letters.readers.running import pages_of

FONT = "<</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>>>>>>"
LONG = "Ba con don sach rac trong vuon va ngoai ngo truoc nha minh vao sang thu Bay hang tuan"
_Word = tuple[float, float, str]


def _pdf(*pages: Sequence[_Word], more: str = "", size: int = 12) -> bytes:
    return _pages(
        *(
            more + "".join(f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET\n" for x, y, text in words)
            for words in pages
        )
    )


def _escaped(text: str) -> str:
    return text.replace(")", "\\)")


def _pages(*contents: str) -> bytes:
    parts = ["<</Type /Catalog /Pages 2 0 R>>", ""]
    kids = []
    for content in contents:
        number = len(parts) + 1
        kids.append(f"{number} 0 R")
        parts.append(
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Contents {number + 1} 0 R /Resources {FONT}>>"
        )
        parts.append(f"<</Length {len(content)}>>\nstream\n{content}\nendstream")
    parts[1] = f"<</Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)}>>"
    numbered = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{numbered}trailer <</Root 1 0 R>>\n%%EOF\n".encode()


def _page(number: int, *lines: str, top: int = 760) -> list[_Word]:
    """A head, some lines, a foot that counts."""
    said = [(80.0, float(top - 18 * n), line) for n, line in enumerate(lines)]
    return [(80, 800, "UBND PHUONG HOA SEN - Ke hoach nam 2026"), *said, (270, 40, f"Trang {number}/3")]


def _regions(letter: Letter, *regions: Region) -> list[str]:
    return [block.text for block in letter.blocks if block.region in regions]


PAGES = (
    _page(1, LONG, f"{LONG}, khong de rac"),
    _page(2, "tren duong khi xe chua den.", LONG, f"{LONG} va nho"),
    _page(3, "dong nap thung."),
)


def test_a_running_head_and_a_foot_that_counts_are_no_part_of_the_words() -> None:
    letter = read(_pdf(*PAGES))
    assert _regions(letter, Region.HEADER) == ["UBND PHUONG HOA SEN - Ke hoach nam 2026"] * 3
    assert _regions(letter, Region.FOOTER) == ["Trang 1/3", "Trang 2/3", "Trang 3/3"]


def test_a_sentence_over_the_end_of_a_page_is_one_sentence() -> None:
    body = " ".join(_regions(read(_pdf(*PAGES)), Region.BODY))
    assert "khong de rac tren duong khi xe chua den." in body
    joined = [each for each in _regions(read(_pdf(*PAGES)), Region.BODY) if "rac tren duong" in each]
    assert len(joined) == 1


def test_rows_that_stand_at_one_place_of_two_pages_are_words() -> None:
    pages = [
        [(80.0, 780.0, f"To {n}: tiem phong luc {n} gio"), (80.0, 700.0, f"{LONG} {n}")] for n in (3, 17)
    ]
    assert _regions(read(_pdf(*pages)), Region.HEADER, Region.FOOTER) == []


def test_copies_of_one_letter_keep_their_heads() -> None:
    copy = [
        (80.0, 780.0, "UBND XA"),
        (300.0, 780.0, "CONG HOA XA HOI CHU NGHIA VIET NAM"),
        (80.0, 700.0, LONG),
    ]
    assert _regions(read(_pdf(copy, copy)), Region.HEADER) == []


def test_a_watermark_is_no_part_of_the_words() -> None:
    across = "BT /F1 60 Tf 0.7 0.7 -0.7 0.7 150 250 Tm (DU THAO) Tj ET\n"
    letter = read(_pdf([(80, 700 - 18 * n, LONG) for n in range(20)], more=across))
    assert _regions(letter, Region.HEADER) == ["DU THAO"]
    assert not any("DU" in text for text in _regions(letter, Region.BODY))


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    first = [f"cot mot dong {n} day du chu cho het" for n in range(10)]
    second = [f"cot hai dong {n} day du chu cho het" for n in range(10)]
    words = [(60.0, 700.0 - 16 * n, text) for n, text in enumerate(first)]
    words += [(310.0, 693.0 - 16 * n, text) for n, text in enumerate(second)]
    letter = read(
        _pdf(
            [
                (60, 760, "Ba con cung phan loai rac tai nha de duong lang sach dep va khong co mui hoi nao"),
                *words,
            ]
        )
    )
    body = " ".join(block.text for block in letter.blocks)
    assert all(block.cell is None for block in letter.blocks)
    assert body.index("cot mot dong 9") < body.index("cot hai dong 0")


def test_numbered_orders_in_small_type_at_the_foot_of_a_page_are_items() -> None:
    order = "1. Nguoi dan roi nha den cho cao truoc 17 gio, mang theo giay to."
    large = "".join(f"BT /F1 14 Tf 80 {760 - 20 * n} Td ({LONG[:70]}) Tj ET\n" for n in range(12))
    letter = read(_pdf([(80, 300, order), (80, 280, order.replace("1.", "2."))], more=large, size=11))
    assert _regions(letter, Region.FOOTNOTE) == []
    note = read(_pdf([(80, 300, "1 Theo Cong van so 12 cua Quy bao ve rung.")], more=large, size=10))
    assert len(_regions(note, Region.FOOTNOTE)) == 1


def _recognised(page: int, head: str, base: float) -> list[PageSegment]:
    texts = [(head, base), *((f"{LONG} {100 * page + n}", base - 80 - 40 * n) for n in range(20))]
    return [
        PageSegment(text=text, page=page, left=100, right=900, base=at, size=24, guessed=True)
        for text, at in texts
    ]


def test_the_head_of_scanned_pages_is_known_though_it_was_read_otherwise() -> None:
    pages = {
        1: _recognised(1, "Cong an phuong Hoa Lac - Thong bao", -60),
        2: _recognised(2, "Cong an phuorg Hoa Lac — Thong bao", -95),
    }
    found = pages_of(pages, {1: (), 2: ()})
    heads = [block.text for blocks in found.values() for block in blocks if block.region is Region.HEADER]
    assert heads == ["Cong an phuong Hoa Lac - Thong bao", "Cong an phuorg Hoa Lac — Thong bao"]


def test_a_mark_of_urgency_on_every_page_is_still_a_mark() -> None:
    blocks = (Block(text="HỎA TỐC", region=Region.HEADER), Block(text="Bà con rời nhà."))
    letter = read(_pdf(*PAGES))
    placed = classify(Letter(form=letter.form, blocks=blocks))
    assert placed[0].element is Element.STAMP


def test_a_head_in_small_type_that_stands_on_the_second_page_alone_is_one() -> None:
    head = "BT /F1 9 Tf 80 800 Td (UBND xa Hoa Sen - Thong bao so 15) Tj ET\n"
    pages = [
        "".join(f"BT /F1 12 Tf 80 {764 - 16 * n} Td ({LONG} {(n + 1) * k}) Tj ET\n" for n in range(8))
        for k in (3, 5)
    ]
    letter = read(_pages(pages[0], head + pages[1]))
    assert _regions(letter, Region.HEADER) == ["UBND xa Hoa Sen - Thong bao so 15"]


def test_a_table_that_goes_on_on_the_next_page_is_one_table_and_its_repeated_headings_are_words() -> None:
    def table(*rows: str) -> str:
        edges = [100, 200, 300, 400]
        low = 780 - 20 * len(rows)
        level = "".join(f"100 {780 - 20 * n} m 400 {780 - 20 * n} l S\n" for n in range(len(rows) + 1))
        upright = "".join(f"{x} 780 m {x} {low} l S\n" for x in edges)
        words = "".join(
            f"BT /F1 12 Tf {x + 5} {766 - 20 * n} Td ({text}) Tj ET\n"
            for n, row in enumerate(rows)
            for x, text in zip(edges, row.split("|"), strict=False)
        )
        return level + upright + words

    first = table("Ngay|Gio|Khu vuc", "02/12|7h|Thon Dong")
    second = table("Ngay|Gio|Khu vuc", "04/12|8h|Thon Doai")
    letter = read(_pages(first, second))
    cells = [block.cell for block in letter.blocks if block.cell is not None]
    assert {cell.table for cell in cells} == {0}
    assert [cell.row for cell in cells] == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3


def test_a_heading_at_the_end_of_a_page_does_not_run_into_the_next_one() -> None:
    pages = [
        _page(1, LONG, "II. DOI TUONG"),
        _page(2, "Tre em duoi nam tuoi va phu nu co thai."),
        _page(3, LONG),
    ]
    assert "II. DOI TUONG" in _regions(read(_pdf(*pages)), Region.BODY)


def test_the_lines_that_a_browser_prints_around_a_page_are_no_words() -> None:
    def printed(page: int, low: int) -> list[_Word]:
        url, count = (40.0, float(low), "https://hoasen.gov.vn/cong-van"), (540.0, float(low), f"{page}/2")
        said = [(80.0, 780.0 - 18 * n, f"{LONG} {n * page}") for n in range(1, 6)]
        return [(40.0, 820.0, "12/1/26, 8:28 AM"), *said, url, count]

    letter = read(_pdf(printed(1, 20), printed(2, 600)))
    assert _regions(letter, Region.FOOTER) == ["https://hoasen.gov.vn/cong-van"] * 2
    words = [each.block.text for each in classify(letter) if each.spoken]
    assert not any("hoasen" in text or text in ("1/2", "2/2") for text in words)


def test_items_that_look_centred_are_items() -> None:
    items = (
        "a) Ba con nop ho so tai nha van hoa cua to minh",
        "b) Ba con nhan tien tai nha van hoa cua to minh",
    )
    lines = [(60.0, 700.0 - 18 * n, f"{LONG} va khong de rac") for n in range(5)]
    letter = read(_pdf([*lines, *((140.0, 600.0 - 18 * n, text) for n, text in enumerate(items))]))
    assert [block.text for block in letter.blocks][-2:] == list(items)
