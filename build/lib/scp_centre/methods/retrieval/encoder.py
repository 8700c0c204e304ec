"""A small sentence model on NumPy: six layers of BERT, mean of the last, length one.

all-MiniLM-L6-v2 (Apache-2.0): 384 numbers for a text, near for texts of like meaning. Weights come
from a package; nothing is downloaded when the program runs.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
HEADS = 12
EPSILON = 1e-12
# The model was trained on texts of up to 128 word parts (its model card, "Training procedure").
MOST_TOKENS = 128
BATCH_TOKENS = 1024  # small enough for a processor's cache
Run = Callable[[Callable[[list[list[int]]], Array], Iterable[list[list[int]]]], Iterable[Array]]


class Tokens(Protocol):
    """What a tokenizer gives: numbers of word parts."""

    ids: list[int]


class Tokenizer(Protocol):
    """A tokenizer of the package `tokenizers`, cutting at MOST_TOKENS."""

    def encode_batch(self, input: Sequence[str], /) -> Sequence[Tokens]:
        """Return the word parts of texts."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: (in, out) matrices and their (out,) biases."""

    attention: tuple[Array, Array]  # query, key and value side by side
    output: tuple[Array, Array]
    first_norm: tuple[Array, Array]
    wide: tuple[Array, Array]
    narrow: tuple[Array, Array]
    second_norm: tuple[Array, Array]


class Encoder:
    """The model: texts in, (texts, 384) vectors of length one out."""

    def __init__(self, weights: dict[str, Array], tokenizer: Tokenizer):
        self._tokenizer = tokenizer
        self._words = weights["embeddings.word_embeddings.weight"]
        self._places = (
            weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = _pair(weights, "embeddings.LayerNorm")
        self._layers: list[Layer] = []
        while f"encoder.layer.{len(self._layers)}.attention.self.query.weight" in weights:
            self._layers.append(_layer(weights, f"encoder.layer.{len(self._layers)}."))

    def encode(self, texts: Sequence[str], run: Run = map) -> Array:
        """Return the vectors of texts, (texts, 384), each of length one.

        run : does the batches, for example in several threads
        """
        tokens = [t.ids for t in self._tokenizer.encode_batch(list(texts))]
        found = np.zeros((len(tokens), self._words.shape[1]), np.float32)
        batches = _batches([len(t) for t in tokens])
        made = run(self._batch, [[tokens[i] for i in batch] for batch in batches])
        for batch, vectors in zip(batches, made, strict=True):
            found[batch] = vectors
        return found

    def _batch(self, tokens: list[list[int]]) -> Array:
        longest = max(map(len, tokens))
        ids = np.zeros((len(tokens), longest), np.int64)
        mask = np.zeros((len(tokens), longest), np.float32)
        for row, part in enumerate(tokens):
            ids[row, : len(part)], mask[row, : len(part)] = part, 1
        x = _normed(self._words[ids] + self._places[:longest], self._norm)
        hidden = np.where(mask[:, None, None, :] > 0, np.float32(0), np.float32(-1e9))
        for layer in self._layers:
            x = _through(x, layer, hidden)
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        length: Array = np.linalg.norm(mean, axis=1, keepdims=True)
        vectors: Array = (mean / length).astype(np.float32)
        return vectors


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Return which texts go together: of like length, and not too many word parts."""
    found: list[list[int]] = []
    for text in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        size = lengths[text] * (len(found[-1]) + 1) if found else 0
        if found and size <= BATCH_TOKENS:
            found[-1].append(text)
        else:
            found.append([text])
    return found


def _through(x: Array, layer: Layer, hidden: Array) -> Array:
    """Return what a layer makes of x, (texts, tokens, 384)."""
    texts, tokens, width = x.shape
    together = _linear(x, layer.attention).reshape(texts, tokens, 3, HEADS, width // HEADS)
    query, key, value = together.transpose(2, 0, 3, 1, 4)
    query = np.ascontiguousarray(query) * np.float32(1 / math.sqrt(width // HEADS))
    weight = query @ np.ascontiguousarray(key.transpose(0, 1, 3, 2))
    weight += hidden
    weight -= weight.max(-1, keepdims=True)
    np.exp(weight, out=weight)
    weight /= weight.sum(-1, keepdims=True)
    heads = (
        (weight @ np.ascontiguousarray(value)).transpose(0, 2, 1, 3).reshape(texts, tokens, width)
    )
    x = _normed(x + _linear(heads, layer.output), layer.first_norm)
    wide = _linear(x, layer.wide)
    _gelu(wide)
    return _normed(x + _linear(wide, layer.narrow), layer.second_norm)


def _gelu(x: Array) -> None:
    """Put x Phi(x) in the place of x, with tanh for Phi: faster than erf."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += 1
    inner *= x
    inner *= np.float32(math.sqrt(2 / math.pi))
    np.tanh(inner, out=inner)
    inner += 1
    x *= inner
    x *= np.float32(0.5)


def _linear(x: Array, by: tuple[Array, Array]) -> Array:
    found: Array = x.reshape(-1, x.shape[-1]) @ by[0]
    found += by[1]
    return found.reshape(*x.shape[:-1], -1)


def _normed(x: Array, by: tuple[Array, Array]) -> Array:
    centred: Array = x - x.mean(-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(EPSILON))
    normed: Array = centred / spread * by[0] + by[1]
    return normed


def _layer(weights: dict[str, Array], at: str) -> Layer:
    parts = [
        _pair(weights, f"{at}attention.self.{p}", turned=True) for p in ("query", "key", "value")
    ]
    attention = (np.concatenate([w for w, _ in parts], 1), np.concatenate([b for _, b in parts]))
    return Layer(
        (np.ascontiguousarray(attention[0]), attention[1]),
        _pair(weights, f"{at}attention.output.dense", turned=True),
        _pair(weights, f"{at}attention.output.LayerNorm"),
        _pair(weights, f"{at}intermediate.dense", turned=True),
        _pair(weights, f"{at}output.dense", turned=True),
        _pair(weights, f"{at}output.LayerNorm"),
    )


def _pair(weights: dict[str, Array], at: str, turned: bool = False) -> tuple[Array, Array]:
    matrix = weights[f"{at}.weight"]
    return np.ascontiguousarray(matrix.T if turned else matrix), weights[f"{at}.bias"]
