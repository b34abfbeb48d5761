"""Chance hits. Law: unrelated sources and documents are left alone; where they are not, the figure stands here.

``CHANCE`` was measured on 30 MB of unrelated real text: string constants and comments of sources, and documents (1,700 installed packages'
files and the standard library of Python 3.11), drawn by a fixed seed and cut into 2,033 payloads of 12.7 KB: payloads per thousand with
at least one finding. What is found there is nearly always what the detector says it is: addresses of authors, examples of numbers in
the documentation of validators, ``"password"`` beside another string constant (a list of constants has no keys, a payload has).
"""

import re
import sysconfig
from collections import Counter
from pathlib import Path

import pytest

from gateway.detect.default import SETS, default_scanners
from gateway.detect.scan import DOUBTFUL
from gateway.detect.special import CATEGORIES

CHANCE = {
    # real ones: authors' addresses, addresses of machines in examples and logs, addresses of the Free Software Foundation
    "email": 84.1,
    "street": 35.4,
    "name_beside_email": 27.0,
    "ipv4": 14.8,
    "ipv6": 6.9,
    "phone": 3.9,
    "phone_national": 4.4,
    "mac_address": 1.5,
    "street_address": 1.0,
    # examples in validators' own documentation
    "be_register": 1.5,
    "cz_birth_number": 0.5,
    "es_nie": 0.5,
    "iban": 1.0,
    "it_fiscal_code": 1.0,
    "us_ssn": 0.5,
    "vat_id": 2.0,
    # constants beside constants, and tokens in tests
    "named_key": 25.6,
    "named_password": 17.2,
    "named_quoted": 11.3,
    "named_value": 0.5,
    "pem_private": 1.0,
    "jwt": 0.5,
    # chance
    "salutation": 0.5,
    "religion": 1.0,
    "sex": 0.5,
}
"""Detectors that are not named found nothing at all."""

_TEXTS = re.compile(r'#[^\n]*|"""(.*?)"""|"((?:[^"\\\n]|\\.)*)"', re.DOTALL)
_MODULES = (
    "asyncio",
    "concurrent",
    "email",
    "html",
    "http",
    "importlib",
    "json",
    "logging",
    "multiprocessing",
    "unittest",
    "urllib",
    "xml",
)
_PAYLOAD = 12_700

NOISY = {"email", "name_beside_email", "street", "ipv4", "ipv6", "named_key", "named_password", "named_quoted"}
"""What the sources of the standard library do hold: addresses of authors, constants beside constants."""


def names():
    return {pattern.name for table in SETS for pattern in table} | set(CATEGORIES)


def payloads():
    """Strings and comments of the standard library, as leaves."""
    root = Path(sysconfig.get_paths()["stdlib"])
    files = sorted(root.glob("*.py")) + [path for name in _MODULES for path in sorted((root / name).rglob("*.py"))]
    leaves = [
        next(filter(None, match.groups()), match[0]) for path in files for match in _TEXTS.finditer(path.read_text("utf-8", "replace"))
    ]
    joined = "\x1f".join(leaf.replace("\x1f", " ") for leaf in leaves)
    return [joined[at : at + _PAYLOAD] for at in range(0, len(joined), _PAYLOAD)]


def test_every_figure_is_of_a_detector():
    assert set(CHANCE) <= names()


@pytest.fixture(scope="module")
def hits():
    (scanner,) = default_scanners()
    texts = payloads()
    assert len(texts) > 100
    count = Counter(name for text in texts for name in {span.detector.removesuffix(DOUBTFUL) for span in scanner.scan(text)})
    return {name: 1000 * number / len(texts) for name, number in count.items()}


def test_the_standard_library_is_left_alone(hits):
    assert {name: rate for name, rate in hits.items() if name not in NOISY and rate > CHANCE.get(name, 0) + 20} == {}


def test_nobody_in_the_standard_library_is_ill_or_believes(hits):
    assert hits.keys().isdisjoint(CATEGORIES)
