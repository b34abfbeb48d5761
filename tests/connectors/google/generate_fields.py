"""Writes connectors/google/{calendar,drive,gmail,people,sheets,docs,tasks}.py from Google's discovery documents.

Law: every property of a request is classified, by classes.toml, its name or its type; the rest is free text.
The documents are those google-api-python-client ships; run ``python tests/connectors/google/generate_fields.py`` after updating it.
"""

import json
import re
import textwrap
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

TARGET = Path(__file__).resolve().parents[3] / "connectors" / "google"
WIDTH = 140


class Source(NamedTuple):
    """Which document makes which module, the label of what the API answers, and its reference pages."""

    document: str
    module: str
    answers: str
    reference: str
    without: str
    """Pattern of method names that are not offered: push channels, settings, deprecated and administrators' methods."""
    parts: tuple[tuple[str, str], ...] = ()
    """Modules of their own for shapes whose name matches: (suffix, pattern)."""


DEVELOPERS = "https://developers.google.com"
SOURCES = (
    Source(
        "calendar.v3",
        "calendar",
        "google.sensitive",
        f"{DEVELOPERS}/workspace/calendar/api/v3/reference",
        r"watch$|stop$|transferOwnership$",
    ),
    Source(
        "drive.v3",
        "drive",
        "google.restricted",
        f"{DEVELOPERS}/workspace/drive/api/reference/rest/v3",
        r"watch$|stop$|\.(approvals|accessproposals|apps|teamdrives|operations)\.|generateCseToken$|Labels$",
        (("shapes", r""),),
    ),
    Source(
        "gmail.v1",
        "gmail",
        "google.restricted",
        f"{DEVELOPERS}/workspace/gmail/api/reference/rest/v1",
        r"watch$|stop$|\.settings\.",
    ),
    Source("people.v1", "people", "google.sensitive", f"{DEVELOPERS}/people/api/rest/v1", r"Photo$"),
    Source(
        "sheets.v4",
        "sheets",
        "google.sensitive",
        f"{DEVELOPERS}/workspace/sheets/api/reference/rest/v4",
        r"^$",
        (("requests", r"Request$"), ("shapes", r"")),
    ),
    Source("docs.v1", "docs", "google.sensitive", f"{DEVELOPERS}/workspace/docs/api/reference/rest/v1", r"^$"),
    Source("tasks.v1", "tasks", "google.sensitive", f"{DEVELOPERS}/workspace/tasks/reference/rest/v1", r"^$"),
)

CLASSES = tomllib.loads(Path(__file__).with_name("classes.toml").read_text("utf-8"))
SWITCHES = frozenset(CLASSES["switches"].split())
EMAIL = re.compile(r"email|emailAddress|assigneeEmail(Address)?|mentionedEmailAddresses")
IDENTIFIER = re.compile(
    r".*([iI]d|Ids|[kK]ey|Rgb|Color|Checksum|[eE]tag|Token|[tT]imeZone|[mM]imeType|ResourceNames?|Links?)|resourceNames.*"
)


def discovery(document: str) -> Any:
    """The discovery document as shipped."""
    return json.loads((files("googleapiclient") / "discovery_cache" / "documents" / f"{document}.json").read_text("utf-8"))


def methods(resource: Any) -> Iterator[Any]:
    """All methods below a resource, in the document's order."""
    yield from resource.get("methods", {}).values()
    for child in resource.get("resources", {}).values():
        yield from methods(child)


def rows(source: Source, document: Any) -> Iterator[str]:
    """The lines of the table of methods."""
    for method in methods(document):
        if not re.search(source.without, method["id"]):
            yield from row(document, method)


def row(document: Any, method: Any) -> Iterator[str]:
    """A ``Method(...)`` call, one argument per line where one line is too narrow."""
    upload = method.get("mediaUpload", {}).get("protocols", {}).get("simple", {}).get("path", "")
    request = method.get("request", {}).get("$ref", "")
    path = "/" + document["servicePath"] + (method["flatPath"] if "{+" in method["path"] else method["path"])
    arguments = [f'"{method["httpMethod"]}"', f'"{path}"']
    arguments += [f'"{request}"'] if request else []
    arguments += [f'upload="{upload}"'] if upload else []
    classes = parameter_classes(method)
    line = f'        "{method["id"]}": Method({", ".join([*arguments, *([f"fields={dictionary(classes)}"] if classes else [])])}),'
    if len(line) <= WIDTH:
        yield line
        return
    yield f'        "{method["id"]}": Method('
    yield from (f"            {argument}," for argument in arguments)
    if classes:
        yield from entry("            ", "fields=", classes)
    yield "        ),"


def parameter_classes(method: Any) -> dict[str, list[str]]:
    """Class -> parameters, path parameters only where they are more than an identifier."""
    classes: dict[str, list[str]] = {}
    for name, parameter in sorted(method.get("parameters", {}).items()):
        if parameter["location"] == "path":
            if name in CLASSES["path_text"]:
                classes.setdefault("text", []).append(f"path.{name}!")
            continue
        quoted = f"'{name}'" if "." in name else name
        written = f"query.{quoted}" + ("!" if parameter.get("required") else "")
        names = [written, f"query.{quoted}[]"] if parameter.get("repeated") else [written]
        classes.setdefault("text" if name in CLASSES["query_text"] else "system", []).extend(names)
    return in_order(classes)


def shapes(source: Source, document: Any) -> dict[str, dict[str, list[str]]]:
    """Every shape the offered methods can reach -> class -> names."""
    found: dict[str, dict[str, list[str]]] = {}
    waiting = [m["request"]["$ref"] for m in methods(document) if "request" in m and not re.search(source.without, m["id"])]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = shape(source.module, name, document["schemas"][name])
            waiting += [word for word in found[name] if word in document["schemas"]]
    return dict(sorted(found.items()))


def shape(module: str, name: str, schema: Any) -> dict[str, list[str]]:
    """One shape: class or other shape -> names."""
    classes: dict[str, list[str]] = {}
    only = CLASSES["only"]
    whole = CLASSES["whole"].get(f"{module}.{name}", ())
    kept = {
        key: child
        for key, child in schema.get("properties", {}).items()
        if key in only.get(f"{module}.{name}", (key,)) and key not in whole
    }
    for place, leaf in properties({"properties": kept}, ""):
        word, shown = classify(module, name, place, leaf)
        classes.setdefault(word, []).append(shown)
    if whole:
        classes.setdefault("text", []).extend(f"{key}**" for key in whole)
    return in_order(classes)


def in_order(classes: dict[str, list[str]]) -> dict[str, list[str]]:
    """Classes by name, then other shapes."""
    return {word: classes[word] for word in sorted(classes, key=lambda word: (word[0].isupper(), word))}


def properties(schema: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """The leaves and references of a schema, with their places."""
    for name, child in schema.get("properties", {}).items():
        yield from leaves(child, f"{prefix}{name}")


def leaves(schema: Any, place: str) -> Iterator[tuple[str, Any]]:
    """The leaves of one property: ``[]`` for list items, ``{}`` for maps whose keys are data."""
    if schema.get("type") == "array":
        yield from leaves(schema["items"], f"{place}[]")
    elif "properties" in schema:
        yield from properties(schema, f"{place}.")
    elif "additionalProperties" in schema:
        yield from leaves(schema["additionalProperties"], f"{place}{{}}")
    else:
        yield place, schema


def classify(module: str, name: str, place: str, leaf: Any) -> tuple[str, str]:
    """The class of a leaf (or the shape it refers to), and how its name is written."""
    bare = re.sub(r"\[\]|\{\}", "", place)
    places = CLASSES["place"].get(module, {})
    word = places.get(f"{name}.{bare}") or places.get(name, "")
    if "$ref" in leaf:
        if word or leaf["$ref"] in CLASSES["cut"].get(module, ()):
            return word or "text", f"{place}**"
        return leaf["$ref"], place
    if leaf["type"] in {"any", "object"} and not place.endswith("[][]"):
        return word or "text", f"{place}**"
    word = word or by_type(leaf, bare.rpartition(".")[2])
    return word.removesuffix("!"), place + ("!" if word.endswith("!") else "")


def by_type(leaf: Any, name: str) -> str:
    """The class of a scalar."""
    if leaf.get("format") == "byte":
        return "file"
    if leaf["type"] not in {"string", "any"} or "enum" in leaf or "format" in leaf:
        return "system"
    if EMAIL.fullmatch(name):
        return "email"
    if name == "displayName":
        return "name"
    return "system" if name in SWITCHES or IDENTIFIER.fullmatch(name) else "text"


def dictionary(classes: dict[str, list[str]]) -> str:
    """A mapping on one line."""
    return "{" + ", ".join(f'"{word}": "{" ".join(names)}"' for word, names in classes.items()) + "}"


def entry(indent: str, key: str, classes: dict[str, list[str]]) -> Iterator[str]:
    """A mapping entry or keyword argument, folded where one line is too narrow."""
    line = f"{indent}{key}{dictionary(classes)},"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{indent}{key}{{"
    yield from folded(indent + "    ", classes)
    yield f"{indent}}},"


def folded(indent: str, classes: dict[str, list[str]]) -> Iterator[str]:
    """The entries of a mapping, one per line, long lists of names in brackets."""
    for word, names in classes.items():
        line = f'{indent}"{word}": "{" ".join(names)}",'
        if len(line) <= WIDTH:
            yield line
            continue
        yield f'{indent}"{word}": ('
        parts = textwrap.wrap(" ".join(names), WIDTH - len(indent) - 8, break_long_words=False, break_on_hyphens=False)
        for number, part in enumerate(parts):
            yield f'{indent}    "{" " if number else ""}{part}"'
        yield f"{indent}),"


def module_texts(source: Source) -> Iterator[tuple[str, str]]:
    """File name and text of every module of an API."""
    document = discovery(source.document)
    known = shapes(source, document)
    tables = []
    for suffix, pattern in source.parts:
        part = {name: known.pop(name) for name in list(known) if re.search(pattern, name)}
        tables.append((f"{source.module}_{suffix}", suffix.upper()))
        yield f"{source.module}_{suffix}.py", "\n".join([*head(document), *shapes_module(suffix.upper(), part), ""])
    yield f"{source.module}.py", "\n".join([*head(document), *methods_module(source, document, known, tables), ""])


def head(document: Any) -> list[str]:
    """The law and the first import."""
    name = f"{document.get('canonicalName', document['title'])} {document['version']}, revision {document['revision']}"
    law = f'"""{name}. Law: generated by tests/connectors/google/generate_fields.py; never edited."""'
    return [law, "", "from typing import Final", ""]


def shapes_module(table: str, part: dict[str, dict[str, list[str]]]) -> list[str]:
    """A module that holds shapes only."""
    lines = ["from connectors.shapes import Shapes", "", f"{table}: Final[Shapes] = {{"]
    for name, classes in part.items():
        lines += entry("    ", f'"{name}": ', classes)
    return [*lines, "}"]


def methods_module(source: Source, document: Any, known: dict[str, dict[str, list[str]]], tables: list[tuple[str, str]]) -> list[str]:
    """The module that holds the methods, and the shapes where they are few."""
    imports = ["from connectors.google.rest import Api, Method"]
    lines = sorted(imports + [f"from connectors.google.{module} import {table}" for module, table in tables])
    lines += ["", "API: Final = Api(", f'    host="{document["rootUrl"].removeprefix("https://").rstrip("/")}",']
    lines += [
        f'    reference="{source.reference}",',
        f'    answers="{source.answers}",',
        "    methods={",
        *rows(source, document),
        "    },",
    ]
    if tables:
        return [*lines, f"    shapes={{{', '.join(f'**{table}' for _, table in tables)}}},", ")"]
    lines.append("    shapes={")
    for name, classes in known.items():
        lines += entry("        ", f'"{name}": ', classes)
    return [*lines, "    },", ")"]


def main() -> None:
    """Write the modules."""
    for source in SOURCES:
        for name, text in module_texts(source):
            (TARGET / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
