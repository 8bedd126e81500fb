"""The options by which whoever sits at the computer types in what a leader said.

Also what their NAME means: a message or an airing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from broadcaster.cli.approval.view import photo_of
from broadcaster.cli.terminal.arguments import FILE
from broadcaster.core.text.catalogue import say
from broadcaster.people.approval.order import ByTelephone, OnPaper, SaidBy

if TYPE_CHECKING:
    from broadcaster.cli.approval.desk import ApprovalDesk
    from broadcaster.station.model.station import Station


_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{18}")


def is_airing(station: Station, name: str) -> bool:
    """True for the id of an airing; a message of that name comes first."""
    return name not in station.messages and _ID.fullmatch(name) is not None


F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOptions:
    """What was given of `--telephone`, or of `--paper`, `--photo` and `--by`."""

    telephone: str | None
    paper: str | None
    photo: Path | None
    leader: str | None

    def by(self, desk: ApprovalDesk) -> SaidBy:
        """How the leadership said so; nothing if whoever sits here is the leadership.

        The code of a telephone is read from stdin, a photo is kept. Call it last: a code works once.
        """

        if self.telephone is not None:
            click.echo(say("people.ask_code", leader=self.telephone), err=True, nl=False)
            code = click.get_text_stream("stdin").readline().strip()
            return {"telephone": ByTelephone(leader=self.telephone, code=code)}
        if self.paper is not None and self.photo is not None and self.leader is not None:
            photo = desk.keep_photo(photo_of(self.photo))
            return {"paper": OnPaper(leader=self.leader, form=self.paper, photo=photo)}
        return {}


def said_options(command: F) -> F:
    """The options that `approve` and `reject` share: they give `said`, a `SaidOptions`."""

    @wraps(command)
    def asked(
        *arguments: Any,  # noqa: ANN401 - click's own
        telephone: str | None,
        paper: str | None,
        photo: Path | None,
        by: str | None,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if telephone is not None and paper is not None:
            raise click.UsageError(say("people.one_way"))
        if (paper is None) != (photo is None) or (paper is None) != (by is None):
            raise click.UsageError(say("people.paper_needs"))
        said = SaidOptions(telephone=telephone, paper=paper, photo=photo, leader=by)
        return command(*arguments, said=said, **options)

    # click lists the options in the reverse order of their decorators.
    for option in (
        click.option("--by", metavar="LEADER", help=say("people.help.by")),
        click.option("--photo", type=FILE, help=say("people.help.photo")),
        click.option("--paper", metavar="NUMBER", help=say("people.help.paper")),
        click.option("--telephone", metavar="LEADER", help=say("people.help.telephone")),
    ):
        asked = option(asked)
    return cast("F", asked)
