"""The as-run log of the running station: what is meant to air, what became of it, and the writer thread.

`part.open_as_run` puts it together. The director posts to `log.AsRunLog`; `dispatcher.Dispatcher` hands each
start and end of an airing on. Nothing is imported here: `doctor` and a rehearsal need single modules only.
"""
