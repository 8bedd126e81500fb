"""Opens every part in the right order and closes it.

It also holds what API, web console and commands may ask of the open station.
"""
