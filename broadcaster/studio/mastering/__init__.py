"""Mastering: one loudness and one true peak for everything heard."""
