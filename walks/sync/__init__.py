"""How a device's operations reach the log: their form, and one verdict for each."""
