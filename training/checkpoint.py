"""Checkpoints that survive a kill at any moment."""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from huggingface_hub import save_torch_state_dict
from safetensors.torch import load_file

from training.networks import fill, weights


class Checkpoint:
    """Weights, optimiser state and progress as safetensors pieces of at most 15 MB, swapped in whole."""

    def __init__(self, run: Path) -> None:
        self.folder = run / "checkpoint"

    def save(
        self, model: torch.nn.Module, optims: list[torch.optim.Optimizer], state: dict[str, Any]
    ) -> None:
        tensors = {f"model/{key}": value for key, value in weights(model).items()}
        for number, optimizer in enumerate(optims):
            for index, values in optimizer.state_dict()["state"].items():
                for key, value in values.items():
                    tensors[f"optimizer/{number}/{index}/{key}"] = torch.as_tensor(value).clone()
        new = self.folder.with_name("checkpoint.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        save_torch_state_dict(tensors, new, max_shard_size="15MB", shared_tensors_to_discard=[])
        (new / "state.json").write_text(json.dumps(state))
        old = self.folder.with_name("checkpoint.old")
        shutil.rmtree(old, ignore_errors=True)
        if self.folder.exists():
            self.folder.replace(old)
        new.replace(self.folder)

    def load(self, model: torch.nn.Module, optims: list[torch.optim.Optimizer]) -> dict[str, Any] | None:
        """Fill model and optimisers, return the state; None where nothing was saved."""
        read = self.read()
        if read is None:
            return None
        tensors, state = read
        fill(model, {k[6:]: v for k, v in tensors.items() if k.startswith("model/")}, self.folder)
        for number, optimizer in enumerate(optims):
            whole = optimizer.state_dict()
            whole["state"] = {}
            for name, value in tensors.items():
                if name.startswith(f"optimizer/{number}/"):
                    _, _, index, key = name.split("/", 3)
                    whole["state"].setdefault(int(index), {})[key] = value
            optimizer.load_state_dict(whole)
        return state

    def read(self) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """All tensors and the state of the newest whole checkpoint."""
        for folder in (self.folder, self.folder.with_name("checkpoint.old")):
            if (folder / "state.json").exists():
                tensors: dict[str, Any] = {}
                for piece in sorted(folder.glob("*.safetensors")):
                    tensors.update(load_file(piece))
                return tensors, json.loads((folder / "state.json").read_text())
        return None
