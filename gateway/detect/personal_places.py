"""Where somebody lives or is. Law: a street with a number beside a postcode; coordinates to ten metres or better; the rest is a place name.

Coordinates: WGS 84 degrees; four decimals are 11 m. A pair of plain floats is a place only with five decimals in both, or beside a name.
"""

# ruff: noqa: RUF001 - letters and signs of other scripts are what it is about

import re
from typing import Final

from gateway.detect.scan import Extent, Pattern

ADDRESS: Final = "user.contact.address"
PLACE: Final = "user.location.precise"

_EIRCODE_KEYS: Final = (
    "A(?:4[125]|63|67|75|8[1-6]|9[12468])|C15|D(?:0[1-9]|1[0-8]|2[024]|6W)|E(?:21|25|3[24]|41|45|53|91)|F(?:12|2[368]|3[15]|4[25]"
    "|5[26]|9[1-4])"
    "|H(?:1[2468]|23|5[34]|62|65|71|91)|K(?:3[246]|45|56|67|78)|N(?:37|39|41|91)|P(?:1[247]|25|3[126]|4[37]|5[16]|6[17]|7[25]|8[15])"
    "|R(?:14|21|32|35|4[25]|5[16]|9[35])|T(?:12|23|34|45|56)|V(?:1[45]|23|31|35|42|9[2-5])|W(?:12|23|34|91)|X(?:35|42|91)|Y(?:14"
    "|21|25|3[45])"
)
"""Routing keys in use (Eircode address database, 139 keys)."""
_EIRCODE: Final = rf"(?:{_EIRCODE_KEYS}) ?[0-9AC-FHKNPRTV-Y]{{4}}"
_POSTCODE_GB: Final = r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}|GIR ?0AA)"
"""Royal Mail, Programmers' Guide to the Postcode Address File."""
_POSTCODE: Final = (
    rf"(?:{_EIRCODE}|{_POSTCODE_GB}|[A-Z]{{2}} \d{{5}}(?:-\d{{4}})?|\d{{4}} ?[A-Z]{{2}}\b|\d{{3}} \d{{2}}\b|\d{{2}}-\d{{3}}\b"
    rf"|\d{{4}}-\d{{3}}\b|(?:[A-Z]{{1,2}}-)?\d{{4,5}}\b)"
)

_NAME: Final = r"\p{Lu}[\p{L}'’.-]*"
_HOUSE: Final = r"\d{1,4}(?: ?[A-Za-z]\b| ?[-/] ?\d{1,4}[a-z]?| ?(?:bis|ter)\b|-[a-z]{1,3}\b)?"
_SURE: Final = r"(?:Street|Road|Avenue|Boulevard|Crescent|Terrace|Esplanade)"
_LIKELY: Final = (
    r"(?:St|Rd|Ave?|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Close|Place|Pl|Square|Sq|Row|Yard|Way|Walk|Hill|Park|Gardens|Grove|Mews|Quay"
    r"|Parade|Rise|View"
    r"|Green|Gate|Wharf|Parkway|Pkwy|Circle|Highway|Hwy|Embankment|Villas|Heights)\b\.?"
)
_FRENCH: Final = r"(?:rue|avenue|av\.|boulevard|bd\.?|place|chemin|all[ée]e|impasse|quai|cours|route|square|faubourg)"
_JOINED: Final = (
    r"(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|damm|ufer|chaussee|straat|laan|gracht|plein|kade|dijk|singel|gatan|v[äa]gen"
    r"|gr[äa]nd|torget|vej|gade|veien|gata|katu|tie|utca)"
)
_BEFORE: Final = (
    r"(?:Calle|C/|Avda\.?|Avenida|Plaza|Paseo|Camino|Carrera|Carretera|Ronda|Via|Viale|Piazza|Corso|Largo|Vicolo|Rua|Travessa"
    r"|Praça|Praca|Estrada"
    r"|ul\.|ulica|al\.|aleja|os\.|pl\.|n[áa]m\.|n[áa]m[ěe]st[íi]|t[řr][íi]da|Sr[áa]id|B[óo]thar|Stra(?:ß|ss)e|Am|An der|Unter den)"
)
_SMALL: Final = (
    r"(?:d[aeiou]s?|del|della|dei|delle|degli|dell'|des|du|de la|de l'|d'|l'|van|van de|van den|von|der|den|le|la|les|el|los|las"
    r"|na|i|y|e|a[nm]?|of|the)"
)
_WORDS: Final = rf"(?:{_NAME}|{_SMALL})(?:[ -](?:{_NAME}|{_SMALL})){{0,4}}"
_TAIL: Final = r"[^\x1f\n\"<>;{}=]{0,40}?[,;]? ?"
_TOWN: Final = rf"(?:,? {_NAME}(?:[ -]{_NAME}){{0,2}})?"

_STREETS: Final = (
    rf"(?:{_HOUSE},? (?:{_NAME} ){{1,4}}(?:{_SURE}|{_LIKELY})",
    rf"{_HOUSE},? {_FRENCH} {_WORDS}",
    rf"(?:{_NAME}[ -]){{0,2}}\p{{Lu}}[\p{{Ll}}-]{{1,24}}{_JOINED} {_HOUSE}",
    rf"(?:{_NAME} ){{1,3}}(?:Stra(?:ß|ss)e|Str\.|Weg|Platz|Allee|Ring|Damm|Caddesi|Cad\.|Soka[kğ][ıi]?|Sok\.)(?: No[:.]?)? ?{_HOUSE}",
    rf"{_BEFORE} {_WORDS},? (?:n[º°.o]{{1,2}} ?)?{_HOUSE})",
)
_STREET: Final = "|".join(_STREETS)

_HOUSE_ENDS: Final = _HOUSE.replace(r"\d{1,4}", r"\d", 1)
_GATE: Final = (
    rf"{_HOUSE_ENDS},? (?:{_NAME} ){{1,4}}(?:{_SURE}|{_LIKELY})|{_HOUSE_ENDS},? {_FRENCH} |\p{{Ll}}{_JOINED} \d"
    rf"| (?:Stra(?:ß|ss)e|Str\.|Weg|Platz|Allee|Ring|Damm|Caddesi|Cad\.|Soka[kğ][ıi]?|Sok\.)(?: No[:.]?)? ?\d|{_BEFORE} \pL"
)
"""What every street has, without what counts letters before it."""

_WITH_POSTCODE: Final = rf"(?:^|[^\w/.-])({_STREET}{_TAIL}{_POSTCODE}{_TOWN})"
_TOWN_FIRST: Final = rf"\b({_POSTCODE} {_NAME}(?:[ -]{_NAME}){{0,2}},? {_STREET})"
_SURE_ALONE: Final = rf"(?:^|[^\w/.-])({_HOUSE},? (?:{_NAME} ){{1,4}}{_SURE})\b"

_PLAIN_POSTCODE: Final = rf", (?:\d{{3}} \d{{2}}|\d{{4}} ?[A-Z]{{2}}|\d{{2}}-\d{{3}}|\d{{4}}-\d{{3}}|(?:D|A|CH|F|I|B|L)-\d{{4,5}}) {_NAME}"
"""A name and a number, beside a postcode that nothing else is written like (Czechia, Slovakia, Sweden, Netherlands, Poland, Portugal)."""
_ABROAD: Final = (
    r"(?:\p{Han}{2,8}[省市区區县縣州])?\p{Han}{1,10}(?:路|街|大道|大街|巷|弄"
    r"|胡同)\p{Han}{0,4}\d{1,5}[号號](?:[^\s\x1f,，。]{1,12}[室楼樓])?"
    r"|\p{Han}{2,3}[都道府県]\p{Han}{1,6}[市区町村郡][\p{Han}\p{Hiragana}\p{Katakana}]{1,10}[\d０-９]{1,4}(?:[-－丁目番地号の]{1,3}[\d０-９]{1,4}){1,3}号?"
    r"|\p{Hangul}{2,7}(?:시|도|구|군) (?:\p{Hangul}{1,6}(?:시|구|군|읍|면|동) ){0,2}"
    r"\p{Hangul}{1,10}(?:로|길) ?\d{1,4}(?:번길 ?\d{1,4})?(?:-\d{1,3})?"
    r"|(?:רחוב|רח'|שדרות|שד') (?:\p{Hebrew}+['\"]? ){1,4}\d{1,4}(?:, ?\p{Hebrew}+(?: \p{Hebrew}+)?)?"
    r"|(?:ул|просп|пр|пер|наб|вул)\. ?\p{Cyrillic}+(?:[ -]\p{Cyrillic}+){0,3}, ?(?:д\. ?|дом |буд\. ?)?"
    r"\d{1,4}(?:[^\x1f\n;]{0,20}кв\. ?\d{1,4})?"
)
_BOX: Final = r"(?i:P\.? ?O\.? ?Box|Postfach|Apartado(?: de Correos)?|Casella Postale|Boîte Postale|Postbus) \d{1,6}"

_DEGREES: Final = r"-?\d{1,3}\.\d{3,}"
_FINE: Final = r"-?\d{1,3}\.\d{5,8}"
_KEY: Final = r"(?:lat|latitude|lng|lon|long|longitude|gps|coord(?:inate)?s?|geo|location|position|ll|point)"
_NUMBERS: Final = re.compile(r"-?\d+\.\d+")
_MORE: Final = re.compile(r"\s{0,2},?\s{0,2}-?\d")
_ROW: Final = re.compile(r"\d[\d.]*\s{0,2},?\s{0,2}$")


def _pair(text: str, start: int, end: int) -> Extent | None:
    """Two numbers that can be latitude and longitude in either order, and no others in a row with them: vectors have more."""
    first, second = (abs(float(number)) for number in _NUMBERS.findall(text, start, end))
    fits = min(first, second) <= 90 and max(first, second) <= 180 and max(first, second) > 2
    return (start, end) if fits and not _MORE.match(text, end) and not _ROW.search(text[max(0, start - 24) : start]) else None


PLACES: Final = (
    Pattern("street_address", _WITH_POSTCODE, ADDRESS, gate=_GATE),
    Pattern("street_address_town_first", _TOWN_FIRST, ADDRESS),
    Pattern("street", _SURE_ALONE, ADDRESS),
    Pattern(
        "street_plain",
        rf"(?:^|[^\w/.-])({_WORDS} {_HOUSE}{_PLAIN_POSTCODE}(?:[ -]{_NAME}){{0,2}})",
        ADDRESS,
        gate=rf"\pL {_HOUSE}{_PLAIN_POSTCODE}",
    ),
    Pattern("street_abroad", f"({_ABROAD})", ADDRESS),
    Pattern("post_box", rf"\b({_BOX})\b", ADDRESS),
    Pattern("eircode", rf"(?:^|[^\w/.-])({_EIRCODE})\b", ADDRESS),
    Pattern(
        "coordinates_named",
        rf"(?i)(?:^|[^a-z]){_KEY}(?:[\"'\\]*[\s:=(\[]{{1,4}}[\"']?|\x1f)({_DEGREES}(?:, ?{_DEGREES}| {_DEGREES})?)",
        PLACE,
    ),
    Pattern("coordinates_url", rf"(?:geo:|@|/maps/[^\x1f\s]{{0,80}}[@=/])({_DEGREES},{_DEGREES})", PLACE),
    Pattern("coordinates", rf"(?:^|[^\w.+,-])({_FINE}, ?{_FINE})", PLACE, judge=_pair),
    Pattern(
        "coordinates_sexagesimal",
        r"(\d{1,2} ?[°º] ?\d{1,2} ?['′’] ?[\d.]{0,6} ?(?:[\"″”]|'')? ?[NS][,; ]{0,3}"
        r"\d{1,3} ?[°º] ?\d{1,2} ?['′’] ?[\d.]{0,6} ?(?:[\"″”]|'')? ?[EWO])",
        PLACE,
    ),
)
