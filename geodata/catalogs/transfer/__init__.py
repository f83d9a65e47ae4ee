"""Files over the net: politely asked for, resumed after any cut, verified, then named."""
