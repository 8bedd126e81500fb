"""The commands for setting a station up and for its maintenance, as declarations."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.terminal.arguments import FOLDER, OUTPUT
from broadcaster.cli.terminal.declaration import argument, declare, declare_group, flag, option, output_format

_NAME = option("--name", default="broadcaster", show_default=True, metavar="NAME", text="cli.service_name")

COMMANDS = {
    "console": declare_group(
        "cli.console",
        {
            "certificate": declare(
                "upkeep.console:certificate",
                "certificate.help.make",
                option("--name", "names", multiple=True, metavar="NAME|IP", text="certificate.help.name"),
                flag("--yes", text="certificate.help.yes"),
            ),
            "show": declare(
                "upkeep.console:show",
                "certificate.help.show",
                option("-o", "--output", type=OUTPUT, metavar="FILE", text="certificate.help.output"),
                output_format("text", "json"),
            ),
            "desktop": declare("upkeep.console:desktop", "console.help.desktop"),
        },
    ),
    "notices": declare_group(
        "cli.notices",
        {
            "list": declare("upkeep.notices:listed", "cli.notices_list", output_format("table", "json")),
            "test": declare("upkeep.notices:test", "cli.notices_test", argument("name", required=False)),
        },
        output_format("table", "json"),
        work="upkeep.notices:listed",
    ),
    "backup": declare_group(
        "cli.backup",
        {
            "daily": declare("upkeep.backup:daily", "backup.help.daily", output_format("text", "json")),
            "key": declare("upkeep.backup_key:show", "backup.help.key"),
        },
        option("-o", "output", type=OUTPUT, text="backup.help.output"),
        flag("--encrypt", text="backup.help.encrypt"),
        output_format("text", "json"),
        work="upkeep.backup:backup",
    ),
    "restore": declare(
        "upkeep.backup:restore",
        "cli.restore",
        argument("file", type=click.Path(path_type=Path)),
        argument("folder", metavar="DIR", type=FOLDER),
        option("--key-file", type=click.Path(path_type=Path), text="backup.help.key_file"),
        flag("--replace", text="backup.help.replace"),
    ),
    "doctor": declare(
        "upkeep.doctor:doctor",
        "cli.doctor",
        flag("--loopback", text="cli.doctor_loopback"),
        output_format("text", "json"),
    ),
    "bench": declare_group(
        "cli.bench",
        {
            "start": declare(
                "upkeep.bench:start",
                "cli.bench_start",
                option(
                    "--starts",
                    type=click.IntRange(2, 1000),
                    default=50,
                    show_default=True,
                    text="cli.bench_starts",
                ),
                option("--listen", metavar="monitor|INPUT", text="cli.bench_listen"),
                output_format("text", "json"),
            )
        },
    ),
    "service": declare_group(
        "cli.service",
        {
            "install": declare(
                "upkeep.setup:install",
                "cli.service_install",
                option("--user", metavar="NAME", text="cli.service_user"),
                flag("--dry-run", text="cli.service_dry_run"),
                _NAME,
            ),
            "uninstall": declare("upkeep.setup:uninstall", "cli.service_uninstall", _NAME),
            "show": declare("upkeep.setup:show", "cli.service_show", _NAME),
            "status": declare(
                "upkeep.setup:status", "cli.service_status", output_format("text", "json"), _NAME
            ),
        },
    ),
    "update": declare(
        "upkeep.update:update",
        "cli.update",
        flag("--now", text="cli.update_now"),
        flag("--back", text="cli.update_back"),
        flag("--unattended", text="cli.update_unattended"),
        option("--from", "source", type=FOLDER, metavar="DIR", text="cli.update_from"),
        output_format("text", "json"),
    ),
    "init": declare(
        "upkeep.setup:init",
        "cli.init",
        argument("folder", type=FOLDER, metavar="DIR"),
        option("--profile", metavar="NAME", text="regulation.help_profile"),
        flag("--first-start", text="cli.init_first_start"),
    ),
    "keying": declare_group(
        "cli.keying",
        {
            "release": declare("upkeep.keying:release", "cli.keying_release"),
            "test": declare(
                "upkeep.keying:test", "cli.keying_test", option("--zone", text="cli.keying_zone")
            ),
            "status": declare("upkeep.keying:status", "cli.keying_status", output_format("text", "json")),
        },
    ),
}
