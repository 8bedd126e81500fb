"""HLS playlists as radios write them."""

from __future__ import annotations

import pytest

from broadcaster.playout.source.hls import MediaSegment, NotPlayable, parse

BASE = "https://vov.example/live/radio.m3u8"


def test_master_playlist_gives_its_variants_and_the_thinnest_is_for_radio() -> None:
    text = (
        "#EXTM3U\n"
        '#EXT-X-STREAM-INF:BANDWIDTH=800000,CODECS="avc1.4d,mp4a.40.2"\nvideo.m3u8\n'
        "#EXT-X-STREAM-INF:PROGRAM-ID=1,BANDWIDTH=64000\n../audio/low.m3u8?x=1\n"
    )
    assert parse(text, BASE).best_for_radio().address == "https://vov.example/audio/low.m3u8?x=1"


def test_live_playlist_numbers_its_segments_and_says_when_to_look_again() -> None:
    text = (
        "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:41\n"
        '#EXT-X-MAP:URI="init.mp4"\n#EXTINF:6.0,\na.m4s\n\n#EXTINF:6.0,tên bài\nhttps://cdn.example/b.m4s\n'
    )
    playlist = parse("\ufeff" + text, BASE)
    head = "https://vov.example/live/init.mp4"
    assert playlist.segments == (
        MediaSegment(number=41, address="https://vov.example/live/a.m4s", head=head),
        MediaSegment(number=42, address="https://cdn.example/b.m4s", head=head),
    )
    assert playlist.reload == 3
    assert not playlist.ended


@pytest.mark.parametrize(
    "text",
    ["", "<html>", '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:1,\na.ts\n'],
    ids=["empty", "a page", "encrypted"],
)
def test_what_cannot_be_played_is_told(text: str) -> None:
    with pytest.raises(NotPlayable):
        parse(text, BASE)


def test_recorded_playlist_has_an_end_and_open_key_is_no_encryption() -> None:
    text = "#EXTM3U\n#EXT-X-KEY:METHOD=NONE\n#EXTINF:1,\na.ts\n#EXT-X-ENDLIST\n"
    playlist = parse(text, BASE)
    assert playlist.ended
    assert len(playlist.segments) == 1
