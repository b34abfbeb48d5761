"""What in a sentence says that it is about somebody. Law: a pronoun, a role or something like a name; ``user`` is none."""

# ruff: noqa: RUF001 - letters of other scripts are what it is about

from typing import Any, Final

from gateway.detect.scan import compiled

LETTER: Final = r"[A-Za-z\x{c0}-\x{24f}\x{300}-\x{36f}\x{370}-\x{1fff}\x{3040}-\x{d7ff}]"
"""Letters of the scripts the lexicon is written in; ``\\pL`` exactly would make the automaton fifty times as large."""

OTHER: Final = r"[^A-Za-z0-9\x{c0}-\x{24f}\x{300}-\x{36f}\x{370}-\x{1fff}\x{3040}-\x{d7ff}]"
"""No letter and no digit."""

_PRONOUNS: Final = (
    "he|she|him|her|his|hers|himself|herself|i'm|i am|i was|i have|my|mine|"  # English
    "sé|sí|a fear|a bean|"  # Irish
    "er|sie|ihm|ihr|ihre[mnrs]?|seine?[mnrs]?|mein(?:e[mnrs]?)?|"  # German
    "il|elle|lui|sa|ses|"  # French
    "él|ella|su|sus|"  # Spanish
    "lui|lei|suo|sua|suoi|sue|"  # Italian
    "ele|ela|seu|dele|dela|"  # Portuguese
    "el|ea|lui|ei|"  # Romanian
    "hij|zij|ze|haar|hem|zijn|"  # Dutch
    "han|hon|hun|hans|hennes|hendes|honom|henne|ham|hende|hänen|hän|"  # Nordic
    "jego|jej|jemu|ona|jí|jeho|její|jemu|mu|něj|něm|ní|jeho|jej|"  # Slavic
    "ő|neki|όνομα|αυτός|αυτή|του|της|onun|ona|kendisi|"  # Hungarian, Greek, Turkish
    "он|она|его|её|ее|ему|ей|він|вона|його|її"  # Cyrillic: RUF003 - it is meant
)

_ROLES: Final = (
    r"colleagues?|co-?workers?|employees?|staff members?|members? of staff|managers?|supervisors?|boss|foreman|interns?|trainees?"
    r"|apprentices?|applicants?"
    r"|patients?|husband|wife|daughter|son|mother|father|brother|sister|spouse|fianc[ée]e?|girlfriend|boyfriend|widow(?:er)?|mum|dad|mam"
    r"|nurse|doctor|physician|driver|director|assistant|technician|designer|rigger|usher|volunteer|hr|human resources|occupational"
    r"|gp|payroll|sick"
    r"|mitarbeiter\w*|kolleg(?:e|en|in|innen)|angestellter?|chefin?|abteilungsleiter\w*|patient(?:in)?|personalabteilung"
    r"|betriebsrat|ehefrau|ehemann|tochter|sohn"
    r"|coll[èe]gues?|salari[ée]e?s?|employ[ée]e?s?|responsable|stagiaire|mari|femme|fille|fils|drh|chef"
    r"|compañer[oa]s?|emplead[oa]s?|trabajador[ae]?s?|jef[ea]|becari[oa]|hij[oa]|espos[oa]|marido|rrhh|técnic[oa]"
    r"|collega|colleghi|dipendent[ei]|responsabile|capo|tirocinante|moglie|marito|figli[oa]|risorse umane|tecnic[oa]"
    r"|colega|funcionári[oa]|empregad[oa]|chefe|estagiári[oa]|filh[oa]|angajat\w*|coleg[ăa]?|șef\w*"
    r"|collega's?|medewerk(?:er|ster)s?|werknemer|chef|leidinggevende|stagiair\w*|echtgeno\w+|dochter|zoon|personeelszaken"
    r"|koll?eg\w*|medarbetar\w*|medarbej?der\w*|anställd\w*|ansat\w*|chef\w*|sjef\w*|praktikant\w*|maka|make|dotter|datter|sønn?"
    r"|työntekij\w*|esimies\w*"
    r"|pracowni\w+|koleżank\w+|kierowni\w+|szef\w*|żon[aąęy]|mąż|córk\w+|syn\w*|kadry"
    r"|zaměstnan\w+|kolegyn\w+|vedouc\w+|šéf\w*|manžel\w*|dcer\w+|personální|munkatárs\w*|kollég\w*|főnök\w*"
    r"|çalışan\w*|iş arkadaş\w*|müdür\w*|stajyer\w*|eşi\b|kızı|oğlu|ik\b|bey|hanım|personel\w*"
    r"|сотрудни\w+|коллег\w+|начальни\w+|жена|муж|сын|дочь|працівни\w+|колег\w+|υπάλληλο\w+|συνάδελφο\w+"
)

_ABROAD: Final = (
    r"[他她]|先生|女士|小姐|太太|员工|員工|同事|本人|经理|經理|主管|老师|部门"
    r"|\p{Han}{2,3}(?:患|被|因|正|已|请|請|的|是|说|說|在|有|服|去|不|每|曾|做|要|告|向)"
    r"|さん|氏|様|彼|社員|部長|課長|同僚|上司|씨|님|그는|그가|그녀|직원|팀장|과장|부장|사원|대리|동료|매니저|[가-힣]{2,4}(?:은|는"
    r"|이|가|의|에게|께서|도) "
    r"|उस(?:े|की|का|के)|उन(?:्हें|की|का|के)|श्री|श्रीमती|कर्मचारी|(?:^| )जी(?: |$)|\p{Devanagari}{2,} \p{Devanagari}{2,} (?:को|की|का|के|ने|है)(?: |$)"
    r"|คุณ|เขา|เธอ|พนักงาน|หัวหน้า|นาย|นางสาว|นาง|\p{Thai}{2,} \p{Thai}{2,} "
    r"|הוא|היא|של[והי]|\pL*עובד\pL*|\pL*מנהל\pL*|\p{Hebrew}{2,} \p{Hebrew}{2,} |هو|هي|الموظف\pL*|\p{Arabic}{2,} \p{Arabic}{2,} "
)

_NAME: Final = (
    r"\p{Lu}[\p{Ll}\x{300}-\x{36f}'’]+(?:-\p{Ll}+)?(?:[ \x{a0}](?:v[ao]n|de[nrl]?|d[aiou]s?|della|la|le|bin|al|el|ten|ter|y|\p{Lu}\."
    r"|'t))*[ \x{a0}-]{1,2}(?:O['’]|Mac|Mc|d['’])?\p{Lu}[\p{L}\x{300}-\x{36f}'’]+"
)
_TITLED: Final = r"\b(?:Mr|Mrs|Ms|M|Mme|Mlle|Dr|Sr|Sra|Sig|Signora?|Se[ñn]ora?|Herrn?|Frau|Hr|Dhr|Mevr|Pan[ai]?|Pan[íi])\.? \p{Lu}\p{Ll}+"

_NAME_ABROAD: Final = (
    r"(?:^|[^\p{Han}\p{Hangul}\p{Hebrew}\p{Arabic}])(?:\p{Hangul}{2,4}|\p{Han}{2,4}|\p{Hebrew}{2,} \p{Hebrew}{2,}"
    r"|\p{Arabic}{2,} \p{Arabic}{2,}|\p{Devanagari}{2,} \p{Devanagari}{2,}|\p{Thai}{2,} \p{Thai}{2,})"
    r"(?:[^\p{Han}\p{Hangul}\p{Hebrew}\p{Arabic}]|$)"
)
_DOES: Final = (
    r"\p{Lu}[\p{L}\x{300}-\x{36f}'’]+ (?:is|was|has|had|takes|told|suffers|confirmed|asked|says|said|needs"
    r"|got|went|came|cannot|can't|won't|refuse[sd]|joined|observes|prays"
    rf"|votes?|ist|hat|war|wurde|leidet|est|a|souffre|es|está|tiene|sufre|padece|toma|è|ha|soffre|prende|heeft|werd|är|har|lider"
    rf"|jest|ma|je|má|trpí|voted|tested|suffered|converted|prays|works)(?:{OTHER}|$)"
)


_GIVEN: Final = (
    "Aaron Adam Adriana Agnieszka Ahmed Aidan Aisha Alan Alba Albert Alejandro Alessandra Alessandro Alex Alexander Alexandra Alfie "
    "Ali Alice Alicia Alison Amanda Amelia Amina Amy Ana Anders Andrea Andreas Andrei Andrew Andrzej Angela Anja Anke Anna Anne "
    "Annika Anton Antonio Aoife Arjun Artur Astrid Aylin Ayşe Barbara Bart Bas Beata Beatriz Begoña Ben Benjamin Bernd Björn Brendan "
    "Brian Bridget Bronwyn Burak Carlos Carmen Carol Caroline Catherine Cem Charlotte Chiara Chloe Chris Christian Christina "
    "Christine Christoph Ciara Ciarán Claire Clara Claudia Colm Conor Cristina Dagmar Daniel Daniela Darragh David Deborah Declan "
    "Deirdre Denis Derek Diana Diego Dieter Dirk Dmitri Dominik Donal Dorota Edward Eero Eileen Eleanor Elena Elif Elisa Elizabeth "
    "Ella Ellen Els Elsa Emil Emily Emine Emma Emre Enrico Eoin Eric Erik Ernesto Esther Eva Ewa Fatima Fatma Federico Femke Fernando "
    "Fiona Florian Francesca Francesco Frank Franz Fredrik Gabriel Gareth Gary George Gerard Gert Gianni Giorgio Giovanni Giulia "
    "Giuseppe Grace Graham Greta Grzegorz Gráinne Guido Gustav Günter Hakan Hana Hannah Hans Harald Hasan Hassan Heike Helen Helena "
    "Helga Henrik Hüseyin Ian Ibrahim Ignacio Iker Ines Ingrid Irene Isabel Ivan Iwona Iñaki Jack Jacob Jakub James Jan Jana Jane "
    "Janek Jarmila Javier Jennifer Jens Jerzy Jessica Jesús Jiří Joanna Joanne Johan Johannes John Jonas Jorge Joris Josef Joseph "
    "José João Juan Judith Julia Julie Jörg Jürgen Kacper Karel Karen Karin Karl Karolina Kasia Katarzyna Kate Katja Katrin Kevin "
    "Khalid Kieran Kim Klaus Kristina Krzysztof Květa Lars Laura Lea Lena Leon Liam Linda Lisa Lotte Louise Luca Lucia Lucie Luis "
    "Lukas Lukáš Maeve Magda Magdalena Manuel Marc Marcin Marco Marek Maria Marie Mario Mark Marko Markus Marta Martin Martina Mary "
    "María Mateusz Matteo Matthew Max Małgorzata Mehmet Michael Michal Michał Miguel Mikael Milan Milena Miriam Mohamed Mohammed "
    "Monika Mustafa Nadia Natalia Natasha Niamh Nicola Nicole Niels Nikola Nina Noah Nora Oisín Olga Oliver Omar Ondřej Oskar Pablo "
    "Paola Patricia Patrick Paul Paula Pavel Paweł Pedro Peter Petr Petra Philip Philippa Pierre Piet Piotr Priya Rachel Radek Rafael "
    "Raj Raquel Rebecca Renata René Ricardo Richard Rita Robert Roberto Rosa Ruth Ryan Samantha Samuel Sandra Saoirse Sara Sarah "
    "Sebastian Selin Sergio Sigrid Silvia Simon Simone Sinéad Siobhán Sofia Sophie Stefan Stefano Stella Stephen Steven Sunita Susan "
    "Susanne Sven Sylvia Søren Tadeusz Tamara Tanja Tereza Thomas Tim Tobias Tom Tomasz Tomáš Torbjörn Ulrich Ulrike Ursula Uwe "
    "Valentina Vera Veronika Victor Viktor Vincent Wendy Werner Wiebke Wojciech Xavier Yasmin Yusuf Zeynep Zofia Zuzana Åsa Örjan "
    "Øyvind Łukasz"
)
"""Given names common in Europe, from memory: one of them beside a term is enough."""

_IS: Final = r"(?i:\b(?:is|was|been|became|ist|war|est|es|è|är|jest|je)[ _-](?:an?|eine?|une?|una|een|en)[ _-]__)"
"""``is a ...`` right before a term."""


def _compiled(expression: str) -> Any:
    return compiled(expression.replace(r"\w", LETTER).replace(r"\pL", LETTER))


_SAID: Final = rf"(?i:(?:^|{OTHER})(?:{_PRONOUNS}|{_ROLES})(?:{OTHER}|$))|{_ABROAD}"

CUE: Final[Any] = _compiled(
    f"{_SAID}|{_IS}|{_TITLED}|{_NAME}|{_NAME_ABROAD}|{_DOES}|(?:^|{OTHER})(?:{_GIVEN.replace(' ', '|')})(?:{OTHER}|$)"
)
"""One search over a sentence whose terms were blanked."""

PLAIN: Final[Any] = _compiled(_SAID)
"""The same without names: in a headline every word is written like one."""
