"""Voices that are installed separately: the catalogue, the installed voices, their installation."""

from broadcaster.speech.voices.catalogue import UNKNOWN_LICENCE, Offer, offers, offers_of
from broadcaster.speech.voices.shelf import FOLDER, Installed, Shelf

__all__ = ["FOLDER", "UNKNOWN_LICENCE", "Installed", "Offer", "Shelf", "offers", "offers_of"]
