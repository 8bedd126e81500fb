"""Makes a draft message, to be heard, from a classified letter.

It decides what is kept, what is left out and why; pure, it opens no file.
"""
