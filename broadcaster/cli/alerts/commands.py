"""The commands about alerts from above, as declarations."""

from __future__ import annotations

from broadcaster.cli.terminal.arguments import FILE, When
from broadcaster.cli.terminal.declaration import argument, declare, declare_group, option, output_format

COMMANDS = {
    "alerts": declare_group(
        "cli.alerts",
        {
            "check": declare(
                "alerts.check:check",
                "alerts.help.check",
                argument("file", type=FILE, metavar="FILE"),
                option("--sender", metavar="SENDER", text="alerts.help.sender"),
                option("--at", type=When(), metavar="INSTANT", text="alerts.help.at"),
                output_format("text", "json"),
            ),
        },
    ),
}
"""Commands about alerts from above."""
