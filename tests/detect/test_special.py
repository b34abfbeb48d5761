"""Special categories. Law: a sentence about a person is found whole, in many languages; the same words about software are left alone."""

# ruff: noqa: RUF001 - letters of other scripts are what it is about

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.special import CATEGORIES, SentenceScanner, expression
from gateway.model.category import VOCABULARY

SCANNER = SentenceScanner()


def found(text):
    return {(span.detector, text[span.start : span.end]) for span in SCANNER.scan(text)}


SENTENCES = [
    # English
    ("health", "Maeve Dunphy was diagnosed with breast cancer in March"),
    ("health", "He has been off sick since the stroke, HR has the medical certificate"),
    ("health", "Tom's wife says he is back in rehab and off the antidepressants"),
    ("health", "My colleague is HIV positive, please keep it between us"),
    ("health", "Aoife Brennan is eight months pregnant and starts maternity leave on Monday"),
    ("health", "At home she suffers from panic attacks before every opening"),
    ("health", "Employee uses a wheelchair and has epilepsy"),
    ("health", "Augustus Fennimore wears a colostomy bag, do not book him for the roof"),
    ("health", "संजय शर्मा को मधुमेह है, रात की पाली न दें"),
    ("health", "Фёдор Кузнецов болен туберкулёзом, не допускать к смене"),
    ("religion", "Hye-jin Seo converted to Islam and asks for Fridays off"),
    ("ethnic", "Özlem Kaya is a Traveller, the client asked for somebody else"),
    ("politics", "Ruaridh MacAskill is a member of the SNP and canvasses at lunch"),
    ("politics", "Íñigo Cañas Ruiz milita en Vox y reparte propaganda"),
    ("union", "Colm Hegarty joined Unite last month and organises the night shift"),
    ("union", "João Ribeiro é filiado à CUT e organiza a greve"),
    ("union", "Åke Sjölander är medlem i Byggnads och planerar strejk"),
    ("sex", "संजय शर्मा came out as gay to the crew, keep it off the notes"),
    ("genetic", "Her genetic test shows that she carries the BRCA1 mutation"),
    ("religion", "Yusuf converted to Islam last spring and prays during the break"),
    ("religion", "Miriam Katz keeps the Sabbath, no calls for her on Saturday"),
    ("religion", "The new technician is a devout Catholic and asked for Good Friday off"),
    ("ethnic", "Paddy McDonagh comes from a Traveller family, some of the crew object"),
    ("ethnic", "She mentioned her Kurdish origin and her refugee status in the interview"),
    ("politics", "Declan is a member of the Green Party and canvasses for them at weekends"),
    ("politics", "Our site manager stood for election for Sinn Féin in 2024"),
    ("politics", "He voted for Brexit and told everybody about his political views"),
    ("union", "Owen Pritchard is our shop steward and threatens a strike ballot"),
    ("union", "She joined SIPTU in May and recruits in the paint shop"),
    ("sex", "Rowan Ashby is transgender and the crew keeps using the old name"),
    ("sex", "Kevin came out as gay at the wrap party"),
    ("sex", "Niall brought his husband to the dinner"),
    ("crime", "Gareth Vaughan has a criminal record for drink driving"),
    ("crime", "He was convicted of theft and is on probation until June"),
    ("crime", "Two of our riggers were arrested, Mr Doyle is still in jail"),
    ("biometric", "Her fingerprints on file do not match the ones on the reader"),
    # German
    ("health", "Frau Lindner ist seit Montag krankgeschrieben, Verdacht auf Bandscheibenvorfall"),
    ("health", "Jürgen Pohl hat Krebs und beginnt im Mai mit der Chemotherapie"),
    ("health", "Die Kollegin ist schwanger und geht im Herbst in Mutterschutz"),
    ("religion", "Er ist gläubiger Muslim und fastet im Ramadan"),
    ("union", "Herr Brandt ist bei ver.di und sitzt im Betriebsrat"),
    ("politics", "Mein Chef ist Parteimitglied der AfD"),
    ("sex", "Sie ist lesbisch und lebt mit ihrer Freundin zusammen"),
    ("crime", "Der Mitarbeiter ist vorbestraft wegen Diebstahls"),
    # French
    ("health", "Mme Caron est en arrêt maladie pour dépression"),
    ("health", "Julien Roche est séropositif, il ne veut pas que ça se sache"),
    ("religion", "Elle est musulmane pratiquante et porte le voile"),
    ("union", "Notre délégué syndical CGT, M. Perrin, appelle à la grève"),
    ("crime", "Il a été condamné pour conduite en état d'ivresse"),
    ("sex", "Luc Bernard est homosexuel, sa famille ne le sait pas"),
    # Spanish
    ("health", "A Begoña Urrutia le han diagnosticado esclerosis múltiple"),
    ("health", "Joaquín está de baja por ansiedad desde enero"),
    ("religion", "Mi compañera es testigo de Jehová y no quiere trabajar en Navidad"),
    ("politics", "Su marido es militante del PSOE y concejal"),
    ("union", "Iker Goñi es delegado sindical de Comisiones Obreras"),
    ("ethnic", "Remedios es gitana y en el taller se burlan de ella"),
    # Italian
    ("health", "Giacomo Fusco è in malattia per un esaurimento nervoso"),
    ("health", "La collega è incinta e lo ha detto solo al capo"),
    ("religion", "Davide Levi è ebreo e rispetta lo shabbat"),
    ("union", "La signora Conti è iscritta alla CGIL e ha indetto lo sciopero"),
    ("politics", "Suo fratello ha la tessera di Fratelli d'Italia"),
    ("crime", "Il dipendente ha precedenti penali per furto"),
    # Portuguese
    ("health", "O colega foi diagnosticado com esclerose múltipla"),
    ("religion", "Ela é evangélica e não trabalha ao sábado por convicções religiosas"),
    # Dutch
    ("health", "Femke Bos zit thuis met een burn-out"),
    ("health", "Onze collega is zwanger en gaat in mei met zwangerschapsverlof"),
    ("union", "Wouter Kuipers is lid van de FNV en organiseert de staking"),
    ("religion", "Zij draagt een hoofddoek en bidt in de pauze"),
    ("crime", "Hij heeft een strafblad wegens mishandeling"),
    # Polish
    ("health", "Agnieszka Wilk jest na zwolnieniu lekarskim z powodu depresji"),
    ("health", "Pracownik choruje na cukrzycę i jest po zawale"),
    ("religion", "Marek Zając jest świadkiem Jehowy i nie świętuje"),
    ("union", "On działa w Solidarności i namawia do strajku, jego szef o tym wie"),
    ("sex", "Tomasz jest gejem, ale nie mówi o tym w pracy"),
    # Czech
    ("health", "Zdeňka Malá je na neschopence kvůli depresi"),
    ("health", "Kolega prodělal infarkt a je v nemocnici"),
    ("religion", "Její manžel je muslim a drží ramadán"),
    ("union", "Vedoucí odborů pan Krejčí vyhlásil stávku"),
    ("crime", "Zaměstnanec má záznam v rejstříku trestů"),
    # Swedish, Danish, Norwegian, Finnish
    ("health", "Gunilla Ek är sjukskriven för utmattningssyndrom"),
    ("health", "Hennes son har autism och hon är ofta hemma"),
    ("union", "Lars-Erik är fackombud i IF Metall"),
    ("religion", "Hon är muslim och fastar under ramadan"),
    ("health", "Min kollega er sygemeldt med stress og depression"),
    ("health", "Ansatt er sykmeldt etter hjerteinfarkt, sier hans sjef"),
    ("health", "Työntekijä on sairauslomalla masennuksen takia"),
    # Irish
    ("health", "Tá Seosamh Ó Briain ar saoire bhreoiteachta, tá ailse air"),
    # Turkish, Hungarian, Romanian, Greek, Russian
    ("health", "Elif Yıldız hamile ve doğum izni için rapor aldı"),
    ("religion", "Ayşe Hanım Alevi olduğunu söyledi, cemevine gidiyor"),
    ("union", "Mehmet Bey sendika temsilcisi ve greve çıkacak"),
    ("health", "Kovács Péter táppénzen van a műtét után"),
    ("health", "Colega mea este însărcinată și are concediu medical"),
    ("health", "Η Μαρία Παππά είναι έγκυος και σε αναρρωτική άδεια"),
    ("health", "Сотрудница беременна и уходит в декрет"),
    # Chinese, Japanese, Korean, Hebrew, Arabic
    ("health", "王芳患有抑郁症，正在请病假"),
    ("religion", "他是穆斯林，斋月期间不上晚班"),
    ("sex", "同事说她是同性恋"),
    ("health", "田中さんはうつ病で休職中です"),
    ("health", "이지은 대리는 우울증으로 병가 중입니다"),
    ("union", "박민수 과장은 노조 지부장이다"),
    ("religion", "그녀는 여호와의 증인이라 참석하지 않는다"),
    ("health", "דנה לוי בהיריון ותצא לחופשת לידה ביוני"),
    ("religion", "הוא שומר שבת ולא עונה לטלפון"),
    ("health", "الموظف مصاب بمرض السكري وهو في المستشفى"),
]


def test_a_sentence_in_thai_is_found_though_nothing_says_where_it_ends():
    assert [span.detector for span in SCANNER.scan("สมชาย บุญมี เป็นโรคเบาหวาน ห้ามทำงานกะดึก")] == ["health"]


@pytest.mark.parametrize(("topic", "sentence"), SENTENCES, ids=[f"{topic} {number}" for number, (topic, _) in enumerate(SENTENCES)])
def test_a_sentence_about_a_person_is_found_whole(topic, sentence):
    assert (topic, sentence) in found(sentence)
    assert (topic, sentence) in found(f"note\x1f{sentence}\x1fetter")
    assert (topic, f"{sentence}.") in found(f"Stage is ready. {sentence}. Call the hall.")


@pytest.mark.parametrize(
    "text",
    [
        "health check passed",
        "GET /healthz 200",
        "the union type of two strings",
        "race condition in the scheduler",
        "orientation: landscape",
        "conviction rate",
        "feature flag is disabled",
        "third party cookies",
        "party_size",
        "vote for leader in term 7",
        "sick_leave_requested",
        "Sick leave",
        "Maternity Leave Request Form",
        "Breast Cancer Awareness Week",
        "lithium battery at 40 %",
        "the service was diagnosed with strace",
        "abort the transaction",
        "Invalid header",
        "stroke-width: 2",
        "retina display",
        "fingerprint of the certificate",
        "SHA256 fingerprint",
        "depression of the key",
        "database agnostic",
        "Christian name field",
        "black box test",
        "gender: unknown",
        "gay parade sponsors",
        "operated by a third party",
        "kernel panic attack surface",
        "gradient descent",
        "user suffers from slow queries",
        "process was arrested by the debugger",
        "Roma Termini 12:40",
        "ORDER BY party",
        "conversion to int",
        "converted to UTF-8 by his colleague",
        "she runs the health checks of the cluster",
        "his union type has three members",
        "employee_id=7 party=2",
    ],
)
def test_software_and_headlines_are_left_alone(text):
    assert found(text) == set()
    assert found(f"he\x1f{text}\x1fher") == set()


def test_every_topic_has_a_category_of_the_vocabulary():
    assert set(CATEGORIES.values()) <= VOCABULARY
    assert {topic for topic, _ in SENTENCES} == set(CATEGORIES)


def test_a_sentence_of_two_topics_is_two_findings():
    text = "She is pregnant and a member of the Green Party"
    assert found(text) == {("health", text), ("politics", text)}
    assert {span.category for span in SCANNER.scan(text)} == {"user.health_and_medical", "user.demographic.political_opinion"}


def test_two_sentences_are_two_findings():
    text = "Anna has cancer. The stage is ready. Tom is gay!"
    assert found(text) == {("health", "Anna has cancer."), ("sex", "Tom is gay!")}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("ValueError: Tom is HIV positive", "Tom is HIV positive"),
        ("note = Tom is HIV positive", "Tom is HIV positive"),
        ("diagnosed with: his colleague", "diagnosed with: his colleague"),
        ('could not save "Tom is HIV positive" to disk', "Tom is HIV positive"),
        ("her note 'Tom is HIV positive' says all about cancer", "her note 'Tom is HIV positive' says all about cancer"),
        ('he said "HIV positive result" twice', 'he said "HIV positive result" twice'),
        ('{"note": "Tom is HIV positive", "x": "stage"}', "Tom is HIV positive"),
        ("Dr. Berg and J. Smith say that Tom is HIV positive. Fine.", "Dr. Berg and J. Smith say that Tom is HIV positive."),
        ("<p>Tom is HIV positive</p><p>Stage</p>", "Tom is HIV positive"),
        ("one | Tom is HIV positive | two", "Tom is HIV positive"),
        ("All is ready\n- Tom is HIV positive\n- stage", "- Tom is HIV positive"),
        ("Everybody knows that Tom\nis HIV positive now", "Everybody knows that Tom\nis HIV positive now"),
        ("stage\nTom HIV\nlight", "Tom HIV"),
        ("TOM BERG TOLD US ABOUT THE HIV TEST", "TOM BERG TOLD US ABOUT THE HIV TEST"),
        ("他患有糖尿病。舞台好了。", "他患有糖尿病。"),
        ("his husband", "his husband"),
        ("she is on sick\n leave now", "she is on sick\n leave now"),
        ("{'note': 'Tom is HIV positive', 'id': 5}", "Tom is HIV positive"),
        ("UPDATE t SET note='Tom\u2019s wife is HIV positive' WHERE id=5", "Tom\u2019s wife is HIV positive"),
    ],
)
def test_a_finding_is_the_sentence_and_nothing_else(text, finding):
    assert {value for _, value in found(text)} == {finding}


def test_a_very_long_sentence_is_found_around_its_term():
    text = "and so on " * 200 + "she has cancer " + "and so on " * 200
    ((_, value),) = found(text)
    assert "she has cancer" in value
    assert len(value) < len(text)


def test_headlines_hold_words_of_capitals_that_are_no_names():
    assert found("Diabetes Care And Support Centre") == set()
    assert found("Her Diabetes Care") != set()


def test_a_term_that_goes_over_a_boundary_does_not_hide_the_next_sentence():
    text = "He lost it on the\n\nsick leave. She is gay and on her sick\nleave"
    assert ("sex", "She is gay and on her sick\nleave") in found(text)


@pytest.mark.parametrize(
    ("entry", "text", "matches"),
    [
        ("diabet*", "diabetischer", True),
        ("multiple sclerosis", "multiple_sclerosis", True),
        ("=AIDS", "aids", False),
        ("těhot*", "tehotna", True),
        ("těhot*", "te\u030chotná", True),
        ("k[ü]rt", "kurt", False),
        ("parkinson'?s", "parkinson\u2019s", True),
        ("ver\\.?di", "verdi", True),
    ],
)
def test_entries_are_written_as_expressions(entry, text, matches):
    assert bool(re2.fullmatch(f"(?i){expression(entry)}", text)) is matches


PARTS = st.sampled_from(
    ["she ", "gay", " is pregnant. ", "\x1f", "\n", "Anna Berg ", "'", '"', "note: ", "癌", "她", "\u0301", "é", "e.g. ", "! ", "BECTU"]
)


@given(st.lists(PARTS, max_size=30).map("".join))
def test_spans_lie_in_one_leaf_and_come_again(text):
    spans = SCANNER.scan(text)
    assert all(0 <= span.start < span.end <= len(text) and "\x1f" not in text[span.start : span.end] for span in spans)
    assert spans == SCANNER.scan(text)
