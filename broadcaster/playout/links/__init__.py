"""The station's ends of the processes: air, keyers, sources, confidence monitor; and their fakes."""
