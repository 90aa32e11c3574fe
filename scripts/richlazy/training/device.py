"""The device of a training: which it is, how it multiplies, and what the training's file says of it."""

import torch

from richlazy.errors import InputError


def choose_device(wanted: str) -> torch.device:
    """Device for `auto`, `cpu` or `cuda`; raises InputError for cuda where there is none."""
    if wanted == "cuda" and not torch.cuda.is_available():
        raise InputError(
            "machine.device: cuda: this machine shows no CUDA device; write `device: auto` or `device: cpu`"
        )
    return torch.device("cuda" if wanted == "auto" and torch.cuda.is_available() else wanted.replace("auto", "cpu"))


def check_precision(precision: str, device: torch.device) -> None:
    """Raise InputError for `tf32` where no product is in TF32: results would not be what their address says."""
    if precision == "tf32" and not (device.type == "cuda" and torch.cuda.is_tf32_supported()):
        raise InputError(
            f"precision: tf32 is for GPUs that multiply in TF32, found {' '.join(describe(device).values())}; write "
            "`precision: float32`"
        )


def use_precision(precision: str, device: torch.device) -> None:
    """Have matrices multiplied in `float32`, or in `tf32`, from now on; raises InputError as `check_precision`."""
    check_precision(precision, device)
    # Not the newer `fp32_precision`: that leaves PyTorch's older switch as it was, and what reads both then fails.
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"


def describe(device: torch.device) -> dict[str, str]:
    """Attributes of a training: the kind of device, and which GPU it was."""
    name = {"device_name": torch.cuda.get_device_name(device)} if device.type == "cuda" else {}
    return {"device": device.type, **name}
