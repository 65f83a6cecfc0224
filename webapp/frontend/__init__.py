"""Build what a checkout lacks: vendored scripts and fonts, compiled catalogues. Not part of the wheel."""
