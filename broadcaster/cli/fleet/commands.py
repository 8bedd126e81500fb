"""The commands about many wards, as declarations."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.terminal.arguments import FILE, FOLDER
from broadcaster.cli.terminal.declaration import argument, declare, declare_group, option, output_format

_KEYS = option("--keys", type=FOLDER, metavar="DIR", text="fleet.help.keys")
_TO = option("--to", multiple=True, required=True, metavar="all|MARK", text="fleet.help.to")
_ROLE = click.Choice(["root", "campaigns", "online"])

COMMANDS = {
    "centre": declare_group(
        "cli.centre",
        {
            "init": declare("fleet.centre:init", "fleet.help.init", _KEYS),
            "publish": declare(
                "fleet.centre:publish",
                "fleet.help.publish",
                argument("source", type=click.Path(path_type=Path), metavar="DIR"),
                option("--campaign", metavar="ID", text="fleet.help.campaign"),
                _TO,
                option("--needs", default="", metavar="VERSION", text="fleet.help.needs"),
                _KEYS,
            ),
            "withdraw": declare(
                "fleet.centre:withdraw", "fleet.help.withdraw", argument("campaign", metavar="ID"), _KEYS
            ),
            "renew": declare("fleet.centre:renew", "fleet.help.renew", _KEYS),
            "rotate": declare("fleet.centre:rotate", "fleet.help.rotate", argument("key", type=_ROLE), _KEYS),
            "status": declare("fleet.centre:status", "fleet.help.status", output_format("text", "json")),
            "stick": declare(
                "fleet.centre:stick", "fleet.help.stick", argument("stick", type=FOLDER, metavar="DIR")
            ),
            "broker": declare(
                "fleet.broker:broker",
                "fleet.help.broker",
                argument("address", metavar="ADDRESS"),
                option(
                    "--certificate", type=FILE, required=True, metavar="FILE", text="fleet.help.certificate"
                ),
                option("--key", type=FILE, required=True, metavar="FILE", text="fleet.help.certificate_key"),
            ),
            "invite": declare("fleet.broker:invite", "fleet.help.invite", argument("ward", metavar="NAME")),
            "listen": declare("fleet.broker:listen", "fleet.help.listen"),
            "ring": declare("fleet.broker:ring", "fleet.help.ring"),
        },
    ),
    "fleet": declare_group(
        "cli.fleet",
        {
            "take": declare(
                "fleet.stick:take", "fleet.help.take", argument("stick", type=FOLDER, metavar="DIR")
            ),
        },
    ),
}
