"""The month's report that the ward answers for, from the journal alone, in every form of paper.

The log itself is `journal`.
"""
