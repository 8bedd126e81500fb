"""`voices install`: show what will be installed, ask, download, verify, measure."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from broadcaster.cli.terminal.options import agreed
from broadcaster.cli.texts.voices import MEGABYTE, licence
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import EngineMissing, SpeechError, VoiceError
from broadcaster.core.text.catalogue import Language, explain, language, say
from broadcaster.speech.engines.registry import open_neural
from broadcaster.speech.voices import installation as installing
from broadcaster.speech.voices.catalogue import Offer, offers_of
from broadcaster.speech.voices.download import Downloader
from broadcaster.speech.voices.pace import MOST_WORK
from broadcaster.speech.voices.shelf import FOLDER, InstalledVoice, Shelf

_VIETNAMESE = "vi"


def install(folder: Path, name: str, yes: bool) -> int:
    """Install a voice by its catalogue name, from a model file or from a folder of files.

    Raises:
        VoiceError: it cannot be downloaded, or does not pass the checks.
        StoreError: the disk is full or cannot be written.
    """
    if not (folder / "station.yaml").is_file():
        raise VoiceError("voices.no_station", folder=folder)
    shelf = Shelf(folder / FOLDER)
    known = offers_of(shelf.folder)
    offer = known.get(name)
    installing.refuse_double(shelf, Path(name).name.removesuffix(".onnx"))
    if offer is not None:
        voice = _from_network(shelf, offer, yes=yes)
    elif name.endswith(".onnx") or Path(name).is_dir():
        local = installing.look(Path(name), known)
        installing.refuse_double(shelf, local.name)
        facts = {"file": local.place, "licence": licence(local.licence)}
        _ask(say("voices.from_file", name=local.name, **facts), yes=yes)
        voice = installing.from_file(shelf, local, SystemClock())
    else:
        raise VoiceError("voices.unknown_offer", name=name, known=", ".join(known))
    _show_installed(voice)
    return 0


def _from_network(shelf: Shelf, offer: Offer, *, yes: bool) -> InstalledVoice:
    size = offer.size / MEGABYTE
    title = offer.title[0] if language() is Language.VI else offer.title[1]
    facts = {"name": offer.name, "title": title, "size": size, "source": offer.source, "url": offer.url}
    _ask(say("voices.from_network", licence=licence(offer.licence), **facts), yes=yes)
    if here := installing.broken_off(shelf, offer.name):
        click.echo(say("voices.going_on", done=here / MEGABYTE, size=size), err=True)
    downloader = Downloader()
    try:
        with _bar(say("voices.fetching", name=offer.name)) as advance:
            return installing.from_network(shelf, offer, downloader, SystemClock(), advance)
    finally:
        downloader.close()


def _ask(what: str, *, yes: bool) -> None:
    """Show what will be installed and under which licence; continue only if the person agrees."""
    click.echo(what, err=True)
    if yes:
        return
    if not sys.stdin.isatty():
        raise VoiceError("voices.needs_yes")
    if not agreed(say("voices.agree")):
        raise VoiceError("voices.not_agreed")


def _show_installed(voice: InstalledVoice) -> None:
    """Measure how fast the voice speaks if its engine is installed, and show what was installed."""
    if not voice.facts.proven:
        click.echo(
            say("voices.not_proven", name=voice.name, sha256=next(iter(voice.facts.files.values()))), err=True
        )
    if not voice.facts.language.startswith(_VIETNAMESE):
        click.echo(say("voices.not_vietnamese", name=voice.name, language=voice.facts.language), err=True)
    engine = open_neural(voice)
    try:
        with _bar(say("voices.measuring", name=voice.name)) as advance:
            work = engine.measure(voice.name, advance).work or 0.0
        told = "voices.too_slow" if work > MOST_WORK else "voices.work"
        click.echo(say(told, name=voice.name, work=work), err=True)
    except EngineMissing as error:
        click.echo(explain(error), err=True)
    except SpeechError as error:
        # The voice is complete and verified. That it cannot speak here is shown; every use shows it again.
        click.echo(say("voices.does_not_speak", name=voice.name, reason=explain(error)), err=True)
    finally:
        engine.close()
    click.echo(say("voices.installed", name=voice.name, folder=voice.folder, engine=voice.engine))


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal; elsewhere nothing is shown."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar((None,), length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield advance
