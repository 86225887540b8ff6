"""Log probabilities of tags to the best legal tag sequence."""

import numpy as np
from numpy.typing import NDArray

from chinese_ie.tagging.labels import legal

_CERTAIN = -0.01  # log probability of O above which the sequence may be cut there


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Over the last axis, same shape."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    result: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def certain(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """Places that are outside of any mention beyond doubt, of log probabilities (length, tags)."""
    return np.flatnonzero(scores[:, 0] > _CERTAIN)


def best_tags(scores: NDArray[np.float32]) -> NDArray[np.int64]:
    """The most probable legal tags, shape (length,), of log probabilities (length, tags).

    The free maximum is taken where it is legal; only the stretches between certain O around an
    illegal step are searched (Viterbi).
    """
    tags: NDArray[np.int64] = scores.argmax(axis=1)
    if not len(tags):
        return tags
    allowed = legal(scores.shape[1])
    before = np.concatenate(([0], tags[:-1]))
    broken = np.flatnonzero(~allowed[before, tags])
    if not len(broken):
        return tags
    cuts = certain(scores)
    steps = np.where(allowed, 0.0, -np.inf).astype(np.float32)
    done = 0
    for place in broken.tolist():
        if place < done:
            continue
        left = (
            int(cuts[np.searchsorted(cuts, place, side="left") - 1]) + 1
            if len(cuts) and cuts[0] < place
            else 0
        )
        after = np.searchsorted(cuts, place, side="right")
        right = int(cuts[after]) if after < len(cuts) else len(tags)
        tags[left:right] = viterbi(scores[left:right], steps)
        done = right
    return tags


def viterbi(scores: NDArray[np.float32], steps: NDArray[np.float32]) -> NDArray[np.int64]:
    """Best path after an O, (length,), of scores (length, tags); `steps`[a, b] counts where b follows a."""
    length, count = scores.shape
    back = np.zeros((length, count), dtype=np.int64)
    best = scores[0] + steps[0]
    for t in range(1, length):
        paths = best[:, None] + steps
        back[t] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[t]
    tags = np.zeros(length, dtype=np.int64)
    tags[-1] = best.argmax()
    for t in range(length - 1, 0, -1):
        tags[t - 1] = back[t, tags[t]]
    return tags
