"""Which module may import which library, and that no modules import each other in a circle.

The layers between our own packages are contracts of import-linter in `pyproject.toml`.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent

# Library → the packages and modules that may import it. A library that does I/O has one place; drivers of one
# library for several uses stay in one package.
LIBRARIES = {
    "apprise": ("notices.sender.apprise",),
    "apscheduler": ("timetable.planning.jobs", "timetable.planning.scheduler"),
    "argon2": ("people.sign_in.proofs",),
    "aiohttp": ("speech.network.microsoft",),
    "click": (
        "cli",
        "cli.airing",
        "cli.alerts",
        "cli.approval",
        "cli.asking",
        "cli.fleet",
        "cli.people",
        "cli.planning",
        "cli.playout",
        "cli.running",
        "cli.terminal",
        "cli.texts",
        "cli.upkeep",
    ),
    "cryptography": ("alerts.proof", "centre.keys", "upkeep.certificate.issuer"),
    "dateutil": ("timetable.calendars.ical",),
    "docx": ("letters.readers.docx",),
    "edge_tts": ("speech.network.microsoft",),
    "fastapi": (
        "api.routes",
        "api.transport",
        "web.messages",
        "web.people",
        "web.playout",
        "web.schedules",
        "web.settings",
        "web.setup",
        "web.site",
    ),
    "gpiod": ("playout.keying.gpio", "playout.links.contacts"),
    "gtts": ("speech.network.google",),
    "httptools": ("api.transport.http",),
    "icalendar": ("timetable.calendars.ical",),
    "jinja2": ("report.paper", "web.drawing.render"),
    "lxml": ("alerts.cap.xml",),
    "signxml": ("alerts.proof.signature",),
    "shapely": ("alerts.judging.area",),
    "lunar_vn": ("timetable.days.calendar",),
    "markupsafe": ("web.drawing.render",),
    "numpy": (
        "letters.readers",
        "playout.listening",
        "playout.source",
        "speech.engines.vieneu_model",
        "studio.comparison",
        "studio.mastering",
        "studio.mixing",
        "studio.recordings",
        "studio.render",
        "upkeep.doctor",
    ),
    "PIL": ("letters.readers.picture",),
    "onnxruntime": ("speech.engines.piper_child",),
    "sea_g2p": ("speech.engines.vieneu_model",),
    "vieneu": ("speech.engines.vieneu_model",),
    "vieneu_utils": ("speech.engines.vieneu_model",),
    "piper": ("speech.engines.piper_child",),
    "certifi": ("alerts.gate.fetcher",),
    "pydantic": (
        "alerts.gate",
        "alerts.inbox",
        "api.routes",
        "centre.broker",
        "cli.asking",
        "core.state_files",
        "fleet",
        "journal.writer",
        "letters.reader_process",
        "people.approval",
        "people.decisions",
        "people.roles",
        "people.store",
        "people.versions",
        "playout.operator",
        "station.acceptance",
        "station.editing",
        "station.forms",
        "station.loading",
        "station.rules",
        "timetable.calendars",
        "timetable.guard",
        "upkeep.backup",
        "upkeep.host.first_start",
        "upkeep.monitoring.updates",
        "web.site",
    ),
    "pydantic_core": ("people.roles", "station.forms"),
    "paho": ("fleet.mqtt",),
    "pydub": ("studio.mixing.mix",),
    "pypdfium2": ("letters.readers.pdf",),
    "pyotp": ("people.sign_in.proofs",),
    "pymodbus": ("playout.keying.modbus",),
    "requests": (
        "core.reach",
        "speech.network.http",
        "speech.voices.download",
        "timetable.calendars.fetcher",
        "timetable.calendars.reach",
    ),
    "securesystemslib": ("centre.keys", "centre.repository"),
    "segno": ("people.sign_in.qr",),
    "serial": ("playout.keying.serial_port", "playout.links.contacts"),
    "sounddevice": ("playout.outputs.soundcard",),
    "sqlite3": ("core.database",),
    "starlette": (
        "api.routes",
        "api.transport",
        "web.drawing",
        "web.messages",
        "web.people",
        "web.playout",
        "web.schedules",
        "web.settings",
        "web.setup",
        "web.site",
    ),
    "urllib3": (
        "core.reach",
        "speech.network.http",
        "timetable.calendars.fetcher",
        "timetable.calendars.reach",
    ),
    "tuf": ("centre.repository", "fleet.fetcher", "fleet.taking"),
    "uvicorn": ("api.transport.http", "api.transport.server", "api.transport.web_server"),
    "vietasr": ("studio.comparison.recognition",),
    "watchfiles": ("station.acceptance.follower",),
    "pyrage": ("upkeep.backup.encryption",),
    "docxtpl": ("report.paper",),
    "xlsxwriter": ("journal.rows.workbook",),
    "yaml": ("reading.wordlists", "speech.voices", "station.yaml"),
}
_WATCHED = {"sqlite3"}
"""Modules of Python itself that have one place too."""


def modules() -> dict[str, Path]:
    """Module → its file, for every module of the package."""
    found = {}
    for path in (ROOT / "broadcaster").rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


class Found(NamedTuple):
    """What counts here of a module. Imports inside functions and for types count too."""

    imports: tuple[str, ...]
    inside: tuple[int, ...]  # the lines of imports in functions
    classes: tuple[str, ...]


def statements(node: ast.AST, *, inside: bool = False) -> Iterator[tuple[ast.stmt, bool]]:
    """Each statement below, with whether it stands in a function. Expressions are not looked at."""
    inside = inside or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for each in getattr(node, field, ()):
            if isinstance(each, ast.stmt):
                yield each, inside
            yield from statements(each, inside=inside)


@cache
def found(path: Path) -> Found:
    """What is found in a module, which is read once."""
    imports, within, classes = [], [], []
    for node, inside in statements(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            assert not getattr(node, "level", 0), f"{path}: a relative import"
            imports += (
                [alias.name for alias in node.names] if isinstance(node, ast.Import) else [str(node.module)]
            )
            within += [node.lineno] if inside else []
        elif isinstance(node, ast.ClassDef) and not (node.col_offset or node.name.startswith("_")):
            classes.append(node.name)
    return Found(tuple(imports), tuple(within), tuple(classes))


def _is_library(name: str) -> bool:
    return name != "broadcaster" and (name in _WATCHED or name not in sys.stdlib_module_names)


def test_each_library_is_imported_in_its_place_only() -> None:
    wrong, used = [], set()
    for module, path in modules().items():
        for library in {name.partition(".")[0] for name in found(path).imports}:
            if not _is_library(library):
                continue
            used.add(library)
            places = tuple(f"broadcaster.{place}" for place in LIBRARIES.get(library, ()))
            if not any(module == place or module.startswith(f"{place}.") for place in places):
                wrong.append(f"{module} imports {library}")
    assert wrong == []
    assert sorted(set(LIBRARIES) - used) == [], "listed, and imported nowhere"


IN_FUNCTIONS = 100
"""How many imports may stand inside functions: see docs/timing.md. Lower it when there are fewer."""


def test_imports_stand_at_the_top_but_where_a_command_would_wait_for_them() -> None:
    inside = [f"{module}:{line}" for module, path in modules().items() for line in found(path).inside]
    assert len(inside) <= IN_FUNCTIONS, sorted(inside)


def test_each_folder_has_its_place_in_the_house() -> None:
    """A folder that the contract of the layers does not name may import whatever it likes."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (house, *_) = settings["tool"]["importlinter"]["contracts"]
    named = {place.strip() for layer in house["layers"] for place in layer.split("|")}
    folders = {
        str(path.parent.relative_to(ROOT / "broadcaster")).replace("/", ".")
        for path in (ROOT / "broadcaster").rglob("*.py")
        if path.name != "__init__.py" and path.parent != ROOT / "broadcaster"
    }
    assert {f for f in folders if f not in named and f.partition(".")[0] not in named} == set()
    assert {
        place for place in named if not (ROOT / "broadcaster" / place.replace(".", "/")).is_dir()
    } == set()


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules().values()}
    assert {str(path.relative_to(ROOT)): n for path, n in lines.items() if n > 400} == {}


def test_a_name_of_a_class_means_one_thing_in_the_whole_package() -> None:
    places: dict[str, list[str]] = {}
    for path in modules().values():
        for name in found(path).classes:
            places.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
