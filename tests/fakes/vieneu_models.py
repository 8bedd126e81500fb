"""Tiny models in the real layout of VieNeu's: the real package loads and drives them; they say a tone.

The graphs have the names, inputs and outputs of the real ones, and weights of a few bytes. How long the tone
is follows the syllables; every input bends it a little, so what is asked otherwise sounds otherwise.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from broadcaster.core.clock import FakeClock
from broadcaster.speech.voices.catalogue import Offer, Sums, VoiceFile, offers
from broadcaster.speech.voices.installation import from_file, look
from broadcaster.speech.voices.pace import Pace, save
from broadcaster.speech.voices.shelf import InstalledVoice, Shelf, VoiceFacts, write_facts

SYLLABLE = 0.27  # seconds
_LETTERS = [*map(chr, range(32, 1024)), *"ˈˌ…–’“”"]
_HIDDEN, _HEADS, _CODES, _BOOKS = 8, 2, 1024, 16


def missing() -> str | None:
    """The package that is not installed on this machine, or None."""
    for name in ("vieneu", "sea_g2p", "onnx"):
        if importlib.util.find_spec(name) is None:
            return name
    return None


def offer(name: str, **changed: Any) -> Offer:
    """The voice of the catalogue, with sizes and sums that any file has."""
    real = offers()[name]
    files = tuple(VoiceFile(name=each.name, url=each.url, sums=Sums()) for each in real.files)
    facts = {at: getattr(real, at) for at in ("title", "licence", "source", "rate", "speakers", "engine")}
    return Offer(**{"name": name, "files": files, **facts, **changed})


def install(name: str, stick: Path, shelf: Path) -> InstalledVoice:
    """Install the tiny model of this name from files, as from a USB stick."""
    build(name, stick / name)
    clock = FakeClock(datetime(2021, 2, 3, tzinfo=UTC))
    return from_file(Shelf(shelf), look(stick / name, {name: offer(name)}), clock)


def shelve(shelf: Path, *, work: float | None, name: str = "v3nano") -> None:
    """Lay down a voice that only says how long it works; nothing can load it."""
    folder = shelf / name
    folder.mkdir(parents=True, exist_ok=True)
    facts = {at: getattr(offers()[name], at) for at in ("licence", "source", "rate", "speakers", "engine")}
    told = VoiceFacts(
        name=name, language="vi", files={"config.json": ""}, proven=True, installed="2021-02-03", **facts
    )
    write_facts(folder, told)
    (folder / "config.json").write_bytes(b"{}")
    if work is not None:
        save(folder / "pace.json", Pace(points=((0.8, 0.2), (1.6, 0.4)), work=work), "")


def build(name: str, folder: Path) -> None:
    """Write all files of `v3nano` or `v3turbo` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (_nano if name == "v3nano" else _turbo)(folder)


class _Graph:
    """A graph that is written down node by node."""

    def __init__(self) -> None:
        self._onnx = importlib.import_module("onnx")
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, value: object, kind: str = "float32") -> str:
        """The name of a constant."""
        import numpy

        name = f"c{len(self._constants)}"
        self._constants.append(self._onnx.numpy_helper.from_array(numpy.array(value, kind), name))
        return name

    def __call__(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """Add a node; the name of its output."""
        name = name or f"n{len(self._nodes)}"
        self._nodes.append(self._onnx.helper.make_node(kind, inputs, [name], **attributes))
        return name

    def save(self, path: Path, inputs: Mapping[str, tuple[str, int]], outputs: tuple[str, ...]) -> None:
        """Write it; of each input its type and number of dimensions."""
        onnx, helper = self._onnx, self._onnx.helper
        kinds = {"f": onnx.TensorProto.FLOAT, "i": onnx.TensorProto.INT64, "b": onnx.TensorProto.BOOL}
        kinds |= {"j": onnx.TensorProto.INT32}
        given = [
            helper.make_tensor_value_info(name, kinds[kind], [None] * count)
            for name, (kind, count) in inputs.items()
        ]
        told = [helper.make_tensor_value_info(name, kinds["f"], None) for name in outputs]
        graph = helper.make_graph(self._nodes, path.stem, given, told, self._constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        path.write_bytes(model.SerializeToString())


def _nano(folder: Path) -> None:
    import numpy

    vocabulary = {letter: number + 3 for number, letter in enumerate(_LETTERS)}
    config = {"vocab": vocabulary, "bos_id": 1, "eos_id": 2, "pad_id": 0, "group": 6, "flow_fps": 15.625}
    (folder / "config.json").write_text(json.dumps(config))
    zero = numpy.zeros
    null = {"null_spk": zeros_of(192), "null_style": zero((50, 256), "f4"), "latent_scale": numpy.float32(1)}
    numpy.savez(folder / "constants.npz", latent_mean=zeros_of(24), latent_std=zeros_of(24) + 1, **null)

    g = _Graph()  # the letters, bent by the style
    bent = g("Mul", g("ReduceMean", "style", keepdims=0), g.constant(0.01))
    g("Add", g("Unsqueeze", g("Cast", "ids", to=1), g.constant([2], "int64")), bent, name="ctx")
    g.save(folder / "text_encoder.onnx", {"ids": ("i", 2), "style": ("f", 3)}, ("ctx",))

    g = _Graph()  # the logarithm of the length: so many spaces
    distance = g("Abs", g("Sub", "ctx", g.constant(float(vocabulary[" "]))))
    spaces = g("ReduceSum", g("Cast", g("Less", distance, g.constant(0.5)), to=1), keepdims=0)
    heard = g("ReduceSum", g("Cast", "ctx_mask", to=1), keepdims=0)
    unused = g("Mul", g("Add", heard, g("ReduceSum", "spk", keepdims=0)), g.constant(0.0))
    length = g("Mul", g("Add", g("Add", spaces, g.constant(1.0)), unused), g.constant(SYLLABLE))
    g("Unsqueeze", g("Log", length), g.constant([0], "int64"), name="log_s")
    g.save(
        folder / "duration_predictor.onnx",
        {"ctx": ("f", 3), "ctx_mask": ("b", 2), "spk": ("f", 2)},
        ("log_s",),
    )

    g = _Graph()  # towards a value of letters, reader and time
    parts = [g("ReduceMean", each, keepdims=0) for each in ("ctx", "spk", "style", "t")]
    parts.append(g("ReduceMean", g("Cast", "ctx_mask", to=1), keepdims=0))
    aim = g("Mul", g("Sum", *parts), g.constant(0.001))
    g("Sub", aim, "x", name="v")
    of = {
        "x": ("f", 3),
        "t": ("f", 1),
        "ctx": ("f", 3),
        "ctx_mask": ("b", 2),
        "spk": ("f", 2),
        "style": ("f", 3),
    }
    g.save(folder / "vector_estimator.onnx", of, ("v",))

    g = _Graph()
    frames = g("ReduceMean", "x", axes=[1], keepdims=0)  # (1, T)
    g("Unsqueeze", _tone(g, frames, 1536, 440 / 24000), g.constant([0], "int64"), name="wav")
    g.save(folder / "codec_decoder.onnx", {"x": ("f", 3)}, ("wav",))


def zeros_of(count: int) -> Any:
    """So many zeros."""
    import numpy

    return numpy.zeros(count, "f4")


def _tone(g: _Graph, frames: str, each: int, pitch: float) -> str:
    """A tone (1, T·each), bent by the frames (1, T)."""
    wide = g("Expand", g("Unsqueeze", frames, g.constant([2], "int64")), g.constant([1, 1, each], "int64"))
    bend = g("Reshape", wide, g.constant([1, -1], "int64"))
    count = g("Gather", g("Shape", bend), g.constant(1, "int64"))
    steps = g("Range", g.constant(0, "int64"), count, g.constant(1, "int64"))
    wave = g("Sin", g("Mul", g("Cast", steps, to=1), g.constant(6.2832 * pitch)))
    return g("Add", g("Mul", wave, g.constant(0.4)), g("Mul", bend, g.constant(0.05)))


def _turbo(folder: Path) -> None:
    import numpy
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    draw = numpy.random.default_rng(1)
    config = {
        "n_vq": _BOOKS, "hidden_size": _HIDDEN, "num_hidden_layers": 1, "local_num_hidden_layers": 1,
        "local_num_attention_heads": _HEADS, "audio_pad_token_id": _CODES, "text_prompt_start_token_id": 1,
        "text_prompt_end_token_id": 2, "speech_generation_start_token_id": 3,
        "speech_generation_end_token_id": 4,
        "audio_ref_slot_token_id": 5, "text_vocab_size": 2000, "default_style_token_id": 16,
        "use_speaker_embedding": True, "speaker_embedding_dim": 192,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    words = {"?": 17} | {letter: number + 20 for number, letter in enumerate(_LETTERS)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="?"))  # noqa: S106 - a token of words
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))

    def some(*shape: int) -> Any:
        return draw.standard_normal(shape).astype("f4")

    numpy.savez(
        folder / "vieneu_v3_heads.npz",
        text_emb=some(2000, _HIDDEN), audio_emb=some(_BOOKS, _CODES + 1, _HIDDEN), xvec_w=some(_HIDDEN, 192),
        xvec_b=some(_HIDDEN), xvec_ln_w=some(_HIDDEN), xvec_ln_b=some(_HIDDEN),
        xvec_ln_eps=numpy.float32(1e-5),
    )  # fmt: skip
    past = {"past_k_0": ("f", 4), "past_v_0": ("f", 4)}
    told = ("hidden", "present_k_0", "present_v_0")
    for name, given, of in (
        ("vieneu_prefill", "inputs_embeds", {}),
        ("vieneu_decode_step", "inputs_embeds", {"position_ids": ("i", 2), **past}),
        ("vieneu_acoustic_cached", "token_emb", {"position_ids": ("i", 2), **past}),
    ):
        _transformer(given, past=bool(of)).save(folder / f"{name}.onnx", {given: ("f", 3), **of}, told)
    (folder / "vieneu_backbone_shared.data").write_bytes(b"weights")

    g = _Graph()
    codes = g("Cast", "audio_codes", to=1)
    unused = g("Mul", g("ReduceSum", g("Cast", "audio_code_lengths", to=1), keepdims=0), g.constant(0.0))
    frames = g("Add", g("Mul", g("ReduceMean", codes, axes=[2], keepdims=0), g.constant(0.01)), unused)
    mono = g("Unsqueeze", _tone(g, frames, 3840, 440 / 48000), g.constant([0], "int64"))
    g("Expand", mono, g.constant([1, 2, 1], "int64"), name="audio")
    of = {"audio_codes": ("j", 3), "audio_code_lengths": ("j", 1)}
    g.save(folder / "moss_audio_tokenizer_decode_full.onnx", of, ("audio",))
    (folder / "moss_audio_tokenizer_decode_shared.data").write_bytes(b"weights")


def _transformer(given: str, *, past: bool) -> _Graph:
    """Hidden states and what is kept of them, appended to what was kept before."""
    g = _Graph()
    apart = g("Reshape", given, g.constant([1, -1, _HEADS, _HIDDEN // _HEADS], "int64"))
    kept = g("Transpose", apart, perm=[0, 2, 1, 3])
    hidden = g("Tanh", given)
    if past:
        g("Concat", "past_k_0", kept, axis=2, name="present_k_0")
        g("Concat", "past_v_0", kept, axis=2, name="present_v_0")
        before = g("ReduceMean", "present_k_0", keepdims=0)
        at = g("Mul", g("ReduceMean", g("Cast", "position_ids", to=1), keepdims=0), g.constant(0.01))
        hidden = g("Add", hidden, g("Add", before, at))
    else:
        g("Identity", kept, name="present_k_0")
        g("Identity", kept, name="present_v_0")
    g("Identity", hidden, name="hidden")
    return g
