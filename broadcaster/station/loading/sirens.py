"""Siren patterns by name: those that come with the program, and the ward's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from broadcaster.station.model.siren import Siren

_FILE = "sirens.yaml"


@cache
def shipped() -> Mapping[str, Siren]:
    """The patterns that come with the program, by name."""
    # These load YAML and pydantic: whoever only wants a value of the studio must not wait for them.
    from broadcaster.station.forms.siren import patterns
    from broadcaster.station.yaml.tree import parse

    root, problems = parse(_FILE, files("broadcaster.station.loading").joinpath(_FILE).read_bytes())
    found, more = patterns(_FILE, root) if root is not None else ({}, [])
    if not found or problems or more:
        raise ValueError(f"{_FILE}: {[*problems, *more]}")
    return MappingProxyType(found)


def named(own: Mapping[str, Siren], name: str) -> Siren | None:
    """The pattern of that name: the ward's own, or one that comes with the program."""
    return own.get(name) or shipped().get(name)
