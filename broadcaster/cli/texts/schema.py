"""`broadcaster schema`: the JSON Schema of a kind of file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.people.roles import people_file
from broadcaster.station.forms.reference import FileKind, json_schema


def schema(_station: Path, kind: str) -> int:
    """Print the schema."""
    found = people_file.json_schema() if kind == "people" else json_schema(FileKind(kind))
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    return 0
