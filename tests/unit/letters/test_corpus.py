"""What is made of whole letters, in the layouts of many offices; scores: `tests/data/letters/README.md`."""

from __future__ import annotations

import shutil

import pytest

from tests.unit.letters.corpus import file_of, names, score

NO_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.mark.parametrize("name", names("docx", "odt", "pdf", "html", "txt"))
def test_nothing_of_a_letter_is_lost_changed_or_spoken_wrongly(name: str) -> None:
    assert score(name).faults == []


@pytest.mark.patient
@NO_OFFICE
@pytest.mark.parametrize("name", names("doc"))
def test_nothing_of_a_doc_file_is_lost_changed_or_spoken_wrongly(name: str) -> None:
    assert score(name).faults == []


@pytest.mark.patient
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
@pytest.mark.parametrize("name", names("tif"))
def test_nothing_of_a_scanned_letter_is_lost_or_spoken_wrongly(name: str) -> None:
    assert score(name).faults == []


@pytest.mark.skipif(shutil.which("catdoc") is None, reason="catdoc is not installed")
@pytest.mark.parametrize("name", names("doc"))
def test_without_libreoffice_the_words_of_a_doc_file_are_kept_all_the_same(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "soffice" else which(name))
    found = score(name)
    # Automatic numbers and tables are not in what catdoc prints, so items are not asked for.
    told = ("items", "spoken, but not meant for people")
    assert [fault for fault in found.faults if not fault.startswith(told)] == []


def test_a_letter_of_the_corpus_is_small() -> None:
    assert [name for name in names() if file_of(name).stat().st_size > 60_000] == []
