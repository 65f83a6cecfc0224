"""What the `lykta` command does, one module per subject. Heavy imports stand inside the functions that need them."""
