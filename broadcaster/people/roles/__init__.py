"""Persons, roles and rights as values, and the file people.yaml.

By itself the file gives nobody a right.
"""
