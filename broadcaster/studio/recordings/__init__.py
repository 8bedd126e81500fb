"""Recordings: decoded, measured, and checked before they air."""
