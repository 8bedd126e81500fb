"""What the running station does without until somebody needs it."""

from __future__ import annotations

import subprocess
import sys

IDLE = """
import importlib, sys
from broadcaster.api.routes.app import build
importlib.import_module("broadcaster.app.station.assembly")
importlib.import_module("broadcaster.upkeep.monitoring.chores")
importlib.import_module("broadcaster.cli.running.station")
build(None)
heavy = {"docx", "icalendar", "jinja2", "numpy", "pydub", "pyrage", "smtplib", "tarfile", "aiohttp", "lxml"}
print(sorted(heavy & set(sys.modules)), sys.modules.get("pydantic.v1"))
"""


def test_a_station_without_visitors_loads_no_pages_letters_backups_or_mail() -> None:
    told = subprocess.run([sys.executable, "-c", IDLE], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[] None"
