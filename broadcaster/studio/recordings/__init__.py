"""Sound files that come in or go out.

Their length, decoding, soundness, intake and export; always through a bounded FFmpeg.
"""
