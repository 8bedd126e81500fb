"""`broadcaster backup key`: a pair of keys for backups."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.core.text.catalogue import say
from broadcaster.upkeep.backup.encryption import new_keys


def show(_station: Path) -> int:
    """Show a new pair of keys once; nothing is kept."""
    pair = new_keys()
    click.echo(say("backup.key_public", key=pair.public))
    click.echo(say("backup.key_secret", key=pair.secret))
    return 0
