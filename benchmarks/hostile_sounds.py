"""Sound files made to do harm: each must be refused or taken in within bounds of time and memory.

    python -m benchmarks.hostile_sounds [--only NAME]

Each file goes through `studio.recordings`, as uploads do, in a process of its own. Told for each: the answer,
the seconds, the largest memory of ffmpeg and of the process that waits for it, and what was left behind.
"""

from __future__ import annotations

import argparse
import functools
import io
import struct
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.hostile import Outcome, measured, png, shown

RATE = 24_000
LARGEST = 60 << 20  # bytes of an upload


def taken_in(source: Path, folder: Path) -> Outcome:
    """Take a file in as an upload is, in a process of its own; the recording is removed."""
    target = folder / "recording.flac"
    imports = "from broadcaster.studio.recordings.intake import take_in"
    work = f'f"{{take_in(Path(sys.argv[1]), Path(sys.argv[2]), {RATE}, name=sys.argv[1]).seconds:.0f}} s"'
    try:
        return measured(imports, work, str(source), str(target))
    finally:
        target.unlink(missing_ok=True)


def opus_of_days() -> bytes:
    """6 MB of Ogg Opus whose packets are one byte and a silence of 120 ms each: four days."""
    packet = bytes([3 << 3 | 1])  # SILK, 60 ms, two frames of no bytes
    head = b"OpusHead\x01\x01\0\0" + struct.pack("<I", 48_000) + b"\0\0\0"
    tags = b"OpusTags" + struct.pack("<I", 0) * 2
    made = bytearray(_page(2, 0, 0, [head]) + _page(0, 0, 1, [tags]))
    number = 2
    page = 255 * 5760  # samples
    while len(made) < LARGEST // 10:
        made += _page(0, (number - 1) * page, number, [packet] * 255)
        number += 1
    return bytes(made)


def mp3_of_hours() -> bytes:
    """60 MB of silent MP3 frames of 8 kbit/s."""
    frame = b"\xff\xe3\x18\xc4" + bytes(68)  # MPEG 2.5, layer III, 8 kbit/s, 8 kHz
    return frame * (LARGEST // len(frame))


def flac_of_hours() -> bytes:
    """A FLAC of five hours of silence."""
    return made_by_ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "18000", form="flac")


def wav(rate: int = RATE, channels: int = 1, told: int | None = None, data: bytes = b"\1\1" * RATE) -> bytes:
    """A WAV whose header says what it likes."""
    size = len(data) if told is None else told
    block = min(65535, 2 * channels)
    form = struct.pack("<HHIIHH", 1, channels, rate, min(2**32 - 1, rate * block), block, 16)
    return (
        b"RIFF" + struct.pack("<I", min(2**32 - 1, size + 36)) + b"WAVEfmt " + struct.pack("<I", 16) + form
        + b"data" + struct.pack("<I", size) + data
    )  # fmt: skip


def with_cover(picture: bytes, sound: bytes) -> bytes:
    """An MP3 with a picture on its front."""
    body = b"\0image/png\0\x03\0" + picture
    frame = b"APIC" + _seven(len(body)) + b"\0\0" + body
    return b"ID3\x04\0\0" + _seven(len(frame)) + frame + sound


def flac_cover(picture: bytes, width: int, height: int) -> bytes:
    """A FLAC with a picture on its front."""
    sound = tone("flac")
    kind = b"image/png"
    size = struct.pack(">IIIIII", 0, width, height, 32, 0, len(picture))
    block = struct.pack(">II", 3, len(kind)) + kind + size + picture
    head = sound[:4] + bytes([sound[4] & 127]) + sound[5:42]  # further blocks follow the first
    return head + bytes([6]) + len(block).to_bytes(3, "big") + block + sound[42:]


@functools.cache
def tone(form: str, seconds: float = 2.0, *options: str) -> bytes:
    """An honest file."""
    source = f"sine=frequency=300:duration={seconds}"
    return made_by_ffmpeg("-f", "lavfi", "-i", source, *options, form=form)


def made_by_ffmpeg(*options: str, form: str) -> bytes:
    """What ffmpeg writes."""
    with tempfile.NamedTemporaryFile() as file:
        command = ["ffmpeg", "-v", "error", "-y", *options, "-f", form, file.name]
        subprocess.run(command, check=True)
        return Path(file.name).read_bytes()


def many_streams(count: int = 400) -> bytes:
    """A Matroska with hundreds of sounds."""
    maps = ["-map", "0:a"] * count
    source = ["-f", "lavfi", "-i", "sine=duration=1:sample_rate=8000"]
    return made_by_ffmpeg(*source, *maps, "-c:a", "pcm_s16le", form="matroska")


def with_video(form: str, codec: str, size: str) -> bytes:
    """A film."""
    source = ["-f", "lavfi", "-i", f"color=red:s={size}:r=5:d=2", "-f", "lavfi", "-i", "sine=d=2"]
    more = ["-preset", "ultrafast"] if codec == "libx264" else []
    return made_by_ffmpeg(*source, "-c:v", codec, *more, form=form)


def elsewhere(url: str) -> dict[str, bytes]:
    """Files that name other files and addresses, in the hope that the station opens them."""
    hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n".encode()
    passwd = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    sdp = b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n"
    mpd = (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period>'
        f'<AdaptationSet><Representation id="1" bandwidth="1"><BaseURL>{url}</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>"
    ).encode()
    return {
        "playlist of addresses": hls,
        "playlist of the computer's files": passwd,
        "playlist with data:": hls.replace(url.encode(), b"data:audio/wav;base64,UklGRg=="),
        "concat list": b"ffconcat version 1.0\nfile /etc/passwd\n",
        "concat of an address": f"ffconcat version 1.0\nfile {url}\n".encode(),
        "concat protocol": b"concat:/etc/passwd|/etc/hostname",
        "session description": sdp,
        "streaming manifest": mpd,
        "winamp list": f"[playlist]\nFile1={url}\n".encode(),
        "asx list": f'<asx version="3.0"><entry><ref href="{url}"/></entry></asx>'.encode(),
        "real audio list": url.encode(),
        "film that lies elsewhere": _reference(url),
        "film that lies in /etc": _reference("file:///etc/passwd"),
    }


def _reference(url: str) -> bytes:
    """A QuickTime file whose sound lies at an address, or in a file of the computer."""
    sound = tone("mov", 1.0, "-c:a", "pcm_s16le")
    at = sound.index(b"dref")
    entry = b"url " + b"\0\0\0\0" + url.encode() + b"\0"
    box = struct.pack(">I", len(entry) + 4) + entry
    dref = struct.pack(">I", 16 + len(box)) + b"dref" + bytes(4) + struct.pack(">I", 1) + box
    old = struct.unpack(">I", sound[at - 4 : at])[0]
    made = sound[: at - 4] + dref + sound[at - 4 + old :]
    grown = len(dref) - old
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
        place = made.index(name) - 4
        size = struct.unpack(">I", made[place : place + 4])[0] + grown
        made = made[:place] + struct.pack(">I", size) + made[place + 4 :]
    return made


def polyglot() -> bytes:
    """A WAV that is a page with a script and a zip file as well."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.html", "<script>alert(1)</script>")
    page = b"<html><script>alert(1)</script></html>"
    whole = wav()
    return whole + b"LIST" + struct.pack("<I", len(page)) + page + packed.getvalue()


def zip_bomb() -> bytes:
    """A zip of a gigabyte of nothing."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("x", "w", force_zip64=True) as file,
    ):
        for _ in range(1024):
            file.write(bytes(1 << 20))
    return packed.getvalue()


def caf(packets: int = 1 << 40) -> bytes:
    """A CAF whose table claims a trillion packets."""
    desc = struct.pack(">d4sIIIII", 44100.0, b"aac ", 0, 0, 1024, 1, 0)
    table = struct.pack(">qqii", packets, packets * 1024, 0, 0)
    return (
        b"caff" + struct.pack(">HH", 1, 0) + b"desc" + struct.pack(">q", len(desc)) + desc
        + b"pakt" + struct.pack(">q", len(table)) + table + b"data" + struct.pack(">q", -1) + bytes(5000)
    )  # fmt: skip


HOSTILE: dict[str, Callable[[], bytes]] = {
    "opus of days": opus_of_days,
    "mp3 of hours": mp3_of_hours,
    "flac of hours": flac_of_hours,
    "wav that claims 4 GB": lambda: wav(told=2**32 - 1),
    "wav of 1 Hz": lambda: wav(rate=1, data=bytes(LARGEST - 100)),
    "wav of 4 GHz": lambda: wav(rate=2**32 - 1, data=bytes(LARGEST - 100)),
    "wav of 65535 channels": lambda: wav(channels=65535, data=bytes(LARGEST - 100)),
    "wav of 64 channels": lambda: wav(channels=64, rate=192_000, data=b"\1\2" * (LARGEST // 2 - 100)),
    "wav of no channels": lambda: wav(channels=0),
    "wav of no rate": lambda: wav(rate=0),
    "mp3 with a picture of 100 000 × 100 000": lambda: with_cover(png(100_000, 100_000), tone("mp3")),
    "mp3 with a picture of 20 000 × 20 000": lambda: with_cover(png(20_000, 20_000, 20_000), tone("mp3")),
    "flac with a picture of 20 000 × 20 000": lambda: flac_cover(png(20_000, 20_000, 20_000), 20_000, 20_000),
    "mp3 with 55 MB of names": lambda: _tagged(55 << 20),
    "hundreds of sounds": many_streams,
    "film": lambda: with_video("mov", "libx264", "640x480"),
    "film of 8000 × 8000": lambda: with_video("matroska", "libx264", "8000x8000"),
    "film of pictures of 15 000 × 15 000": lambda: with_video("mov", "png", "15000x15000"),
    "zip bomb": zip_bomb,
    "table of a trillion packets": caf,
    "page, zip and sound at once": polyglot,
}
"""Each file by what it is; made when it is asked for."""


def _tagged(size: int) -> bytes:
    frame = b"COMM" + _seven(size) + b"\0\0" + b"\0eng\0" + b"x" * (size - 5)
    return b"ID3\x04\0\0" + _seven(len(frame)) + frame + tone("mp3")


def _seven(number: int) -> bytes:
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


@functools.cache
def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 1 << 31 else 0)) & 0xFFFFFFFF
        table.append(value)
    return tuple(table)


def _page(flags: int, granule: int, number: int, packets: list[bytes]) -> bytes:
    sizes = bytes(len(packet) for packet in packets)
    head = b"OggS\0" + bytes([flags]) + struct.pack("<qII", granule, 7, number)
    rest = bytes([len(sizes)]) + sizes + b"".join(packets)
    table, value = _crc_table(), 0
    for byte in head + bytes(4) + rest:
        value = (value << 8 & 0xFFFFFFFF) ^ table[value >> 24 ^ byte]
    return head + struct.pack("<I", value) + rest


def all_of_them() -> Iterator[tuple[str, bytes]]:
    """Every hostile file with its name."""
    for name, make in HOSTILE.items():
        yield name, make()
    yield from elsewhere("http://127.0.0.1:9/x").items()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="those whose name has this in it")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        wanted = (pair for pair in all_of_them() if chosen.only in pair[0])
        shown(wanted, lambda source: taken_in(source, folder), folder)


if __name__ == "__main__":
    main()
