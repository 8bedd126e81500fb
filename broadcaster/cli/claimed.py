"""Who the person at the command line says to be: `--as NAME`."""

from __future__ import annotations

import click

KEY = "broadcaster.claimed"
"""Where the context of a command keeps the id."""


def claimed() -> str | None:
    """The id that was given with `--as`."""
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(KEY)
