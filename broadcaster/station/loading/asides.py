"""A file with which something unforeseen goes wrong is a broken file: the others are read all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from broadcaster.containment import Kind, fault_of
from broadcaster.station.problems import Problem, Severity
from broadcaster.station.yaml.tree import START
from broadcaster.station.yaml.trees import Place


def problems_of(
    kind: Kind, place: Place, job: Callable[[], Iterable[Problem]], severity: Severity = Severity.ERROR
) -> list[Problem]:
    """The problems that a job finds in a file, or the one that the job failed."""
    try:
        return list(job())
    except Exception as error:
        fault = fault_of(kind, place.file, error)
        return [place.problem(START, fault.code, severity, **fault.facts)]
