from __future__ import annotations

import subprocess
import sys

HEAVY = ("requests", "gtts", "edge_tts", "aiohttp", "piper", "onnxruntime", "numpy", "yaml", "pydantic")


def test_import_of_the_package_loads_nothing_heavy() -> None:
    check = f"import broadcaster.speech, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
