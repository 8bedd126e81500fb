"""Makes a recording of the sound that an alert brings: a program of its own, which that may hang or crash.

Standard input has one line of JSON (`mime`, `digest`), then the sound. It prints one line of JSON (`seconds`,
or `why`), then the recording: examined as one that an officer takes in, and made of its samples alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

from broadcaster.core.errors import StudioError
from broadcaster.studio.recordings.intake import take_in
from broadcaster.studio.recordings.soundness import unsound

LONGEST = 60  # seconds
RATE = 24_000  # Hz; horns carry no more
Told = dict[str, object]


def recording(raw: bytes, mime: str, digest: str) -> tuple[Told, bytes]:
    """The recording and its seconds, or why there is none.

    Args:
        mime: what it is said to be; names it.
        digest: SHA-1 of what was sent, hexadecimal; "": nobody says.
    """
    if digest and hashlib.sha1(raw, usedforsecurity=False).hexdigest() != digest.lower():
        return why("alerts.audio.digest"), b""
    with tempfile.TemporaryDirectory(prefix="alert-") as folder:
        source, target = Path(folder) / "brought", Path(folder) / "kept.flac"
        source.write_bytes(raw)
        try:
            findings = take_in(source, target, RATE, name=mime, longest=LONGEST)
            damage = unsound(source)  # half a sentence must not air
        except StudioError as error:
            return why(error.code, **{name: str(fact) for name, fact in error.facts.items()}), b""
        if damage is not None:
            return why(damage.code, written=mime, **dict(damage.facts)), b""
        return {"seconds": findings.seconds}, target.read_bytes()


def why(code: str, **facts: str) -> Told:
    """That there is none."""
    return {"why": {"code": code, "facts": [*facts.items()]}}


def main() -> None:
    """Answer the question on standard input."""
    asked = json.loads(sys.stdin.buffer.readline())
    told, made = recording(sys.stdin.buffer.read(), asked["mime"], asked["digest"])
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is worth waiting for


if __name__ == "__main__":
    main()
