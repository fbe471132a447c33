"""The review screen: the queue of disagreements, the article that shows them, the card that decides."""
