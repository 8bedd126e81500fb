"""The front end's libraries are those that the lock names."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
WEB = ROOT / "broadcaster" / "web"


def test_the_vendored_files_are_those_of_the_lock() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "vendor", "--check"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_library_has_a_licence_that_may_be_shipped() -> None:
    packages = json.loads((WEB / "vendor.lock").read_text("utf-8"))
    shipped = [each for each in packages if each["folder"].startswith("broadcaster/")]
    assert {each["licence"] for each in shipped} <= {"ISC", "MIT", "0BSD", "BSD-3-Clause"}
    assert all("LICENSE" in {file["file"] for file in each["files"]} for each in shipped)


def test_no_page_has_a_style_or_script_of_its_own_or_asks_another_site() -> None:
    for page in (WEB / "templates").glob("*.html"):
        text = page.read_text("utf-8")
        scripts = r"<script(?! (?:type=\"module\"|defer) src=\"\{\{)"
        assert not re.search(rf"<style|style=|{scripts}|\son\w+=|https?://", text), page.name


def test_every_icon_that_a_page_asks_for_is_there() -> None:
    asked = set()
    for page in (WEB / "templates").glob("*.html"):
        asked |= set(re.findall(r"icon\('([a-z-]+)'", page.read_text("utf-8")))
    missing = [name for name in asked if not (WEB / "static" / "vendor" / "icons" / f"{name}.svg").exists()]
    assert missing == []
