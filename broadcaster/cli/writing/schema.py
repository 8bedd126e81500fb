"""`broadcaster schema`: the JSON Schema of a kind of file, for editors."""

from __future__ import annotations

import click

from broadcaster.text import say


@click.command(help=say("cli.schema"))
@click.argument(
    "kind", type=click.Choice(["message", "schedule", "station", "calendar", "regulation", "people"])
)
def command(kind: str) -> None:
    """Print the schema."""
    import json

    click.echo(json.dumps(_schema(kind), ensure_ascii=False, indent=2))


def _schema(kind: str) -> dict[str, object]:
    if kind == "people":
        from broadcaster.people.file.form import json_schema

        return json_schema()
    from broadcaster.station.schema import Kind
    from broadcaster.station.schema import json_schema as of_station

    return of_station(Kind(kind))
