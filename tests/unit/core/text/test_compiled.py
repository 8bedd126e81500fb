"""The compiled texts are what the .po files say, and both are as `scripts/texts` writes them."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from broadcaster.core.text.catalogue import LOCALE

SCRIPT = Path(__file__).parents[4] / "scripts" / "texts"
VIETNAMESE = "vi/LC_MESSAGES/broadcaster"


@pytest.fixture(scope="module")
def texts() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("texts", str(SCRIPT))
    spec = importlib.util.spec_from_loader("texts", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_files_are_sorted_and_compiled(texts: ModuleType) -> None:
    assert [path for path, _ in texts.stale()] == [], "run scripts/texts"


def test_compiling_is_the_same_whatever_the_day(texts: ModuleType) -> None:
    source = (LOCALE / f"{VIETNAMESE}.po").read_bytes()
    assert texts.forms(source, "vi") == texts.forms(source, "vi")
    assert b"Date" not in texts.forms(source, "vi")[1]


def test_an_edit_that_was_not_compiled_is_seen(texts: ModuleType, tmp_path: Path) -> None:
    locale = Path(shutil.copytree(LOCALE, tmp_path / "locale"))
    source = locale / f"{VIETNAMESE}.po"
    source.write_text(source.read_text().replace("Đã dừng.", "Đã thôi."))
    assert [path for path, _ in texts.stale(locale)] == [locale / f"{VIETNAMESE}.mo"]


@pytest.mark.parametrize("key", ["cli.stopped", "nowhere.key"], ids=["twice", "strange room"])
def test_a_key_that_is_twice_or_of_a_strange_room_is_refused(texts: ModuleType, key: str) -> None:
    source = (LOCALE / f"{VIETNAMESE}.po").read_bytes()
    with pytest.raises(SystemExit, match=key):
        texts.forms(source + f'\nmsgid "{key}"\nmsgstr "x"\n'.encode(), "vi")
