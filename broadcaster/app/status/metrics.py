"""The figures of the running station for Prometheus, in its text format (0.0.4).

Written here because the usual library costs 13 MB and 57 ms at every start, for fifty lines of text.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from broadcaster import __version__
from broadcaster.app.status.health import StationHealth
from broadcaster.app.status.tally import LATENESS, Counts, Tally
from broadcaster.app.status.values import StatusReport
from broadcaster.playout.director.jobs import Work
from broadcaster.studio.render.store import cache_folder
from broadcaster.upkeep.doctor.machine import size_below

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class MetricKind(StrEnum):
    """How a figure behaves."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSample:
    """One figure."""

    value: float
    labels: tuple[tuple[str, str], ...] = ()
    suffix: str = ""  # added to the family's name: `_bucket`, `_sum`, `_count`


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """All figures of one name."""

    name: str
    kind: MetricKind
    help: str
    samples: tuple[MetricSample, ...]


def one(name: str, kind: MetricKind, about: str, value: float) -> Family:
    """A family of a single figure."""
    return Family(name=name, kind=kind, help=about, samples=(MetricSample(value=value),))


def by_label(
    name: str, kind: MetricKind, about: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], float]
) -> Family:
    """A family with a figure for each combination of labels."""
    samples = (
        MetricSample(value=values[key], labels=tuple(zip(labels, key, strict=True))) for key in sorted(values)
    )
    return Family(name=name, kind=kind, help=about, samples=tuple(samples))


def histogram(
    name: str, about: str, bounds: tuple[float, ...], counts: tuple[int, ...], total: float
) -> Family:
    """A histogram.

    Args:
        bounds: upper bounds, ascending, without infinity.
        counts: how many fell into each, one more than bounds: the last is above all of them.
    """
    samples, below = [], 0
    for bound, count in zip((*(_number(b) for b in bounds), "+Inf"), counts, strict=True):
        below += count
        samples.append(MetricSample(value=below, labels=(("le", bound),), suffix="_bucket"))
    samples += [MetricSample(value=total, suffix="_sum"), MetricSample(value=below, suffix="_count")]
    return Family(name=name, kind=MetricKind.HISTOGRAM, help=about, samples=tuple(samples))


def text(families: Iterable[Family]) -> str:
    """What a scrape gets."""
    lines: list[str] = []
    for family in families:
        about = family.help.replace("\\", r"\\").replace("\n", r"\n")
        lines += [f"# HELP {family.name} {about}", f"# TYPE {family.name} {family.kind}"]
        lines += [
            f"{family.name}{sample.suffix}{_labels(sample.labels)} {_number(sample.value)}"
            for sample in family.samples
        ]
    return "\n".join(lines) + "\n"


def _labels(labels: tuple[tuple[str, str], ...]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


_COUNTER, _GAUGE = MetricKind.COUNTER, MetricKind.GAUGE
_MEGABYTE = 1_000_000


def scrape(status: StatusReport, tally: Tally, work: Work, folder: Path) -> str:
    """The text of `GET /metrics`."""
    families = list(gauges(status))
    families.append(_cache(cache_folder(folder)))
    tally.read(lambda counts: families.extend(counters(counts)))
    families.extend(director(work))
    return text(families)


def gauges(status: StatusReport) -> Iterator[Family]:
    """How the station stands, from its status."""
    upcoming = status.next
    about = (("version", __version__), ("python", platform.python_version()))
    yield Family(
        name="broadcaster_info",
        kind=_GAUGE,
        help="What runs; always 1.",
        samples=(MetricSample(value=1, labels=about),),
    )
    states: dict[tuple[str, ...], float] = {(str(each),): each == status.health for each in StationHealth}
    yield by_label("broadcaster_health", _GAUGE, "1 for how the station stands now.", ("state",), states)
    why: dict[tuple[str, ...], float] = {(reason.code,): 1 for reason in status.reasons}
    yield by_label("broadcaster_health_reason", _GAUGE, "1 for each reason why not well.", ("code",), why)
    yield one("broadcaster_queue_length", _GAUGE, "Airings that wait.", len(status.queue))
    yield one("broadcaster_on_air", _GAUGE, "1 while something is on air.", status.on_air is not None)
    yield one("broadcaster_output_up", _GAUGE, "1 while the output is open.", status.output.ok)
    yield one("broadcaster_keyed", _GAUGE, "1 while the transmitter is keyed.", status.keying.on)
    yield one(
        "broadcaster_station_current", _GAUGE, "1 if the files as they are now are on air.", status.accepted
    )
    yield one("broadcaster_problems", _GAUGE, "Problems in the station's files.", len(status.problems))
    free = status.disk.free_mb * _MEGABYTE
    yield one("broadcaster_disk_free_bytes", _GAUGE, "Free space for the station's folder.", free)
    if status.engine.sent:
        about_sent = "Characters that a service was given this month."
        given: dict[tuple[str, ...], float] = {(one.service,): one.characters for one in status.engine.sent}
        yield by_label("broadcaster_speech_sent_characters", _GAUGE, about_sent, ("service",), given)
    if status.clock.trusted is not None:
        yield one("broadcaster_clock_trusted", _GAUGE, "1 while the clock is trusted.", status.clock.trusted)
    if upcoming is not None:
        yield one(
            "broadcaster_next_airing_timestamp_seconds",
            _GAUGE,
            "When the next airing is planned.",
            upcoming.start.timestamp(),
        )
    if (ups := status.ups) is not None:
        yield one("broadcaster_ups_on_battery", _GAUGE, "1 while on battery.", ups.on_battery)
        if ups.charge is not None:
            yield one("broadcaster_ups_charge_percent", _GAUGE, "Charge of the battery.", ups.charge)


def counters(counts: Counts) -> Iterator[Family]:
    """What it did since it began."""
    yield histogram(
        "broadcaster_start_lateness_seconds",
        "From the planned instant of a scheduled airing to its first sample.",
        LATENESS,
        tuple(counts.lateness),
        counts.lateness_sum,
    )
    yield by_label("broadcaster_on_air_seconds_total", _COUNTER, "Time on air.", ("kind",), counts.seconds)
    yield by_label(
        "broadcaster_airings_total", _COUNTER, "Airings that ended.", ("kind", "outcome"), counts.airings
    )
    yield by_label("broadcaster_faults_total", _COUNTER, "Faults reported.", ("code",), counts.faults)
    yield by_label(
        "broadcaster_renderings_total",
        _COUNTER,
        "Programmes rendered or found.",
        ("engine",),
        counts.renderings,
    )
    yield by_label(
        "broadcaster_render_failures_total",
        _COUNTER,
        "Renderings that failed.",
        ("code",),
        counts.render_failures,
    )
    yield by_label(
        "broadcaster_engine_fallbacks_total",
        _COUNTER,
        "Programmes for which the first engine failed and another spoke.",
        ("engine", "instead"),
        counts.fallbacks,
    )
    for name, about, value in (
        ("clips_made", "Sentences synthesised.", counts.clips_made),
        ("clips_reused", "Sentences taken from the cache.", counts.clips_reused),
        ("underruns", "Times that the output ran empty.", counts.underruns),
        ("gaps", "Blocks that a file or a source did not have in time.", counts.gaps),
        ("air_restarts", "Times that the air process was replaced.", counts.air_restarts),
    ):
        yield one(f"broadcaster_{name}_total", _COUNTER, about, value)


def director(work: Work) -> Iterator[Family]:
    """How much of its own processor time the thread takes for one step, for which an emergency waits."""
    for name, kind, about, value in (
        ("steps_total", _COUNTER, "Steps of the director's thread.", work.steps),
        ("long_steps_total", _COUNTER, "Steps that took over 20 ms of processor time.", work.long),
        ("longest_step_seconds", _GAUGE, "Processor time of the longest step.", work.longest),
    ):
        yield one(f"broadcaster_director_{name}", kind, about, value)


def _cache(folder: Path) -> Family:
    sizes: dict[tuple[str, ...], float] = {
        (name,): float(size_below(folder / name)) for name in ("clips", "programmes")
    }
    return by_label(
        "broadcaster_cache_bytes", _GAUGE, "Size of the cache of finished sound.", ("store",), sizes
    )
