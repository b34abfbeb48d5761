"""Titles as people write them, in many languages and scripts. Law: drawn by a seed, so that every run sees the same ones."""

# ruff: noqa: RUF001 - letters of many scripts are meant

import random
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import distributions
from typing import Final, NamedTuple
from zlib import crc32


class Words(NamedTuple):
    """What titles of one language are made of: verbs (or how a title begins), things, places and people, and how they stand together."""

    verbs: str
    things: str
    names: str
    order: Sequence[str] = ("{verb} {thing} {name}", "{thing} {name}", "{name}: {verb} {thing}", "{verb} {thing} {name} #{number}")
    space: str = " "


LANGUAGES: Final[Mapping[str, Words]] = {
    "en": Words(
        "Rewire,Quote,Repaint,Survey,Reschedule,Settle,Inspect,Chase,Dismantle,Insure",
        "the lantern barges,scrim after the surcharge,the flooded orchestra pit,harbour permits,the ticket kiosk,overtime claims,"
        "pyrotechnic store,canopy winches",
        "for Osier & Drake,at Gannet Quay,in Hall 7,before Whitsun,with Marchetti,(Tamarack annex),for Vole Holdings,in week 31",
    ),
    "de": Words(
        "Prüfe,Bestelle,Kündige,Verschiebe,Übergib,Zähle,Kläre,Räume",
        "die Löschwasserleitung,Überstunden der Tontechnik,das Gerüst,die Mängelliste,Fußbodenheizung,den Bühnenvorhang,Außenanstrich",
        "im Großen Saal,für Käthe Wüstenhagen,am Weißen Tor,bis Pfingsten,in Lübeck-Süd,mit Firma Bröselmann",
    ),
    "fr": Words(
        "Négocier,Déplacer,Réviser,Annuler,Chiffrer,Préparer,Relancer",
        "l'éclairage scénique,le déménagement des décors,la clause pénale,les heures supplémentaires,la verrière fêlée,le vernissage",
        "à l'Orangerie,avec Mme Lefèvre-Châtel,pour la Cité du Zinc,côté cour,avant la Chandeleur,au dépôt n° 4",
    ),
    "es": Words(
        "Revisar,Aplazar,Cotizar,Desmontar,Avisar,Cobrar",
        "la penalización del órgano,el montaje de la carpa,las goteras del almacén,el seguro de las vitrinas,la señalización",
        "en Villarejo,con la abogada Iturralde,para Escenografía Norte,antes del año nuevo,en la nave 3",
    ),
    "pl": Words(
        "Sprawdź,Zamów,Przenieś,Wyceń,Odwołaj,Przygotuj",
        "żółte zasłony,oświetlenie głównej sceny,umowę z ochroną,przegląd dźwigni,naprawę świetlików",
        "w Łęczycy,dla Jędrzejczaka,przed Świętem Śniegu,na zapleczu hali,z firmą Źródło",
    ),
    "cs": Words(
        "Dohodnout,Přeložit,Objednat,Zrušit,Zkontrolovat",
        "výpověď s vedoucím,přečerpání bazénu,nájem lešení,úhradu škody,převoz žulových desek",
        "v dílně,pro Stříbrnou lázeň,u Kvěťina mostu,do Velikonoc,s Řehořem",
    ),
    "sv": Words(
        "Förhandla,Måla om,Hämta,Flytta,Räkna",
        "övertid med ljudteknikern,podierna,vågbrytarens räcke,länsstyrelsens tillstånd,bergvärmen",
        "före pressvisningen,i Västerås,hos Sjöstrand,på Nybrokajen,inför årsmötet",
    ),
    "da": Words(
        "Afklar,Flyt,Udskyd,Bestil",
        "rørføringen under gulvet,køreplanen for færgen,sæsonkortets pris,fyrtårnets ærinde",
        "på Østre Kaj,hos Sørensen,før høstferien,i Æbeltoft",
    ),
    "tr": Words(
        "Ertele,Kontrol et,Onayla,Taşı",
        "ışık köprüsünün bakımı,çatı onarım sözleşmesi,gösterinin bütçesi,giriş kulesi",
        "Çırağan'da,Şükrü Bey ile,İzmir için,ağustostan önce",
    ),
    "ga": Words(
        "Athraigh,Glan,Seol",
        "an sceideal réamhléirithe,na fógraí dátheangacha,an conradh soilsithe,cuntas na mbád",
        "i nGaillimh,do Mháire Ní Dhonnchú,roimh Shamhain,ar an gCé Fhada",
    ),
    "el": Words(
        "Έλεγχος,Μεταφορά,Ακύρωση,Προσφορά",
        "του φωτισμού της σκηνής,της σύμβασης ασφάλισης,των υπερωριών,του ξύλινου δαπέδου",
        "στην Πάτρα,για τον Ξενάκη,πριν το Πάσχα,στο Βόρειο Περίπτερο",
    ),
    "ru": Words(
        "Проверить,Перенести,Согласовать,Оценить",
        "смету на занавес,штраф подрядчика,страховку витрин,ремонт лебёдки",
        "в Выборге,для Щукиной,до Масленицы,с фирмой Маяк-Юг",
    ),
    "he": Words(
        "לבדוק,להזמין,לבטל,לתאם",
        "את תאורת הבמה,הרחבת אולם הגלים,חוזה השמירה,שעות נוספות לצוות",
        "בנמל חיפה,עם רונית אזולאי,לפני הפסח,באגף הצפוני",
    ),
    "ar": Words(
        "مراجعة,تأجيل,إلغاء,تسعير",
        "عقد الإضاءة المسرحية,تأمين المعروضات,صيانة الرافعة,غرامة المقاول",
        "في المنامة,مع شركة النورس,قبل العيد,للجناح الشمالي",
    ),
    "zh": Words(
        "核对,更换,推迟,取消",
        "展柜防火等级,二号厅投影灯泡,供应商违约金,舞台升降机保险",
        "海螺博物馆,银杏文化,三月之前,梅林仓库",
        ("{verb}{thing} {name}", "{name}{thing}", "{name}:{verb}{thing}"),
        "",
    ),
    "ja": Words(
        "確認,延期,見積,中止",
        "照明ブリッジの保険料,舞台リフトの修理費,残業代の交渉,展示ケースの搬入",
        "銀河パビリオン,梅林倉庫,ヴァンデル商会,三月中旬",
        ("{name}の{thing}{verb}", "{thing}を{verb} {name}"),
        "",
    ),
    "ko": Words(
        "검토,연기,취소,견적",
        "달빛 전시관 조명 보험,무대 승강기 수리비,위약금 협의,야간 경비 계약",
        "서라 창고,한도경 변호사,추석 전,북쪽 별관",
        ("{name} {thing} {verb}", "{thing} {verb} {name}"),
    ),
    "th": Words(
        "ตรวจสอบ,เลื่อน,ยกเลิก",
        "ระบบไฟเวทีใหญ่,สัญญาประกันภัยตู้จัดแสดง,ค่าปรับผู้รับเหมา",
        "คลังสินค้าบางนา,บริษัทหอยสังข์,ก่อนสงกรานต์",
        ("{verb}{thing} {name}", "{name} {thing}"),
        "",
    ),
}
"""Language -> what its titles are made of. All invented."""

_PLAIN: Final = Words(
    "Add,Fix,Update,Remove,Refactor,Rename,Move,Document,Improve,Review,Test,Plan,Draft,Clean up,Deploy,Investigate,Migrate,"
    "Prepare,Approve,Close",
    "docs,tests,the build,error handling,login page,dependencies,user settings,invoice export,the changelog,release notes,search index,"
    "broken links,type annotations,default values,memory usage,the database schema,customer feedback,onboarding,billing,weekly report,"
    "budget,configuration file,test coverage,the API client,access rights,data model,timeouts,the parser,file uploads,e-mail templates",
    "for the next release,in production,on Windows,for Python 3,after the upgrade,in the new version,for new users,before the deadline,"
    "for the mobile app,in the admin panel,of the default branch,with the new format,on the main page,for the first quarter,"
    "in the background,with unicode,when the file is missing,for internal use,and add tests,to the new server",
    ("{verb} {thing}", "{thing}", "{verb} {thing} {name}", "{thing} {name}", "{verb} {thing} {name}"),
)
"""Everyday titles in everybody's words: these are the ones that stand in unrelated texts by chance."""


def titles(count: int, seed: int = 20260301) -> list[str]:
    """Distinct titles in all languages by turns, none of them in everyday words."""
    return _drawn(count, random.Random(seed), list(LANGUAGES.values()))  # noqa: S311 - a seed, not a secret


def everyday(count: int, seed: int = 20260302) -> list[str]:
    """Distinct titles in everyday English words: short ones are few, so most are three to eight words long."""
    return _drawn(count, random.Random(seed), [_PLAIN])  # noqa: S311 - likewise


def summaries() -> list[str]:
    """What one half of the packages installed here say they are, in one line each: the half ``gives_titles`` tells."""
    named = ((each.metadata["Name"], (each.metadata["Summary"] or "").strip()) for each in distributions())
    return sorted({line for name, line in named if 0 < len(line) < 120 and gives_titles(name)})


def gives_titles(package: str) -> bool:
    """Say of a package whether its summary is a title; if not, its text is read. Packages of one family have the same first letters."""
    return crc32(package.lower()[:4].encode()) % 2 == 0


def _drawn(count: int, draw: random.Random, languages: Sequence[Words]) -> list[str]:
    found: dict[str, None] = {}
    source = _endless(draw, languages)
    while len(found) < count:
        found[next(source)] = None
    return list(found)


def _endless(draw: random.Random, languages: Sequence[Words]) -> Iterator[str]:
    while True:
        for words in languages:
            verb, thing, name = (draw.choice(each.split(",")) for each in (words.verbs, words.things, words.names))
            title = draw.choice(words.order).format(verb=verb, thing=thing, name=name, number=draw.randint(2, 99))
            yield title + draw.choice(("", "", f"{words.space}{draw.randint(2, 60)}"))
