"""The PyTorch side of the round trip: writes checkpoints of every kind, and says what is in them.

write FOLDER    prints a line [name, description] for each file it writes
load FILE...    prints a line [path, description] for each file
"""
import collections
import hashlib
import io
import json
import sys
import warnings

import torch

DTYPES = """float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool complex64 complex128 complex32
uint16 uint32 uint64 float8_e4m3fn float8_e5m2 float8_e4m3fnuz float8_e5m2fnuz float8_e8m0fnu""".split()


def value(is_zip, is_safe):
    """What a training run saves; with everything else that pickles hold, unless it must load with weights_only=True."""
    torch.manual_seed(0)
    shared = torch.randn(4, 6)
    layer = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3))
    adam = torch.optim.AdamW(layer.parameters(), lr=1e-3)
    sgd = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
    layer(torch.randn(2, 2, 4, 4)).square().sum().backward()
    adam.step()
    sgd.step()
    weights = {
        "meta": {"epoch": 3, "classes": ("cat", "dog"), "rate": 0.1, "none": None, "ok": True},
        "state_dict": layer.state_dict(),
        "optimizers": [adam.state_dict(), sgd.state_dict()],
        "dtypes": kept({name: of_dtype(name) for name in DTYPES if hasattr(torch, name)}, is_zip),
        "views": [shared, shared.t(), shared[1:3, ::2], shared.reshape(-1)[5], shared[:0], shared[:1].expand(3, 6)],
        "parameter": torch.nn.Parameter(torch.arange(3.0), requires_grad=False),
        "wants_grad": torch.ones(2, requires_grad=True),
    }
    if is_safe:
        return kept(weights, is_zip, is_safe)
    ordered = collections.OrderedDict(b=torch.zeros(()), a=torch.Size([1, 2]))
    rest = {"ordered": ordered, "big": 2**70, "dtype": torch.float16, "device": torch.device("cpu")}
    return {**weights, **rest, "odd": kept(odd_tensors(), is_zip), "python": python_values()}


def odd_tensors():
    """What is no plain view of numbers."""
    matrix = torch.arange(6.0).reshape(2, 3)
    complexes = torch.tensor([1 + 2j, 3 - 1j])
    odd = {"sparse": matrix.to_sparse(), "csr": matrix.to_sparse_csr(), "meta": torch.empty(3, 4, device="meta")}
    odd["quantized"] = torch.quantize_per_tensor(matrix, 0.1, 3, torch.qint8)
    odd["channels"] = torch.quantize_per_channel(matrix, torch.ones(2), torch.zeros(2, dtype=torch.int), 0, torch.quint8)
    odd["conj"], odd["neg"] = complexes.conj(), complexes.clone().conj().imag
    odd["expanded"] = torch.ones(1).expand(3000, 3000)
    odd["module"] = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU())
    odd["average"] = torch.optim.swa_utils.AveragedModel(torch.nn.Linear(2, 2))
    return odd


def python_values():
    """What programs keep beside their weights."""
    import datetime, decimal, fractions, functools, pathlib

    named = {"range": range(3), "slice": slice(1, 2), "ellipsis": ..., "complex": 1 + 2j, "set": {1}, "none": type(None)}
    named["path"], named["date"] = pathlib.PurePosixPath("a/b"), datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc)
    named["numbers"] = [decimal.Decimal("1.5"), fractions.Fraction(1, 3), float("inf"), -(2**63)]
    named["containers"] = [collections.UserDict(a=1), collections.UserList([1]), collections.deque([1], 2), collections.Counter("aab")]
    named["partial"] = functools.partial(torch.optim.SGD, lr=0.1)
    named["bytes"], named["bytearray"], named["error"] = b"abc", bytearray(b"abc"), ValueError("bad")
    return named


def of_dtype(name):
    """Bytes of every kind, NaN and infinities among them."""
    raw = torch.arange(256, dtype=torch.uint8)
    raw = raw % 2 if name == "bool" else raw
    return raw.view(getattr(torch, name)).reshape(2, -1)


def kept(values, is_zip, is_safe=False):
    """Those of a dict that this version of PyTorch gives back itself; 1.13 reads no float with weights_only=True."""
    return {name: item for name, item in values.items() if can_keep(item, is_zip, is_safe)}


def can_keep(value, is_zip, is_safe):
    try:
        file = io.BytesIO()
        torch.save(value, file, _use_new_zipfile_serialization=is_zip)
        loaded = torch.load(io.BytesIO(file.getvalue()), weights_only=is_safe)
        if not isinstance(value, torch.Tensor):
            return True
        return loaded.is_conj() == value.is_conj() and loaded.is_neg() == value.is_neg()  # 1.13 drops both
    except Exception:
        return False


def describe(value, path="", memory=None):
    """Rows of (path, kind, facts), in order. Tensors by the hash of their bytes, and by whose memory they share."""
    memory = {} if memory is None else memory
    if isinstance(value, torch.Tensor) and is_odd(value):
        yield [path, type(value).__name__, [repr(value), value.is_conj(), value.is_neg()]]
    elif isinstance(value, torch.Tensor):
        storage = value.untyped_storage() if hasattr(value, "untyped_storage") else value.storage()
        owner = memory.setdefault(storage.data_ptr(), path) if value.numel() else path
        flat = value.detach().contiguous().reshape(-1)
        raw = flat.view(torch.uint8) if flat.numel() else flat.to(torch.uint8)
        digest = hashlib.sha256(raw.numpy().tobytes()).hexdigest()
        facts = [str(value.dtype), list(value.shape), list(value.stride()), value.storage_offset(), value.requires_grad]
        yield [path, type(value).__name__, [*facts, owner, digest]]
    elif isinstance(value, dict):
        yield [path, type(value).__name__, [repr(key) for key in value]]
        for key, item in value.items():
            yield from describe(item, f"{path}.{key}", memory)
        if getattr(value, "_metadata", None) is not None:
            yield [path, "_metadata", json.loads(json.dumps(value._metadata))]
    elif isinstance(value, (list, tuple)) and not isinstance(value, torch.Size):
        yield [path, type(value).__name__, len(value)]
        for index, item in enumerate(value):
            yield from describe(item, f"{path}.{index}", memory)
    else:
        yield [path, type(value).__name__, repr(value)]
        if isinstance(value, torch.nn.Module):
            yield from describe(value.state_dict(), path, memory)


def is_odd(tensor):
    """Whether its bytes do not say all."""
    odd = tensor.layout != torch.strided or tensor.is_quantized or tensor.is_meta
    return odd or tensor.is_conj() or tensor.is_neg()


def write(folder):
    """One file for each format, protocol and kind; prints what each holds."""
    for is_zip in (True, False):
        for is_safe in (True, False):
            held = value(is_zip, is_safe)
            for protocol in (2,) if is_safe else (2, 3, 4, 5):
                name = f"{'zip' if is_zip else 'legacy'}-{'safe' if is_safe else 'trusting'}-{protocol}.pth"
                torch.save(held, f"{folder}/{name}", pickle_protocol=protocol, _use_new_zipfile_serialization=is_zip)
                print(json.dumps([name, list(describe(held))]))


def load(path):
    """What a file holds; `safe` in its name asks for weights_only=True."""
    held = torch.load(path, map_location="cpu", weights_only="-safe-" in path)
    print(json.dumps([path, list(describe(held))]))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    command, *paths = sys.argv[1:]
    for path in paths:
        write(path) if command == "write" else load(path)
