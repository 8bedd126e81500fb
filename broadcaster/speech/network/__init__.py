"""The voices of services on the network, Google's and Microsoft's.

Their connections, retries and tempo.
"""
