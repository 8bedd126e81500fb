"""Who asks and where it is heard, a yes-or-no question, and the width of a table."""

from __future__ import annotations

import os
import pwd
import shutil
import sys

import click

from broadcaster.core.text.catalogue import say


def terminal_width() -> int | None:
    """The columns of the terminal that stdout is; None for a file or a pipe, where a row stays one line."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def is_yes(answer: str) -> bool:
    """True for a yes in the chosen language; any other answer is a no."""
    return answer.strip().lower() in say("common.yes").split("|")


def agreed(question: str) -> bool:
    """Ask on standard error and read one line. An empty line and the end of the input are a no."""
    click.echo(say("common.yes_or_no", question=question), err=True, nl=False)
    return is_yes(click.get_text_stream("stdin").readline())


KEY = "broadcaster.claimed"
"""Where the context of a command keeps the id."""

OPTION = "--as"


def claimed() -> str | None:
    """The id that was given with `--as`; the one after the command counts more."""
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(KEY)


def keep(context: click.Context, _option: click.Parameter, name: str | None) -> None:
    """Keep what was given for this command and those below it."""
    if name is not None:
        context.meta[KEY] = name


def claim_option(variable: str | None = None) -> click.Option:
    """The option `--as`; `variable` of the environment may stand in for it."""
    return click.Option(
        [OPTION, "claimed"],
        metavar="NAME",
        envvar=variable,
        expose_value=False,
        callback=keep,
        help=say("cli.as"),
    )


def parse_output(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, str] | None:
    """`device`, `device:NAME`, `file:FOLDER` or `none` as (kind, name or folder)."""
    if value is None:
        return None
    kind, mark, name = value.partition(":")
    if value in ("device", "none") or (kind in ("device", "file") and name):
        return kind, name
    raise click.BadParameter(say("cli.bad_output", written=f"{kind}{mark}{name}"))


def who() -> str:
    """The system user of this process; by its number, not by environment variables."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
