"""Voices that are installed separately.

Their catalogue, download, installation and shelf; which of them speaks is decided above.
"""
