"""Catalogues of satellite products: find what is new over an area, and fetch it whole.

One file is one catalogue (stac, cdse, dhus, folder), all behind the port in `port`. What they
fetch over the net goes through `transfer`: resumed, verified, and never under its name before.
"""
