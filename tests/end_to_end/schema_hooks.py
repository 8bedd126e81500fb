"""Hooks for Schemathesis: valid questions name what the station under test has, so that some succeed."""

from __future__ import annotations

import os
from typing import Any

import schemathesis

_NAMES = {"message": "ngan", "name": "ngan", "what": "ngan", "fallback": "ngan", "zone": "trung-tam"}


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    valid = case.meta is not None and case.meta.generation.mode.is_positive
    if not (valid and isinstance(case.body, dict)):
        return
    for name, known in _NAMES.items():
        if isinstance(case.body.get(name), str) and len(case.body[name]) % 2:
            case.body[name] = known
    if case.body.get("zones"):
        case.body["zones"] = ["trung-tam"]
    if isinstance(case.body.get("path"), str):
        case.body["path"] = os.environ["BROADCASTER_TEST_FILE"]
