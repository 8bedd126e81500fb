"""The smallest station of most tests, and two messages."""

from __future__ import annotations


def settings(engine: str) -> str:
    """station.yaml of a station that one engine reads for, that is silent, and that nothing holds back."""
    return f"""\
name: Đài thử
timezone: UTC
speech: {{engines: [{engine}]}}
sound: {{opening: none, closing: none}}
output: none
regulation: {{quiet: none}}
approval: {{required: false}}
"""


SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
LONG = "title: Dài\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 60s\n  - say: Xin hết.\n"
