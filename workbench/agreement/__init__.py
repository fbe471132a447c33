"""Comparing layers of one document: who agrees with whom, where they do not, and how much that is. Pure."""
