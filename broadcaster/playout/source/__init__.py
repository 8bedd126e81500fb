"""The source process, which makes the sound of live sources.

It decodes and masters, while it airs, sound that is no finished file (a stream, a microphone, a
client's chunks).
"""
