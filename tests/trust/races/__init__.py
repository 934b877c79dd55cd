"""Races: many people do the same thing at the same moment."""
