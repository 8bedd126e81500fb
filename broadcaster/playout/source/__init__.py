"""The source process: decodes and masters, while it airs, sound that is not a finished file.

`python -m broadcaster.playout.source` starts it, only while a relay or a live voice is on. Network,
codecs and microphones may fail here; the air reads a socket and never waits for it. Nothing is imported
here: the station needs `source.choice` alone.
"""
