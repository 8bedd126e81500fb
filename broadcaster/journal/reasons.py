"""Reasons of rows that several readers of the journal know by their codes."""

from __future__ import annotations

AT_THE_SOURCE = frozenset(
    {
        "playout.source_lost",
        "playout.source_no_answer",
        "playout.source_silent",
        "playout.source_elsewhere",
        "playout.source_unplayable",
        "playout.input_missing",
        "playout.input_unknown",
        "playout.input_lost",
    }
)
"""Why a source kept a relay off the air, or ended it."""
