"""Stands where Orca looks for a voice: there is none, so that what would be said is only written down.

Orca keeps what it writes until it has eight thousand letters of it. Whoever listens would hear each key's answer one
key late; so it writes line by line from here on.
"""

from orca import debug

if debug.debugFile is not None:
    debug.debugFile.reconfigure(line_buffering=True)

raise ImportError("no voice here")
