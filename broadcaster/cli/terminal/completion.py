"""Completion by the Tab key beyond commands and options."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

_FOLDER, _ENDING = "messages", ".yaml"


def messages(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ids of messages that begin with `incomplete`, from the file names; other files if there is none.

    No file is read: a broken file has a name too, and Tab must answer at once.
    """
    folder = Path(ctx.find_root().params.get("station") or ".") / _FOLDER
    names = (str(path.relative_to(folder).with_suffix("")) for path in folder.rglob(f"*{_ENDING}"))
    found = [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]
    takes_file = "FILE" in (param.metavar or "")
    return found or ([CompletionItem(incomplete, type="file")] if takes_file else [])
