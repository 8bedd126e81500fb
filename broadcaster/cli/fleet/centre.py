"""`broadcaster centre`: keep the repository from which wards take campaigns."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from broadcaster.centre.broker import BrokerFiles
from broadcaster.centre.keys import CentreKeys, KeyName
from broadcaster.centre.publication import campaign_in
from broadcaster.centre.repository import CentreRepository
from broadcaster.cli.fleet.broker import as_json, boxes, rung, tell
from broadcaster.cli.texts.check import check
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import FleetError
from broadcaster.core.text.catalogue import say
from broadcaster.station.loading.loader import take

_SLOW = 8000  # bytes a second: 64 kbit/s


def init(folder: Path, keys: Path | None) -> int:
    """Make keys and an empty repository, and tell what wards write in station.yaml."""
    digest = _repository(folder, keys, new=True).begin()
    click.echo(say("fleet.begun", path=str((folder / "repo").absolute())), err=True)
    click.echo(f"fleet:\n  root: {digest}\n  centre: [https://…]")
    return 0


def publish(
    folder: Path, source: Path, campaign: str | None, to: tuple[str, ...], needs: str, keys: Path | None
) -> int:
    """List a campaign that stands in a station's folder."""
    if check(source, "text"):
        raise FleetError("fleet.not_checked")
    made, kinds = campaign_in(take(source), campaign, to, needs)
    new = _repository(folder, keys).publish(made, kinds, source)
    click.echo(
        say(
            "fleet.published",
            campaign=made.id,
            first=f"{made.first:%d/%m/%Y}",
            last=f"{made.last:%d/%m/%Y}",
            size=new,
            minutes=f"{new / _SLOW / 60:.1f}",
        )
    )
    _ring(folder)
    return 0


def withdraw(folder: Path, campaign: str, keys: Path | None) -> int:
    """List a campaign no more."""
    _repository(folder, keys).withdraw(campaign)
    click.echo(say("fleet.withdrawn", campaign=campaign))
    _ring(folder)
    return 0


def renew(folder: Path, keys: Path | None) -> int:
    """Say that what is listed is the newest."""
    _repository(folder, keys).renew()
    return 0


def rotate(folder: Path, key: str, keys: Path | None) -> int:
    """Put a new key in the place of one."""
    _repository(folder, keys, new=True).rotate(KeyName(key))
    click.echo(say("fleet.rotated"))
    return 0


def status(folder: Path, form: str) -> int:
    """Tell what is listed, and until when it is in force."""
    state = _repository(folder, None).state()
    wards, seen = boxes(folder)
    now = SystemClock().now()
    if form == "json":
        told = {
            "root": state.root,
            "expires": {role: at.isoformat() for role, at in state.expires.items()},
            "campaigns": [
                {
                    "id": one.id,
                    "to": sorted(one.to),
                    "from": one.first.isoformat(),
                    "until": one.last.isoformat(),
                    "bytes": one.size,
                }
                for one in state.campaigns
            ],
            "wards": wards,
            "boxes": [as_json(one, now) for one in seen],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    click.echo(say("fleet.root", root=state.root))
    for role, at in state.expires.items():
        click.echo(say(f"fleet.expires.{role}", at=f"{at.astimezone():%H:%M %d/%m/%Y}"))
    for one in state.campaigns:
        days = {"first": f"{one.first:%d/%m/%Y}", "last": f"{one.last:%d/%m/%Y}"}
        click.echo(say("fleet.listed", campaign=one.id, to=", ".join(sorted(one.to)), size=one.size, **days))
    tell(wards, seen, now)
    return 0


def stick(folder: Path, stick: Path) -> int:
    """Put all that is in force on a stick."""
    size = _repository(folder, None).copy_to(stick)
    click.echo(say("fleet.copied", size=size, path=str(stick)))
    return 0


def _ring(folder: Path) -> None:
    """Have wards ask now, where there is a broker; without it they ask within minutes."""
    if BrokerFiles(folder).access() is not None and not rung(folder):
        click.echo(say("fleet.not_rung"), err=True)


def _repository(folder: Path, keys: Path | None, *, new: bool = False) -> CentreRepository:
    def ask(name: KeyName) -> str:
        return _passphrase(name, new=new)

    place = CentreKeys(keys or folder / "keys")
    return CentreRepository(folder, place, ask, SystemClock().now())


def _passphrase(name: KeyName, *, new: bool) -> str:
    """The passphrase of a key; a script gives a line for each question on standard input."""
    question = say(f"fleet.passphrase.{name}")
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt(question, hide_input=True, confirmation_prompt=new, err=True))
