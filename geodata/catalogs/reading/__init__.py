"""What catalogues, SAFE products and GeoTIFFs say of themselves, read as offers."""
