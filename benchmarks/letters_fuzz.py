"""Spoilt and hostile letters: each must be answered within bounds, with a letter or with one clear sentence.

    python -m benchmarks.letters_fuzz [-n 1000] [--seed 1]

Files of the corpus with flipped bits, cut short, with parts of others, and hostile ones made here go through
the reader in its child process. Counted: answers by kind, the longest time, the child's largest memory, what
was left in the folder for temporary files, and children that were not waited for.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from broadcaster.core.errors import LettersError
from broadcaster.letters.reader_process import CPU, read_apart
from tests.unit.letters.corpus import file_of, names


def hostile() -> Iterator[tuple[str, bytes]]:
    """Files made to do harm."""
    yield "zip bomb", _docx("<w:document>" + " " * (300 << 20))
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE w [<!ENTITY a0 "ha">{entities}]>'
    yield (
        "entity bomb",
        _docx(f"{bomb}<w:document {_W}><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"),
    )
    outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield (
        "outside entity",
        _docx(
            f"{outside}<w:document {_W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
        ),
    )
    deep = "<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000
    yield "deep tables", _docx(f"<w:document {_W}><w:body>{deep}</w:body></w:document>")
    yield "deep page", b"<html><body>" + b"<table><tr><td>" * 200_000 + "chữ".encode()
    yield "wide page", b"<html><body><table><tr>" + b"<td>x" * 300_000
    yield "many pages", _pdf(10_000)
    yield "huge png", _png_header(60_000, 60_000)
    yield "loop pdf", _pdf(3).replace(b"/Count 3", b"/Count -3").replace(b"/Kids [3", b"/Kids [2")
    yield "brackets", b"%PDF-1.7\n" + b"[" * 5_000_000
    yield "empty zip", b"PK\x03\x04" + bytes(200)
    yield "ole head", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)
    yield "long line", "một ".encode() * 3_000_000
    yield "numbers", b"1." * 4_000_000
    yield "viqr", b"a^'" * 4_000_000
    yield "nothing", b""


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(document: str) -> bytes:
    data = io.BytesIO()
    with (
        zipfile.ZipFile(file_of("docx-tiem-phong-dai")) as whole,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in whole.namelist():
            made.writestr(name, document if name == "word/document.xml" else whole.read(name))
    return data.getvalue()


def _pdf(pages: int) -> bytes:
    kids = " ".join(f"{n + 3} 0 R" for n in range(pages))
    parts = [b"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"]
    parts.append(f"2 0 obj <</Type /Pages /Kids [{kids}] /Count {pages}>> endobj\n".encode())
    parts += [
        f"{n + 3} 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>> endobj\n".encode()
        for n in range(pages)
    ]
    return b"%PDF-1.4\n" + b"".join(parts) + b"trailer <</Root 1 0 R>>\n%%EOF\n"


def _png_header(width: int, height: int) -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
        + chunk(b"IEND", b"")
    )


def spoilt(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Files of the corpus, each spoilt in its own way; small pictures of pages too."""
    chance = random.Random(seed)
    files = [(name.partition("-")[0], file_of(name).read_bytes()) for name in names()]
    files += [("png", _picture("PNG")), ("tiff", _picture("TIFF"))]
    for _ in range(count):
        form, data = chance.choice(files)
        yield form, mutated(data, chance)


def _picture(form: str) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("L", (700, 200), 255)
    ImageDraw.Draw(picture).text((20, 20), "THONG BAO so 12", fill=0)
    data = io.BytesIO()
    picture.save(data, form)
    return data.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Bits flipped, the end cut off, a piece doubled, left out or filled with one byte."""
    made = bytearray(data)
    match chance.randrange(5):
        case 0:
            for _ in range(chance.choice((1, 5, 50, 500))):
                made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
        case 1:
            del made[chance.randrange(1, len(made)) :]
        case 2:
            start = chance.randrange(len(made))
            piece = made[start : start + chance.randrange(1, 4000)]
            made[start:start] = piece * chance.choice((1, 3, 50))
        case 3:
            start = chance.randrange(len(made))
            del made[start : start + chance.randrange(1, 4000)]
        case _:
            start = chance.randrange(len(made))
            made[start : start + chance.randrange(1, 400)] = bytes([chance.randrange(256)]) * 200
    return bytes(made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", type=int, default=1000, dest="count")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        answers: Counter[str] = Counter()
        slowest = (0.0, "")
        both = (("hostile", hostile()), ("spoilt", spoilt(chosen.count, chosen.seed)))
        for kind, files in both:
            for name, data in files:
                start = time.monotonic()
                try:
                    answer = "letter" if read_apart(data).blocks else "letter without blocks"
                except LettersError as error:
                    answer = error.code
                seconds = time.monotonic() - start
                slowest = max(slowest, (seconds, name))
                answers[answer] += 1
                if kind == "hostile" or seconds > 20:
                    print(f"{kind} {name}: {answer}, {seconds:.1f} s", flush=True)
        left = [path.name for path in Path(folder).iterdir()]
        print(dict(answers))
        print(f"slowest {slowest[0]:.1f} s ({slowest[1]}); CPU bound {CPU} s; left behind: {left}")
        print(f"largest child {_largest()} MB; zombies: {_zombies()}")


def _largest() -> int:
    """The largest child so far, in MB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10


def _zombies() -> int:
    """Children of this process that ended and were not waited for."""
    count = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        count += fields[0] == "Z" and int(fields[1]) == os.getpid()
    return count


if __name__ == "__main__":
    main()
