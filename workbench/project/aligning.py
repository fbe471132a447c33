"""The tokeniser that a project's spans are to be aligned to, and which spans cut its tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from workbench import tokens
from workbench.errors import UserError
from workbench.model import Change, Problem, Span
from workbench.project.base import Base
from workbench.rules import cut_problems
from workbench.storage import settings
from workbench.tokens import Alignment, Tokeniser

SETTING = "tokeniser"
_LARGEST = 100_000_000  # bytes of a tokenizer.json


class Aligning(Base):
    """The part of a project about the tokens that spans should begin and end with."""

    _made: Tokeniser | None = None
    _alignment: tuple[str, str, Alignment] | None = None  # of the document looked at last

    def tokeniser_choice(self) -> str:
        """What was chosen (see workbench.tokens), or empty."""
        return settings.setting(self.store.connection, SETTING)

    def tokeniser(self) -> Tokeniser | None:
        """The tokeniser that was chosen, or None. It loads what it needs at its first use."""
        choice = self.tokeniser_choice()
        if not choice:
            return None
        if self._made is None or self._made.id != choice:
            self._made = self._stored(choice)
        return self._made

    def _stored(self, choice: str) -> Tokeniser:
        digest = tokens.file_of(choice)
        if not digest:
            return tokens.tokeniser(choice)
        found = settings.content(self.store.connection, digest)
        if found is None:
            raise UserError(
                "The tokenizer.json whose tokens are wanted is not in this project: choose it again, or another "
                "tokeniser."
            )
        name, content = found
        return tokens.tokeniser(choice, content=content, name=name)

    def find_tokeniser(self, choice: str) -> Tokeniser:
        """The tokeniser that a choice means, not loaded yet. Stores nothing.

        `choice` is one of workbench.tokens, or the path of a tokenizer.json or of the folder that holds one.
        Raises UserError for one that is none.
        """
        return self._found(choice)[0]

    def tokeniser_file(self, choice: str) -> tuple[Path, bytes] | None:
        """The tokenizer.json that a choice is the path of (or of its folder), with its bytes; None for other choices.

        Raises UserError for one that cannot be read.
        """
        if not choice or tokens.is_choice(choice):  # before a folder of that name
            return None
        path = Path(choice).expanduser()
        path = path / "tokenizer.json" if path.is_dir() else path
        return (path, _read(path)) if path.suffix or path.is_file() else None

    def _found(self, choice: str) -> tuple[Tokeniser, Path | None, bytes]:
        file = self.tokeniser_file(choice)
        if file is None:
            known = tokens.is_choice(choice)
            return self._stored(choice) if known else tokens.tokeniser(choice), None, b""
        path, content = file
        made = tokens.tokeniser(tokens.file_choice(content), content=content, name=path.name)
        return made, path, content

    def keep_tokeniser_file(self, choice: str) -> None:
        """Keep the tokenizer.json of a path in the project by its content, so that its choice means it here.

        Raises UserError for one that cannot be read.
        """
        file = self.tokeniser_file(choice)
        if file is not None:
            with self.store.write() as db:
                settings.keep_content(db.conn, file[1], name=file[0].name)

    def set_tokeniser(self, choice: str) -> Change:
        """Align the project to a tokeniser, or to none with an empty choice; see `find_tokeniser`.

        A tokenizer.json is kept in the project by its content, so it travels with it. Raises UserError for one
        that cannot be had here.
        """
        made, file, content = self._found(choice) if choice else (None, None, b"")
        if made is not None:
            made.load()
        with self._operation(f"align spans to {made.title if made else 'no tokens'}") as op:
            if file is not None:
                settings.keep_content(op.db.conn, content, name=file.name)
            settings.put_setting(op, self.id, name=SETTING, value=made.id if made else "")
        return op.change()

    def alignment(self, document_id: str, text: str) -> Alignment | None:
        """A document's text with the chosen tokeniser, kept from the last call; None without a tokeniser."""
        made = self.tokeniser()
        if made is None:
            return None
        kept = self._alignment
        if kept is None or kept[:2] != (document_id, made.id) or kept[2].text != text:
            kept = self._alignment = (document_id, made.id, Alignment(text, made))
        return kept[2]

    def prepare_tokens(self, document_id: str, text: str, spans: Iterable[Span]) -> Iterator[None]:
        """Tokenise what lies around spans in small steps, so that looking for problems is quick then."""
        alignment = self.alignment(document_id, text)
        return alignment.prepare(spans) if alignment is not None else iter(())

    def count_cuts(self, made: Tokeniser, text: str, spans: Iterable[Span]) -> int:
        """How many of the spans of a text would cut a token of this tokeniser."""
        return len(cut_problems(Alignment(text, made), spans, self.schema))

    def spacy_languages(self) -> list[str]:
        """The languages that spaCy knows, by code; none where it is not installed."""
        return tokens.spacy_languages()

    def cut_tokens(self, document_id: str, text: str, spans: Iterable[Span]) -> list[Problem]:
        """The spans that cut a token, as problems by place; none without a tokeniser.

        `text` is the document's. Only what lies around the spans is tokenised.
        """
        alignment = self.alignment(document_id, text)
        return cut_problems(alignment, spans, self.schema) if alignment is not None else []


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(f"{path} has more than {_LARGEST // 1_000_000} MB: that is no tokenizer.json.")
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
