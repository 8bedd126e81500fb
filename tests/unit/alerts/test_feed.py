"""A sender's feed is asked over real connections: by TLS, at its own host, for no more than an alert."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import pytest

from broadcaster.alerts.cap.feeds import MOST, links_of
from broadcaster.alerts.cap.model import MOST_BYTES
from broadcaster.alerts.gate import feed_watch, programs
from broadcaster.alerts.gate.feed_watch import FAILURES, FeedWatch
from broadcaster.alerts.gate.fetcher import answer, is_of
from tests.end_to_end.conftest import wait_for
from tests.fakes.cap_feed import Feed, cap_feed, silent_port
from tests.unit.alerts.samples import made

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
ENTRY = "<entry><link href='{}' type='text/html'/><link href='{}' type='application/cap+xml'/></entry>"


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    with cap_feed(tmp_path_factory.mktemp("feed")) as feed:
        yield feed


@pytest.fixture
def feed(serving: Feed, monkeypatch: pytest.MonkeyPatch) -> Feed:
    monkeypatch.setenv("SSL_CERT_FILE", str(serving.authority))
    serving.files, serving.moved, serving.headers, serving.way = {"/cap.xml": b"<a/>"}, {}, {}, ""
    serving.asked.clear()
    return serving


def asked(feed: Feed, path: str = "/cap.xml", **more: str) -> tuple[dict[str, str], bytes]:
    return answer({"url": feed.url(path), "host": f"127.0.0.1:{feed.port}", **more})


class TestFetcher:
    def test_a_file_is_fetched_and_not_again_while_it_is_the_same(self, feed: Feed) -> None:
        told, raw = asked(feed)
        assert (told["code"], raw) == ("", b"<a/>")
        assert asked(feed, etag=told["etag"], modified=told["modified"]) == ({"code": "unchanged"}, b"")

    def test_a_certificate_that_nobody_vouches_for_is_refused(
        self, feed: Feed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SSL_CERT_FILE")
        assert asked(feed)[0]["code"] == "certificate"

    @pytest.mark.parametrize(
        "to",
        [
            "https://127.0.0.2:{port}/x",
            "http://127.0.0.1:{port}/cap.xml",
            "https://127.0.0.1:1/x",
            "file:///etc/passwd",
        ],
    )
    def test_it_is_followed_to_no_other_host_or_way(self, feed: Feed, to: str) -> None:
        feed.moved["/old"] = to.format(port=feed.port)
        told, raw = asked(feed, "/old")
        assert (told["code"] in ("elsewhere", "no_answer", "status"), raw) == (True, b"")
        assert feed.asked == ["/old"]

    def test_it_is_followed_on_its_own_host_and_not_round_and_round(self, feed: Feed) -> None:
        feed.moved["/old"] = feed.url()
        assert asked(feed, "/old")[1] == b"<a/>"
        feed.moved["/a"], feed.moved["/b"] = feed.url("/b"), feed.url("/a")
        assert asked(feed, "/a")[0]["code"] == "status"
        assert len(feed.asked) < 10

    def test_a_flood_without_an_end_is_cut_off(self, feed: Feed) -> None:
        feed.way = "flood"
        assert len(asked(feed)[1]) == MOST_BYTES + 1

    @pytest.mark.parametrize(("way", "code"), [("short", "no_answer"), ("busy", "status")])
    def test_a_server_that_lies_gives_nothing(self, feed: Feed, way: str, code: str) -> None:
        feed.way = way
        assert (asked(feed)[0]["code"], asked(feed)[1]) == (code, b"")

    def test_what_is_packed_is_not_unpacked(self, feed: Feed) -> None:
        feed.headers["Content-Encoding"] = "gzip"
        assert asked(feed)[0]["code"] == "no_answer"

    @pytest.mark.parametrize(
        "url",
        ["http://x.vn/", "https://x.vn.evil.vn/", "https://u@x.vn/", "https://[", "file:///etc/passwd", ""],
    )
    def test_only_https_of_its_own_host_is_asked(self, url: str) -> None:
        assert not is_of(url, "x.vn")
        assert answer({"url": url, "host": "x.vn"})[0]["code"] == "elsewhere"


class TestProgram:
    def test_a_server_that_drips_or_hangs_is_given_up(
        self, feed: Feed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(programs, "FETCH", 1.5)
        feed.way, feed.files["/cap.xml"] = "drip", b"x" * 100
        begun = time.monotonic()
        assert (
            programs.fetched({"url": feed.url(), "host": f"127.0.0.1:{feed.port}"})[0]["code"] == "too_slow"
        )
        with silent_port() as port:
            found = programs.fetched({"url": f"https://127.0.0.1:{port}/", "host": f"127.0.0.1:{port}"})
        assert found[0]["code"] == "too_slow"
        assert time.monotonic() - begun < 10

    def test_the_file_comes_behind_the_answer_whatever_it_has(self, feed: Feed) -> None:
        feed.files["/cap.xml"] = bytes(range(256)) * 10
        told, raw = programs.fetched({"url": feed.url(), "host": f"127.0.0.1:{feed.port}"})
        assert (told["code"], raw) == ("", bytes(range(256)) * 10)


class TestLinks:
    def test_an_atom_index_gives_its_alerts(self) -> None:
        raw = ATOM.format(
            ENTRY.format("/a.html", "/a.xml") + "<entry><link href=' /b.xml '/></entry>"
        ).encode()
        assert links_of(raw) == ("/a.xml", "/b.xml")

    def test_an_rss_index_gives_its_alerts(self) -> None:
        item = "<item><link>https://x.vn/a.xml</link></item>"
        item += "<item><enclosure url='/b' type='application/cap+xml'/></item>"
        assert links_of(f"<rss><channel>{item}{item}</channel></rss>".encode()) == (
            "https://x.vn/a.xml",
            "/b",
        )

    def test_what_is_no_index_has_none(self) -> None:
        for raw in (
            made(),
            b"",
            b"<html/>",
            b"<!DOCTYPE x><rss/>",
            b"<rss>",
            b"<rss>" + b"x" * MOST_BYTES + b"</rss>",
        ):
            assert links_of(raw) is None

    def test_the_newest_of_too_many_count(self) -> None:
        raw = ATOM.format("".join(ENTRY.format("", f"/{n}") for n in range(1000))).encode()
        assert links_of(raw) == tuple(f"/{n}" for n in range(MOST))


class Host:
    """The gate of a watch: what it is given, and what it says."""

    def __init__(self) -> None:
        self.answers: dict[bytes, tuple[str, ...] | None] = {}
        self.judged_all: list[bytes] = []
        self.told: list[str] = []

    def judged(self, raw: bytes, sender: str, *, index: bool) -> tuple[str, ...] | None:
        self.judged_all.append(raw)
        return self.answers.get(raw, ())

    def failing(self, sender: str, why: Mapping[str, str]) -> None:
        self.told.append(why.get("code", ""))


class TestWatch:
    @pytest.fixture(autouse=True)
    def bench(self) -> None:
        self.host = Host()
        self.files = {"https://x.vn/f/index": b"index", "https://x.vn/f/1": b"one", "https://x.vn/2": b"two"}
        self.asked: list[Mapping[str, str]] = []
        self.host.answers[b"index"] = ("1", "/2", "https://evil.vn/3")
        self.watch = FeedWatch("nchmf", "https://x.vn/f/index", self.host, self.fetch)

    def fetch(self, question: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
        self.asked.append(question)
        if not is_of(question["url"], question["host"]):
            return {"code": "elsewhere"}, b""
        raw = self.files.get(question["url"])
        if raw is None:
            return {"code": "status", "status": "404"}, b""
        return (
            ({"code": "unchanged"}, b"")
            if question.get("etag") == str(raw)
            else ({"code": "", "etag": str(raw)}, raw)
        )

    def test_the_alerts_of_an_index_are_fetched_once_and_from_its_own_host(self) -> None:
        assert self.watch.look()
        assert self.host.judged_all == [b"index", b"one", b"two"]
        assert all(one["host"] == "x.vn" for one in self.asked)
        self.watch.look()
        assert self.host.judged_all == [b"index", b"one", b"two"], "it is unchanged"
        self.files["https://x.vn/f/index"] = b"newer"
        self.files["https://x.vn/f/4"] = b"four"
        self.host.answers[b"newer"] = ("4", "1")
        self.watch.look()
        assert self.host.judged_all[3:] == [b"newer", b"four"]

    def test_a_link_that_is_no_address_costs_only_itself(self) -> None:
        self.host.answers[b"index"] = ("http://[x", "1")
        assert self.watch.look()
        assert self.host.judged_all == [b"index", b"one"]

    def test_a_fault_of_our_own_is_told_and_the_feed_is_looked_at_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feed_watch, "EVERY", 0.0)
        monkeypatch.setattr(feed_watch, "JITTER", 0.0)
        looks = iter([*[RuntimeError] * FAILURES, None])

        def fetch(question: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
            if (fault := next(looks, None)) is not None:
                raise fault
            return self.fetch(question)

        watch = FeedWatch("nchmf", "https://x.vn/f/index", self.host, fetch)
        watch.start()
        wait_for(lambda: b"two" in self.host.judged_all, 10)
        watch.stop()
        assert self.host.told == ["no_answer", ""]

    def test_what_was_told_before_this_watch_began_is_over_with_its_first_good_look(self) -> None:
        self.watch.look()
        self.watch.look()
        assert self.host.told == [""]

    def test_what_the_station_could_not_keep_is_fetched_again(self) -> None:
        self.host.answers[b"two"] = None
        self.watch.look()
        del self.host.answers[b"two"]
        self.watch.look()
        assert self.host.judged_all == [b"index", b"one", b"two", b"index", b"two"]

    def test_a_feed_that_fails_is_told_once_and_that_it_is_over(self) -> None:
        index = self.files.pop("https://x.vn/f/index")
        for _ in range(3 * FAILURES):
            assert not self.watch.look()
        self.files["https://x.vn/f/index"] = index
        self.watch.look()
        self.watch.look()
        assert self.host.told == ["status", ""]

    def test_wards_do_not_ask_all_at_once(self) -> None:
        assert feed_watch.JITTER >= feed_watch.EVERY / 4
