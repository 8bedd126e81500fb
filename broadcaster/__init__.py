"""broadcaster: a Vietnamese ward's loudspeaker station, from written script to sound on the air."""

__version__ = "1.0.0"
