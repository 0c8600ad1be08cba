"""``script/measure``: the size and shape of the source, as figures that can be compared.

Standard library only, over syntax trees and lines: it measures any checkout, also an old one.
"""
