"""What may be asked to air: of the running station, or of this process where none runs."""

from __future__ import annotations

from typing import TypedDict

import click

from broadcaster.core.text.catalogue import say
from broadcaster.playout.requests.by_hand import (
    AirTerms,
    AskCatchUp,
    AskHear,
    AskPlay,
    AskPlayFile,
    AskSay,
    AskTest,
)

RehearsalRequest = AskPlay | AskPlayFile | AskSay | AskHear
"""What can be heard apart from the loudspeakers."""
AirRequest = RehearsalRequest | AskCatchUp | AskTest


class TermsOptions(TypedDict):
    """How the air is asked for on the command line."""

    priority: str | None
    emergency: bool
    rehearse: bool
    zones: tuple[str, ...]


def terms(given: TermsOptions) -> AirTerms:
    """How the air is asked for; `--emergency` is short for `--priority emergency`.

    Raises:
        click.UsageError: the two contradict each other.
    """
    priority = given["priority"]
    if given["emergency"] and priority not in (None, "emergency"):
        raise click.UsageError(say("cli.emergency_or_priority", priority=priority))
    priority = "emergency" if given["emergency"] else priority
    return AirTerms(priority=priority, rehearse=given["rehearse"], zones=given["zones"])
