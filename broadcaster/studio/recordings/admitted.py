"""What ffmpeg may do with a file that somebody brought: the formats, the decoders, the memory, the time.

ffmpeg looks into every stream of a file before the options that choose one count. So a film or a picture of
20 000 × 20 000 points is kept from its decoders by name, and memory and time are bounded by the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence

from broadcaster.lifeline import bounded

MEMORY = 320 << 20  # bytes that ffmpeg may write to; a recording takes 30 MB, one with 55 MB of names 170
SECONDS = 150  # of computing; an hour of sound takes about five
# Plain sound files only: some formats of ffmpeg, such as playlists, can open other files.
FORMATS = "wav,w64,mp3,ogg,flac,aac,mov,matroska,webm,aiff,au,caf,amr,asf"
# None for pictures and films, whose memory the file itself would choose.
DECODERS = ",".join((
    "mp3float,mp3,mp2float,mp2,mp1float,mp1,aac,aac_latm,alac,flac,vorbis,libvorbis,opus,libopus,speex,libspeex",
    "ac3,eac3,amrnb,amrwb,gsm,gsm_ms,wmav1,wmav2,wmapro,wmavoice,wmalossless,wavpack,tta,qdm2,mace3,mace6",
    "pcm_alaw,pcm_mulaw,pcm_f32be,pcm_f32le,pcm_f64be,pcm_f64le,pcm_s16be,pcm_s16le,pcm_s24be,pcm_s24le",
    "pcm_s32be,pcm_s32le,pcm_s64be,pcm_s64le,pcm_s8,pcm_u8,pcm_u16be,pcm_u16le,pcm_u24be,pcm_u24le",
    "pcm_u32be,pcm_u32le,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,adpcm_yamaha,g722,g726,g726le",
))  # fmt: skip

_NOT_LOOKED_AT = "not on whitelist"


# fmt: off
SOURCE = (
    "-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-codec_whitelist", DECODERS,
    "-i", "file:/proc/self/fd/0", "-map", "0:a:0",
)
"""ffmpeg's options that take the file at its standard input as a sound, and nothing that the file names.

By its descriptor and not by its path: what was looked at is what is heard, whatever stands there meanwhile.
"""
# fmt: on


def within_bounds(command: Sequence[str]) -> list[str]:
    """The command with no more memory and time than a recording takes."""
    return bounded(command, memory=MEMORY, seconds=SECONDS)


def complains(line: str) -> bool:
    """True unless the line only says that a picture or a film was not looked at."""
    return _NOT_LOOKED_AT not in line
