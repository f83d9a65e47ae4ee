"""Products in the layout of Sentinel-1: a folder of annotation, tables and pictures."""
