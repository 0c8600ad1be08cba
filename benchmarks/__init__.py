"""``script/bench``: how fast the portal is, on engines and a server of its own.

A page is measured against an empty Django page, the report against bare WeasyPrint: the same
machine, the same run, one after the other. So the ratios mean something on any machine.
"""
