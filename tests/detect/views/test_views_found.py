"""Whatever a phrase is wrapped in, it is found, and traced to where it stands."""

import itertools
import json
import random
import re
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.detect.views import read_views
from tests.detect.views.planted import ENCODERS, PHRASE, PLAIN, b64, escaped, find, url_safe


def found(text):
    return [text[start:end] for start, end, *_ in dict.fromkeys([*find(text), *read_views(text, b"", find)])]


@pytest.mark.parametrize("phrase", [PHRASE, PLAIN])
@pytest.mark.parametrize("name", ENCODERS)
def test_a_phrase_is_found_in_every_disguise(name, phrase):
    written = ENCODERS[name](phrase)
    for text in (written, f"Failed on 7: {written} (retry)", f"{phrase[:4]}\x1fnext {written}\x1f{phrase[:4]}"):
        assert found(text), text


@pytest.mark.parametrize("name", ENCODERS)
def test_a_clean_text_in_disguise_is_clean(name):
    assert found(ENCODERS[name]("Überholung eines Schiffes 7")) == []


ONCE = {
    "encoded word, Latin-1",
    "encoded words",
    "newline in JSON",
    "percent in Latin-1",
    "pluses",
    "quoted-printable, wrapped",
    "base64, wrapped by CRLF",
    "zlib, cut",
}
"""Those that lose something of another disguise: letters, or where its lines end."""


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(sorted(set(ENCODERS) - ONCE)), min_size=2, max_size=4), st.sampled_from([PHRASE, PLAIN]))
def test_a_phrase_is_found_in_disguises_around_disguises(names, phrase):
    text = phrase
    for name in names:
        text = ENCODERS[name](text)
    assert found(f"before {text} after"), names


@pytest.mark.parametrize(
    ("text", "cut_out"),
    [
        ("see Acme%20Q3%20roadmap, please", ["Acme%20Q3%20roadmap"]),
        ("https://erp.example/p?q=Acme%2520Q3%2520roadmap&page=2", ["Acme%2520Q3%2520roadmap"]),
        ("%41cme%20Q3%20roadma%70%2C%20now", ["%41cme%20Q3%20roadma%70"]),
        ("%C3%9Cberholung%20der%20Br%C3%BCcke%207%21", ["%C3%9Cberholung%20der%20Br%C3%BCcke%207"]),
        ("a=1&q=Acme+Q3+roadmap&b=2+3", ["Acme+Q3+roadmap"]),
        (r"{\"title\": \"Acme\nQ3\nroadmap\", \"n\": 1}", [r"Acme\nQ3\nroadmap"]),
        (r"say \101cme\040Q3 roadma\160\041", [r"\101cme\040Q3 roadma\160"]),
        (r"see \303\234berholung der Br\303\274cke 7\342\202\254", [r"\303\234berholung der Br\303\274cke 7"]),
        (r"say \u0041cme\u0020Q3 roadma\u0070\u0021", [r"\u0041cme\u0020Q3 roadma\u0070"]),
        ("<p>&#65;cme&nbsp;Q3&#32;roadmap &amp; more</p>", ["&#65;cme&nbsp;Q3&#32;roadmap"]),
        ("&lt;p&gt;Acme&amp;nbsp;Q3&amp;nbsp;roadmap&lt;/p&gt;", ["Acme&amp;nbsp;Q3&amp;nbsp;roadmap"]),
        ("<p>see <b>Acme</b> <i>Q3</i> roadmap</p>", ["Acme</b> <i>Q3</i> roadmap"]),
        ("<p>see <b>A</b>cme Q3 road<i>map</i> now</p>", ["A</b>cme Q3 road<i>map"]),
        ("Acme&#32;<b>Q3</b> roadmap", ["Acme&#32;<b>Q3</b> roadmap"]),
        ("re: Acme=20Q3=20road=\r\nmap, soon=2E", ["Acme=20Q3=20road=\r\nmap"]),
        (r"{%22q%22:%22\u0041cme\u0020Q3%20roadmap%22}", [r"\u0041cme\u0020Q3%20roadmap"]),
        ("Acme%20Q3%20roadmap and Acme&nbsp;Q3&nbsp;roadmap", ["Acme%20Q3%20roadmap", "Acme&nbsp;Q3&nbsp;roadmap"]),
        (f"token {b64(PLAIN)} end", [b64(PLAIN)]),
        (f"data:text/plain;base64,{b64(PLAIN)} end", [b64(PLAIN)]),
        (f"x={PLAIN.encode().hex()}&y=1", [PLAIN.encode().hex()]),
        (f"x={quote(b64(PLAIN + '!!'))}&y=%20", [quote(b64(PLAIN + "!!"))]),
        ("Subject: =?utf-8?Q?=41cme_Q3_roadmap?= (new)", ["=?utf-8?Q?=41cme_Q3_roadmap?="]),
    ],
)
def test_a_finding_is_cut_out_without_its_neighbours(text, cut_out):
    assert sorted(found(text)) == sorted(cut_out)
    assert sorted(found(f"ä€🚀 %20 \x1f{text}\x1f&amp; 🚀")) == sorted(cut_out)


def test_a_finding_deep_inside_is_traced_through_every_layer():
    inner = url_safe(json.dumps({"q": escaped(PLAIN)}))
    text = f"https://erp.example/r?to={quote(f'https://v.example/?d={inner}&e=1', safe='')}&more=x"
    assert found(text) == [inner]


def test_a_phrase_half_of_which_is_escaped_is_found_whole():
    assert found(f"{PLAIN[:6]}%33{PLAIN[7:]}") == [f"{PLAIN[:6]}%33{PLAIN[7:]}"]


def test_the_same_disguise_in_several_leaves_is_found_in_each():
    url = "https://erp.example/?q=Acme%20Q3%20roadmap"
    blob = b64(json.dumps({"q": PLAIN}))
    text = "\x1f".join([url, "plain", url, blob, f"see {blob}", url])
    spans = read_views(text, b"", find)
    assert sorted(text[start:end] for start, end, *_ in spans) == sorted(["Acme%20Q3%20roadmap"] * 3 + [blob] * 2)
    assert len({start for start, *_ in spans}) == 5


def test_a_decoded_text_that_is_also_a_plain_leaf_is_found_where_it_was_disguised():
    text = "\x1f".join(["Acme%20Q3 roadmap%21", PLAIN + "!", b64(PLAIN + "!")])
    assert sorted(found(text)) == sorted([PLAIN, "Acme%20Q3 roadmap", b64(PLAIN + "!")])


def test_equal_texts_are_decoded_and_read_once():
    asked = []
    read_views("\x1f".join(["q=Acme%20Q3"] * 50 + ["q%3DAcme%20Q3"]), b"", lambda text, keys: asked.append(text) or [])
    assert asked == ["q=Acme Q3"]


def test_nothing_is_read_again_where_nothing_is_in_disguise():
    asked = []
    text = "2026-11-22T09:08:49.519+00:00\x1f100 % sure & <3 'quoted' \"so\" C:\\dir a=b;c \x1f4bf92f3577b34da6a3ce929d0e0e4736"
    assert read_views(text, b"", lambda text, keys: asked.append(text) or []) == []
    assert asked == []


def test_views_are_nobodys_keys():
    key = re.compile("password\x1f([a-z]+)")
    asked = []
    read_views("passwor%64\x1fhun%74er", b"", lambda text, keys: asked.append(text) or [])
    assert asked == ["password\x1f\x1fhunter"]
    assert not key.search(asked[0])


def whole(joined, keys):
    """Find a word only where it is a whole value."""
    leaves = joined.split("\x1f")
    starts = itertools.accumulate((len(leaf) + 1 for leaf in leaves), initial=0)
    return [
        find(PLAIN)[0]._replace(start=start, end=start + len(leaf))
        for start, leaf, key in zip(starts, leaves, keys.ljust(len(leaves), b"\0"), strict=False)
        if leaf == "Horizon" and not key
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"tab": {"project": "Horizon", "open": true}}',
        '[ [ "Billing", "Horizon" ] ]',
        '  {"state": "{\\"project\\": \\"Horizon\\"}"}',
        '{"project": "\\u0048orizon"}',
        '{"a": 1}\n{"project": "Horizon"}',
        '{"project": "Horizon", "cut he',
        json.dumps(json.dumps(json.dumps({"project": "Horizon"}))),
        b64('{"project": "Horizon"}'),
        quote('{"project": "Horizon"}'),
    ],
)
def test_a_whole_value_of_a_document_in_a_text_is_a_whole_value(text):
    spans = read_views(f"x\x1f{text}\x1fx", b"", whole)
    assert len(spans) == 1
    (start, end, *_), shown = spans[0], f"x\x1f{text}"
    assert shown[start:end] in {"Horizon", r"\u0048orizon", b64('{"project": "Horizon"}')}


@pytest.mark.parametrize("text", ['{"Horizon": 1}', '{"a": "on the Horizon"}', 'log: {"a": "Horizon"}', "{'a': 'Horizon'}", '"Horizon"'])
def test_a_key_or_a_part_of_a_value_is_none(text):
    assert read_views(text, b"", whole) == []


def test_what_a_key_decodes_to_is_a_key():
    assert read_views("%48orizon\x1f1\x1f%48orizon", b"\1\0\0", whole) == [find(PLAIN)[0]._replace(start=12, end=21)]
    assert read_views("%48orizon\x1f1\x1f%48orizon", b"", whole) == [
        find(PLAIN)[0]._replace(start=0, end=9),
        find(PLAIN)[0]._replace(start=12, end=21),
    ]


def test_what_decodes_to_the_separator_does_not_split_a_phrase():
    assert found("Acme%20Q3%1F%20roadmap") == ["Acme%20Q3%1F%20roadmap"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("aA1+/=-_%25\\u00e9x&#;amp<b>'\"?QB: \n\x1f\x00é€🚀\ud800"), max_size=200), st.randoms())
def test_a_finding_lies_in_a_leaf(text, rng):
    def some(joined, keys):
        for leaf in re.finditer("[^\x1f]+", joined):
            start = rng.randrange(*leaf.span())
            yield find(PLAIN)[0]._replace(start=start, end=rng.randint(start + 1, leaf.end()))

    for start, end, *_ in read_views(text, b"", some):
        assert 0 <= start < end <= len(text)
        assert "\x1f" not in text[start:end]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(ENCODERS)))
def test_any_bytes_in_any_disguise_are_read_or_refused(data, name):
    text = ENCODERS[name](data.decode("latin-1"))
    for start, end, *_ in read_views(f"{text}\x1f{text}", b"", lambda joined, keys: [find(PLAIN)[0]._replace(start=0, end=1)]):
        assert 0 <= start < end <= 2 * len(text) + 1


def test_ids_hashes_and_paths_are_hardly_ever_decoded():
    draw = random.Random(5)  # noqa: S311 - the same ids in every run
    ids = [f"{draw.getrandbits(128):032x}" for _ in range(500)] + [f"{draw.getrandbits(256):064x}" for _ in range(500)]
    asked = []
    read_views("\x1f".join(ids), b"", lambda text, keys: asked.append(text) or [])
    assert sum(map(len, asked)) < 500
    assert read_views("\x1f".join(f"/home/app/lib/python3.11/site-packages/{each}/views.py" for each in ids[:9]), b"", find) == []
