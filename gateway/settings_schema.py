"""What a settings model says about itself. Law: names, environment twins, help and faults all follow from the model, none is kept twice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from gateway.model.errors import ConfigurationError
from gateway.settings_file import SettingsFile, Where, did_you_mean

Twins: TypeAlias = Mapping[Where, Any]
"""Place -> value, as the environment gave them."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One scalar setting, as help and README list it."""

    name: str
    type: str
    default: str
    env: str
    meaning: str
    place: Where = field(repr=False)
    adapter: TypeAdapter[Any] = field(repr=False, compare=False)


def scalars(model: type[BaseModel], around: Where = ()) -> Iterator[Scalar]:
    """List the scalar settings of a model and of the sections in it, in their order."""
    for name, info in model.model_fields.items():
        place = (*around, name)
        inner = next(models(info.annotation), None)
        if inner is info.annotation and inner is not None:
            yield from scalars(inner, place)
        elif get_origin(info.annotation) not in {dict, tuple}:
            yield _scalar(place, info)


def _scalar(place: Where, info: FieldInfo) -> Scalar:
    checked: Any = Annotated[info.annotation, info]
    adapter: TypeAdapter[Any] = TypeAdapter(checked)
    name, kind, default = ".".join(map(str, place)), _type_name(info.annotation), _shown(info.default)
    return Scalar(name, kind, default, variable(place), info.description or "", place, adapter)


def variable(place: Where) -> str:
    """Name the environment's twin of a place: ``listen.egress`` is ``GATEWAY_LISTEN_EGRESS``."""
    return "_".join(["GATEWAY", *map(str, place)]).upper()


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Find the models in a type: ``dict[str, Tenant]`` holds ``Tenant``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models(part)


def _type_name(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return " | ".join(get_args(annotation))
    plain = next((part for part in get_args(annotation) if part is not type(None)), annotation)
    return {int: "integer", float: "number", bool: "boolean", Path: "path"}.get(
        plain, "host:port" if hasattr(plain, "_fields") else "string"
    )


def _shown(default: Any) -> str:
    match default:
        case None:
            return ""
        case bool():
            return str(default).lower()
        case (host, port):
            return f"{host}:{port}"
        case _:
            return str(default)


def from_environment(known: Iterable[Scalar], environ: Mapping[str, str]) -> Twins:
    """Read every ``GATEWAY_`` variable that is a setting; one that nearly is, is a fault. An empty one counts as unset.

    Others are left alone: an orchestrator that runs a service called "gateway" sets ``GATEWAY_PORT`` and the like itself.

    Raises:
        ConfigurationError: a value is wrong, or a name nearly right.
    """
    by_name = {scalar.env: scalar for scalar in known}
    found: dict[Where, Any] = {}
    for name, text in environ.items():
        if not name.startswith("GATEWAY_") or not text:
            continue
        if scalar := by_name.get(name):
            found[scalar.place] = _parsed(scalar, text)
        elif near := get_close_matches(name, by_name, n=1, cutoff=0.9):
            raise ConfigurationError(f"unknown variable {name}", todo=f"Did you mean {near[0]}?", where="environment")
    return found


def _parsed(scalar: Scalar, text: str) -> Any:
    try:
        value = scalar.adapter.validate_strings(text)
    except ValidationError as error:
        what, todo = _sentence(error.errors(include_input=False)[0], [])
        raise ConfigurationError(what, todo=todo, where=scalar.env) from None
    return value if isinstance(value, bool | int | float) else text


def merged(content: Mapping[str, Any], twins: Twins) -> dict[str, Any]:
    """Lay the environment's values over the file's. A section of the wrong kind stays, to be told as the fault it is."""
    tree = dict(content)
    for (first, *rest), value in twins.items():
        section = tree.get(str(first), {})
        if not rest:
            tree[str(first)] = value
        elif isinstance(section, dict):
            tree[str(first)] = section | {str(rest[0]): value}
    return tree


def where(place: Where, file: SettingsFile, twins: Twins) -> str:
    """Say where a value came from: the variable, or ``file:line``."""
    return variable(place) if place in twins else file.where(place)


def explained(error: ValidationError, model: type[BaseModel], file: SettingsFile, twins: Twins) -> ConfigurationError:
    """Tell the first of a model's faults, and how many more there are."""
    faults = error.errors(include_url=False, include_input=False)
    place = tuple(part for part in faults[0]["loc"] if part != "[key]")
    what, todo = _sentence(faults[0], _names(model, place[:-1]))
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    name = ".".join(map(str, place))
    return ConfigurationError(f"{name}: {what}{more}" if name else f"{what}{more}", todo=todo, where=where(place, file, twins))


def _sentence(fault: ErrorDetails, known: Iterable[str]) -> tuple[str, str]:
    """Say what is wrong and what to do, without the value: it may be a secret."""
    match fault["type"]:
        case "fault":
            return fault["ctx"]["what"], fault["ctx"]["todo"]
        case "missing":
            return "is missing", "Add it."
        case "extra_forbidden":
            return "unknown key", did_you_mean(fault["loc"][-1], known)
        case _:
            return fault["msg"][0].lower() + fault["msg"][1:], "Correct the value; `gateway serve --help` lists every setting."


def _names(model: type[BaseModel], place: Where) -> list[str]:
    """List the keys that may stand at a place. A tenant's name or an item's number leads no deeper into the model."""
    for part in place:
        info = model.model_fields.get(str(part))
        model = next(models(info.annotation), model) if info else model
    return list(model.model_fields)
