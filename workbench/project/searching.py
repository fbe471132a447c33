"""Finding documents by the words of their texts."""

from __future__ import annotations

from array import array
from collections.abc import Generator, Sequence

from workbench.model import Progress
from workbench.project.base import Base
from workbench.storage import listing, search


class Searching(Base):
    """The part of a project that searches. A phrase is found as whole words in any case and with any accents;
    the last word of one that ends in * may go on (text:Mosc*)."""

    _indexed_at: tuple[int, int] | None = None  # what the file was when every text was in the index

    def is_indexed(self) -> bool:
        """Whether every text is in the index: then a search takes milliseconds."""
        connection = self.store.connection
        now = (self.store.data_version(), connection.total_changes)  # of others, and of this window
        if self._indexed_at == now:
            return True
        current = search.is_current(connection)
        self._indexed_at = now if current and not connection.in_transaction else None
        return current

    def index_steps(self) -> Generator[Progress, None, None]:
        """Put the texts that came since the last search into the index, some at a time; nothing if it cannot
        be written. Not inside of a read transaction."""
        if self.read_only or self.is_indexed():
            return
        total = listing.counts(self.store.connection, self.me.id)[0]
        last, done = 0, 0
        while True:
            with self.store.write() as db:
                last, count = search.index_more(db.conn, last)
            if not last:
                return
            done += count
            yield Progress(done, total, "reading texts")

    def keys_with(self, phrases: Sequence[str]) -> array[int]:
        """Keys of the documents whose texts hold all of these phrases, the newest first.

        From the index if it is current, else by reading all texts.
        """
        query, connection = search.pattern(phrases), self.store.connection
        if self.is_indexed():
            return search.rows_with(connection, query)
        return search.rows_without_index(connection, query)

    def documents_with(self, phrases: Sequence[str]) -> set[str]:
        """The ids of the same."""
        return search.ids_of(self.store.connection, self.keys_with(phrases))
