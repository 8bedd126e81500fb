"""Starts what reads strangers' bytes: a verifier for each alert, a fetcher for each file of a feed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from broadcaster.core.child_processes import bounded, foreign, gently

MEMORY = 256_000_000  # bytes that a verifier may write to
COMPUTING = 2  # seconds of it
SLOW = 20.0  # seconds by the clock, on a computer that has other work
FETCH = 30.0  # seconds for a whole file of a feed
AT_ONCE = 2  # verifiers: who sends a thousand keeps nobody else's waiting for all of them

_verifying = threading.Semaphore(AT_ONCE)


def verified(verifier: str, raw: bytes, named: str | None = None, *, index: bool = False) -> Any:  # noqa: ANN401 - JSON
    """The finding of a verifier, as JSON; `alerts.too_costly` where it had to be ended.

    Args:
        verifier: the orders for it.
        index: they may say where alerts are.
    """
    question = {"named": named, "index": index, "at": datetime.now(UTC).isoformat(), "orders": verifier}
    command = bounded(_program("verifier"), memory=MEMORY, seconds=COMPUTING)
    with _verifying:
        try:
            done = subprocess.run(
                foreign(command), input=json.dumps(question).encode() + b"\n" + raw, capture_output=True,
                timeout=SLOW, check=False, env=_environment(),
            )  # fmt: skip
            found = json.loads(done.stdout)
        except (subprocess.TimeoutExpired, OSError, ValueError):
            return refused("alerts.too_costly", named)
    return found if isinstance(found, dict) else refused("alerts.too_costly", named)


def fetched(question: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    """What a fetcher answers; see `fetcher.answer`."""
    command = gently(bounded(_program("fetcher"), memory=MEMORY, seconds=COMPUTING))
    try:
        done = subprocess.run(
            foreign(command),
            input=json.dumps(question).encode() + b"\n",
            capture_output=True,
            timeout=FETCH,
            check=False,
        )
        line, _, raw = done.stdout.partition(b"\n")
        return dict(json.loads(line)), raw
    except subprocess.TimeoutExpired:
        return {"code": "too_slow"}, b""
    except (OSError, ValueError, TypeError):
        return {"code": "no_answer", "reason": "fetcher"}, b""


def recorded(raw: bytes, mime: str, digest: str) -> tuple[dict[str, object], bytes]:
    """What is told of a sound, and the recording that was made of it; see `recording.recording`."""
    question = {"mime": mime, "digest": digest}
    try:
        done = subprocess.run(
            foreign(_program("recording")), input=json.dumps(question).encode() + b"\n" + raw,
            capture_output=True, timeout=SLOW, check=False, env=_environment(),
        )  # fmt: skip
        line, _, made = done.stdout.partition(b"\n")
        return dict(json.loads(line)), made
    except (subprocess.TimeoutExpired, OSError, ValueError, TypeError):
        return {"why": {"code": "alerts.audio.broken", "facts": []}}, b""


def refused(code: str, named: str | None = None, **facts: str) -> dict[str, object]:
    """A finding that something is not taken, as JSON; see `inbox.finding.refused`."""
    why = {"code": code, "facts": [*facts.items()], "advised": False}
    return {"judgement": {"verdict": "refuse", "reasons": [why]}, "sender": named or ""}


def _program(name: str) -> list[str]:
    return [sys.executable, "-m", f"broadcaster.alerts.gate.{name}"]


def _environment() -> dict[str, str]:
    # The library below shapely would map memory for each processor.
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
