"""The running station: opens every part in the right order, and closes it.

`running.RunningStation` opens, `facade.StationFacade` is what people may ask, `parts.StationParts` what it is
made of. Nothing is imported here: a signal must be obeyed before all of it is loaded.
"""
