"""`broadcaster window`: whether the station may be left alone for some minutes."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

from broadcaster.api.questions.window import AskWindow, QuietWindow
from broadcaster.cli.asking.asker import client_of
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say


def window(folder: Path, minutes: int, form: str) -> int:
    """Tell it; 1 if it may not. Where no station runs nothing can be cut off.

    Raises:
        ServiceError: no station answers, and this account could not see if one ran.
    """
    try:
        found = client_of(folder, ask=False).ask(AskWindow(minutes=minutes))
    except ServiceError as error:
        if error.code != "service.not_running" or not _sees(folder):
            raise
        found = QuietWindow(free=True, against=(), next=None)
    if form == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
    elif found.free:
        click.echo(say("cli.window_free", minutes=minutes))
    else:
        told = ", ".join(say(f"update.against.{why}") for why in found.against)
        click.echo(say("cli.window_not", why=told))
    return int(not found.free)


def _sees(folder: Path) -> bool:
    """True if this account could reach a station that runs there."""
    state = folder / "state"
    return os.access(state, os.X_OK) or (os.access(folder, os.X_OK) and not state.exists())
