"""What a command asks to air, from the request until its end is shown.

By the running station, from this process, or in headphones; the commands are `playout`.
"""
