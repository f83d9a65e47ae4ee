"""What the product costs, measured beside its peers in one run: `make bench`."""
