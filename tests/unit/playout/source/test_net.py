"""Bytes of a stream: only from allowed hosts, redirections and playlists included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.radio import Radio, Stream, radio
from broadcaster.playout.source.hls import NotPlayable
from broadcaster.playout.source.network import Broken, Network, NotAllowed

SOUND = bytes(range(256)) * 4
OURS = frozenset({"127.0.0.1:1"})


@pytest.fixture
def waves(tmp_path: Path) -> Iterator[Radio]:
    with radio() as made:
        made.files = tmp_path
        yield made


def heard(waves: Radio, path: str, *others: str) -> bytes:
    return b"".join(Network(frozenset({f"127.0.0.1:{waves.port}", *others})).listen(waves.url(path)))


def test_stream_is_heard_to_its_end(waves: Radio) -> None:
    waves.streams["/a"] = Stream(data=SOUND, seconds=0.1)
    assert heard(waves, "/a") == SOUND


def test_redirection_on_the_same_host_is_followed(waves: Radio) -> None:
    waves.streams["/a"] = Stream(data=b"", seconds=1, redirect="/b")
    waves.streams["/b"] = Stream(data=SOUND, seconds=0.1)
    assert heard(waves, "/a") == SOUND


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:{port}/b",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "http://127.0.0.1.evil.example/",
    ],
)
def test_redirection_elsewhere_is_refused_without_being_asked(waves: Radio, target: str) -> None:
    waves.streams["/a"] = Stream(data=b"", seconds=1, redirect=target.format(port=waves.port))
    waves.streams["/b"] = Stream(data=SOUND, seconds=0.1)
    with pytest.raises(NotAllowed):
        heard(waves, "/a")
    assert waves.asked == ["/a"]


def test_redirection_to_another_listed_host_is_followed(waves: Radio) -> None:
    waves.streams["/a"] = Stream(data=b"", seconds=1, redirect=f"http://localhost:{waves.port}/b")
    waves.streams["/b"] = Stream(data=SOUND, seconds=0.1)
    assert heard(waves, "/a", f"localhost:{waves.port}") == SOUND


def test_redirection_to_another_port_of_the_same_host_is_refused(waves: Radio, tmp_path: Path) -> None:
    with radio() as neighbour:
        neighbour.streams["/b"] = Stream(data=SOUND, seconds=0.1)
        waves.streams["/a"] = Stream(data=b"", seconds=1, redirect=neighbour.url("/b"))
        with pytest.raises(NotAllowed, match=f"127.0.0.1:{neighbour.port}"):
            heard(waves, "/a")
        (tmp_path / "list.m3u").write_text(neighbour.url("/b"))
        with pytest.raises(NotAllowed):
            heard(waves, "/list.m3u")
        assert neighbour.asked == []
        assert heard(waves, "/a", f"127.0.0.1:{neighbour.port}") == SOUND


@pytest.mark.parametrize(
    ("address", "listed", "allowed"),
    [
        ("https://a.vn/x", "a.vn:80", True),
        ("https://a.vn:443/x", "A.vn:80", True),
        ("https://a.vn:8443/x", "a.vn:80", False),
        ("http://a.vn/x", "a.vn:443", False),
        ("http://a.vn:8000/x", "a.vn:80", False),
        ("https://a.vn/x", "a.vn:8000", False),
        ("http://a.vn:99999/x", "a.vn:80", False),
    ],
)
def test_listed_server_may_move_from_http_to_https_and_to_no_other_port(
    address: str, listed: str, allowed: bool
) -> None:
    network = Network(frozenset({listed}))
    if allowed:
        assert network.allowed(address).hostname == "a.vn"
        return
    with pytest.raises(NotAllowed):
        network.allowed(address)


def test_circle_of_redirections_ends(waves: Radio) -> None:
    waves.streams["/a"] = Stream(data=b"", seconds=1, redirect="/a")
    with pytest.raises(Broken, match="too many"):
        heard(waves, "/a")


def test_refusing_server_and_missing_one_are_broken(waves: Radio) -> None:
    waves.streams["/a"] = Stream(data=b"", seconds=1, refuse=True)
    with pytest.raises(Broken, match="503"):
        heard(waves, "/a")
    with pytest.raises(Broken):
        b"".join(Network(OURS).listen("http://127.0.0.1:1/a"))


def test_segments_of_a_playlist_are_heard_in_order(waves: Radio, tmp_path: Path) -> None:
    (tmp_path / "list.m3u8").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\na.ts\n#EXTINF:1,\nb.ts\n#EXT-X-ENDLIST\n"
    )
    (tmp_path / "a.ts").write_bytes(b"A" * 5000)
    (tmp_path / "b.ts").write_bytes(b"B" * 5000)
    assert heard(waves, "/list.m3u8") == b"A" * 5000 + b"B" * 5000


def test_segment_elsewhere_is_refused(waves: Radio, tmp_path: Path) -> None:
    (tmp_path / "list.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://localhost:{waves.port}/b.ts\n#EXT-X-ENDLIST\n"
    )
    with pytest.raises(NotAllowed, match="localhost"):
        heard(waves, "/list.m3u8")


def test_plain_list_leads_to_its_first_stream(waves: Radio, tmp_path: Path) -> None:
    (tmp_path / "list.m3u").write_text(f"#EXTM3U\n#EXTINF:-1,Đài\n{waves.url('/a')}\n")
    waves.streams["/a"] = Stream(data=SOUND, seconds=0.1)
    assert heard(waves, "/list.m3u") == SOUND
    (tmp_path / "empty.m3u").write_text("#EXTM3U\n")
    with pytest.raises(NotPlayable):
        heard(waves, "/empty.m3u")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://stranger.example/a", "concat:a|b", ""])
def test_address_that_is_not_allowed_is_never_asked(address: str) -> None:
    with pytest.raises(NotAllowed):
        b"".join(Network(OURS).listen(address))
