"""The API of the running station, with its server and its client.

Programs and commands ask the station through it; what is decided stands in the rooms,
pages are `web`, commands `cli`.
"""
