"""The command `broadcaster`: declarations of commands, each folder's imported when one of them is called."""

from __future__ import annotations

import logging
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from broadcaster import __version__
from broadcaster.api.questions.registry import COMMANDS as ASKED
from broadcaster.cli.terminal import click_words
from broadcaster.cli.terminal.declaration import imported
from broadcaster.cli.terminal.options import claim_option
from broadcaster.cli.terminal.process import SignalExit, make_usable, tell_failure
from broadcaster.core import logs
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text import (
    catalogue,
)  # not `say` from it: the command `say` is a module of that name here

COMMANDS = {
    "new": "texts",
    "import": "texts",
    "check": "texts",
    "read": "texts",
    "lexicon": "texts",
    "regulation": "planning",
    "render": "texts",
    "voices": "texts",
    "plan": "planning",
    "play": "playout",
    "say": "playout",
    "live": "playout",
    "relay": "playout",
    "stop": "asking",
    "rearm": "asking",
    "correct": "playout",
    "prefer": "asking",
    "run": "running",
    "status": "running",
    "window": "running",
    "log": "running",
    "report": "running",
    "clock": "running",
    "catch-up": "playout",
    "submit": "approval",
    "approve": "approval",
    "reject": "approval",
    "approvals": "approval",
    "calendar": "planning",
    "people": "people",
    "console": "upkeep",
    "notices": "upkeep",
    "alerts": "alerts",
    "centre": "fleet",
    "fleet": "fleet",
    "backup": "upkeep",
    "restore": "upkeep",
    "doctor": "upkeep",
    "bench": "upkeep",
    "service": "upkeep",
    "update": "upkeep",
    "schema": "texts",
    "init": "upkeep",
} | dict.fromkeys(ASKED, "asking")
"""Each command in the order of `--help`, and the folder whose `commands` declares it.

Those in `asking` follow from a question.
"""
HIDDEN = {"keying": "upkeep"}
"""For technicians and init systems; not in the list that officers see."""
INTERRUPTED = 130


click_words.install()


class LazyGroup(click.Group):
    """Commands that are imported only when called, so that `--help` answers at once."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - as click's
    ) -> click.Context:
        """Parse the arguments; `--help` already prints here."""
        with _reader_may_go():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click's
        """Run the command."""
        with _reader_may_go():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of `--help`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the declarations of the command's folder and take the command from them."""
        folder = COMMANDS.get(cmd_name) or HIDDEN.get(cmd_name)
        if folder is None:
            return None
        if cmd_name in ASKED:
            asking: click.Command = imported("asking.question:command_of")(cmd_name)
            return asking
        declared: dict[str, click.Command] = imported(f"{folder}.commands:COMMANDS")
        return declared[cmd_name]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the catalogue, without importing them."""
        with formatter.section(catalogue.say("cli.commands")):
            formatter.write_dl([(name, catalogue.say(f"cli.{name}")) for name in COMMANDS])


@contextmanager
def _reader_may_go() -> Iterator[None]:
    """Exit with 0 if the reader of our output has closed it (`| head`).

    Click would exit with 1. Another broken pipe, to a child process or to the station, is an error.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        if not _is_gone(sys.stdout.fileno()):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(0) from None


def _is_gone(output: int) -> bool:
    """True if the reader of a pipe has closed it."""
    poll = select.poll()
    poll.register(output, 0)
    return any(seen & (select.POLLERR | select.POLLHUP) for _, seen in poll.poll(0))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=catalogue.say("cli.help"),
    epilog="\b\n" + catalogue.say("cli.completion"),
)
@click.option(
    "--station",
    type=click.Path(path_type=Path),  # a wrong one is told by each command, as JSON too
    envvar="BROADCASTER_STATION",
    default=Path(),
    metavar="DIR",
    help=catalogue.say("cli.station"),
)
@click.option("-v", "--verbose", count=True, help=catalogue.say("cli.verbose"))
@click.version_option(__version__, message="%(version)s")
@click.pass_context
def group(ctx: click.Context, station: Path, verbose: int) -> None:
    """Keep the station folder for the command."""
    ctx.obj = station
    # The log is for the service and for technicians. An officer's screen shows only our own texts.
    served = ctx.invoked_subcommand == "run" and not sys.stderr.isatty()
    level = (None if served else logging.CRITICAL, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logs.set_child_level(level)
    ctx.call_on_close(lambda: logs.set_child_level(None))
    logs.set_up(level)


group.params.insert(1, claim_option("BROADCASTER_AS"))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line. An error becomes one sentence and an exit code; no traceback without `-vv`."""
    make_usable()
    if arguments is None:  # our own process; its children load no code from the folder where it is typed
        os.environ["PYTHONSAFEPATH"] = "1"
    code = _main(sys.argv[1:] if arguments is None else arguments)
    if arguments is None and isinstance(code, SignalExit):
        logs.flush()
        os._exit(code)
    sys.exit(code)


def _main(arguments: list[str]) -> int:
    try:
        result: Any = group.main(arguments, prog_name="broadcaster", standalone_mode=False)
    except click.exceptions.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (BroadcasterError, OSError) as error:
        if _wants_traceback(arguments):
            raise
        return tell_failure(error)
    except UnicodeEncodeError as error:
        # Bytes that are no UTF-8 come as lone surrogates, in arguments and in the names of files.
        if _wants_traceback(arguments) or not 0xD800 <= ord(error.object[error.start]) <= 0xDFFF:
            raise
        written = error.object.encode("utf-8", "backslashreplace").decode().strip()
        return tell_failure(BroadcasterError("cli.not_utf8", written=written))
    return result if isinstance(result, int) else 0


def _wants_traceback(arguments: list[str]) -> bool:
    return any(a.startswith("-vv") for a in arguments)
