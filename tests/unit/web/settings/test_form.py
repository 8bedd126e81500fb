"""The settings as fields: from the one declaration of each key, and back into the file byte by byte."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.editing.documents import Documents
from broadcaster.station.loading.loader import load_source
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.yaml.problems import BadStation, Problem
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.settings.edits import REMOVE
from broadcaster.web.settings.edits import edited as edited_with
from broadcaster.web.settings.fields import FILE, Field, FieldKind
from broadcaster.web.settings.form import cards, compared, groups, merged, told, vanished
from broadcaster.web.settings.groups import Group
from broadcaster.web.settings.sheets import PARTS

TEXT = """\
# The ward's own words stay.
name: Đài cũ   # and this too

sound: {loudness: -18, opening: none}
regulation:
  quiet: "21:00-06:00"   # as the Quy chế says
  sessions_per_day: 3
"""


class Wrong(NamedTuple):
    """What `wrong` gives."""

    at: dict[str, Field]
    rest: tuple[Problem, ...]


def edited(part: str, text: str, typed: dict[str, str]) -> str:
    return edited_with(part, text, typed).text


def fields(part: str, text: str = TEXT, **typed: str) -> dict[str, Field]:
    given = {name.replace("__", "."): value for name, value in typed.items()} or None
    return {field.name: field for group in groups(part, text, given) for field in every(group)}


def every(group: Group) -> list[Field]:
    """All fields, those of the ways that are not chosen too."""
    return [*group.all()]


def wrong(part: str, typed: dict[str, str], faults: tuple[Problem, ...], text: str = TEXT) -> Wrong:
    """The fields with what was typed and what is wrong, and what is wrong elsewhere."""
    found = told(part, edited_with(part, text, typed), faults)
    shown = found.beside(groups(part, text, typed))
    return Wrong({field.name: field for group in shown for field in group.all()}, found.rest)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("part", PARTS)
def test_every_field_has_a_label_and_every_choice_a_word(part: str, language: Language) -> None:
    with speaking(language):
        for name, field in fields(part).items():
            assert field.label, name
            assert not re.match(r"(true|false|keys\.)", field.label), (name, field.label)
            assert all(said for _, said in field.choices), name


def test_a_field_shows_what_is_written_else_the_default() -> None:
    sound = fields("sound")
    assert sound["sound.loudness"].value == "-18"
    assert sound["sound.loudness"].kind is FieldKind.NUMBER
    assert (sound["sound.loudness"].low, sound["sound.loudness"].high) == ("-30", "-8")
    assert sound["sound.closing"].value == "chime-down"
    assert sound["sound.opening"].value == "none"
    assert fields("regulation")["regulation.quiet"].value == "21:00-06:00"


def test_what_was_not_touched_is_not_written() -> None:
    assert (
        edited("regulation", TEXT, {"regulation.sessions_per_day": "3", "regulation.days_per_week": "5"})
        == TEXT
    )
    assert edited("sound", TEXT, {}) == TEXT


def test_one_value_changes_and_every_other_byte_stays() -> None:
    new = edited("regulation", TEXT, {"regulation.sessions_per_day": "4"})
    assert new == TEXT.replace("sessions_per_day: 3", "sessions_per_day: 4")
    new = edited("station", TEXT, {"name": "  Đài   mới "})
    assert new == TEXT.replace("Đài cũ", "Đài mới")


def test_an_empty_field_is_the_default_again_and_an_empty_group_goes() -> None:
    new = edited("regulation", TEXT, {"regulation.sessions_per_day": ""})
    assert "sessions_per_day" not in new
    assert "# as the Quy chế says" in new
    alone = edited(
        "regulation", "name: x\nregulation:\n  sessions_per_day: 3\n", {"regulation.sessions_per_day": ""}
    )
    assert alone == "name: x\n"


def test_a_group_that_is_not_there_yet_is_added() -> None:
    new = edited("station", "name: x\n", {"place.ward": "phường Y", "languages": "hmn, blt"})
    assert fields("station", new)["place.ward"].value == "phường Y"
    assert fields("station", new)["languages"].value == "hmn, blt"


def test_a_time_with_a_colon_stays_a_text() -> None:
    new = edited("regulation", TEXT, {"regulation.quiet": "22:00-05:30"})
    assert fields("regulation", new)["regulation.quiet"].value == "22:00-05:30"


def refused(folder: Path, part: str, typed: dict[str, str]) -> tuple[Problem, ...]:
    (folder / FILE).write_text(TEXT, encoding="utf-8")
    files = Documents(folder, SystemClock())
    with pytest.raises(BadStation) as bad:
        files.write(FILE, edited(part, TEXT, typed), etag=files.read(FILE).etag, by="kt")
    return tuple(bad.value.problems)


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(tmp_path: Path) -> None:
    typed = {"regulation.quiet": "tối đến sáng", "regulation.sessions_per_day": "0"}
    faults = refused(tmp_path, "regulation", typed)
    shown, rest = wrong("regulation", typed, faults)
    assert shown["regulation.quiet"].value == "tối đến sáng"
    assert shown["regulation.quiet"].fault
    assert shown["regulation.sessions_per_day"].fault
    assert not shown["regulation.days_per_week"].fault
    assert rest == ()


def test_a_section_that_may_be_left_out_is_left_out_again() -> None:
    new = edited("power", TEXT, {"ups:way": "set", "ups:set.host": "10.0.0.7"})
    assert new.startswith(TEXT)
    assert fields("power", new)["ups:set.host"].value == "10.0.0.7"
    assert fields("power", new)["ups:way"].value == "set"
    assert edited("power", new, {"ups:way": "absent"}) == TEXT


def test_a_section_with_nothing_but_defaults_is_written_all_the_same() -> None:
    new = edited("power", TEXT, {"ups:way": "set"})
    assert fields("power", new)["ups:way"].value == "set"


def test_in_a_conflict_only_what_was_typed_stands_against_the_file() -> None:
    theirs = TEXT.replace("sessions_per_day: 3", "sessions_per_day: 5").replace("21:00", "20:00")
    typed = {"regulation.quiet": "22:00-05:00", "regulation.sessions_per_day": "3"}
    mine = merged("regulation", TEXT, typed)
    assert mine == {"regulation.quiet": "22:00-05:00"}
    shown = compared(groups("regulation", theirs, mine), groups("regulation", theirs))
    found = {field.name: field for group in shown for field in every(group)}
    assert found["regulation.quiet"].value == "22:00-05:00"
    assert found["regulation.quiet"].now == "20:00-06:00"
    assert found["regulation.sessions_per_day"].value == "5"
    assert not found["regulation.sessions_per_day"].now


def test_what_is_no_number_is_told_and_breaks_no_file(tmp_path: Path) -> None:
    typed = {"backup.keep": "{[", "backup.at": "khuya"}
    faults = refused(tmp_path, "backup", typed)
    shown = wrong("backup", typed, faults).at
    assert shown["backup.keep"].fault
    assert shown["backup.at"].fault
    assert shown["backup.keep"].value == "{["


KEYED = """\
name: Đài
keying:
  # The relay in the attic.
  type: gpio   # since May
  line: 17
  settle: 7s   # the old tubes
"""


def test_another_kind_takes_its_own_keys_and_leaves_the_shared_ones_with_their_comments() -> None:
    typed = {"keying:way": "serial", "keying:serial.port": "/dev/ttyUSB0", "keying:serial.board": "lcus-2"}
    new = edited("transmitter", KEYED, typed)
    assert "type: serial   # since May" in new
    assert "settle: 7s   # the old tubes" in new
    assert "The relay in the attic." in new
    assert "17" not in new
    shown = fields("transmitter", new)
    assert shown["keying:way"].value == "serial"
    assert shown["keying:serial.board"].value == "lcus-2"
    assert shown["keying:serial.line"].value == "rts"  # gpio has a key of that name too
    assert shown["keying.settle"].value == "7 giây"


def test_a_length_is_typed_in_words() -> None:
    new = edited("transmitter", KEYED, {"keying.settle": "1 phút 30 giây"})
    assert new == KEYED.replace("7s", "1m30s")


def test_a_key_that_a_kind_needs_is_asked_for_at_its_field(tmp_path: Path) -> None:
    typed = {"keying:way": "http", "keying:http.on": "http://10.0.0.2/on"}
    faults = refused(tmp_path, "transmitter", typed)
    shown, rest = wrong("transmitter", typed, faults)
    assert shown["keying:http.off"].fault
    assert not shown["keying:http.on"].fault
    assert rest == ()


def test_sound_goes_nowhere_to_files_and_back_to_the_card() -> None:
    nowhere = edited("output", TEXT, {"output:way": "none"})
    assert nowhere == TEXT + "output: none\n"
    filed = edited("output", nowhere, {"output:way": "file", "output:file.file": "ra"})
    assert fields("output", filed)["output:file.file"].value == "ra"
    card = edited("output", filed, {"output:way": "device", "output:device.device": "loa"})
    assert fields("output", card)["output:way"].value == "device"
    assert "ra" not in card.splitlines()[-1]


def test_a_password_is_kept_apart_and_shown_nowhere(tmp_path: Path) -> None:
    typed = {
        "keying:way": "http",
        "keying:http.on": "http://ai:mat-khau@10.0.0.2/on",
        "keying:http.off": "http://10.0.0.2/off",
        "keying:http.password": "mật khẩu #1 ",
    }
    new = edited_with("transmitter", TEXT, typed, {"keying-password"})
    assert "mật khẩu" not in new.text
    assert "mat-khau" not in new.text
    assert new.secrets == {"keying-on": "http://ai:mat-khau@10.0.0.2/on", "keying-password-2": "mật khẩu #1 "}
    assert "password: !secret keying-password-2" in new.text
    shown = fields("transmitter", new.text)
    assert shown["keying:http.password"].value == ""
    assert shown["keying:http.password"].kept == "keying-password-2"
    assert shown["keying:http.on"].kept == "keying-on"
    # What is kept stays where nothing is typed, and goes where somebody says so.
    assert edited("transmitter", new.text, {"keying:http.password": ""}) == new.text
    gone = edited("transmitter", new.text, {"keying:http.password": "", "keying:http.password!clear": "on"})
    assert "password" not in gone


def test_a_password_that_was_refused_is_not_sent_back(tmp_path: Path) -> None:
    typed = {"keying:way": "http", "keying:http.password": "kín"}
    shown = fields("transmitter", TEXT, **{name.replace(".", "__"): value for name, value in typed.items()})
    assert shown["keying:http.password"].value == ""


ZONED = """\
name: Đài
# Loudspeakers.
zones:
  trung-tam: {channel: left}   # the market
  # Across the stream.
  ban-xa:
    delay: 0.8s   # measured
gain:
  all: 0
  ban-xa: -3   # the school
"""


def test_an_entry_is_added_under_the_name_that_was_typed() -> None:
    typed = {"zones.+:name": "Bản Cung", "zones.+.channel": "right", "zones.+.delay": "1,5 giây"}
    new = edited("zones", ZONED, typed)
    shown = fields("zones", new)
    assert shown["zones.ban-cung:name"].value == "ban-cung"
    assert shown["zones.ban-cung.channel"].value == "right"
    assert shown["zones.ban-cung.delay"].value == "1,5 giây"
    assert new.replace("  ban-cung: {channel: right, delay: 1.5s}\n", "") == ZONED
    assert "zones:\n  x: {}\n" in edited("zones", "name: y\n", {"zones.+:name": "x"})


def test_an_entry_is_renamed_in_its_place_and_its_gain_too() -> None:
    new = edited("zones", ZONED, {"zones.ban-xa:name": "ban-gan", "zones.ban-xa.delay": "1 giây"})
    assert new == ZONED.replace("ban-xa", "ban-gan").replace("0.8s", "1s")


def test_an_entry_is_removed_with_its_gain_while_other_fields_are_kept() -> None:
    new = edited("zones", ZONED, {"remove": "zones.ban-xa", "zones.trung-tam.channel": "both"})
    assert "ban-xa" not in new
    assert "channel: both" in new
    assert "# the market" in new
    assert "zones" not in edited("zones", new, {"remove": "zones.trung-tam"})


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"zones.ban-xa:name": "trung-tam"}, "zones.ban-xa:name"),
        ({"zones.ban-xa:name": " "}, "zones.ban-xa:name"),
        ({"zones.+:name": "ban-xa"}, "zones.+:name"),
        ({"zones.+.channel": "left"}, "zones.+:name"),
    ],
    ids=["renamed to another one's", "renamed to nothing", "new with another one's", "new without a name"],
)
def test_a_name_that_cannot_be_is_told_at_its_field(typed: dict[str, str], at: str) -> None:
    new = edited_with("zones", ZONED, typed)
    assert [*new.faults] == [at]
    assert told("zones", new, ()).beside(groups("zones", ZONED, typed)) != groups("zones", ZONED, typed)


def test_a_zone_gets_a_transmitter_of_its_own_and_gives_it_back() -> None:
    typed = {"zones.ban-xa.keying:way": "gpio", "zones.ban-xa.keying:gpio.line": "17"}
    new = edited("zones", ZONED, typed)
    assert fields("zones", new)["zones.ban-xa.keying:way"].value == "gpio"
    assert fields("zones", new)["zones.trung-tam.keying:way"].value == "absent"
    assert edited("zones", new, {"zones.ban-xa.keying:way": "absent"}) == ZONED
    assert [len(card) for card in cards(groups("zones", new))] == [3, 3, 3]  # the last one is to be added


def refused_station(folder: Path, part: str, text: str, typed: dict[str, str]) -> tuple[Problem, ...]:
    (folder / FILE).write_text(text, encoding="utf-8")
    files = Documents(folder, SystemClock())
    with pytest.raises(BadStation) as bad:
        files.write(FILE, edited(part, text, typed), etag=files.read(FILE).etag, by="kt")
    return tuple(bad.value.problems)


def test_what_is_wrong_with_a_renamed_or_new_entry_stands_at_the_fields_that_were_typed_in(
    tmp_path: Path,
) -> None:
    typed = {
        "zones.ban-xa:name": "ban-gan",
        "zones.ban-xa.delay": "lâu",
        "zones.+:name": "moi",
        "zones.+.delay": "2 giờ",
    }
    shown, rest = wrong("zones", typed, refused_station(tmp_path, "zones", ZONED, typed), ZONED)
    assert shown["zones.ban-xa.delay"].fault
    assert shown["zones.+.delay"].fault
    assert not shown["zones.trung-tam.delay"].fault
    assert rest == ()


def test_a_zone_that_a_schedule_names_is_refused_with_the_schedule(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "schedules").mkdir()
    (tmp_path / "messages/hop.yaml").write_text("title: Họp\nparts: [say: Chào]\n", encoding="utf-8")
    rule = 'message: hop\nat: ["06:30"]\nzones: [ban-xa]\n'
    (tmp_path / "schedules/sang.yaml").write_text(rule, encoding="utf-8")
    typed = {"remove": "zones.ban-xa"}
    found = wrong("zones", typed, refused_station(tmp_path, "zones", ZONED, typed), ZONED)
    assert [problem.file for problem in found.rest] == ["schedules/sang.yaml"]


def test_a_source_is_an_address_or_an_input() -> None:
    text = "name: x\nsources:\n  tinh: https://a.vn/x.mp3   # VOV\n  phong-hop: line-in:2\n"
    shown = fields("sources", text)
    assert shown["sources.tinh:address.address"].value == "https://a.vn/x.mp3"
    assert shown["sources.phong-hop:way"].value == "line-in"
    assert shown["sources.phong-hop:line-in.line-in"].value == "2"
    new = edited("sources", text, {"sources.phong-hop:line-in.line-in": "3"})
    assert new == text.replace("line-in:2", '"line-in:3"')
    new = edited("sources", text, {"sources.tinh:way": "line-in", "sources.tinh:line-in.line-in": "1"})
    assert new == text.replace("https://a.vn/x.mp3", '"line-in:1"')
    added = {"sources.+:name": "tinh2", "sources.+:address.address": "http://ai:kin@a.vn/y"}
    made = edited_with("sources", text, added)
    assert made.text == text + "  tinh2: !secret sources-tinh2\n"
    assert made.secrets == {"sources-tinh2": "http://ai:kin@a.vn/y"}
    old = fields("sources", "name: x\nsources: {line-in: 2}\n")
    assert old["sources.line-in:line-in.line-in"].value == "2"


def test_a_contact_of_any_kind_is_added_with_its_kind() -> None:
    for kind, own in {"gpio": {"line": "17"}, "serial": {"port": "/dev/x"}, "file": {"path": "nut"}}.items():
        typed = {"contacts.+:name": "nut-lu", "contacts.+:way": kind, "contacts.+.message": "lu"}
        typed |= {f"contacts.+:{kind}.{key}": value for key, value in own.items()}
        new = edited("contacts", "name: x\n", typed)
        assert fields("contacts", new)["contacts.nut-lu:way"].value == kind
        assert f"type: {kind}" in new


def test_what_was_typed_in_an_entry_that_others_removed_is_told() -> None:
    theirs = edited("zones", ZONED, {"remove": "zones.ban-xa"})
    typed = {"zones.ban-xa.delay": "4 giây", "zones.trung-tam.channel": "both"}
    assert vanished("zones", ZONED, theirs, typed) == [("ban-xa, Phát chậm hơn", "4 giây")]


NOTICES = """\
name: Đài thử
notices:
  to:
    # của phường
    zalo: {roles: [duty, officer], url: !secret zalo, digest: true}
"""


def recipients(text: str) -> Any:
    return cast("dict[str, Any]", data_of(text))["notices"]["to"]


def test_a_recipient_is_added_with_roles_and_addresses_that_are_kept_apart(tmp_path: Path) -> None:
    typed = {
        "notices.to.+:name": "Chị Lan",
        "notices.to.+.roles": "officer, leader",
        "notices.to.+.sms": "0912 345 678",
        "notices.to.+.url": "ntfys://h/t",
    }
    new = edited_with("notices", NOTICES, typed, {"zalo"})
    assert new.text.startswith(NOTICES), "what stood there stays"
    assert recipients(new.text)["chi-lan"]["roles"] == ["officer", "leader"]
    assert sorted(map(str, new.secrets.values())) == ["0912 345 678", "ntfys://h/t"]
    assert "0912" not in new.text
    secrets = {"zalo": "jsons://h/p", **new.secrets}
    (tmp_path / "secrets.yaml").write_text("".join(f"{name}: {text}\n" for name, text in secrets.items()))
    (tmp_path / FILE).write_text(new.text)
    station = load_source(FolderSource(tmp_path)).station
    assert station is not None
    assert station.settings.notices.to["chi-lan"].ways == ("sms", "url")


def test_a_recipients_roles_are_boxes_and_the_address_is_shown_nowhere() -> None:
    found = fields("notices", NOTICES)
    roles, url = found["notices.to.zalo.roles"], found["notices.to.zalo.url"]
    assert (roles.kind, roles.value) == (FieldKind.SEVERAL, "officer, duty")
    assert (url.kind, url.value, url.kept) == (FieldKind.APART, "", "zalo")
    assert edited("notices", NOTICES, {roles.name: "officer, duty"}) == NOTICES, "another order is no change"
    assert recipients(edited("notices", NOTICES, {roles.name: "duty"}))["zalo"]["roles"] == ["duty"]


def test_a_recipient_is_renamed_and_removed_in_its_place() -> None:
    renamed = edited("notices", NOTICES, {"notices.to.zalo:name": "Nhóm Zalo"})
    assert renamed == NOTICES.replace("    zalo:", "    nhom-zalo:")
    assert "zalo" not in edited("notices", NOTICES, {REMOVE: "notices.to.zalo"})


def test_an_entry_is_headed_by_what_people_call_it() -> None:
    text = "name: x\nzones: {cung: {title: Bản Cung}, lan: {}}\n"
    assert [one.called for one in groups("zones", text) if not one.new and one.named] == ["Bản Cung", "lan"]
