"""When somebody was born, and names where they are addressed. Law: a date or a name alone is neither; the words before it say so."""

# ruff: noqa: RUF001 - letters and signs of other scripts are what it is about

import re
from typing import Final

from gateway.detect.scan import Extent, Pattern

BIRTH: Final = "user.demographic.date_of_birth"
NAME: Final = "user.name"

_BORN: Final = (
    r"dob|d\.o\.b\.?|(?:date|day)[ _-]?of[ _-]?birth|birth[ _-]?(?:date|day)|birthdate|bday|born(?: on)?|geburtsdatum|geburtstag"
    r"|geboren(?: am| op)?|geb\."
    r"|date[ _-]de[ _-]naissance|n[ée]e? le|fecha[ _-]de[ _-]nacimiento|nacid[oa] el|data[ _-]di[ _-]nascita|nat[oa] il|geboortedatum"
    r"|f[öo]delsedatum|f[öo]dd(?: den)?|f[øo]dselsdato|f[øo]dt(?: den)?|data[ _-]urodzenia|urodzon[yae](?: dnia)?|ur\."
    r"|datum[ _-]narozen[íi]|narozen[áa]?|d[áa]tum[ _-]narodenia|data[ _-]de[ _-]nascimento|nascid[oa] em|d[áa]ta[ _-]bhreithe"
    r"|syntym[äa]aika|do[ğg]um[ _-]?(?:tarihi|g[üu]n[üu])|sz[üu]let[ée]si"
)
_BORN_ABROAD: Final = r"出生日期|生年月日|出生|생년월일|תאריך לידה|дата рождения|дата народження|ημερομηνία γέννησης|تاريخ الميلاد"
_MONTH: Final = (
    r"(?:jan|feb|m[aäe]r|apr|ma[iyj]|mei|jun|jui|jul|a[uo][gû]|sep|o[ck]t|nov|d[ei][czs]|gen|mag|giu|lug|set|ott|ene|abr|ago|dic"
    r"|sty|lut|kwi|cze|lip|sie|wrz|pa[źz]|lis|gru|led|[úu]no|b[řr]e|dub|kv[ěe]|[čc]er|srp|z[áa][řr]|[řr][íi]j|pro|oca|[şs]ub|nis"
    r"|haz|tem|a[ğg]u|eyl|eki|kas|ara)\pL{0,8}"
)
_DATE: Final = (
    rf"(?:(?:19|20)\d{{2}}[-/.](?:0?[1-9]|1[0-2])[-/.](?:[0-2]?\d|3[01])|[0-3]?\d[-/. ]{{1,2}}[01]?\d[-/. ]{{1,2}}(?:(?:19"
    rf"|20)\d{{2}}|\d{{2}}\b)"
    rf"|[0-3]?\d(?:st|nd|rd|th|º|\.|er)?(?: de| of)? {_MONTH}\.?,?(?: de| of)? (?:19|20)\d{{2}}"
    rf"|{_MONTH}\.? [0-3]?\d(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}"
    r"|(?:19|20)\d{2} ?[年년] ?[01]?\d ?[月월] ?[0-3]?\d ?[日일]?|(?:19|20)\d{6}\b)"
)

_GIVEN: Final = r"\p{Lu}[\p{L}'’-]+"
_PARTICLE: Final = r"(?:v[ao]n|de[nr]?|d[aiou]s?|del|della|la|le|bin|al|el|ten|ter|'t|Mac|Mc|O')"
_FULL: Final = rf"{_GIVEN}(?: (?:{_PARTICLE} ){{0,2}}{_GIVEN}){{0,3}}"
_TITLE: Final = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Herrn?|Frau|Fr\.|Hr\.|Mme|Mlle|Monsieur|Madame|Se[ñn]or(?:a|ita)?|Sra?\.|D\.|D[oº]ña|Don"
    r"|Sig\.?(?:ra)?|Signora?"
    r"|Dott\.?(?:ssa)?|Dhr|Mevr|Mevrouw|Meneer|Pan[ai]?|Pan[íi]|Fru|Bay|Bayan|Say[ıi]n)\.?"
)
_DEAR: Final = (
    r"(?:Dear|Sehr geehrter?|Liebe[r]?|Ch[eè]re?|Estimad[oa]|Querid[oa]|Gentile|Egregi[oa]|Car[oa]|Szanown[ya]|Drog[ia]|Beste"
    r"|Geachte|K[äa]ra?|Hej|B[äa]sta"
    r"|Mil[ýá]|V[áa][žz]en[ýá]|A Chara|Say[ıi]n|Sevgili|Prezad[oa]|Hi|Hello|Hallo|Hola|Ciao|Salut|Bonjour)"
)
_ADDRESS: Final = r"\\?[\"']? ?(?:<|&lt;|\(|%3C)[\w.+-]+@"
"""How an e-mail address goes on after a name."""
_NOBODY: Final = frozenset(
    "all team world there everyone everybody sir madam colleagues customer customers user users friend friends folks guys "  # noqa: SIM905 - reads as a list
    "client admin sirs reader maintainer maintainers hiring support you damen herren zusammen alle welt equipo mundo "
    "todos tous tutti monde members member python django flask google microsoft github".split()
)
_WHOSE: Final = re.compile(r"['’]s\b")
_FIRST: Final = re.compile(r"[\w-]+")


def _person(text: str, start: int, end: int) -> Extent | None:
    first = _FIRST.search(text, start, end)
    whose = _WHOSE.search(text, start, end)
    return None if first is None or first[0].lower() in _NOBODY else (start, whose.start() if whose else end)


PEOPLE: Final = (
    Pattern("birth_date", rf"(?i)(?:\b|_|[^\x00-\x7f])(?:{_BORN})(?:[\"'\\]*[\s:=]{{0,4}}[\"'(]{{0,2}}|\x1f)({_DATE})", BIRTH),
    Pattern("birth_date_abroad", rf"(?i)(?:{_BORN_ABROAD})[^\pL\pN]{{0,4}}({_DATE})", BIRTH),
    Pattern(
        "salutation", rf"(?:^|[\n\r\x1f>\"']|[.!?] )\s*{_DEAR} (?:{_TITLE} )?({_FULL})(?: ?[,!:]|\s*[\n\r\x1f<]|$)", NAME, judge=_person
    ),
    Pattern(
        "titled_name",
        rf"\b(?:Mr|Mrs|Ms|Mx|Herrn?|Frau|Mme|Mlle|Se[ñn]ora?|Signora?|Sig\.ra|Mevrouw|Mevr|Dhr|Sayın)\.? ({_FULL})",
        NAME,
        judge=_person,
    ),
    Pattern(
        "doctor_name",
        rf"\b(?:Dr|Prof|Dott|Drs|Ing)\. (?:(?:med|rer|nat|phil)\. )*({_GIVEN}(?: (?:{_PARTICLE} ){{0,2}}{_GIVEN}){{1,2}})",
        NAME,
        judge=_person,
    ),
    Pattern(
        "name_beside_email",
        rf"\b({_GIVEN}(?: (?:{_PARTICLE} ){{0,2}}{_GIVEN}){{1,2}}){_ADDRESS}",
        NAME,
        gate=_ADDRESS,
    ),
)
