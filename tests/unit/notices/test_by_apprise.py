"""A webhook by Apprise, against a server on this computer that also behaves badly."""

from __future__ import annotations

import io
import logging
import sys

import pytest

from broadcaster.notices.news.model import NoticeMessage
from broadcaster.notices.sender.apprise import ByAddress, fault_of
from broadcaster.notices.sender.way import NotTaken
from tests.fakes.hook_server import BUSY, CLOSE, HANG, LATE, LOSE, REFUSE, TAKE, hook_server
from tests.unit.notices.conftest import NOON

MESSAGE = NoticeMessage(
    id="m1",
    recipient="lan",
    way="url",
    queued=NOON,
    title="[Đài thử] Sự cố",
    body="Mất đường ra.\n",
    message_id="<m1@phuong.vn>",
)


def way() -> ByAddress:
    return ByAddress(connect=1, read=1.5)


def test_a_webhook_gets_title_words_and_id() -> None:
    with hook_server() as hook:
        way().send(MESSAGE, hook.url)
    (post,) = hook.posts
    assert (post["title"], post["message"]) == (MESSAGE.title, "Mất đường ra.\n\n<m1@phuong.vn>")


def test_a_late_answer_is_waited_for() -> None:
    with hook_server(lambda: LATE) as hook:
        way().send(MESSAGE, hook.url)
    assert hook.ids() == {MESSAGE.message_id: 1}


@pytest.mark.parametrize(
    ("does", "code", "unsure"),
    [
        (REFUSE, "notices.failed.answer", False),
        (BUSY, "notices.failed.answer", False),
        (HANG, "notices.failed.lost_answer", True),
        (CLOSE, "notices.failed.lost_answer", True),
        (LOSE, "notices.failed.lost_answer", True),
    ],
)
def test_what_is_not_taken_says_whether_it_may_have_been(does: str, code: str, unsure: bool) -> None:
    with hook_server(lambda: does) as hook, pytest.raises(NotTaken) as fault:
        way().send(MESSAGE, hook.url)
    assert (fault.value.reason.code, fault.value.unsure, fault.value.final) == (code, unsure, False)


def test_a_second_try_carries_the_same_id() -> None:
    with hook_server(iter((LOSE, TAKE)).__next__) as hook:
        with pytest.raises(NotTaken):
            way().send(MESSAGE, hook.url)
        way().send(MESSAGE, hook.url)
    assert hook.ids() == {MESSAGE.message_id: 2}


def test_no_server_was_certainly_not_reached_and_nothing_is_logged() -> None:
    with hook_server() as hook:
        pass
    # Pytest's own handler hears loggers that hand nothing on.
    root, logged = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(logged)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    with pytest.raises(NotTaken) as fault:
        way().send(MESSAGE, hook.url)
    root.removeHandler(handler)
    assert (fault.value.reason.code, fault.value.unsure) == ("notices.failed.unreachable", False)
    assert "bi-mat" not in logged.getvalue()
    assert "bi-mat" not in repr(fault.value.reason)


def test_an_address_of_no_known_kind_is_told() -> None:
    with pytest.raises(NotTaken) as fault:
        way().send(MESSAGE, "zalo://x/y")
    assert fault.value.reason.code == "notices.failed.bad_url"


def test_without_the_library_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(NotTaken) as fault:
        way().send(MESSAGE, "json://x")
    assert (fault.value.reason.code, fault.value.unsure) == ("notices.failed.no_apprise", False)


def test_an_untrusted_certificate_is_no_lost_answer() -> None:
    assert not fault_of("SSLError(SSLCertVerificationError(1, 'certificate verify failed'))").unsure
