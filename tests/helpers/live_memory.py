"""How much memory operations of PyTorch hold at their peak."""

import weakref

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class LiveMemory(TorchDispatchMode):
    """Peak bytes of the storages that operations inside made and that are still referred to."""

    def __init__(self):
        super().__init__()
        self.sizes, self.holders, self.live, self.peak = {}, {}, 0, 0

    def _release(self, key):
        self.holders[key] -= 1
        if not self.holders[key]:
            self.live -= self.sizes.pop(key)

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        given = {a.untyped_storage()._cdata for a in args if isinstance(a, torch.Tensor)}
        result = function(*args, **(kwargs or {}))
        for tensor in result if isinstance(result, (tuple, list)) else [result]:
            if isinstance(tensor, torch.Tensor):
                self._hold(tensor, given)
        return result

    def _hold(self, tensor, given):
        key = tensor.untyped_storage()._cdata
        if key not in self.sizes:
            if key in given:
                return  # a view of something made outside
            self.sizes[key], self.holders[key] = tensor.untyped_storage().nbytes(), 0
            self.live += self.sizes[key]
            self.peak = max(self.peak, self.live)
        self.holders[key] += 1
        weakref.finalize(tensor, self._release, key)
