"""Letters made to do harm, pictures and packed files before all: refused, or read within bounds.

    python -m benchmarks.hostile_letters [--only NAME]

Each file goes through `letters.reader_process`, as an upload does. `letters_fuzz` has more of other
kinds, and files of the corpus that were spoilt by chance.
"""

from __future__ import annotations

import argparse
import functools
import io
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from benchmarks.hostile import Outcome, measured, png, png_chunk, shown
from tests.unit.letters.corpus import file_of

SIDE = 7700  # points: just within what one picture may have
MANY = 100_000  # points of a side that nobody has the memory for
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read_in(source: Path) -> Outcome:
    """Read a letter as an upload is read, by a process of its own."""
    imports = "from broadcaster.letters.reader_process import read_apart"
    return measured(
        imports, "f'{len(read_apart(Path(sys.argv[1]).read_bytes()).blocks)} blocks'", str(source)
    )


def jpeg(width: int, height: int, *, progressive: bool = False, exif: bytes = b"") -> bytes:
    """A JPEG of one colour with these sides in its head, and few of its rows."""
    from PIL import Image

    made = io.BytesIO()
    more = {"exif": exif} if exif else {}
    Image.new("RGB", (64, 64)).save(made, "JPEG", progressive=progressive, **more)
    data = bytearray(made.getvalue())
    at = data.index(b"\xff\xc2" if progressive else b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def real_jpeg(*, progressive: bool) -> bytes:
    """A JPEG of as many points as are taken."""
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), (200, 10, 10)).save(made, "JPEG", progressive=progressive)
    return made.getvalue()


def with_segments(size: int) -> bytes:
    """A JPEG with as many bytes of notes about itself."""
    plain = jpeg(64, 64)
    segment = b"\xff\xe1" + struct.pack(">H", 65_535) + b"Exif\0\0" + b"x" * 65_527
    return plain[:2] + segment * (size // len(segment)) + plain[2:]


def frames(count: int, side: int) -> bytes:
    """A TIFF of many pictures."""
    from PIL import Image

    made = io.BytesIO()
    page = Image.new("1", (side, side), 1)
    page.save(made, "TIFF", save_all=True, append_images=[page] * (count - 1), compression="group4")
    return made.getvalue()


def moving(count: int, side: int) -> bytes:
    """A PNG that moves."""
    from PIL import Image

    made = io.BytesIO()
    first, *rest = (Image.new("L", (side, side), shade % 256) for shade in range(count))
    first.save(made, "PNG", save_all=True, append_images=rest)
    return made.getvalue()


def endless_tiff() -> bytes:
    """A TIFF whose next picture is its first."""
    data = bytearray(frames(1, 64))
    first = struct.unpack("<I", data[4:8])[0]
    count = struct.unpack("<H", data[first : first + 2])[0]
    end = first + 2 + 12 * count
    data[end : end + 4] = struct.pack("<I", first)
    return bytes(data)


def packed(parts: dict[str, bytes], fill: str = "", gigabytes: float = 0.0) -> bytes:
    """A zip of these parts, and of one that is filled with zeros."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        if fill:
            with archive.open(fill, "w", force_zip64=True) as part:
                for _ in range(int(gigabytes * 1024)):
                    part.write(bytes(1 << 20))
    return made.getvalue()


@functools.cache
def _docx_parts() -> dict[str, bytes]:
    with zipfile.ZipFile(file_of("docx-tiem-phong-dai")) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def docx(document: bytes = b"", **more: bytes) -> bytes:
    """A Word file with a document and further parts of one's own."""
    own = {"word/document.xml": document} if document else {}
    return packed({**_docx_parts(), **own, **{f"word/{name}": data for name, data in more.items()}})


def heavy_document(megabytes: int) -> bytes:
    """A document of that many bytes, all of it in order."""
    head, tail = f"<w:document {_WORD}><w:body>".encode(), b"</w:body></w:document>"
    piece = b"<w:p><w:r><w:t>a</w:t></w:r></w:p>"
    return head + piece * ((megabytes << 20) // len(piece)) + tail


def lying_zip() -> bytes:
    """A Word file whose document claims to be small and is 300 MB."""
    data = bytearray(docx(b" " * (300 << 20)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true = struct.pack("<I", archive.getinfo("word/document.xml").file_size)
    return bytes(data.replace(true, struct.pack("<I", 4000)))


def same_bytes_again() -> bytes:
    """A zip of a hundred parts that all lie on the same 2 MB of packed bytes: 200 GB."""
    one = packed({}, "a", 2.0)
    at = one.rindex(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    tail = bytearray(one[end:])
    entries = one[at:end] * 100
    tail[8:12] = struct.pack("<HH", 100, 100)
    tail[12:20] = struct.pack("<II", len(entries), at)
    return one[:at] + entries + bytes(tail)


def odt(content: bytes = b"", gigabytes: float = 0.0) -> bytes:
    """An OpenDocument text."""
    kind = {"mimetype": b"application/vnd.oasis.opendocument.text"}
    if gigabytes:
        return packed(kind, "content.xml", gigabytes)
    return packed({**kind, "content.xml": content})


def heavy_odt(megabytes: int) -> bytes:
    """An OpenDocument text of that many bytes, all of it in order."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    head = f'<o:document-content xmlns:o="{office}" xmlns:t="{text}"><o:body><o:text>'.encode()
    piece = b"<t:p>a</t:p>"
    return odt(head + piece * ((megabytes << 20) // len(piece)) + b"</o:text></o:body></o:document-content>")


def xlsx() -> bytes:
    """A workbook that is a gigabyte when unpacked."""
    return packed({"[Content_Types].xml": b"<Types/>"}, "xl/worksheets/sheet1.xml", 1.0)


def pdf(stream: bytes, page: str, extra: str = "") -> bytes:
    """A PDF of one page whose content is one packed stream."""
    parts = [
        b"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n",
        b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n",
        f"3 0 obj <</Type /Page /Parent 2 0 R {page}>> endobj\n".encode(),
        f"4 0 obj <</Length {len(stream)} /Filter /FlateDecode {extra}>> stream\n".encode()
        + stream + b"\nendstream endobj\n",
    ]  # fmt: skip
    return b"%PDF-1.5\n" + b"".join(parts) + b"trailer <</Root 1 0 R>>\n%%EOF\n"


def zeros(gigabytes: float) -> bytes:
    """Packed zeros."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(int(gigabytes * 1024))) + packer.flush()


def pdf_picture(side: int) -> bytes:
    """A PDF whose page is one picture."""
    look = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} "
    look += "/ColorSpace /DeviceRGB /BitsPerComponent 8"
    page = "/MediaBox [0 0 595 842] /Resources <</XObject <</I 4 0 R>>>> /Contents 5 0 R"
    draw = b"5 0 obj <</Length 28>> stream\n595 0 0 842 0 0 cm /I Do    \nendstream endobj\n"
    data = pdf(zeros(min(3.0, 3 * side * side / 2**30)), page, look)
    return data.replace(b"trailer", draw + b"trailer")


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "png of 100 000 × 100 000": (lambda: png(MANY, MANY), "letter.bomb"),
    "jpeg of 65 535 × 65 535": (lambda: jpeg(65_535, 65_535), "letter.bomb"),
    "tiff that never ends": (endless_tiff, ""),
    "png of 7700 × 7700": (lambda: png(SIDE, SIDE, SIDE), ""),
    "jpeg of 7700 × 7700": (lambda: real_jpeg(progressive=False), ""),
    "progressive jpeg of 7700 × 7700": (lambda: real_jpeg(progressive=True), ""),
    "jpeg that is hardly there": (lambda: jpeg(SIDE, SIDE, progressive=True), ""),
    "jpeg with 45 MB of notes": (lambda: with_segments(45 << 20), ""),
    "png with a text of a gigabyte": (lambda: png(64, 64, 64, png_chunk(b"zTXt", b"a\0\0" + zeros(1.0))), ""),
    "png with a colour profile of a gigabyte": (
        lambda: png(64, 64, 64, png_chunk(b"iCCP", b"a\0\0" + zeros(1.0))), "",
    ),
    "tiff of 5000 pictures": (lambda: frames(5000, 8), ""),
    "tiff of 200 pictures of 7700 × 7700": (lambda: frames(200, SIDE), ""),
    "png that moves, 30 × 4000 × 4000": (lambda: moving(30, 4000), ""),
    "docx of 2 GB": (lambda: packed({"_rels/.rels": b"<x/>"}, "word/document.xml", 2.0), "letter.bomb"),
    "docx of 190 MB of paragraphs": (lambda: docx(heavy_document(190)), ""),
    "docx that lies about its size": (lying_zip, ""),
    "docx of one part a hundred times": (same_bytes_again, "letter.bomb"),
    "docx with a zip of 2 GB inside": (lambda: docx(inner=packed({}, "a", 2.0)), ""),
    "odt of 2 GB": (lambda: odt(gigabytes=2.0), "letter.bomb"),
    "odt of 190 MB of paragraphs": (lambda: heavy_odt(190), ""),
    "xlsx of a gigabyte": (xlsx, "letter.bomb"),
    "pdf with a page of a gigabyte": (
        lambda: pdf(zeros(1.0), "/MediaBox [0 0 595 842] /Contents 4 0 R"), "",
    ),
    "pdf of a page of 100 000 × 100 000": (lambda: pdf(zeros(0.001), f"/MediaBox [0 0 {MANY} {MANY}]"), ""),
    "pdf with a picture of 30 000 × 30 000": (lambda: pdf_picture(30_000), ""),
}  # fmt: skip
"""Each file by what it is, with the refusal that it must get; empty for any clear one, or a letter."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="those whose name has this in it")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        wanted = ((name, make()) for name, (make, _) in HOSTILE.items() if chosen.only in name)
        shown(wanted, read_in, Path(folder))


if __name__ == "__main__":
    main()
