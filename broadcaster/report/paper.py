"""The report as a document by Nghị định 30/2020/NĐ-CP, and as PDF. The only user of docxtpl."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from broadcaster.core.child_processes import foreign
from broadcaster.core.confined_files import open_file
from broadcaster.core.errors import ReportError
from broadcaster.core.text.catalogue import say
from broadcaster.report.tables import Report, Table, written

WIDTH = 165 * 36_000  # of the text in EMU: A4 without its margins of 30 and 15 mm
SIGNS = 92  # of 10 points that fit in it
EDGES = 3  # signs that the edges of a cell take
LONGEST_WORD = 16  # signs; a longer word is broken
HEADING = 12  # signs of a heading for which a column asks
MOST = 60  # signs of a line for which a column asks
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def lay_out(document: Any, tables: Sequence[Table]) -> None:  # noqa: ANN401 - of python-docx, which has no types
    """Set the columns of a document that was made by our own template.

    Args:
        document: the filled document; the tables of the report with rows stand in it in order, between the
            head and the foot.
    """
    with_rows = [one for one in tables if one.rows]
    for table, drawn in zip(with_rows, document.element.body.tbl_lst[1:-1], strict=True):
        groups = groups_of(table)
        widths = shares([_signs(table, group) for group in groups])
        right = [
            all(not isinstance(row[one], str) for row in table.rows for one in group) for group in groups
        ]
        for column, width in zip(drawn.tblGrid.gridCol_lst, widths, strict=True):
            column.w = width
        drawn.tblPr.autofit = False
        for row in drawn.tr_lst:
            for cell, width, figures in zip(row.tc_lst, widths, right, strict=True):
                cell.width = width
                if figures:
                    for paragraph in cell.p_lst:
                        paragraph.get_or_add_pPr().get_or_add_jc().set(f"{_W}val", "right")


def groups_of(table: Table) -> Sequence[Sequence[int]]:
    """The columns of the table that stand in one column on paper."""
    return table.paper or [(column,) for column in range(len(table.headings))]


def shares(signs: Sequence[tuple[int, int]]) -> list[int]:
    """The widths of columns in EMU: the longest word fits, and what room is left goes to the long lines.

    Args:
        signs: of each column's longest word and longest line.
    """
    words = [min(LONGEST_WORD, word) + EDGES for word, _ in signs]
    wishes = [max(0, min(MOST, line) + EDGES - word) for word, (_, line) in zip(words, signs, strict=True)]
    left = max(0, SIGNS - sum(words))
    wanted = sum(wishes)
    rooms = [
        word + (left * wish / wanted if wanted else left / len(words))
        for word, wish in zip(words, wishes, strict=True)
    ]
    return [int(WIDTH * room / sum(rooms)) for room in rooms]


def _signs(table: Table, group: Sequence[int]) -> tuple[int, int]:
    """Signs of the longest word, that of the heading too, and of the longest line."""
    headings = [word for column in group for word in table.headings[column].split()]
    lines = [line for row in table.rows for column in group for line in written(row[column]).splitlines()]
    words = [word for line in lines for word in line.split()]
    above = min(HEADING, max(len(table.headings[column]) for column in group))
    return max(map(len, [*headings, *words]), default=0), max([above, *map(len, lines)])


TEMPLATE = "templates/report.docx"
"""The station's own template, below its folder; it has the same names in double braces as ours."""

_OURS = "report.docx"
_PATIENCE = 120  # seconds for LibreOffice


def as_docx(report: Report, folder: Path) -> bytes:
    """The document, by the station's own template where it has one.

    Raises:
        ReportError: docxtpl is not installed, or the station's template cannot be filled.
    """
    try:
        from docxtpl import DocxTemplate
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ImportError as error:
        raise ReportError("report.no_docx", extra="report") from error
    own = _own(folder)
    filled = BytesIO()
    try:
        template = DocxTemplate(BytesIO(own or (files("broadcaster.report") / _OURS).read_bytes()))
        # Whoever may write the station's folder may not thereby act as the station.
        template.render(_values(report), ImmutableSandboxedEnvironment(), autoescape=True)
        if own is None:
            lay_out(template.docx, report.tables)
        template.save(filled)
    except Exception as error:  # docxtpl, python-docx, lxml and Jinja2 have a tree of errors each
        path = str(folder / TEMPLATE)
        raise ReportError("report.bad_template", path=path, why=str(error)[:200]) from error
    return filled.getvalue()


def _own(folder: Path) -> bytes | None:
    """The station's own template; None where it has none.

    Raises:
        ReportError: it cannot be read, or is a link.
    """
    try:
        with open_file(folder, TEMPLATE) as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        why = error.strerror or str(error)
        raise ReportError("report.bad_template", path=str(folder / TEMPLATE), why=why) from error


def as_pdf(report: Report, folder: Path) -> bytes:
    """The document as PDF, by LibreOffice.

    Raises:
        ReportError: it is not installed, or made none; or see `as_docx`.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise ReportError("report.no_office")
    with tempfile.TemporaryDirectory(prefix="report-") as temporary:
        place = Path(temporary)
        (place / "report.docx").write_bytes(as_docx(report, folder))
        command = [office, "--headless", f"-env:UserInstallation={(place / 'profile').as_uri()}"]
        command += ["--convert-to", "pdf", "--outdir", temporary, str(place / "report.docx")]
        try:
            subprocess.run(foreign(command), capture_output=True, timeout=_PATIENCE, check=False)
            return (place / "report.pdf").read_bytes()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ReportError("report.no_pdf") from error


def _values(report: Report) -> dict[str, object]:
    """What the template may name."""
    return {
        "station": report.station,
        "place": report.place,
        "title": report.title,
        "period": report.period,
        "signed": report.signed,
        "summary": report.summary,
        "made": report.made,
        "head": report.head,
        "proof": say("report.proof", head=report.head),
        "nothing": say("report.none"),
        "tables": [_on_paper(table) for table in report.tables],
    }


def _on_paper(table: Table) -> dict[str, object]:
    cells = [[written(cell) for cell in row] for row in table.rows]
    groups = groups_of(table)
    return {
        "title": table.title,
        "headings": [", ".join(table.headings[column] for column in group) for group in groups],
        "rows": [[_joined(row[column] for column in group) for group in groups] for row in cells],
    }


def _joined(cells: Iterator[str]) -> str:
    return "\n".join(cell for cell in cells if cell)
