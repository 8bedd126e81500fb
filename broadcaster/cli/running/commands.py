"""The commands about the running station, as declarations."""

from __future__ import annotations

import click

from broadcaster.cli.terminal.arguments import OUTPUT, MonthType, When
from broadcaster.cli.terminal.declaration import declare, declare_group, flag, option, output_format
from broadcaster.cli.terminal.options import parse_output

_SPAN = (
    option("--from", "first", type=When(), metavar="D", text="journal.help.from"),
    option("--to", "last", type=When(), metavar="D", text="journal.help.to"),
)

COMMANDS = {
    "run": declare(
        "running.run:run",
        "cli.run",
        option("--once", metavar="MESSAGE", text="cli.run_once"),
        option("--now", metavar="MESSAGE", text="cli.run_now"),
        option(
            "--output", metavar="device[:NAME]|file:DIR|none", callback=parse_output, text="cli.run_output"
        ),
        flag("--rehearse", text="cli.rehearse"),
        flag("--realtime", text="cli.run_realtime"),
        flag("--trust-clock", text="clock.help.trust"),
        flag("--wait-for-output", text="cli.run_wait_for_output"),
        flag("--no-console", text="cli.run_no_console"),
    ),
    "status": declare(
        "running.status:show",
        "cli.status",
        output_format("text", "json"),
        flag("--check", text="cli.status_check"),
    ),
    "window": declare(
        "running.window:window",
        "cli.window",
        option(
            "--minutes",
            type=click.IntRange(1, 240),
            default=15,
            show_default=True,
            metavar="N",
            text="cli.window_minutes",
        ),
        output_format("text", "json"),
    ),
    "log": declare_group(
        "cli.log",
        {
            "verify": declare(
                "running.journal:verify",
                "journal.help.verify",
                option("--head", metavar="HASH", text="journal.help.head"),
                output_format("text", "json"),
            ),
            "events": declare(
                "running.journal:events", "journal.help.events", *_SPAN, output_format("table", "json")
            ),
        },
        *_SPAN,
        option(
            "--format",
            "form",
            type=click.Choice(["table", "csv", "json", "xlsx"]),
            text="journal.help.format",
        ),
        option("-o", "output", type=OUTPUT, text="journal.help.output"),
        work="running.journal:log",
    ),
    "report": declare(
        "running.report:report",
        "cli.report",
        option(
            "--month", "first", type=MonthType(), required=True, metavar="2026-11", text="report.help.month"
        ),
        option("-o", "output", type=OUTPUT, text="report.help.output"),
    ),
    "clock": declare_group(
        "clock.help",
        {
            "confirm": declare(
                "running.clock:confirm",
                "clock.help.confirm",
                flag("--yes", text="clock.help.yes"),
                flag("--time-only", text="clock.help.time_only"),
            )
        },
        output_format("text", "json"),
        work="running.clock:show",
    ),
}
