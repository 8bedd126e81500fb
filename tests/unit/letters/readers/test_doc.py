from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from broadcaster.core.errors import LettersError
from broadcaster.letters.model import LetterForm
from broadcaster.letters.readers import doc
from broadcaster.letters.readers.registry import form_of, read
from tests.unit.letters.corpus import file_of

NO_CATDOC = pytest.mark.skipif(shutil.which("catdoc") is None, reason="catdoc is not installed")
RTF = rb"{\rtf1\ansi\ansicpg1258 Ng\u224?y mai c\u7855?t \u273?i\u7879?n.\par Xin c\u7843?m \u417?n.}"


def _path_with(tmp_path: Path, office: str) -> str:
    """A search path on which `soffice` is this script."""
    script = tmp_path / "soffice"
    script.write_text(f"#!/bin/sh\n{office}\n", encoding="utf-8")
    script.chmod(0o755)
    return f"{tmp_path}:{os.environ['PATH']}"


@NO_CATDOC
@pytest.mark.parametrize("office", ["exec sleep 60", "exit 1", "kill -9 $$"], ids=["hangs", "fails", "dies"])
def test_where_libreoffice_hangs_or_breaks_catdoc_reads_and_the_draft_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, office: str
) -> None:
    monkeypatch.setenv("PATH", _path_with(tmp_path, office))
    monkeypatch.setattr(doc, "PATIENCE", 0.3)
    letter = read(file_of("doc-cam-duong").read_bytes())
    assert [note.code for note in letter.notes] == ["letter.plain_doc"]
    assert len(letter.blocks) > 10


@NO_CATDOC
def test_rtf_that_was_named_doc_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "soffice" else which(name))
    letter = read(RTF)
    assert letter.form is LetterForm.DOC
    assert " ".join(block.text for block in letter.blocks) == "Ngày mai cắt điện. Xin cảm ơn."


def test_what_no_program_here_reads_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    for data in (RTF, file_of("doc-cam-duong").read_bytes(), b"<?xml version='1.0'?><w:wordDocument/>"):
        assert form_of(data) is LetterForm.DOC
        with pytest.raises(LettersError, match="no_doc_reader"):
            read(data)


def test_a_docx_with_a_password_is_told_as_such() -> None:
    wrapped = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1016)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(400)
    )
    with pytest.raises(LettersError, match=r"letter\.encrypted"):
        read(wrapped)
