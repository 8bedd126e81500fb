"""The running station put together; whatever has a subject of its own lives in that subject's room."""
