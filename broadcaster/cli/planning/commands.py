"""The commands about what is planned, as declarations."""

from __future__ import annotations

import click

from broadcaster.cli.terminal.arguments import When
from broadcaster.cli.terminal.declaration import argument, declare, declare_group, flag, option, output_format

_SPAN = (
    option("--from", "first", type=When(), required=True, metavar="D", text="regulation.help_from"),
    option("--until", type=When(), required=True, metavar="D", text="regulation.help_until"),
)

COMMANDS = {
    "regulation": declare_group(
        "cli.regulation",
        {
            "profiles": declare(
                "planning.regulation_changes:profiles",
                "regulation.help_profiles",
                argument("name", required=False),
            ),
            "order": declare(
                "planning.regulation:order",
                "regulation.help_order",
                argument("number"),
                option("--by", required=True, metavar="WHO", text="regulation.help_by"),
                *_SPAN,
            ),
            "end": declare("planning.regulation:end", "regulation.help_end", argument("number")),
            "move": declare(
                "planning.regulation:move",
                "regulation.help_move",
                option("--number", metavar="NUMBER", text="regulation.help_decision"),
                option("--on", type=When(), metavar="D", text="regulation.help_decided_on"),
            ),
            "mourn": declare(
                "planning.regulation:mourn",
                "regulation.help_mourn",
                argument("what", type=click.Choice(["no-music", "silence"])),
                option("--by", metavar="TEXT", text="regulation.help_basis"),
                *_SPAN,
            ),
            "mourn-end": declare("planning.regulation:end_mourning", "regulation.help_mourn_end"),
        },
        output_format("table", "json"),
        work="planning.regulation:show",
    ),
    "plan": declare(
        "planning.plan:show",
        "cli.plan",
        option("--from", "first", type=When(), metavar="D", text="timetable.help.from"),
        option(
            "--days",
            "count",
            type=click.IntRange(1, 366),
            show_default="7",
            metavar="N",
            text="timetable.help.days",
        ),
        output_format("table", "json", "csv", "ics"),
        flag("--week", text="timetable.help.week"),
        flag("--plain", text="timetable.help.plain"),
    ),
    "calendar": declare(
        "planning.calendars:calendar",
        "cli.calendar",
        argument("source", required=False, metavar="FILE.ics|URL"),
        option("--name", metavar="NAME", text="timetable.help.ics_name"),
        option("--title", metavar="TITLE", text="timetable.help.ics_title"),
        flag("--off", text="timetable.help.ics_off"),
        flag("--update", "again", text="timetable.help.ics_update"),
        flag("--announce", text="timetable.help.ics_announce"),
    ),
}
