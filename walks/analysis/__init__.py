"""Measures of findings: the only room of `walks` where GeoPandas is used."""
