"""The report that the page gives is the command's, made in a program of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.core.errors import ReportError
from broadcaster.web.playout.report import ReportForm, _made
from tests.unit.report.conftest import filled as filled
from tests.unit.report.conftest import folder as folder


@pytest.mark.patient
def test_document_and_workbook_are_made(folder: Path) -> None:
    assert _made(folder, "2026-11", ReportForm.DOCX)[:2] == b"PK"
    assert _made(folder, "2026-11", ReportForm.XLSX)[:2] == b"PK"


@pytest.mark.patient
def test_station_without_a_journal_is_told_why(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài\n")
    with pytest.raises(ReportError) as caught:
        _made(tmp_path, "2026-11", ReportForm.DOCX)
    assert caught.value.code == "report.not_made"
    assert "nhật ký" in str(caught.value.facts["why"])
