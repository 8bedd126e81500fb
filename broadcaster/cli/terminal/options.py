"""Options that several commands share, a yes-or-no question, and the width of a table."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from broadcaster.core.text.catalogue import say
from broadcaster.playout.requests.by_hand import RequestTerms

if TYPE_CHECKING:
    from broadcaster.station.model.equipment import Output


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


def taking_claims(command: click.Command) -> click.Command:
    """Let a command, and all below it, take `--as` too; `read` has an option of that name for readings."""
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        taking_claims(below)
    if not any(OPTION in option.opts for option in command.params):
        command.params.append(claim_option())
    return command


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


F = TypeVar("F", bound=Callable[..., Any])


def output_format(*forms: str) -> Callable[[F], F]:
    """`--format`, with the first form as the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help=say("cli.format"),
    )


def parse_output(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, str] | None:
    """`device`, `device:NAME`, `file:FOLDER` or `none` as (kind, name or folder)."""
    if value is None:
        return None
    kind, mark, name = value.partition(":")
    if value in ("device", "none") or (kind in ("device", "file") and name):
        return kind, name
    raise click.BadParameter(say("cli.bad_output", written=f"{kind}{mark}{name}"))


def as_output(choice: tuple[str, str] | None) -> Output | None:
    """The output setting for a result of `parse_output`."""
    if choice is None:
        return None
    from broadcaster.station.model.equipment import Output, OutputKind

    kind, name = choice
    if kind == "device":
        return Output(kind=OutputKind.DEVICE, device=name) if name else Output(kind=OutputKind.DEVICE)
    # A folder on the command line is relative to the current folder, not to the station.
    return Output(kind=OutputKind(kind), folder=str(Path(name).resolve()) if name else None)


listening_option = click.option(
    "--output",
    metavar="device:NAME|file:DIR|none",
    callback=parse_output,
    help=say("cli.listening_output"),
)
"""Where a rehearsal is heard, apart from the loudspeakers; goes with `--rehearse`."""


def who() -> str:
    """The system user of this process; by its number, not by environment variables."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


emergency_option = click.option("--emergency", is_flag=True, help=say("cli.emergency"))
"""Short for `--priority emergency`; give both to `chosen_priority`."""


def chosen_priority(priority: str | None, emergency: bool) -> str | None:
    """The class that `--priority` and `--emergency` ask for; None for the message's own.

    Raises:
        click.UsageError: they contradict each other.
    """
    if emergency and priority not in (None, "emergency"):
        raise click.UsageError(say("cli.emergency_or_priority", priority=priority))
    return "emergency" if emergency else priority


zone_option = click.option("--zone", "zones", multiple=True, metavar="ZONE", help=say("cli.zone"))
"""The zones in which it is heard; the option may be repeated."""


def request_options(command: F) -> F:
    """The options that `play`, `say` and `relay` share: they give `wait` and `how`."""

    @wraps(command)
    def asked(
        *arguments: Any,  # noqa: ANN401 - click's own
        priority: str | None,
        emergency: bool,
        rehearse: bool,
        zones: tuple[str, ...],
        no_wait: bool,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        how = asked_how(priority, emergency, rehearse, zones)
        return command(*arguments, how=how, wait=not no_wait, **options)

    priorities = click.Choice(["normal", "priority", "emergency"])
    for option in (
        click.option("--priority", type=priorities, help=say("cli.priority")),
        emergency_option,
        zone_option,
        click.option("--rehearse", is_flag=True, help=say("cli.rehearse")),
        click.option("--no-wait", is_flag=True, help=say("cli.no_wait")),
    ):
        asked = option(asked)
    return cast("F", asked)


def asked_how(priority: str | None, emergency: bool, rehearse: bool, zones: tuple[str, ...]) -> RequestTerms:
    """How the air is asked for.

    Raises:
        click.UsageError: `--priority` and `--emergency` contradict each other.
    """

    return RequestTerms(priority=chosen_priority(priority, emergency), rehearse=rehearse, zones=tuple(zones))
