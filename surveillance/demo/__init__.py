"""The demonstration: a simulated world and the whole product on one machine, scored."""
