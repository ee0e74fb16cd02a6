"""Each promise of the design that this version keeps has one file of its name here, and each test of it can fail."""
