"""Benchmark: mix and master 3, 15 and 45 minutes, against one ffmpeg filter graph on the same clips.

    python -m benchmarks.mastering [--minutes 3 15 45] [--rate 24000]

Each row is one process with the same job: chime, sentences of the embedded voice, a bed ducked
under them, closing chime; high-pass 300 Hz, compression 3:1, −16 LUFS, −1.5 dBTP. Ours is warm: it
has produced a short message before, as the render process has; it reads the clips from the clip
store (`clips`), then mixes, masters and writes (`mix+master`); median of three. ffmpeg reads the
same clips as files. Levels are judged by ffmpeg's ebur128.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import needs

if TYPE_CHECKING:
    from broadcaster.speech.speaker import SpokenClips
    from broadcaster.station.model.message import Message
    from broadcaster.station.model.station import Station

WORDS = """
bà con nhân dân phường thông báo họp bản sáng mai đường mới mưa lũ gió mùa phòng chống dịch trẻ em
người già lúa ngô trâu bò vệ sinh nước sạch điện thoại cài đặt ứng dụng khai báo y tế tiêm chủng
học sinh nhà trường an toàn giao thông thu gom rác thải trồng rừng chăm sóc cây đoàn kết giúp đỡ
"""
SYLLABLES = 22  # in a sentence: about seven seconds
SENTENCE = 8.2  # seconds with the pause after it, as measured
PAUSE = 1.0
ROUNDS = 3  # of ours; the median counts


def text(count: int) -> str:
    """`count` sentences, the same ones each time."""
    rng = random.Random(2021)
    return "\n".join(
        " ".join(rng.choices(WORDS.split(), k=SYLLABLES)).capitalize() + "." for _ in range(count)
    )


def station(folder: Path, rate: int) -> Station:
    """A station with a bed, its cache in `folder`."""
    from broadcaster.station.model.settings import Settings
    from broadcaster.station.model.sound import Sound
    from broadcaster.station.model.station import Recording, Station

    path = folder / "bed.wav"
    bed = Recording(name=path.name, path=path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    settings = Settings(name="Benchmark", sound=Sound(rate=rate))
    return Station(root=folder, settings=settings, messages={}, schedules={}, recordings={"bed.wav": bed})


def message(minutes: float) -> Message:
    """A message of about `minutes`, heard once."""
    from broadcaster.station.model.message import Message, Say

    count = max(1, round(minutes * 60 / SENTENCE))
    return Message(id="long", title="long", parts=(Say(text=text(count)),), repeat=1, bed="bed.wav")


def ours(folder: Path, minutes: float, rate: int) -> None:
    """Produce in this process, and print what it took as JSON."""
    from broadcaster.studio.mixing.mix import mix_body
    from broadcaster.studio.render.assembly import mastered, write
    from broadcaster.studio.render.studio import open_speaker
    from broadcaster.studio.script.script import read_script

    place = station(folder, rate)
    speaker = open_speaker(place)
    engine = speaker.order(only="espeak")[0]

    def spoken(item: Message) -> SpokenClips:
        return speaker.speak(engine, read_script(place, item).words, {}, place.settings.speech.rate)

    def run(item: Message, path: Path) -> tuple[float, float]:
        script = read_script(place, item)
        start = time.perf_counter()
        clips = spoken(item).clips
        loaded = time.perf_counter()
        with mastered(script, mix_body(script, clips), path.parent) as sound:
            write(sound, path)
        return loaded - start, time.perf_counter() - loaded

    spoken(message(minutes))
    run(message(0.1), folder / "warm.wav")
    out = folder / "ours.wav"
    spent = [run(message(minutes), out) for _ in range(ROUNDS)]
    clips, seconds = (statistics.median(times) for times in zip(*spent, strict=True))
    speaker.close()
    # Not `ru_maxrss`: that of a child begins with the memory of the process which started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    memory = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024
    print(json.dumps({"clips": clips, "seconds": seconds, "rss": memory, "path": str(out)}))


def prepare(folder: Path, minutes: float, rate: int) -> None:
    """Bed, chimes and the clips as files for ffmpeg; fills the clip store too."""
    from broadcaster.station.model.sound import Sound
    from broadcaster.studio.mixing import chimes
    from broadcaster.studio.render.studio import open_speaker
    from broadcaster.studio.script.script import read_script

    assert Sound().opening == "chime"
    music = "sine=f=330:d=60[a];sine=f=440:d=60[b];sine=f=660:d=60[c];[a][b][c]amix=3,tremolo=f=0.3:d=0.4"
    ffmpeg("-filter_complex", music, "-ar", str(rate), str(folder / "bed.wav"))
    place, item = station(folder, rate), message(minutes)
    speaker = open_speaker(place)
    clips = speaker.speak(
        speaker.order(only="espeak")[0], read_script(place, item).words, {}, place.settings.speech.rate
    ).clips
    speaker.close()
    names = ["lead.wav"]
    write(folder / "lead.wav", bytes(4 * clips[0].rate), clips[0].rate)
    write(folder / "pause.wav", bytes(2 * round(PAUSE * clips[0].rate)), clips[0].rate)
    for number, clip in enumerate(clips):
        names += [f"clip{number}.wav", "pause.wav"]
        write(folder / names[-2], clip.samples, clip.rate)
    (folder / "list.txt").write_text("".join(f"file '{name}'\n" for name in names), encoding="utf-8")
    for name in ("chime", "chime-down"):
        sound = (chimes.sound(name, rate) * 32767).astype("<i2")
        write(folder / f"{name}.wav", sound.tobytes() + bytes(2 * rate), rate)


def write(path: Path, samples: bytes, rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(samples)


def ffmpeg(*arguments: str) -> str:
    needs.program("ffmpeg")
    command = ["ffmpeg", "-nostdin", "-hide_banner", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stderr


def graph(folder: Path, rate: int, level: str, out: Path) -> list[str]:
    """ffmpeg's arguments for the whole job in one graph; `level` are its last filters."""
    filters = (
        f"[0:a]aresample={rate},asplit[voice][key];"
        f"[1:a]aresample={rate},volume=-18dB[bed];"
        "[bed][key]sidechaincompress=threshold=0.02:ratio=8:attack=200:release=600[under];"
        "[voice][under]amix=inputs=2:duration=first:normalize=0,"
        "highpass=f=300,acompressor=threshold=-20dB:ratio=3:attack=10:release=150[body];"
        f"[2:a][body][3:a]concat=n=3:v=0:a=1,{level}"
    )
    inputs = ["-f", "concat", "-i", "list.txt", "-stream_loop", "-1", "-i", "bed.wav"]
    inputs = [str(folder / i) if i.endswith((".txt", ".wav")) else i for i in inputs]
    chimes = ["-i", str(folder / "chime.wav"), "-i", str(folder / "chime-down.wav")]
    return [*inputs, *chimes, "-filter_complex", filters, "-ar", str(rate), str(out)]


def loudnorm(folder: Path, rate: int) -> Path:
    """The peer: loudness and peak by loudnorm in the same graph."""
    out = folder / "loudnorm.wav"
    ffmpeg(*graph(folder, rate, "loudnorm=I=-16:TP=-1.5:LRA=11", out))
    return out


def two_passes(folder: Path, rate: int) -> Path:
    """The quicker peer: the graph measured, then gain and limiter."""
    raw, out = folder / "raw.wav", folder / "limited.wav"
    told = ffmpeg(*graph(folder, rate, "ebur128=framelog=quiet", raw))
    gain = -16 - float(re.findall(r"I:\s+(\S+) LUFS", told)[-1])
    limit = f"volume={gain:.2f}dB,aresample=192000,alimiter=limit=-1.6dB:level=0"
    ffmpeg("-i", str(raw), "-af", limit, "-ar", str(rate), str(out))
    return out


def judged(path: Path) -> tuple[float, float, float]:
    """Minutes, LUFS and dBTP of a file."""
    told = ffmpeg("-i", str(path), "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-")
    loudness = float(re.findall(r"I:\s+(\S+) LUFS", told)[-1])
    with wave.open(str(path)) as file:
        minutes = file.getnframes() / file.getframerate() / 60
    return minutes, loudness, float(re.findall(r"Peak:\s+(\S+) dBFS", told)[-1])


def in_a_process(kind: str, folder: Path, minutes: float, rate: int) -> dict[str, object]:
    arguments = [
        "-m",
        "benchmarks.mastering",
        "--as",
        kind,
        "--folder",
        str(folder),
        "--minutes",
        str(minutes),
        "--rate",
        str(rate),
    ]
    done = subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, object] = json.loads(done.stdout)
    return told


def peer(kind: str, folder: Path, rate: int) -> None:
    """Run ffmpeg as a child of this process, whose children's memory is then ffmpeg's."""
    start = time.perf_counter()
    path = loudnorm(folder, rate) if kind == "loudnorm" else two_passes(folder, rate)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"clips": 0.0, "seconds": seconds, "rss": memory, "path": str(path)}))


NAMES = {
    "ours": "broadcaster",
    "loudnorm": "ffmpeg, one graph with loudnorm",
    "limiter": "ffmpeg, ebur128 then alimiter",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, nargs="+", default=[3, 15, 45])
    parser.add_argument("--rate", type=int, default=24000)
    parser.add_argument("--as", dest="kind", choices=NAMES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.kind == "ours":
        ours(chosen.folder, chosen.minutes[0], chosen.rate)
    elif chosen.kind:
        peer(chosen.kind, chosen.folder, chosen.rate)
    else:
        table(chosen.minutes, chosen.rate)


def table(lengths: list[float], rate: int) -> None:
    print(f"{rate} Hz")
    heads = ("minutes", "clips s", "mix+master s", "peak RSS MB", "LUFS", "dBTP")
    print(f"{'':34}" + "".join(f"{head:>14}" for head in heads))
    for minutes in lengths:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            prepare(folder, minutes, rate)
            for kind, title in NAMES.items():
                told = in_a_process(kind, folder, minutes, rate)
                long, loudness, peak = judged(Path(str(told["path"])))
                figures = (
                    f"{long:.1f}",
                    f"{told['clips']:.2f}",
                    f"{told['seconds']:.2f}",
                    f"{told['rss']:.0f}",
                )
                row = (*figures, f"{loudness:.1f}", f"{peak:.1f}")
                print(f"{title:34}" + "".join(f"{figure:>14}" for figure in row), flush=True)


if __name__ == "__main__":
    main()
