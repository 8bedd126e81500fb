"""Sounds as alerts bring them."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import wave

import numpy as np

RATE = 16_000


def wav(seconds: float, *, level: float = 0.2, claims: float | None = None) -> bytes:
    """A tone; its header may claim another length."""
    at = np.arange(round(seconds * RATE)) / RATE
    samples = np.rint(level * np.sin(2 * np.pi * 440 * at) * 32767).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setparams((1, 2, RATE, 0, "NONE", ""))
        made.writeframes(samples.tobytes())
    raw = file.getvalue()
    if claims is None:
        return raw
    size = round(claims * RATE) * 2
    return raw[:4] + struct.pack("<I", size + 36) + raw[8:40] + struct.pack("<I", size) + raw[44:]


def resource(raw: bytes = b"", *, mime: str = "audio/x-wav", uri: str = "", digest: str = "sha1") -> str:
    """A resource of an info."""
    parts = {"resourceDesc": "Bản tin", "mimeType": mime}
    if uri:
        parts["uri"] = uri
    elif raw:
        parts["derefUri"] = base64.b64encode(raw).decode()
    if digest:
        known = hashlib.sha1(raw, usedforsecurity=False).hexdigest().upper()
        parts["digest"] = known if digest == "sha1" else digest
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in parts.items())
    return f"<resource>{inner}</resource>"
