"""The files of the running station, and how a change of them is accepted.

They are taken at the start, followed, held for a leader's yes, told in the journal; reading them is
`loading`.
"""
