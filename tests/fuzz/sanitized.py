"""Runs a target over an extension built with sanitizers: python -m tests.fuzz.sanitized kernel|walk EXTENSION SECONDS SEED.

To be started with libasan preloaded. A wrong read, write or sum ends the process with a report.
"""

import sys
import threading
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_loader
from random import Random
from time import monotonic
from types import ModuleType

NAMES = {"kernel": "gateway.detect.kernel._native", "walk": "gateway.pipeline.walk._native"}


def load(name: str, path: str) -> ModuleType:
    """Load an extension in the place of the installed one."""
    loader = ExtensionFileLoader(name, path)
    spec = spec_from_loader(name, loader)
    if spec is None:
        raise SystemExit(f"{path} can not be loaded.")
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def damaged(native: ModuleType, random: Random) -> None:
    """Feed it what no caller should: tables that are none, pages it asks for, keys and secrets of any length."""
    for _ in range(20):
        header = (
            b"IGT1\1\0\0\0" + random.randrange(1, 4).to_bytes(8, "little") + bytes(48) if random.random() < 0.7 else random.randbytes(64)
        )
        table = memoryview(header + random.randbytes(random.choice((0, 1, 24, 48, 72))))
        for call in (
            lambda table=table: native.payloads(table, random.getrandbits(64)),
            lambda table=table: native.probe("a text", b"", bytes(24), [table]),
        ):
            try:
                call()
            except ValueError:
                continue


def together(native: ModuleType) -> None:
    """Search large texts from several threads at once, some of whose pages nobody has asked for yet."""
    texts = ["acme roadmap " * 9_000, "".join(map(chr, range(0x1000, 0x1800))) * 40, "東京" * 40_000]
    table = native.build_table(bytes(8 * 9), bytes(4 * 9)[:36], 9)
    calls = [threading.Thread(target=native.probe, args=(text, b"\0\1", bytes(24), [memoryview(table)])) for text in texts * 2]
    for call in calls:
        call.start()
    for call in calls:
        call.join()


def kernel(native: ModuleType, random: Random) -> None:
    """One input of the kernel."""
    from tests.fuzz.kernel import agree, text_of  # noqa: PLC0415 - after the extension

    data = random.randbytes(random.choice((3, 30, 120)))
    agree(native, text_of(data, random), random)
    damaged(native, random)


def walk(native: ModuleType, random: Random) -> None:
    """One input of the walk, and calls that it has to refuse."""
    from tests.fuzz.walk import agree, agree_on_building, misused  # noqa: PLC0415 - likewise

    agree(native, random)
    agree_on_building(native, random)
    misused(native)


TARGETS = {"kernel": kernel, "walk": walk}


def main(target: str, path: str, seconds: str, seed: str) -> None:
    """Load, run, and say how many inputs there were."""
    native = load(NAMES[target], path)
    random, until, inputs = Random(int(seed)), monotonic() + float(seconds), 0  # noqa: S311 - the same each time
    if target == "kernel":
        together(native)
    while monotonic() < until:
        TARGETS[target](native, random)
        inputs += 1
    print(inputs)


if __name__ == "__main__":
    main(*sys.argv[1:5])
