"""Voices that are not part of the program: what can be had, what is installed, how it gets there."""

from broadcaster.speech.voices.catalogue import UNKNOWN_LICENCE, Offer, offers, offers_of
from broadcaster.speech.voices.shelf import FOLDER, Installed, Shelf

__all__ = ["FOLDER", "UNKNOWN_LICENCE", "Installed", "Offer", "Shelf", "offers", "offers_of"]
