"""The editor sends back what stands in the file, as long as nobody touches its fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.console import OFFICER, Console
from tests.fakes.page_words import Filled
from tests.fakes.quick_hashes import quick_hashes

HEAD = "title: Lũ đang về\npriority: emergency\n"
PARTS = "parts:\n  - say: |\n      Bà con rời nhà ngay.\n  - pause: 20s\n"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "repeat: 3\ngap: 1m15s\n",
        "repeat: until_stopped\nevery: 5m\nsiren: siren-dam\n",
        "repeat: until_stopped\nevery: 300s\n",
        "repeat: until_stopped\nevery: 7m\nvalid: {from: 2026-02-03, until: 2030-02-28}\n",
    ],
    ids=["bare", "gap", "offered", "other-unit", "not-offered"],
)
def test_a_message_that_is_saved_untouched_stays_as_it_is(tmp_path: Path, rule: str) -> None:
    written = tmp_path / "messages" / "lu.yaml"
    written.parent.mkdir()
    written.write_text(f"{HEAD}{rule}{PARTS}", encoding="utf-8")
    with quick_hashes():
        console = Console(tmp_path)
        try:
            _, page = console.ask(OFFICER, "/messages/edit/lu")
            fields = dict(Filled(page, "/messages/save/lu", "data-editor").fields)
            status, page = console.ask(OFFICER, "/messages/save/lu", **fields)
        finally:
            console.running.close()
    assert (status, written.read_text(encoding="utf-8")) == (303, f"{HEAD}{rule}{PARTS}")
