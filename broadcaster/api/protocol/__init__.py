"""What the client and the server agree on, and the client itself.

Values of the answers, events, errors, the language of an answer; nothing here imports a web
framework, pydantic or the running station, for commands must start at once.
"""
