"""The overview: how far everybody is, what was labelled, day by day."""
