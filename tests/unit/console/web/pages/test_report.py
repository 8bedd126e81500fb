"""The report that the page gives is the command's, made in a program of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.console.web.pages.report import Form, _made
from broadcaster.errors import ReportError
from tests.unit.report.conftest import folder as folder


@pytest.mark.patient
def test_document_and_workbook_are_made(folder: Path) -> None:
    assert _made(folder, "2026-11", Form.DOCX)[:2] == b"PK"
    assert _made(folder, "2026-11", Form.XLSX)[:2] == b"PK"


@pytest.mark.patient
def test_station_without_a_journal_is_told_why(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài\n")
    with pytest.raises(ReportError) as caught:
        _made(tmp_path, "2026-11", Form.DOCX)
    assert caught.value.code == "report.not_made"
    assert "nhật ký" in str(caught.value.facts["why"])
