"""Words become clips of speech.

Which voices there are, the choice of the engine, its health, the store of clips; mixing and
programmes belong to the studio.
"""
