"""Make the letters of the corpus from their markup, with what is expected of each.

    python -m tests.data.letters.making.make [NAME …]

Needs LibreOffice for .odt, .pdf, .tif and .doc, Chromium for what a browser
prints. The files are in git: the tests do not make them.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pypdfium2
import yaml
from PIL import Image, ImageChops, ImageFilter

from tests.data.letters.making.markup import Source, expectation, sources
from tests.data.letters.making.web import printed_page, text_file, web_page
from tests.data.letters.making.word import Maker

HERE = Path(__file__).parent
_FILTERS = {
    "doc": "doc:MS Word 97",
    "pdf": 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"false"}}',
}
THERE = HERE.parent
_DPI = 200
_SPECKS = 0.0002


def main(names: list[str]) -> int:
    """Make the named letters, or all."""
    for path in sorted(HERE.glob("*.txt")):
        for source in sources(path.read_text("utf-8")):
            if names and source.name not in names:
                continue
            (THERE / f"{source.name}.{source.form}").write_bytes(_made(source))
            (THERE / f"{source.name}.yaml").write_text(
                yaml.safe_dump(expectation(source), allow_unicode=True, sort_keys=False, width=110), "utf-8"
            )
    return 0


def _made(source: Source) -> bytes:
    if source.form == "txt":
        return text_file(source)
    if source.form == "html":
        return web_page(source)
    if source.options.get("maker") == "chromium":
        return _by_browser(printed_page(source))
    if source.form == "tif":
        return scanned(_by_office(Maker(source).made(), "pdf"))
    word = Maker(source).made()
    if source.form == "docx":
        return word
    made = _by_office(word, source.form)
    return _hidden(made) if "hidden" in source.options else made


def _by_office(word: bytes, form: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.docx"
        path.write_bytes(word)
        wanted = _FILTERS.get(form, form)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", wanted,
             "--outdir", folder, str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return path.with_suffix(f".{form}").read_bytes()


def _by_browser(page: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.html"
        path.write_text(page, "utf-8")
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", f"--user-data-dir={folder}/profile",
             "--no-pdf-header-footer",
             f"--print-to-pdf={folder}/letter.pdf", path.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return (Path(folder) / "letter.pdf").read_bytes()


_SECTION = '<text:section text:style-name="Sect1" text:name="an" text:display="none">{}</text:section>'
_MARKED = re.compile(rb"(?:<text:p [^>]*>\[an\](?:(?!</text:p>).)*</text:p>)+")


def _in_section(hit: re.Match[bytes]) -> bytes:
    return _SECTION.encode().replace(b"{}", hit[0].replace(b"[an]", b""))


def _hidden(data: bytes) -> bytes:
    """An .odt file with its marked paragraphs in a section that is not shown."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for each in old.infolist():
            part = old.read(each)
            if each.filename == "content.xml":
                part = _MARKED.sub(_in_section, part)
            new.writestr(each, part)
    return out.getvalue()


def scanned(pdf: bytes) -> bytes:
    """The pages of a PDF as a scanner gives them: black and white, askew, specks, a shadowed edge."""
    pages = []
    chance = np.random.default_rng(28)
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        sheet = page.render(scale=_DPI / 72).to_pil().convert("L")
        sheet = ImageChops.offset(sheet, int(chance.integers(-12, 12)), int(chance.integers(-15, 15)))
        sheet = sheet.rotate(0.8 - 1.3 * (number % 2), resample=Image.Resampling.BICUBIC, fillcolor=255)
        grey = np.asarray(sheet.filter(ImageFilter.GaussianBlur(0.6)), dtype=float)
        grey += chance.normal(0, 12, grey.shape)
        grey[chance.random(grey.shape) < _SPECKS] = 0
        grey[:, :6] = 0
        pages.append(Image.fromarray(grey > 140))
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="group4", dpi=(_DPI, _DPI))
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
