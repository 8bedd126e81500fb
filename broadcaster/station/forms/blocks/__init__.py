"""Blocks of station.yaml that are written in a way of their own."""
