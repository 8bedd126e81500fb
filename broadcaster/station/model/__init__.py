"""The station as frozen values, each field with the declaration of its key; no file is read here."""
