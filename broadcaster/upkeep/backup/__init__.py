"""Backups: the station in one file, made while it runs, and restored whole or not at all.

The accepted station is `station/loading`.
"""
