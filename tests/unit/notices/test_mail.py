"""Mail against a real SMTP server on this computer, which also behaves badly."""

from __future__ import annotations

import time
from dataclasses import replace
from email.utils import parsedate_to_datetime

import pytest

from broadcaster.notices.news.model import NoticeMessage
from broadcaster.notices.sender.mail import Mail, written
from broadcaster.notices.sender.orders import Server
from broadcaster.notices.sender.way import LONGEST_ANSWER, NotTaken, reason
from tests.fakes.mail_server import CLOSE, HANG, LATE, LATER, LOSE, REFUSE, TAKE, Mailbox, mail_server
from tests.unit.notices.conftest import NOON

MESSAGE = NoticeMessage(
    id="m1",
    recipient="lan",
    way="mail",
    queued=NOON,
    title="[Đài thử]\nSự cố",
    body="Mất đường ra.\n.dòng có dấu chấm\n",
    message_id="<m1@phuong.vn>",
)
ADDRESS = "lan@x.vn"
LIMIT = 1.5  # seconds


def server(port: int) -> Server:
    return Server(
        host="127.0.0.1",
        port=port,
        security="none",
        user="",
        password="",
        sender="dai@phuong.vn",
        name="Đài truyền thanh, phường Tân Phong",
    )


def sent(box: Mailbox, message: NoticeMessage = MESSAGE) -> None:
    Mail(server(box.port), time_limit=LIMIT).send(message, ADDRESS)


def failed(way: str) -> tuple[NotTaken, Mailbox]:
    with mail_server(lambda: way) as box:
        with pytest.raises(NotTaken) as fault:
            sent(box)
        return fault.value, box


def test_a_mail_arrives_as_it_was_written() -> None:
    with mail_server() as box:
        sent(box)
    (mail,) = box.mails
    assert mail["Message-ID"] == "<m1@phuong.vn>"
    assert mail["Subject"] == "[Đài thử] Sự cố"
    assert mail["From"] == '"Đài truyền thanh, phường Tân Phong" <dai@phuong.vn>'
    assert mail["To"] == ADDRESS
    assert mail["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(mail["Date"]) == NOON
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.body


def test_a_server_that_is_late_is_waited_for() -> None:
    with mail_server(lambda: LATE) as box:
        sent(box)
    assert box.taken == [MESSAGE.message_id]


@pytest.mark.parametrize(
    ("way", "code", "unsure", "final"),
    [
        (LATER, "notices.failed.answer", False, False),
        (REFUSE, "notices.failed.answer", False, True),
        (CLOSE, "notices.failed.connection", False, False),
        (HANG, "notices.failed.no_answer", True, False),
        (LOSE, "notices.failed.no_answer", True, False),
    ],
)
def test_what_is_not_taken_says_whether_it_may_have_been(
    way: str, code: str, unsure: bool, final: bool
) -> None:
    fault, _ = failed(way)
    assert (fault.reason.code, fault.unsure, fault.final) == (code, unsure, final)


def test_a_server_that_hangs_is_given_up_in_time() -> None:
    before = time.monotonic()
    failed(HANG)
    assert time.monotonic() - before < LIMIT + 2


def test_no_server_at_all_is_no_crash() -> None:
    with mail_server() as box:
        pass
    with pytest.raises(NotTaken) as fault:
        sent(box)
    assert (fault.value.reason.code, fault.value.unsure) == ("notices.failed.connection", False)


def test_a_server_without_the_wanted_encryption_is_not_used() -> None:
    with mail_server() as box, pytest.raises(NotTaken) as fault:
        Mail(replace(server(box.port), security="starttls"), time_limit=LIMIT).send(MESSAGE, ADDRESS)
    assert fault.value.reason.code == "notices.failed.connection"
    assert box.mails == []


def test_a_second_try_carries_the_same_message_id() -> None:
    with mail_server(iter((LOSE, TAKE)).__next__) as box:
        with pytest.raises(NotTaken):
            sent(box)
        sent(box)
    assert box.ids() == {"<m1@phuong.vn>": 2}


def test_no_answer_shows_an_address_or_a_password() -> None:
    said = reason(
        "notices.failed.answer",
        "550 <lan@x.vn>:\n user s3cret unknown " + "x" * 999,
        ("lan@x.vn", "s3cret", ""),
    )
    (_, answer) = said.facts[0]
    assert isinstance(answer, str)
    assert "lan@x.vn" not in answer
    assert "s3cret" not in answer
    assert len(answer) == LONGEST_ANSWER
    assert ADDRESS not in repr(replace(server(1), password=ADDRESS))


def test_a_title_cannot_add_headers() -> None:
    mail = written(replace(MESSAGE, title="a\r\nBcc: x@y.vn"), ADDRESS, server(1))
    assert mail["Bcc"] is None
