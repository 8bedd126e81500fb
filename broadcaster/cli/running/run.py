"""`broadcaster run`: the station itself, or one message without a station that goes on."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.core.program import run_from_a_copy
from broadcaster.core.text.catalogue import say


def run(
    folder: Path,
    once: str | None,
    now: str | None,
    output: tuple[str, str] | None,
    rehearse: bool,
    realtime: bool,
    trust_clock: bool,
    wait_for_output: bool,
    no_console: bool,
) -> int:
    """Run until a signal ends it, or air one message."""
    if once is not None and now is not None:
        raise click.UsageError(say("cli.once_or_now"))
    if rehearse and once is None and now is None:
        raise click.UsageError(say("cli.rehearse_what"))
    if once is not None:
        from broadcaster.cli.airing.local import air_once

        return air_once(folder, once, output, rehearse=rehearse, realtime=realtime)
    run_from_a_copy()  # before all that is loaded from it
    from broadcaster.app.station.foundation import Mode
    from broadcaster.cli.airing.local import as_output
    from broadcaster.cli.running.station import serve

    mode = Mode(output=None if output is None else as_output(output), waits=wait_for_output)
    return serve(folder, mode, now, rehearse=rehearse, trust=trust_clock, console=not no_console)
