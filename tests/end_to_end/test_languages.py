"""One running station speaks with an officer in Vietnamese and with a technician in English."""

from __future__ import annotations

import threading

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import Language, explain, speaking
from tests.end_to_end.conftest import Broadcaster


def of(station: Broadcaster, language: str) -> Broadcaster:
    """The command of somebody whose own language it is."""
    return Broadcaster(station.folder, {"BROADCASTER_LANG": language})


@pytest.mark.patient
def test_running_station_answers_each_person_in_their_language(station: Broadcaster) -> None:
    officer, technician = of(station, "vi"), of(station, "en")
    with officer.running():
        assert officer("play", "ngan").returncode == 0
        assert "Đang im lặng." in officer("status").stdout
        assert "Silent." in technician("status").stdout
        why = [each.json("status")["clock"]["why"] for each in (officer, technician)]
        assert why[0] != why[1]
        refused = [each("play", "khong-co").stderr for each in (officer, technician)]
        assert refused[0].startswith("Lỗi: ")
        assert refused[1].startswith("Error: ")
        assert "đã phát" in officer("log").stdout
        assert "aired" in technician("log").stdout


@pytest.mark.patient
def test_two_who_ask_the_station_at_once_are_not_mixed_up(station: Broadcaster) -> None:
    seen: dict[Language, set[str]] = {language: set() for language in Language}

    def ask(language: Language) -> None:
        client = HttpClient(station.folder / "state")
        with speaking(language):
            for _ in range(15):
                seen[language].add(client.get("/api/v1/status")["clock"]["why"])
                with pytest.raises(BroadcasterError) as caught:
                    client.post("/api/v1/prefer", {"name": "khong-co"})
                seen[language].add(explain(caught.value))

    with of(station, "vi").running():
        threads = [threading.Thread(target=ask, args=(language,)) for language in Language]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [len(texts) for texts in seen.values()] == [2, 2]
    assert seen[Language.VI].isdisjoint(seen[Language.EN])


def test_officer_whose_computer_speaks_english_is_told_in_vietnamese(station: Broadcaster) -> None:
    station.environment |= {"LANG": "C.UTF-8", "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}
    del station.environment["BROADCASTER_LANG"]
    assert "Cách dùng:" in station("--help").stdout
    assert "Lỗi: Không có tùy chọn --dyas." in station("plan", "--dyas").stderr
    assert "Đài chưa chạy." in station("status").stdout
