"""The networks that pretraining trains, their optimisers and their weights."""

from typing import Any

import torch
from torch.nn import functional
from transformers import BertConfig, BertForMaskedLM, ModernBertConfig, ModernBertForMaskedLM, ModernBertModel
from transformers.modeling_outputs import MaskedLMOutput

from chinese_ie.errors import InputError
from chinese_ie.tagging.vocabulary import CLS, HAN, PAD, SEP, Vocabulary

DECAY = 0.1  # of the weights, times the learning rate, a step

# What carries a row a token.
_PER_TOKEN = ("model.embeddings.tok_embeddings.weight", "decoder.bias")
_LAYERS = "model.layers."


def encoder_config(vocabulary: Vocabulary, layers: int, width: int, inner: int) -> ModernBertConfig:
    return ModernBertConfig(
        vocab_size=len(vocabulary),
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=width // 64,
        max_position_embeddings=2048,
        local_attention=128,
        pad_token_id=vocabulary.ids[PAD],
        cls_token_id=vocabulary.ids[CLS],
        sep_token_id=vocabulary.ids[SEP],
        bos_token_id=vocabulary.ids[CLS],
        eos_token_id=vocabulary.ids[SEP],
        sparse_prediction=True,
        attn_implementation="sdpa",
    )


def classic(vocabulary: Vocabulary, layers: int, width: int, inner: int) -> Any:
    """BERT as it was, for comparison: learned positions, norms after the blocks."""
    return BertForMaskedLM(
        BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=width,
            intermediate_size=inner,
            num_hidden_layers=layers,
            num_attention_heads=width // 64,
            max_position_embeddings=514,
            pad_token_id=vocabulary.ids[PAD],
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    )


class ReplacedCharacters(torch.nn.Module):
    """ELECTRA: a small network fills the hidden places, the encoder tells which characters it changed.

    Called and answering like `ModernBertForMaskedLM`; the logits are those of the small network.
    """

    weight = 50.0  # of the encoder's loss beside the small network's

    def __init__(self, config: ModernBertConfig, vocabulary: Vocabulary) -> None:
        super().__init__()
        layers, width = max(1, config.num_hidden_layers // 2), max(64, config.hidden_size // 2)
        small = encoder_config(vocabulary, layers, width, config.intermediate_size // 2)
        self.generator = ModernBertForMaskedLM(small)
        self.model = ModernBertModel(config)
        self.head = torch.nn.Linear(config.hidden_size, 1)
        tied = self.generator.all_tied_weights_keys
        self.all_tied_weights_keys = {f"generator.{a}": f"generator.{b}" for a, b in tied.items()}

    def forward(self, input_ids: Any, labels: Any) -> MaskedLMOutput:
        filled = self.generator(input_ids=input_ids, labels=labels)
        hidden = labels >= 0
        true = torch.where(hidden, labels, input_ids.long())
        with torch.no_grad():
            chances = functional.softmax(filled.logits.detach().float(), dim=-1)
            drawn = true.clone()
            drawn[hidden] = torch.multinomial(chances, 1).squeeze(-1)
        judged = self.head(self.model(input_ids=drawn).last_hidden_state).squeeze(-1)
        found = functional.binary_cross_entropy_with_logits(judged.float(), (drawn != true).float())
        return MaskedLMOutput(loss=filled.loss + self.weight * found, logits=filled.logits)


def make(kind: str, vocabulary: Vocabulary, layers: int, width: int, inner: int) -> Any:
    """`masked` (fill hidden characters), `replaced` (ELECTRA) or `classic` (masked, BERT as it was)."""
    if kind == "classic":
        return classic(vocabulary, layers, width, inner)
    config = encoder_config(vocabulary, layers, width, inner)
    if kind == "replaced":
        return ReplacedCharacters(config, vocabulary)
    if kind == "masked":
        return ModernBertForMaskedLM(config)
    raise InputError(f"no network {kind!r}; there are masked, replaced and classic")


def optimizers(model: torch.nn.Module) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the blocks, AdamW for embeddings, norms and head.

    The decay holds the weights at the size at which a step still turns them: with 0.01 they grew
    twentyfold in 20,000 steps, and fine-tuning could hardly move them.
    """
    matrices: list[torch.nn.Parameter] = []
    tables: list[torch.nn.Parameter] = []
    vectors: list[torch.nn.Parameter] = []
    for name, parameter in model.named_parameters():
        if parameter.ndim < 2:
            vectors.append(parameter)
        else:
            (matrices if ".layers." in name or ".layer." in name else tables).append(parameter)
    rest = [{"params": tables, "weight_decay": DECAY}, {"params": vectors, "weight_decay": 0.0}]
    return [
        torch.optim.Muon(matrices, lr=1.0, weight_decay=DECAY, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=1.0, betas=(0.9, 0.98)),
    ]


def weights(model: torch.nn.Module) -> dict[str, Any]:
    """The state without tensors that are tied to others."""
    tied = getattr(model, "all_tied_weights_keys", {})
    return {key: value for key, value in model.state_dict().items() if key not in tied}


def fill(model: torch.nn.Module, tensors: dict[str, Any], source: object) -> None:
    """Load weights; raises `InputError` unless they are all there and of the right shape."""
    try:
        missing, foreign = model.load_state_dict(tensors, strict=False)
    except RuntimeError as error:
        raise InputError(f"the weights in {source} have another shape: {error}") from error
    lacking = [key for key in missing if key in weights(model)]
    if lacking or foreign:
        raise InputError(
            f"{source} is no checkpoint of this shape: lacks {lacking[:3]}, has {foreign[:3]} besides"
        )


def with_vocabulary(tensors: dict[str, Any], old: Vocabulary, new: Vocabulary) -> dict[str, Any]:
    """Weights for another vocabulary: rows move with their tokens, new tokens begin as the rare ideograph."""
    rare = old.ids.get(HAN, old.ids[PAD])
    rows = torch.tensor([old.ids.get(token, rare) for token in new.tokens])
    return {key: value[rows] if key in _PER_TOKEN else value for key, value in tensors.items()}


def deeper(tensors: dict[str, Any], layers: int) -> dict[str, Any]:
    """Weights for a network of more layers that computes the same until it is trained.

    The new layers are copies of the last ones; the matrices that write their results (`Wo`) are zero.
    """
    have = 1 + max(int(key.split(".")[2]) for key in tensors if key.startswith(_LAYERS))
    grown = dict(tensors)
    for new in range(have, layers):
        like = have - 1 - (layers - 1 - new) % max(1, have - 1)  # not the first, which lacks a norm
        begin = f"{_LAYERS}{like}."
        for key, value in tensors.items():
            if key.startswith(begin):
                copy = torch.zeros_like(value) if key.endswith(".Wo.weight") else value.clone()
                grown[f"{_LAYERS}{new}.{key.removeprefix(begin)}"] = copy
    return grown
