"""Which module may import which library, and that no modules import each other in a circle.

The layers between our own packages are contracts of import-linter in `pyproject.toml`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

# Library → the packages and modules that may import it. A library that does I/O has one place; drivers of one
# library for several uses stay in one package.
LIBRARIES = {
    "apprise": ("notices.ways.by_apprise",),
    "apscheduler": ("service.jobs",),
    "argon2": ("people.credentials.passwords",),
    "aiohttp": ("speech.engines.network.microsoft",),
    "click": ("cli",),
    "cryptography": ("service.certificate.making",),
    "dateutil": ("service.calendars.ical",),
    "docx": ("letters.readers.flowing.docx",),
    "edge_tts": ("speech.engines.network.microsoft",),
    "fastapi": ("console",),
    "gpiod": ("playout.keying.drivers.gpio", "playout.contacts.gpio"),
    "gtts": ("speech.engines.network.google",),
    "h11": ("console.transport.lanes",),
    "icalendar": ("service.calendars.ical",),
    "jinja2": ("console.web.drawing.render", "report.paper"),
    "lunar_vn": ("timetable.days.lunar",),
    "markupsafe": ("console.web.drawing.render",),
    "numpy": (
        "letters.readers.printed.picture",
        "letters.readers.printed.rules",
        "playout.listening",
        "playout.source",
        "service.doctor",
        "studio",
    ),
    "PIL": ("letters.readers.printed.picture",),
    "onnxruntime": ("speech.engines.piper.child",),
    "piper": ("speech.engines.piper.child",),
    "pydantic": (
        "backup",
        "cli.asking.online",
        "console",
        "letters.readers.reader_process",
        "people",
        "service",
        "statefile",
        "station",
    ),
    "pydantic_core": ("station.forms",),
    "pydub": ("studio.mixing.mix",),
    "pypdfium2": ("letters.readers.printed.pdf",),
    "pyotp": ("people.credentials.totp",),
    "pymodbus": ("playout.keying.drivers.modbus",),
    "requests": (
        "speech.engines.network.google",
        "speech.voices.download",
        "service.calendars.fetching",
        "service.calendars.reach",
    ),
    "segno": ("people.credentials.qr",),
    "serial": ("playout.keying.drivers.serial_port", "playout.contacts.serial_line"),
    "sounddevice": ("playout.outputs.portaudio",),
    "sqlite3": ("database.sqlite",),
    "starlette": ("console",),
    "urllib3": ("speech.engines.network.google", "service.calendars.fetching", "service.calendars.reach"),
    "uvicorn": ("console.transport.server", "console.transport.web_server"),
    "vietasr": ("studio.comparison.recognition",),
    "watchfiles": ("station.acceptance.watch",),
    "pyrage": ("backup.sealing",),
    "docxtpl": ("report.paper",),
    "xlsxwriter": ("journal.report.xlsx",),
    "yaml": ("station.yaml", "reading.rules.data", "speech.voices.catalogue"),
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


def imported(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each imported module with the names taken from it; imports inside functions and for types count."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or "", tuple(alias.name for alias in node.names)


def _is_library(name: str) -> bool:
    return name != "broadcaster" and (name in _WATCHED or name not in sys.stdlib_module_names)


def test_each_library_is_imported_in_its_place_only() -> None:
    wrong, used = [], set()
    for module, path in modules().items():
        for library in {name.partition(".")[0] for name, _ in imported(path)}:
            if not _is_library(library):
                continue
            used.add(library)
            places = tuple(f"broadcaster.{place}" for place in LIBRARIES.get(library, ()))
            if not any(module == place or module.startswith(f"{place}.") for place in places):
                wrong.append(f"{module} imports {library}")
    assert wrong == []
    assert sorted(set(LIBRARIES) - used) == [], "listed, and imported nowhere"
