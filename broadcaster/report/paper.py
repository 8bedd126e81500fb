"""The report on paper, in the layout of Nghị định 30/2020/NĐ-CP, and as PDF. The only user of docxtpl."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from broadcaster.beneath import open_file
from broadcaster.errors import ReportError
from broadcaster.lifeline import foreign
from broadcaster.report.layout import groups_of, lay_out
from broadcaster.report.plain import written
from broadcaster.report.tables import Report, Table
from broadcaster.text import say

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
        raise ReportError("report.no_docx") from error
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
