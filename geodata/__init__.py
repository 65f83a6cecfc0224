"""
Places on earth: coordinates, areas, ground, light. Knows nothing of walks or of screens.

Cheap to import, standard library only: `errors`, `crs`, `plane`, `areas`, `basemap`, `locate`, `sun`, `formats`; PROJ,
GEOS, GDAL and astral are loaded by the first call that needs them. `frame` and `density` work on frames: pandas.
"""
