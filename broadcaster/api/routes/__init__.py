"""The routes of `/api/v1`, thin calls into the running station.

Each says the right, what is asked, what is answered; how a request travels is `transport`, its values are
`protocol`.
"""
