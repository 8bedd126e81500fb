"""The month's report from the page Nhật ký: as workbook, document or PDF."""

from __future__ import annotations

import subprocess
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from broadcaster.core.errors import ReportError
from broadcaster.people.roles.model import Action
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import REPORTING, run_command
from broadcaster.web.site.shell import Shell

PATIENCE = 150.0  # seconds; LibreOffice may take a minute


class ReportForm(StrEnum):
    """What a report may be."""

    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"


_TYPES = {
    ReportForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ReportForm.PDF: "application/pdf",
}


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell, REPORTING)

    @made.get("/log/report", needs=Action.LOOK)
    def report(
        request: Request, month: Annotated[str, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")], form: ReportForm
    ) -> Response:
        content = _made(shell.station.access.folder, month, form)
        name = f'attachment; filename="bao-cao-{month}.{form}"'
        return Response(content, media_type=_TYPES[form], headers={"Content-Disposition": name})

    return made.router


def _made(folder: Path, month: str, form: ReportForm) -> bytes:
    """The file. Raises ReportError: it was not made, with the reason."""
    with tempfile.TemporaryDirectory(prefix="report-") as place:
        target = Path(place) / f"bao-cao.{form}"
        try:
            done = run_command(folder, "report", "--month", month, "-o", str(target), patience=PATIENCE)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ReportError("report.not_made", why=str(error)) from error
        if done.returncode != 0 or not target.is_file():
            lines = done.stderr.strip().splitlines()
            raise ReportError("report.not_made", why=lines[-1] if lines else "")
        return target.read_bytes()
