"""
Places on earth: coordinates, areas, ground, light. Knows nothing of walks or of screens.

Cheap to import, standard library only: `errors`, `crs`, `plane`, `areas`, `basemap`, `basemap_check`, `blocks`,
`measurable`, `locate`, `naming`, `sun`, `formats`, `area_files`; PROJ, GEOS, GDAL and astral are loaded by the first
call that needs them. `frame`, `density`, `route`, `grid` and `cluster` work on frames: pandas.
"""
