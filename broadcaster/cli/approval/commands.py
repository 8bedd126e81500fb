"""The commands for the approval by the leadership, as declarations."""

from __future__ import annotations

from broadcaster.cli.terminal.arguments import FILE, messages
from broadcaster.cli.terminal.declaration import argument, declare, declare_group, flag, option, output_format

_YES = flag("--yes", text="people.help.yes")
_SAID = (
    option("--telephone", metavar="LEADER", text="people.help.telephone"),
    option("--paper", metavar="NUMBER", text="people.help.paper"),
    option("--photo", type=FILE, text="people.help.photo"),
    option("--by", metavar="LEADER", text="people.help.by"),
)
"""How whoever sits at the computer types in what a leader said; see `statement.SaidOptions`."""

COMMANDS = {
    "submit": declare(
        "approval.decisions:submit",
        "cli.submit",
        argument("name", metavar="MESSAGE", shell_complete=messages),
        option("--pin/--stop", "keep", default=None, text="people.help.keep"),
    ),
    "approve": declare(
        "approval.approve:approve",
        "cli.approve",
        argument("name", metavar="MESSAGE|ID", shell_complete=messages),
        option("--accept", metavar="N,M|all", text="people.help.accept"),
        _YES,
        *_SAID,
        output_format("text", "json"),
    ),
    "reject": declare(
        "approval.decisions:reject",
        "cli.reject",
        argument("name", metavar="MESSAGE|ID", shell_complete=messages),
        option("--why", required=True, metavar="REASON", text="people.help.why"),
        flag("--end", text="people.help.end"),
        *_SAID,
    ),
    "approvals": declare_group(
        "cli.approvals",
        {"confirm": declare("approval.approvals:confirm", "people.help.confirm", _YES)},
        output_format("table", "json"),
        work="approval.approvals:listed",
    ),
}
