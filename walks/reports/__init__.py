"""What a report says, as plain data. How it looks is decided in `webapp.export`."""
