"""Comments on spans, relations and documents: threads that can be answered and resolved."""

from __future__ import annotations

from workbench.errors import UserError
from workbench.model import Change, Comment, TargetKind, new_id
from workbench.project.base import Base, quoted
from workbench.storage import reading, remarks
from workbench.storage.operations import now
from workbench.storage.remarks import Thread
from workbench.storage.rows import Image

__all__ = ["Comments", "Thread", "comment_image"]


class Comments(Base):
    """The part of a project that writes comments. Anybody may answer; only the author may edit."""

    def comments(self, document_id: str) -> list[Comment]:
        """All comments of a document, oldest first."""
        return list(reading.comments_of(self.store.connection, document_id, reader=self.me.id))

    def comment_threads(self, *, resolved: bool = False, limit: int = 2000) -> list[Thread]:
        """The threads of all documents that are open, or resolved, the newest first."""
        return remarks.threads(self.store.connection, resolved=resolved, limit=limit, reader=self.me.id)

    def add_comment(
        self, document_id: str, *, target_kind: TargetKind, target: str, text: str, parent: str = ""
    ) -> Change:
        """Comment on a span, a relation or the document (`target` is its id), or answer `parent`."""
        words = text.strip()
        if not words:
            raise UserError("A comment needs words.")
        with self._operation(f"comment {quoted(words)}", document=document_id) as op:
            op.put(
                "comment",
                new_id(),
                comment_image(
                    document_id,
                    kind=target_kind,
                    target=target,
                    author=self.me.id,
                    words=words,
                    parent=parent,
                ),
            )
        return op.change()

    def edit_comment(self, comment_id: str, text: str) -> Change:
        """Change the words of a comment of one's own."""
        words = text.strip()
        if not words:
            raise UserError("A comment needs words: delete it instead.")
        image, document_id = self._own(comment_id)
        with self._operation(f"edit the comment {quoted(image['text'])}", document=document_id) as op:
            op.update("comment", comment_id, text=words)
        return op.change()

    def resolve_comment(self, comment_id: str, resolved: bool) -> Change:
        """Mark a thread as resolved, or open it again; anybody may."""
        image, document_id = self._comment(comment_id)
        verb = "resolve" if resolved else "reopen"
        with self._operation(f"{verb} the comment {quoted(image['text'])}", document=document_id) as op:
            op.update("comment", comment_id, resolved=int(resolved))
        return op.change()

    def delete_comment(self, comment_id: str) -> Change:
        """Delete a comment of one's own; its answers stay."""
        image, document_id = self._own(comment_id)
        with self._operation(f"delete the comment {quoted(image['text'])}", document=document_id) as op:
            op.remove("comment", comment_id)
        return op.change()

    def _comment(self, comment_id: str) -> tuple[Image, str]:
        image = reading.image(self.store.connection, "comment", comment_id)
        if image is None:
            raise UserError("This comment is gone: somebody has deleted it.")
        return image, image["document"]

    def _own(self, comment_id: str) -> tuple[Image, str]:
        image, document_id = self._comment(comment_id)
        if image["annotator"] != self.me.id:
            raise UserError("Only its author may change a comment: answer it instead.")
        return image, document_id


def comment_image(
    document: str, *, kind: TargetKind, target: str, author: str, words: str, parent: str = ""
) -> Image:
    """A new comment as a row, made now."""
    return {
        "document": document,
        "target_kind": kind,
        "target": target,
        "annotator": author,
        "at": now(),
        "text": words,
        "parent": parent or None,
        "resolved": 0,
    }
