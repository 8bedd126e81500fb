"""Make the letters of the corpus from their markup, with what is expected of each.

    python -m tests.data.letters.making.make [NAME …]

Needs LibreOffice for .odt, .pdf and .doc. The files are in git: the tests do not make them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from tests.data.letters.making.markup import Source, expectation, sources
from tests.data.letters.making.web import text_file, web_page
from tests.data.letters.making.word import Maker

HERE = Path(__file__).parent
_FILTERS = {
    "doc": "doc:MS Word 97",
    "pdf": 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"false"}}',
}
THERE = HERE.parent


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
    word = Maker(source).made()
    if source.form == "docx":
        return word
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letter.docx"
        path.write_bytes(word)
        form = _FILTERS.get(source.form, source.form)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form,
             "--outdir", folder, str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return path.with_suffix(f".{source.form}").read_bytes()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
