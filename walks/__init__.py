"""The work: safety walks, what was found on them, and who sees it. Knows nothing of HTTP or HTML."""
