"""The studio, which makes the sound of a message.

Script, mix, master, programme, and the process that renders; who speaks is `speech`, when it airs
`playout`.
"""
