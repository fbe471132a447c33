"""A suggester that is somebody else's program: it reads bundles as JSON lines and answers each with one."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from types import TracebackType
from typing import IO

import msgspec

from workbench.errors import UserError
from workbench.formats.jsonl_lines import BundleLine, bundle_of, line_of
from workbench.model import Bundle, Document, Relation, Span
from workbench.suggest import Context, Proposal

LONGEST = 1 << 27  # bytes of an answer: more than the longest documents need, less than fills a machine
SECONDS = 60.0  # that a program may think about one document
_SECONDS_VARIABLE = "WORKBENCH_SUGGESTER_SECONDS"


def is_program(words: str) -> bool:
    """Whether the words name a program rather than a suggester: a path, or words with blanks."""
    return os.sep in words or "/" in words or " " in words.strip()


class Program:
    """Runs a command once for a whole run of suggestions.

    For each document it gets one line of the content format on standard input (document, and the spans and relations
    that are there), and answers with one line on standard output: the same document with the spans and relations
    that it proposes. Spans that its relations join belong together. What it says on standard error is shown if
    it fails. It is ended when it takes longer than a minute for a document, or answers with more than LONGEST bytes.
    """

    languages: tuple[str, ...] = ()
    extra = ""
    learns = False

    def __init__(self, words: str) -> None:
        self.id = Path(shlex.split(words)[0]).name
        self.title = words
        self._words = shlex.split(words)
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: Queue[bytes] = Queue()
        self._errors: IO[bytes] | None = None

    def __enter__(self) -> Program:
        if shutil.which(self._words[0]) is None:
            raise UserError(
                f"{self._words[0]} is no program that can be run: look at its path and its rights."
            )
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
        )
        Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
        if self._errors is not None:
            self._errors.close()

    def _listen(self, out: IO[bytes]) -> None:
        try:
            while line := out.readline(LONGEST):
                self._lines.put(line)
                if not line.endswith(b"\n") and len(line) == LONGEST:
                    return  # it is refused for this, and ended
        except ValueError:  # the pipe was closed at the end
            return
        self._lines.put(b"")

    def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
        """Ask the program. Raises OSError or ValueError where it is gone, too slow, or answers what is no bundle."""
        assert self._process is not None and self._process.stdin is not None
        question = line_of(Bundle(document, spans=context.spans, relations=context.relations))
        self._process.stdin.write(msgspec.json.encode(question) + b"\n")
        self._process.stdin.flush()
        seconds = float(os.environ.get(_SECONDS_VARIABLE, SECONDS))
        try:
            answer = self._lines.get(timeout=seconds)
        except Empty:
            raise TimeoutError(f"no answer within {seconds:g} s") from None
        if not answer:
            raise BrokenPipeError(f"it ended{self._said()}")
        if len(answer) >= LONGEST:
            raise ValueError(f"its answer is longer than {LONGEST // 1_000_000} MB")
        bundle, wrong = bundle_of(msgspec.json.decode(answer, type=BundleLine))
        if wrong:
            raise ValueError(wrong[0])
        if bundle.document.text != document.text:
            raise ValueError("it answers with another text")
        yield from groups(bundle.spans, bundle.relations)

    def _said(self) -> str:
        assert self._errors is not None
        self._errors.seek(0)
        last = self._errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]
        return f" ({last[0][:200]})" if last else ""


def groups(spans: tuple[Span, ...], relations: tuple[Relation, ...]) -> Iterator[Proposal]:
    """Spans that relations join, directly or by others, are one proposal; each other span is one by itself.

    Spans without an id get their number as one.
    """
    named = [msgspec.structs.replace(span, id=span.id or f"#{number}") for number, span in enumerate(spans)]
    leader = {span.id: span.id for span in named}

    def root(one: str) -> str:
        while leader.get(one, one) != one:
            one = leader[one]
        return one

    for relation in relations:
        if relation.head in leader and relation.tail in leader:
            leader[root(relation.head)] = root(relation.tail)
    together: dict[str, list[Span]] = {}
    for span in named:
        together.setdefault(root(span.id), []).append(span)
    for key, found in together.items():
        mine = tuple(r for r in relations if key in (root(r.head), root(r.tail)))
        yield Proposal(tuple(found), mine)
    known = {span.id for span in named}
    loose = [relation for relation in relations if relation.head not in known and relation.tail not in known]
    for relation in loose:
        yield Proposal((), (relation,))
