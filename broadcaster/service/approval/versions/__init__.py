"""The versions of a message: what is decided about one, and which of them airs."""
