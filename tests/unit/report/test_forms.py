"""The report in every form that a ward hands in."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl import load_workbook

from broadcaster.cli.running.commands import COMMANDS
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.report.paper import WIDTH


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    with speaking(Language.VI):
        done = CliRunner().invoke(
            COMMANDS["report"], ["--month", "2026-11", *arguments], obj=folder, standalone_mode=False
        )
    if done.exception is not None:
        raise done.exception
    return int(done.return_value or 0), done.output


def test_text_has_every_table_and_the_head(folder: Path) -> None:
    status, text = run(folder)
    assert status == 0
    for title in (
        "Tổng hợp",
        "Theo ngày",
        "Bản tin đã phát",
        "Theo văn bản",
        "Không phát được",
        "Các cụm loa",
    ):
        assert title in text
    assert "hỏng từ 02/11/2026" in text
    assert "Mã đối chiếu" in text


def test_workbook_has_numbers_charts_and_the_same_sums_as_the_text(folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", str(tmp_path / "bao-cao.xlsx"))
    book = load_workbook(tmp_path / "bao-cao.xlsx")
    summary, days = book["Tổng hợp"], book["Theo ngày"]
    rows = list(summary.iter_rows(min_row=6, values_only=True))
    assert rows[0][0] == "Tất cả"
    assert isinstance(rows[0][2], int)
    assert rows[0][2] == sum(row[2] for row in rows[1:] if isinstance(row[2], int))
    assert rows[0][2] == sum(
        row[2] for row in days.iter_rows(min_row=2, values_only=True) if isinstance(row[2], int)
    )
    assert len(summary._charts) == 1
    assert book["Mã đối chiếu"]["A2"].value in run(folder)[1]


def test_document_is_laid_out_as_an_official_report(folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", str(tmp_path / "bao-cao.docx"))
    document = Document(str(tmp_path / "bao-cao.docx"))
    page = document.sections[0]
    assert page.page_width is not None
    assert page.left_margin is not None
    assert (round(page.page_width.mm), round(page.left_margin.mm)) == (210, 30)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "BÁO CÁO" in text
    assert "{{" not in text
    assert "{%" not in text
    assert "1. Tổng hợp" in text
    tables = document.tables
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in tables[0].rows[0].cells[1].text
    assert [cell.text for cell in tables[1].rows[0].cells] == ["Loại", "Số buổi", "Số lần phát", "Số phút"]
    assert len(tables[1].rows) == 7


def test_columns_of_the_document_were_all_of_one_width_so_that_titles_took_five_lines(
    folder: Path, tmp_path: Path
) -> None:
    run(folder, "-o", str(tmp_path / "r.docx"))
    document = Document(str(tmp_path / "r.docx"))
    messages = next(one for one in document.tables if len(one.columns) > 5)
    widths = [column.width or 0 for column in messages.columns]
    assert widths[0] > 2 * widths[-1], "a title takes more room than a number"
    assert sum(widths) <= WIDTH
    row = messages.rows[1]
    assert [cell.width for cell in row.cells] == widths
    assert row.cells[-1].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert row._tr.xpath("w:trPr/w:cantSplit"), "a row is not torn over two pages"


def test_words_that_look_like_a_template_or_markup_stay_words(folder: Path, tmp_path: Path) -> None:
    words = 'cum-9: {place: "Tổ 1 & 2 <b>{{ head }}</b> {% if %}", speakers: 1}\n'
    (folder / "clusters.yaml").write_text(words)
    run(folder, "-o", str(tmp_path / "bao-cao.docx"))
    document = Document(str(tmp_path / "bao-cao.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Tổ 1 & 2 <b>{{ head }}</b> {% if %}" in cells


def test_own_template_of_the_province_is_used_and_a_faulty_one_is_told(folder: Path, tmp_path: Path) -> None:
    own = folder / "templates/report.docx"
    own.parent.mkdir()
    document = Document()
    document.add_paragraph("MẪU CỦA TỈNH: {{ station }} {{ period }}")
    document.save(str(own))
    run(folder, "-o", str(tmp_path / "a.docx"))
    assert (
        "MẪU CỦA TỈNH: Đài truyền thanh phường Tân Phong"
        in Document(str(tmp_path / "a.docx")).paragraphs[0].text
    )
    document.add_paragraph("{{ nothing.at.all }} {% for %}")
    document.save(str(own))
    from broadcaster.core.errors import ReportError

    with pytest.raises(ReportError) as caught:
        run(folder, "-o", str(tmp_path / "b.docx"))
    assert caught.value.code == "report.bad_template"
    assert not (tmp_path / "b.docx").exists()


ESCAPES = {
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "by a filter": "{{ station|attr('__class__')|attr('mro')() }}",
    "globals of a function": "{{ lipsum.__globals__['os'].getpid() }}",
    "a method of Jinja2's own": "{{ tables.append.__self__.__class__ }}",
    "by format": "{{ '{0.__class__.__mro__}'.format(station) }}",
    "changes what is told": "{{ tables.clear() }}",
}


@pytest.mark.parametrize("written", ESCAPES.values(), ids=ESCAPES.keys())
def test_template_of_the_folder_that_reaches_for_the_program_is_refused(
    folder: Path, tmp_path: Path, written: str
) -> None:
    """Whoever could write templates/ ran code as the station."""
    from broadcaster.core.errors import ReportError

    own = folder / "templates/report.docx"
    own.parent.mkdir()
    document = Document()
    document.add_paragraph(written)
    document.save(str(own))
    with pytest.raises(ReportError) as caught:
        run(folder, "-o", str(tmp_path / "b.docx"))
    assert caught.value.code == "report.bad_template"
    assert not (tmp_path / "b.docx").exists()


def test_csv_has_one_width_and_no_formula(folder: Path, tmp_path: Path) -> None:
    (folder / "clusters.yaml").write_text('cum-9: {place: "=HYPERLINK(1)", speakers: 1}\n')
    run(folder, "-o", str(tmp_path / "bao-cao.csv"))
    rows = list(csv.reader(io.StringIO((tmp_path / "bao-cao.csv").read_text("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert not any(cell.startswith("=") for row in rows for cell in row)


@pytest.mark.patient
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_report_on_paper_is_written_as_a_pdf(folder: Path, tmp_path: Path) -> None:
    run(folder, "-o", str(tmp_path / "bao-cao.pdf"))
    assert (tmp_path / "bao-cao.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_no_month_is_refused(folder: Path) -> None:
    import click

    for wrong in ("2026-13", "11-2026", "2026", "x"):
        with pytest.raises(click.BadParameter):
            run(folder, "--month", wrong)
