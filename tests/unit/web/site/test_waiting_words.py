"""A leader who is asked about the ward's template of alerts sees the words that change."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from broadcaster.people.roles.model import Person, Role
from broadcaster.station.loading.rule_files import TEMPLATE
from tests.fakes import people
from tests.fakes.console import Console
from tests.fakes.quick_hashes import quick_hashes

SHIPPED = files("broadcaster.alerts").joinpath("templates", "alert.yaml").read_text("utf-8")
LEADER = Person(id="hoa", name="Hoa", roles=frozenset({Role.LEADER, Role.TECHNICIAN}))


def test_words_that_change_stand_beside_the_button(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài\noutput: none\nregulation: {quiet: none}\n")
    people.found(tmp_path, LEADER)
    template = tmp_path / TEMPLATE
    template.parent.mkdir(parents=True)
    other = SHIPPED.replace("mức đặc biệt nghiêm trọng", "mức rất cao").replace(
        "  núi lửa: ", "  núi phun lửa: "
    )
    template.write_text(other.replace('  None: ""', "  None: Không phải làm gì."))
    with quick_hashes():
        console = Console(tmp_path)
        try:
            for address in ("/", "/settings"):
                page = console.ask(LEADER, address)[1]
                assert "“mức đặc biệt nghiêm trọng” thành “mức rất cao”" in page
                assert "thêm “Không phải làm gì.”" in page
                assert "bỏ “núi lửa: " in page
                assert "thêm “núi phun lửa: " in page
                assert "mức nghiêm trọng" not in page.replace("mức đặc biệt nghiêm trọng", "")
        finally:
            console.running.close()
