"""Which version of a message is meant, at every door; and none lets through what was corrected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.people.versions.selection import with_versions
from broadcaster.playout.desk.request import Item, Request, Terms
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.playout.requests.message_version import meant, offered
from broadcaster.station.model.message import Say
from broadcaster.studio.script.digest import words_digest
from tests.house import LEADER, SETTINGS, House, MakeHouse
from tests.unit.app.urgency import Post

STRICT = SETTINGS.replace("required: false", "required: true")
FLOOD = "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Nước lũ đang lên.\n"
HIGHER = FLOOD.replace("đang lên", "lên rất nhanh")
FILES = {"station.yaml": STRICT, "messages/lu.yaml": FLOOD}
LAN = Requester(shown="Lan (lan)")
URGENT = AskPlay(message="lu", priority="emergency")


@pytest.fixture
def post(make_house: MakeHouse) -> Post:
    """08:00: an emergency that the leadership approved, and whose file somebody edited since."""
    house = make_house("2026-11-23T08:00", FILES)
    house.approve("lu")
    write(house, HIGHER)
    return Post(house)


def write(house: House, text: str) -> None:
    (house.folder / "messages/lu.yaml").write_text(text)
    house.reload()


def text_of(found: object) -> str:
    (part,) = found.message.parts  # type: ignore[attr-defined]
    assert isinstance(part, Say)
    return part.text


def last(post: Post) -> Airing:
    post.run_for(seconds=40)
    return post.log()[-1]


def of(post: Post, text: str) -> str:
    """The digest of the words of a text."""
    message = post.house.filed.messages["lu"]
    return words_digest(post.house.filed, replace(message, parts=(Say(text=text),)))


OLD, NEW = "Nước lũ đang lên.", "Nước lũ lên rất nhanh."
Ask = Callable[[Post], str]
DOORS: dict[str, Ask] = {
    "play": lambda post: post.asked(lambda: post.manual.take(AskPlay(message="lu"), LAN)),
    "emergency": lambda post: post.asked(lambda: post.manual.take(URGENT, LAN)),
    "contact": lambda post: post.asked(lambda: post.manual.press("nut", "lu", emergency=False)),
    "contact with the right": lambda post: post.asked(lambda: post.manual.press("nut", "lu", emergency=True)),
}


@pytest.mark.parametrize("ask", DOORS.values(), ids=DOORS)
def test_every_door_airs_the_version_that_a_page_shows(post: Post, ask: Ask) -> None:
    shown = meant(post.house.station, "lu", urgent=True, withheld=post.house.held)
    assert text_of(shown) == OLD
    ask(post)
    airing = last(post)
    assert (airing.outcome, airing.words_digest, airing.pinned) == (Outcome.AIRED, of(post, OLD), True)


def test_emergency_that_was_never_approved_airs_as_its_file_is(make_house: MakeHouse) -> None:
    post = Post(make_house("2026-11-23T08:00", FILES))
    assert text_of(meant(post.house.station, "lu", urgent=True, withheld=post.house.held)) == OLD
    post.asked(lambda: post.manual.take(URGENT, LAN))
    airing = last(post)
    assert (airing.outcome, airing.words_digest, airing.confirm) == (Outcome.AIRED, of(post, OLD), True)


def test_text_that_changed_since_it_was_shown_is_refused_and_airs_once_the_new_one_was_shown(
    make_house: MakeHouse,
) -> None:
    post = Post(make_house("2026-11-23T08:00", FILES))
    shown = meant(post.house.station, "lu").shown
    write(post.house, HIGHER)
    with pytest.raises(ServiceError, match=r"service\.changed_meanwhile"):
        post.manual.take(URGENT, LAN, shown=shown)
    post.run_for(seconds=20)
    assert post.log() == []
    now = meant(post.house.station, "lu").shown
    post.asked(lambda: post.manual.take(URGENT, LAN, shown=now))
    assert last(post).words_digest == of(post, NEW)


SAME = {
    "title": FLOOD.replace("title: Lũ", "title: Diễn tập"),
    "comment": FLOOD + "# 7\n",
    "signs": FLOOD.replace("Nước lũ", "NƯỚC  lũ"),
    "reading": FLOOD + "lexicon: {Nước: nước}\n",
    "words": HIGHER,
    "silence": FLOOD.replace("parts:\n", "parts:\n  - pause: 50s\n"),
}


@pytest.mark.parametrize("edited", SAME.values(), ids=SAME)
def test_approved_emergency_sounds_as_it_was_shown_whatever_becomes_of_its_file(
    make_house: MakeHouse, edited: str
) -> None:
    house = make_house("2026-11-23T08:00", FILES)
    house.approve("lu")
    post = Post(house)
    shown = meant(house.station, "lu", urgent=True, withheld=house.held).shown
    assert "lu" in house.station.approved
    write(house, edited)
    assert "lu" in house.station.approved
    post.asked(lambda: post.manual.take(URGENT, LAN, shown=shown))
    airing = last(post)
    assert (airing.outcome, airing.words_digest) == (Outcome.AIRED, of(post, OLD))
    write(house, FLOOD)
    assert meant(house.station, "lu", urgent=True, withheld=house.held).shown == shown


def test_words_count_as_approved_only_as_they_were_looked_at(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:00", FILES)
    assert not house.station.approved
    house.approve("lu")
    found, newer = house.versions.found, replace(house.filed, lexicon={"Nước": "khói"})
    assert "lu" in with_versions(house.filed, found).approved
    assert "lu" not in with_versions(newer, found).approved, "it is read otherwise than what was looked at"


def corrected(post: Post) -> None:
    post.correct("lu", "Không có lũ.")
    post.run_for(seconds=40)


def test_approved_emergency_that_was_corrected_airs_where_a_person_orders_it_and_tells_so(
    make_house: MakeHouse,
) -> None:
    house = make_house("2026-11-23T08:00", FILES)
    house.approve("lu")
    post = Post(house)
    corrected(post)
    (shown,) = offered(house.station, house.held, lambda *_: None, urgent=True)
    told = house.held.ordered(shown.station, "lu")
    assert told is not None
    assert say(told.code, **dict(told.facts)).startswith("An đã đính chính bản tin này lúc 08:00")
    ticket = post.asked(lambda: post.manual.take(URGENT, LAN, shown=shown.shown))
    assert post.manual.warning(ticket) == told
    airing = last(post)
    assert (airing.outcome, airing.words_digest) == (Outcome.AIRED, of(post, OLD))
    assert airing.reason is not None
    assert airing.reason.code == told.code
    # A leader ends it.
    house.deciding.end(house.filed, "lu", LEADER, "Không dùng nữa.")
    house.reload()
    post.asked(lambda: post.manual.take(URGENT, LAN))
    assert last(post).outcome is Outcome.REFUSED


def test_title_of_an_approved_emergency_that_was_corrected_silences_it_no_more_than_the_correction(
    post: Post,
) -> None:
    write(post.house, FLOOD)
    corrected(post)
    write(post.house, FLOOD.replace("title: Lũ", "title: Nước"))
    post.asked(lambda: post.manual.take(URGENT, LAN))
    airing = last(post)
    assert (airing.outcome, airing.words_digest) == (Outcome.AIRED, of(post, OLD))


WITHOUT_AN_ORDER = {name: ask for name, ask in DOORS.items() if name != "emergency"}


@pytest.mark.parametrize("ask", WITHOUT_AN_ORDER.values(), ids=WITHOUT_AN_ORDER)
def test_what_was_corrected_is_refused_at_every_door_but_an_order_of_an_emergency(
    make_house: MakeHouse, ask: Ask
) -> None:
    house = make_house("2026-11-23T08:00", FILES)
    house.approve("lu")
    post = Post(house)
    corrected(post)
    ask(post)
    airing = last(post)
    assert (airing.message, airing.outcome) == ("lu", Outcome.REFUSED)
    assert airing.reason is not None
    assert airing.reason.code == "playout.held"


def test_corrected_emergency_airs_in_its_new_words_before_they_are_approved(post: Post) -> None:
    """The approved version was the mistake: its file is what people see, and what airs."""
    write(post.house, FLOOD)
    corrected(post)
    write(post.house, HIGHER)
    shown = meant(post.house.station, "lu", urgent=True, withheld=post.house.held)
    assert text_of(shown) == NEW
    post.asked(lambda: post.manual.take(URGENT, LAN, shown=shown.shown))
    airing = last(post)
    assert (airing.outcome, airing.words_digest) == (Outcome.AIRED, of(post, NEW))
    # All else asks for the approved version, which is the mistake.
    post.asked(
        lambda: post.manual.take(AskPlay(message="lu", priority="normal"), Requester(shown="Lan (lan)"))
    )
    assert last(post).outcome is Outcome.REFUSED


def test_what_was_corrected_neither_goes_on_nor_is_offered_to(make_house: MakeHouse) -> None:
    long = "title: Dài\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 30s\n  - say: Xin hết.\n"
    post = Post(make_house("2026-11-23T08:00", {"station.yaml": SETTINGS, "messages/dai.yaml": long}))
    post.asked(lambda: post.manual.take(AskPlay(message="dai"), Requester(shown="Lan (lan)")))
    post.run_for(seconds=10)
    post.correct("dai", "Họp lúc 19 giờ.")
    post.run_for(seconds=40)
    cut = next(each for each in post.log() if each.message == "dai")
    assert cut.outcome is Outcome.CUT
    assert post.manual.onward(cut) is None
    post.asked(
        lambda: post.manual.go_on(cut, AskPlay(message="", from_sentence=1), Requester(shown="Lan (lan)"))
    )
    airing = last(post)
    assert (airing.kind, airing.outcome) == (AiringKind.MANUAL, Outcome.REFUSED)
    post.asked(lambda: post.manual.catch_up(cut, by=Requester(shown="Lan")))
    assert last(post).outcome is Outcome.REFUSED
    post.asked(lambda: post.manual.take(AskPlay(message="dai", rehearse=True), Requester(shown="Lan (lan)")))
    assert last(post).outcome is Outcome.AIRED, "listening finds what is wrong"


def test_what_was_cut_does_not_go_on_in_other_words(make_house: MakeHouse) -> None:
    long = "title: Lũ\nrepeat: 1\nparts:\n  - say: Một hai ba.\n  - pause: 30s\n  - say: Bốn năm sáu.\n"
    post = Post(make_house("2026-11-23T08:00", {"station.yaml": SETTINGS, "messages/lu.yaml": long}))
    post.asked(lambda: post.manual.take(AskPlay(message="lu"), Requester(shown="Lan (lan)")))
    post.run_for(seconds=10)
    post.stop()
    post.run_for(seconds=1)
    (cut,) = post.log()
    write(post.house, long.replace("Bốn", "Bảy"))
    with pytest.raises(ServiceError, match=r"service\.changed_meanwhile"):
        post.manual.go_on(cut, AskPlay(message="", from_sentence=2), Requester(shown="Lan (lan)"))


@pytest.mark.parametrize("heard", [True, False])
def test_rehearsal_that_the_ward_hears_is_withheld_as_well(make_house: MakeHouse, heard: bool) -> None:
    house = make_house("2026-11-23T08:00", {"station.yaml": SETTINGS, "messages/lu.yaml": FLOOD})
    post = Post(house)
    corrected(post)
    item = Item(id="a", message="lu", title="", path="", rate=1, start_frame=0, end_frame=1)
    request = Request(
        id="a", terms=Terms(kind=AiringKind.REHEARSAL, manual=True), planned=post.now, items=(item,)
    )
    judge = house.held.over(lambda *_: None, house, SimpleNamespace(hears=lambda _zones: heard))
    found = judge(request, item, post.now, post.now)
    assert (None if found is None else found.code) == ("playout.held" if heard else None)
