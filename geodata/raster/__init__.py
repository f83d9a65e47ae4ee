"""Pictures in TIFF files: rows of pixels, bands by name, places of pixels."""
