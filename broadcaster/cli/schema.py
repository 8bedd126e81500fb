"""`broadcaster schema`: the JSON Schema of a kind of file, for editors."""

from __future__ import annotations

import click

from broadcaster.text import say


@click.command(help=say("cli.schema"))
@click.argument("kind", type=click.Choice(["message", "schedule", "station"]))
def command(kind: str) -> None:
    """Print the schema."""
    import json

    from broadcaster.station.schema import Kind, json_schema

    click.echo(json.dumps(json_schema(Kind(kind)), ensure_ascii=False, indent=2))
