"""Dealing documents to parts (train, dev, test, folds) so that nothing leaks: pure, on numbers and texts."""
