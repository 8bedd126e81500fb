"""The source process: sound that is no finished file, decoded and mastered while it airs.

`python -m broadcaster.playout.source` starts it, only while a relay or a live voice is on. Network,
codecs and microphones live and may fail here; the air reads a socket and never waits for it.
"""
