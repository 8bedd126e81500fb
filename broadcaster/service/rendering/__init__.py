"""Rendering ahead: a finished programme for everything planned, and the queue of what people ask for."""
