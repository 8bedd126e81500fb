"""The commands about who works at the station, as declarations."""

from __future__ import annotations

import click

from broadcaster.cli.terminal.arguments import When
from broadcaster.cli.terminal.declaration import argument, declare, declare_group, flag, option, output_format
from broadcaster.people.roles.model import Role

_WISH = (flag("--stdin", text="people.help.stdin"), flag("--code", text="people.help.code"))
"""How a person shows by whose word people are changed; see `desk.PeopleOptions`."""
_ROLES = click.Choice([str(role) for role in Role])
_PERSON = argument("person", metavar="PERSON")
_ANYBODY = argument("person", required=False, metavar="[PERSON]")

COMMANDS = {
    "people": declare_group(
        "cli.people",
        {
            "list": declare("people.listing:listed", "people.help.list", output_format("table", "json")),
            "add": declare(
                "people.changes:add",
                "people.help.add",
                _PERSON,
                option("--name", metavar="NAME", text="people.help.name"),
                option("--title", metavar="TEXT", text="people.help.title"),
                option("--account", metavar="USER", text="people.help.account"),
                option("--role", "roles", multiple=True, type=_ROLES, text="people.help.role"),
                *_WISH,
            ),
            "roles": declare(
                "people.changes:roles",
                "people.help.roles",
                _PERSON,
                argument("roles", nargs=-1, required=True, type=_ROLES, metavar="ROLE..."),
                *_WISH,
            ),
            "reach": declare(
                "people.changes:reach",
                "people.help.reach",
                _PERSON,
                option("--mail", metavar="MAIL", text="people.help.mail"),
                option("--phone", metavar="PHONE", text="people.help.phone"),
                option("--daily/--at-once", default=None, text="people.help.daily"),
                *_WISH,
            ),
            "passwd": declare("people.credentials:passwd", "people.help.passwd", _ANYBODY, *_WISH),
            "password": declare(
                "people.own_password:password",
                "people.help.password",
                flag("--stdin", text="people.help.stdin"),
            ),
            "pin": declare("people.credentials:pin", "people.help.pin", _ANYBODY, *_WISH),
            "totp": declare("people.credentials:totp", "people.help.totp", _ANYBODY, *_WISH),
            "codes": declare("people.credentials:codes", "people.help.codes", _ANYBODY, *_WISH),
            "delegate": declare(
                "people.changes:delegate",
                "people.help.delegate",
                argument("leader", metavar="PERSON"),
                option("--to", metavar="PERSON", required=True, text="people.help.to"),
                option("--from", "first", type=When(), metavar="D", text="people.help.from"),
                option("--until", "last", type=When(), metavar="D", text="people.help.until"),
                option("--basis", metavar="TEXT", text="people.help.basis"),
                flag("--end", text="people.help.undelegate"),
                *_WISH,
            ),
            "remove": declare(
                "people.changes:remove",
                "people.help.remove",
                _PERSON,
                flag("--yes", text="people.help.yes"),
                *_WISH,
            ),
            "accept": declare(
                "people.changes:accept",
                "people.help.accept",
                flag("--restore", text="people.help.restore"),
                flag("--yes", text="people.help.yes"),
                *_WISH,
            ),
            "trust": declare(
                "people.senders:trust",
                "people.help.trust",
                argument("sender", metavar="SENDER"),
                flag("--end", text="people.help.untrust"),
                flag("--yes", text="people.help.yes"),
                *_WISH,
            ),
            "recover": declare("people.one_time_code:recover", "people.help.recover"),
        },
        output_format("table", "json"),
        work="people.listing:listed",
    )
}
