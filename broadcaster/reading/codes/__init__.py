"""The rules for what is read sign by sign.

Documents, plates and cards, telephones, web addresses; the signs themselves are data.
"""
