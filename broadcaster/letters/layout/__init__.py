"""Classifies each block of a letter by the layout of Nghị định 30/2020/NĐ-CP and of other offices.

Pure, no format of files is known here.
"""
