"""Pages for people: each reads through a scope, says what it shows, and holds no rule of the work."""
