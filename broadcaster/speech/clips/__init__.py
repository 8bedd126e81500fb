"""Clips of speech: cut to what is heard, and kept on disk by all that shaped their sound."""
