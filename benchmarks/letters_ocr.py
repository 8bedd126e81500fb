"""How well scanned letters are read: word error, and whether each wrong number is in the list to compare.

    python -m benchmarks.letters_ocr [NAME …]

Letters of the corpus are printed (LibreOffice for other formats than PDF), drawn at 200 dpi and spoilt in
two ways: `scan` is turned by 2°, noisy, a red stamp over the signature; `phone` is a dark photograph with
a shadow, turned by 90°. The words of the body are compared with what the reader of the printed file gives.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from broadcaster.letters.draft.composition import draft
from broadcaster.letters.draft.facts import stated
from broadcaster.letters.layout.classification import classify
from broadcaster.letters.model import Letter
from broadcaster.letters.readers import pages, scan
from broadcaster.station.model.sound import StationPlace
from tests.unit.letters.corpus import file_of, names

DPI = 200
# LibreOffice has no .VnTime to print with, and prints tracked changes with the words that were deleted.
_NOT_PRINTED = ("docx-dang-uy-cong-van", "docx-cong-dien-bao")
_DIGITS = re.compile(r"\d+")


def printed(name: str) -> bytes:
    """A letter of the corpus as a PDF."""
    path = file_of(name)
    if path.suffix == ".pdf":
        return path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
             "--outdir", folder, str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return (Path(folder) / f"{name}.pdf").read_bytes()


def drawn(file: bytes) -> list[Image.Image]:
    """The pages in colours."""
    document = pypdfium2.PdfDocument(file)
    pages = [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in document]
    document.close()
    return pages


def scanned(page: Image.Image, last: bool) -> Image.Image:
    """A page as an office's scanner gives it: askew, noisy, on the last page a stamp over the signature."""
    if last:
        page = _stamped(page)
    page = page.rotate(2, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=(250, 250, 248))
    noise = np.random.default_rng(7).normal(0, 14, (page.height, page.width, 3))
    return Image.fromarray(np.clip(np.asarray(page, dtype=float) + noise, 0, 255).astype(np.uint8))


def photographed(page: Image.Image, last: bool) -> Image.Image:
    """A page as a telephone in a dark room gives it: turned by 90°, dim, shadowed, a little unsharp."""
    if last:
        page = _stamped(page)
    page = page.filter(ImageFilter.GaussianBlur(0.8))
    down = np.linspace(0.55, 0.32, page.height)[:, None, None]
    across = np.linspace(1.0, 0.75, page.width)[None, :, None]
    noise = np.random.default_rng(7).normal(0, 4, (page.height, page.width, 3))
    dark = Image.fromarray(
        np.clip(np.asarray(page, dtype=float) * down * across + noise, 0, 255).astype(np.uint8)
    )
    data = io.BytesIO()
    dark.rotate(90, expand=True).save(data, "JPEG", quality=80)
    return Image.open(data)


def _stamped(page: Image.Image) -> Image.Image:
    """A round red stamp where the signature stands: in the right half, on the lowest words."""
    rows = np.where((np.asarray(page.convert("L"))[:, page.width // 2 :] < 128).sum(axis=1) > 0)[0]
    low = int(rows[rows < 0.93 * page.height][-1])
    middle, radius = (int(page.width * 0.6), low - 60), 130
    ink = Image.new("RGBA", page.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(ink)
    for inset in (0, 14):
        r = radius - inset
        box = [middle[0] - r, middle[1] - r, middle[0] + r, middle[1] + r]
        pen.ellipse(box, outline=(205, 25, 40, 215), width=6)
    pen.regular_polygon((*middle, 46), 5, fill=(205, 25, 40, 200))
    return Image.alpha_composite(page.convert("RGBA"), ink).convert("RGB")


def bundled(pages: Sequence[Image.Image]) -> bytes:
    """The pages as one TIFF file."""
    data = io.BytesIO()
    pages[0].convert("RGB").save(
        data,
        "TIFF",
        save_all=True,
        append_images=[page.convert("RGB") for page in pages[1:]],
        compression="jpeg",
    )
    return data.getvalue()


def body_words(letter: Letter) -> list[str]:
    """The words of the body, without marks."""
    return [
        word for each in classify(letter) if each.spoken for word in re.findall(r"[\w%]+", each.block.shown)
    ]


def wrong_words(wanted: Sequence[str], found: Sequence[str]) -> int:
    """The least words that must be changed, added or taken away."""
    row = list(range(len(found) + 1))
    for number, word in enumerate(wanted, 1):
        above, row = row, [number]
        for column, other in enumerate(found, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (word != other)))
    return row[-1]


def unlisted_numbers(true: Letter, found: Letter) -> list[str]:
    """The wrong numbers of the spoken words that the draft does not ask to compare."""
    made = draft(found, classify(found), place=StationPlace(), today=date(2026, 1, 2))
    known = Counter(_DIGITS.findall(" ".join(block.shown for block in true.blocks)))
    spoken = [piece for piece in made.pieces if piece.kept]
    wrong = Counter(digits for piece in spoken for digits in _DIGITS.findall(piece.text)) - known
    listed = {
        digits
        for piece in spoken
        if piece.guessed
        for fact in stated(piece.text)
        for digits in _DIGITS.findall(fact.written)
    }
    return sorted(set(wrong) - listed)


_WAYS: dict[str, Callable[[Image.Image, bool], Image.Image]] = {"scan": scanned, "phone": photographed}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--show", action="store_true", help="print the words that differ")
    chosen = parser.parse_args()
    sums = {way: [0, 0] for way in _WAYS}
    for name in chosen.names or [each for each in names("pdf", "docx", "odt") if each not in _NOT_PRINTED]:
        file = printed(name)
        true, sheets = pages.read(file), drawn(file)
        wanted = body_words(true)
        for way, spoil in _WAYS.items():
            spoilt = bundled([spoil(page, page is sheets[-1]) for page in sheets])
            start = time.monotonic()
            found = scan.read(spoilt)
            seconds = time.monotonic() - start
            words = body_words(found)
            wrong = wrong_words(wanted, words)
            sums[way] = [sums[way][0] + wrong, sums[way][1] + len(wanted)]
            unlisted = unlisted_numbers(true, found)
            print(
                f"{name} {way}: {wrong} of {len(wanted)} words wrong, wrong numbers not listed: {unlisted}, "
                f"{seconds:.1f} s for {len(sheets)} pages",
                flush=True,
            )
            if chosen.show:
                _show(wanted, words)
    for way, (wrong, of) in sums.items():
        print(f"{way}: {100 * wrong / of:.2f} % word error ({wrong} of {of})")


def _show(wanted: list[str], found: list[str]) -> None:
    from difflib import SequenceMatcher

    for what, a, b, c, d in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if what != "equal":
            print("   ", " ".join(wanted[a:b]) or "-", "→", " ".join(found[c:d]) or "-")


if __name__ == "__main__":
    main()
