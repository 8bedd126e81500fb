"""How a command tells that it failed: what is wrong, what to do, and the exit code."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster import text
from broadcaster.errors import BroadcasterError


def tell_failure(error: BroadcasterError | OSError) -> int:
    """Write one sentence to standard error, after the problems of the files where these are the reason.

    Returns:
        The exit code.
    """
    for problem in getattr(error, "problems", ()):
        click.echo(problem.as_line(), err=True)
    fault = error if isinstance(error, BroadcasterError) else _of_the_disk(error)
    click.echo(text.say("common.failed", text=text.explain(fault)), err=True)
    return 1


def _of_the_disk(error: OSError) -> BroadcasterError:
    from broadcaster.atomic import store_error

    return store_error(Path(str(error.filename or _here())), error)


def _here() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # the folder was removed
        return "."
