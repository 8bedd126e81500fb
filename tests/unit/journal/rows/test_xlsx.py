"""What is in a spreadsheet, read from its file."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from broadcaster.journal.rows.workbook import Chart, WorkbookSheet, workbook

pytest.importorskip("xlsxwriter")
NAMES = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
AT = datetime(2026, 3, 2, 6, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SHEET = WorkbookSheet(
    name="Nhật ký",
    headings=("Bắt đầu", "Bản tin", "Lý do"),
    rows=((AT, "=SUM(1)", None), (None, "x" * 100, "https://a.vn")),
)


class Book:
    """A workbook as a spreadsheet program reads it: only the parts that these tests need."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as file:
            self.sheet = ET.fromstring(file.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own
            shared = ET.fromstring(file.read("xl/sharedStrings.xml"))  # noqa: S314
            styles = ET.fromstring(file.read("xl/styles.xml"))  # noqa: S314
        self._texts = ["".join(each.itertext()) for each in shared.findall("x:si", NAMES)]
        fonts = styles.findall("x:fonts/x:font", NAMES)
        self._bold = [
            fonts[int(each.get("fontId", "0"))].find("x:b", NAMES) is not None
            for each in styles.findall("x:cellXfs/x:xf", NAMES)
        ]

    def cells(self) -> dict[str, str | float]:
        """Place → text or number."""
        found: dict[str, str | float] = {}
        for cell in self.sheet.findall(".//x:c", NAMES):
            value = cell.findtext("x:v", None, NAMES)
            assert cell.find("x:f", NAMES) is None, "a formula"
            if value is not None:
                text = cell.get("t") == "s"
                found[str(cell.get("r"))] = self._texts[int(value)] if text else float(value)
        return found

    def bold(self, place: str) -> bool:
        cell = next(each for each in self.sheet.findall(".//x:c", NAMES) if each.get("r") == place)
        return self._bold[int(cell.get("s", "0"))]


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(workbook([SHEET]))


def test_first_row_has_the_headings_and_the_next_the_values(book: Book) -> None:
    day = 46083  # of 2 March 2026, counted from 30 December 1899
    assert book.cells() == {
        "A1": "Bắt đầu",
        "B1": "Bản tin",
        "C1": "Lý do",
        "A2": pytest.approx(day + 6.5 / 24),
        "B2": "=SUM(1)",
        "B3": "x" * 100,
        "C3": "https://a.vn",
    }
    assert book.sheet.find("x:hyperlinks", NAMES) is None
    assert book.bold("A1")
    assert not book.bold("B2")


def test_headings_stay_in_sight_and_filter_all_rows(book: Book) -> None:
    pane = book.sheet.find(".//x:pane", NAMES)
    assert pane is not None
    assert (pane.get("ySplit"), pane.get("xSplit"), pane.get("state")) == ("1", None, "frozen")
    filtered = book.sheet.find("x:autoFilter", NAMES)
    assert filtered is not None
    assert filtered.get("ref") == "A1:C3"


def test_columns_are_as_wide_as_their_texts_up_to_a_limit(book: Book) -> None:
    widths = [float(each.get("width", "0")) for each in book.sheet.findall("x:cols/x:col", NAMES)]
    time, message, reason = (round(width) for width in widths)
    assert (time, message, reason) == (len("dd/mm/yyyy hh:mm:ss") + 3, 61, len("https://a.vn") + 3)


def test_lines_above_stand_apart_from_the_headings_and_the_chart_beside_them_shows_all_rows() -> None:
    sheet = WorkbookSheet(
        name="Tháng",
        headings=("Ngày", "Phút", "Buổi"),
        rows=(("1/3", 5, 1), ("2/3", 2.5, 2)),
        above=("Đài truyền thanh", "Tháng 3"),
        chart=Chart(title="Buổi mỗi ngày", values=2),
    )
    content = workbook([sheet])
    book = Book(content)
    cells = book.cells()
    assert [cells[place] for place in ("A1", "A2", "A4", "C4")] == [
        "Đài truyền thanh",
        "Tháng 3",
        "Ngày",
        "Buổi",
    ]
    assert [cells[place] for place in ("A5", "B5", "C5", "A6", "B6", "C6")] == ["1/3", 5, 1, "2/3", 2.5, 2]
    assert (book.bold("A1"), book.bold("A2"), book.bold("B4")) == (True, False, True)
    pane = book.sheet.find(".//x:pane", NAMES)
    filtered = book.sheet.find("x:autoFilter", NAMES)
    assert pane is not None
    assert filtered is not None
    assert (pane.get("ySplit"), filtered.get("ref")) == ("4", "A4:C6")
    with zipfile.ZipFile(BytesIO(content)) as file:
        chart = ET.fromstring(file.read("xl/charts/chart1.xml"))  # noqa: S314 - our own
        drawing = ET.fromstring(file.read("xl/drawings/drawing1.xml"))  # noqa: S314
        names = ET.fromstring(file.read("xl/workbook.xml"))  # noqa: S314
    formulas = [each.text for each in chart.iter() if each.tag.endswith("}f")]
    assert formulas == ["Tháng!$C$4", "Tháng!$A$5:$A$6", "Tháng!$C$5:$C$6"]
    texts = [each.text for each in chart.iter() if each.tag.endswith("}t")]
    assert texts == ["Buổi mỗi ngày"]
    assert not [each for each in chart.iter() if each.tag.endswith("}legend")]
    first = next(each for each in drawing.iter() if each.tag.endswith("}from"))
    assert [each.text for each in first if each.tag.endswith(("}col", "}row"))] == ["4", "3"]
    printed = [each.text for each in names.iter() if each.get("name") == "_xlnm.Print_Titles"]
    assert printed == ["Tháng!$4:$4"]
    setup = book.sheet.find("x:pageSetup", NAMES)
    assert setup is not None
    assert (setup.get("paperSize"), setup.get("orientation"), setup.get("fitToHeight")) == (
        "9",
        "landscape",
        "0",
    )


def test_chart_of_no_rows_is_not_drawn() -> None:
    sheet = WorkbookSheet(name="Tháng", headings=("Ngày",), rows=(), chart=Chart(title="x", values=0))
    with zipfile.ZipFile(BytesIO(workbook([sheet]))) as file:
        assert not [name for name in file.namelist() if "chart" in name]
