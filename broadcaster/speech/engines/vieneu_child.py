"""The process in which a VieNeu voice speaks: `vieneu_child FILE…`, see `voice_process`.

Its questions have `reader` too.
"""

from __future__ import annotations

import os
import sys

from broadcaster.speech.engines.fork import ForkVoice
from broadcaster.speech.engines.voice_process import run

_LOADING = 120.0  # seconds of processor time; a PC needs about 5

_ALONE = {
    "HF_HUB_OFFLINE": "1",  # read by the library that would fetch models
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "OMP_NUM_THREADS": "1",  # a process with threads cannot be forked
    "OPENBLAS_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def _loaded() -> ForkVoice:
    os.environ.update(_ALONE)
    from broadcaster.speech.engines.vieneu_model import VieneuModel  # its libraries read these at once

    return VieneuModel(*sys.argv[1:])


if __name__ == "__main__":
    run(_loaded, _LOADING)
