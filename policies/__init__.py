"""The shipped rule set, as texts. Law: this package reads its own files and knows nothing of what they mean."""

from collections.abc import Mapping
from importlib.resources import files


def texts() -> Mapping[str, str]:
    """Read every policy file of the package.

    Returns:
        File name -> text: the schema, the ``*.cedar`` files and ``examples.toml``; what ``gateway.policy.load`` takes.
    """
    shipped = (entry for entry in files(__name__).iterdir() if entry.name.endswith((".cedar", ".cedarschema", ".toml")))
    return {entry.name: entry.read_text(encoding="utf-8") for entry in sorted(shipped, key=lambda entry: entry.name)}
