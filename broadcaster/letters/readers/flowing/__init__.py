"""Readers of letters whose text flows: Word, ODT, HTML, plain text."""
