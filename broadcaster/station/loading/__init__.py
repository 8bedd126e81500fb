"""Loads a station, with all its problems, from a folder or an archive.

Also the archive of the accepted station; nothing here watches, waits or changes a file of the
officers.
"""
