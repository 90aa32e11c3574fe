"""The device that networks are trained on: its choice, the precision of its matrix products, and its description."""

import torch

from richlazy.errors import InputError


def choose_device(name: str) -> torch.device:
    """Device for `auto`, `cpu` or `cuda`; raises InputError for `cuda` on a machine without a CUDA device."""
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError(
            "machine.device: cuda: this machine shows no CUDA device; write `device: auto` or `device: cpu`"
        )
    return torch.device("cuda" if name == "auto" and torch.cuda.is_available() else name.replace("auto", "cpu"))


def check_precision(precision: str, device: torch.device) -> None:
    """Raise InputError for `tf32` on a device without TF32, whose results would have another precision."""
    if precision == "tf32" and not (device.type == "cuda" and torch.cuda.is_tf32_supported()):
        raise InputError(
            f"precision: tf32 is for GPUs that multiply in TF32, found {' '.join(describe(device).values())}; write "
            "`precision: float32`"
        )


def use_precision(precision: str, device: torch.device) -> None:
    """Set the precision of matrix products, `float32` or `tf32`; raises InputError as `check_precision`."""
    check_precision(precision, device)
    # Not the newer `fp32_precision`: it leaves PyTorch's older switch unchanged, and code that reads both then fails.
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"


def describe(device: torch.device) -> dict[str, str]:
    """Attributes of a training's file: the kind of device, and the name of the GPU."""
    name = {"device_name": torch.cuda.get_device_name(device)} if device.type == "cuda" else {}
    return {"device": device.type, **name}
