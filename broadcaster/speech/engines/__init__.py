"""The engines that speak on this computer and the child processes in which they run.

Services of the network are beside them.
"""
