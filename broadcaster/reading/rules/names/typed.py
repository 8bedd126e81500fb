"""What is typed into a message is said letter by letter: nhắn tin UH gửi 1408."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context

_TYPED = re.compile(r"\b(?i:soạn(?: tin)?(?: nhắn)?|cú pháp|nhắn(?: tin)?)[: \"']*(?:[A-ZĐ\d]+ ){0,3}\Z")


def typed(context: Context, at: int) -> bool:
    """True if the capitals at `at` are what somebody is to type."""
    return _TYPED.search(context.head(at)) is not None
