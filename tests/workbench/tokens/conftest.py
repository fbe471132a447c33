"""Small tokenizer.json files of the kinds that trainers use, made by the library itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CORPUS = [
    "India and Russia have agreed to boost their defence ties, said a statement by the government.",
    "The ministers met in New Delhi on Friday. New Delhi's zebra, newer and newest, lower and lowest.",
    "中文 文中 fine naïve café İstanbul 👍 👍🏽 x y z zebra",
] * 4


@pytest.fixture
def file() -> Callable[[str], bytes]:
    """The bytes of a tokenizer.json: "byte-level", "byte-level untrimmed", "wordpiece", "unigram", "prepend"."""
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers

    def make(kind: str) -> bytes:
        if kind.startswith("byte-level"):
            made = tokenizers.Tokenizer(models.BPE())
            made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
            made.post_processor = processors.ByteLevel(trim_offsets=kind == "byte-level")
            made.decoder = decoders.ByteLevel()
            alphabet = pre_tokenizers.ByteLevel.alphabet()
            trainer = trainers.BpeTrainer(vocab_size=420, initial_alphabet=alphabet, show_progress=False)
        elif kind == "wordpiece":
            made = tokenizers.Tokenizer(models.WordPiece(unk_token="[UNK]"))
            made.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
            made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
            made.enable_truncation(4)
            made.enable_padding(length=8)
            trainer = trainers.WordPieceTrainer(
                vocab_size=260, special_tokens=["[UNK]", "[PAD]"], show_progress=False
            )
        elif kind == "unigram":
            made = tokenizers.Tokenizer(models.Unigram())
            made.normalizer = normalizers.NFKC()
            made.pre_tokenizer = pre_tokenizers.Metaspace()
            trainer = trainers.UnigramTrainer(
                vocab_size=220, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False
            )
        else:
            made = tokenizers.Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
            made.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
            trainer = trainers.BpeTrainer(vocab_size=260, special_tokens=["<unk>"], show_progress=False)
        made.train_from_iterator(CORPUS, trainer)
        text: str = made.to_str()
        return text.encode()

    return make
