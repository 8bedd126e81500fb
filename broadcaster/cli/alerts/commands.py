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
            "inbox": declare_group(
                "alerts.help.inbox",
                {
                    "show": declare("alerts.inbox:show", "alerts.help.show", argument("alert", metavar="ID")),
                    "use": declare("alerts.inbox:use", "alerts.help.use", argument("alert", metavar="ID")),
                    "set-aside": declare(
                        "alerts.inbox:set_aside", "alerts.help.set_aside", argument("alert", metavar="ID")
                    ),
                },
                output_format("text", "json"),
                work="alerts.inbox:listed",
            ),
        },
    )
}
"""Commands about alerts from above."""
