"""From the words of a slip to dots on paper: layout, raster, status, printers.

Lives here: pictures and ESC/POS bytes. May not live here: sockets, what a slip says.
"""
