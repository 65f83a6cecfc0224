"""Maps: the Folium shell of the interactive ones, the marker shapes, and the static picture for reports."""
