"""The words of the data dictionary, folded: no accents, lower case. Law: a word stands in one table; what no table holds says nothing.

Languages: English, German, French, Spanish, Italian, Polish, Portuguese, Dutch, Swedish, Czech, Irish, Turkish, Danish, Norwegian, Finnish,
Hungarian, Romanian and Croatian, with the plurals and genitives that stand in keys (``nazwa_projektu``); words in other scripts are in
``dictionary_abroad``. Left out: words that mean something technical more often (``job``, ``taken``, ``bug``; ``board`` and ``card`` alone).
"""

from collections.abc import Mapping
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HEADS: Final[Mapping[str, str]] = {
    word: category
    for category, words in {
        "integro.project": """
            project projects projekt projekte projekten projekts projektes projet projets proyecto proyectos progetto progetti
            projekty projektu projektow projekter projeto projetos projecten projektet tionscadal tionscadail prosjekt prosjekter
            proje projeler projesi
            projenin projekti projektin projekat projekata proiect proiectul proiecte togra tograi
            chantier chantiers baustelle baustellen bauvorhaben cantiere cantieri bouwplaats
            milestone milestones meilenstein meilensteine jalon jalons hito hitos mijlpaal mijlpalen milstolpe milstolpar milnik
            milniky milepael sprint sprints epic epics workstream workstreams subproject subprojects teilprojekt teilprojekte
            budget budgets presupuesto presupuestos orcamento orcamentos budzet budzetu rozpocet rozpoctu begroting buisead""",
        "integro.task": """
            task tasks todo todos ticket tickets issue issues story stories subtask subtasks deliverable deliverables
            aufgabe aufgaben teilaufgabe teilaufgaben vorgang vorgange tache taches tarea tareas compito compiti zadanie zadania zadan
            attivita tehtava tehtavat tehtavan feladat feladatok zadatak zadatka zadaci sarcina sarcini
            tarefa tarefas taak taaknaam uppgift uppgifter ukol ukoly ukolu tasc tascanna opgave opgaver oppgave oppgaver
            gorev gorevler gorevi""",
        "integro.comment": """
            comment comments kommentar kommentare kommentaren kommentarer commentaire commentaires comentario comentarios commento
            yorum yorumlar aciklama kommentti kommentit megjegyzes megjegyzesek comentariu comentarii
            commenti komentarz komentarze komentarza komentare komentaru opmerking opmerkingen trachtanna
            note notes notiz notizen notatka notatki notitie notities anteckning anteckningar poznamka poznamky
            description descriptions beschreibung descripcion descrizione descricao omschrijving beskrivning beskrivelse popis opis""",
        "integro.attachment": """
            attachment attachments anhang anhange adjunto adjuntos allegato allegati zalacznik zalaczniki zalacznika anexo anexos
            ekler liite liitteet melleklet mellekletek prilog prilozi atasament atasamente
            bijlage bijlagen bilaga bilagor priloha prilohy ceangaltan ceangaltain vedlegg
            filename filenames dateiname dateinamen bestandsnaam filnamn nomfichier""",
        "integro.team": """
            squad squads takim takimi ekip tiimi tiimin csapat csapatok echipa echipe ekipa
            team teams mannschaft equipe equipes equipo equipos zespol zespolu zespoly tym tymu tymy foireann foirne""",
        "integro.client": """
            client clients customer customers kunde kunden kundin cliente clientes clienti klient klienta klienci klant klanten
            musteri musteriler asiakas asiakkaat asiakkaan ugyfel ugyfelek klijent klijenta klijenti
            kund kunder zakaznik zakaznika zakaznici cliant cliaint auftraggeber bauherr""",
        "integro.search_query": """
            searchquery searchterm searchterms searchtext searchphrase searchstring searchkeyword suchbegriff suchbegriffe sucheingabe
            zoekterm zoektermen sokord hledani busqueda ricerca pesquisa cuardach""",
        "user.name": """
            assignee assignees reporter reporters reviewer reviewers approver approvers author authors creator creators owner owners
            payer payers attendee attendees participant participants watcher watchers collaborator collaborators mention mentions
            invitee invitees recipient recipients supervisor supervisors manager managers employee employees colleague colleagues
            firstname lastname surname fullname givenname familyname middlename nickname username realname
            bearbeiter verfasser ersteller besitzer mitarbeiter vorname nachname familienname
            responsable responsables auteur auteurs prenom destinataire
            responsavel autor autores apellido apellidos sobrenome cognome assegnatario
            wlasciciel przypisany nazwisko imie eigenaar toegewezene voornaam achternaam ansvarig fornamn efternamn
            vlastnik resitel prijmeni jmeno udar sloinne""",
        "user.contact.phone_number": "phone phonenumber telephone telefon telefonnummer telefono telefone telefoon fax",
        "user.contact.address": "street streetaddress strasse postcode postleitzahl plz homeaddress postaladdress hausnummer",
        "user.demographic": """
            birthday birthdate dob dateofbirth geburtsdatum geburtstag gender geschlecht religion ethnicity nationality""",
        "user.health_and_medical": "diagnosis diagnose diagnoza disability allergy allergies medication illness sickness",
    }.items()
    for word in words.split()
}
"""Word -> category of what it names."""

GENERIC: Final = _words(
    "note notes notiz notizen notatka notatki notitie notities anteckning anteckningar poznamka poznamky description descriptions"
    " beschreibung descripcion descrizione descricao omschrijving beskrivning beskrivelse popis opis"
)
"""Heads that are said of anything (``firewall_note``): they speak where every other word of the key is known."""

NAMED: Final[Mapping[str, str]] = {
    **dict.fromkeys(_words("files documents dateien fichiers archivos documentos dokumenty"), "integro.attachment"),
    **dict.fromkeys(_words("boards workspaces folders portfolio portfolios"), "integro.project"),
    **dict.fromkeys(_words("users contacts members persons people"), "user.name"),
    "accounts": "integro.client",
    "companies": "user.contact.organization",
    "organizations": "user.contact.organization",
    "file": "integro.attachment",
    "datei": "integro.attachment",
    "fichier": "integro.attachment",
    "archivo": "integro.attachment",
    "arquivo": "integro.attachment",
    "plik": "integro.attachment",
    "pliku": "integro.attachment",
    "bestand": "integro.attachment",
    "soubor": "integro.attachment",
    "souboru": "integro.attachment",
    "upload": "integro.attachment",
    "dosya": "integro.attachment",
    "tiedosto": "integro.attachment",
    "document": "integro.attachment",
    "dokument": "integro.attachment",
    "documento": "integro.attachment",
    "card": "integro.task",
    "doc": "integro.attachment",
    "proj": "integro.project",
    "dossier": "integro.project",
    "board": "integro.project",
    "workspace": "integro.project",
    "folder": "integro.project",
    "account": "integro.client",
    "company": "user.contact.organization",
    "organization": "user.contact.organization",
    "organisation": "user.contact.organization",
    "firma": "user.contact.organization",
    "entreprise": "user.contact.organization",
    "empresa": "user.contact.organization",
    "azienda": "user.contact.organization",
    "user": "user.name",
    "contact": "user.name",
    "member": "user.name",
    "person": "user.name",
    "search": "integro.search_query",
    "address": "user.contact.address",
}
"""Words that say something only together with one of ``CALLED`` (``account_name``, ``search_term``), in one key or one inside of the
other, or where ``ALONE`` has them."""

ALONE: Final = _words(
    "company organization organisation firma entreprise empresa azienda search address"
    " datei fichier archivo arquivo plik soubor bestand dosya tiedosto"
)
"""Words of ``NAMED`` that speak for themselves where nothing else is in the key."""

CALLED: Final = _words(
    "name names title titles naam namn nom nome nombre nazwa nazev titel titre titulo titolo tytul ainm navn"
    " adi ismi nimi nev nume naziv"
    " query term terms text phrase string keyword keywords"
)
"""What a thing is called."""

SOFTWARE: Final = frozenset(
    {("client", word) for word in ("url", "uri", "secret", "token", "addr", "address", "info", "hints")}
    | {("story", "points"), ("task", "bar")}
)
"""Two words of which the first names no thing of the tenant's: a program, a measure."""

PHRASES: Final[Mapping[tuple[str, str], str]] = {
    **{(word, "name"): "user.name" for word in ("first", "last", "full", "given", "family", "middle", "nick", "real", "maiden")},
    **{(word, "address"): "user.contact.address" for word in ("home", "billing", "shipping", "postal", "mailing", "street")},
    **{
        (word, "by"): "user.name"
        for word in (
            "added", "approved", "assigned", "authored", "closed", "completed", "created", "deleted", "edited", "invited", "modified",
            "opened", "owned", "reported", "requested", "resolved", "reviewed", "sent", "shared", "signed", "submitted", "updated",
            "uploaded", "written",
        )
    },
    ("assigned", "to"): "user.name",
    ("action", "item"): "integro.task",
    ("action", "items"): "integro.task",
    ("work", "item"): "integro.task",
    ("work", "items"): "integro.task",
    ("work", "package"): "integro.project",
    ("piece", "jointe"): "integro.attachment",
    ("pieces", "jointes"): "integro.attachment",
    ("birth", "date"): "user.demographic",
    ("of", "birth"): "user.demographic",
}  # fmt: skip
"""Two words that say something together."""

CONTACTS: Final[Mapping[str, str]] = {
    "email": "user.contact.email",
    "emails": "user.contact.email",
    "mail": "user.contact.email",
    "phone": "user.contact.phone_number",
    "telephone": "user.contact.phone_number",
    "telefon": "user.contact.phone_number",
}
"""Behind a head these say how to reach somebody (``customer_email``), and not who."""

PERSON_IDS: Final = _words("id ids uid uuid guid key")
"""Behind a word for a person these say which (``assignee_id``), and not who."""

IDS: Final = _words(
    "id ids uid uuid uuids guid gid key keys number numbers no nr code codes ref refs reference references slug identifier"
    " nummer numero numer cislo uimhir kennung schlussel amount value cost price left remaining"
)
"""Beside a head these make numbers data."""

AMOUNTS: Final = _words(
    "budget budgets presupuesto presupuestos orcamento orcamentos budzet budzetu rozpocet rozpoctu begroting buisead phone phonenumber"
    " telephone telefon telefonnummer fax plz postcode postleitzahl"
)
"""Heads whose numbers are data without any such word."""

HARMLESS: Final = _words(
    "count counts cnt counter total totals size sizes len length limit limits quota max min avg average mean median ratio rate percent"
    " percentage pct progress score rank ranking"
    " duration elapsed time timing times timestamp ms msec millis sec secs seconds minutes min hours days weeks age date at since until"
    " due deadline timezone"
    " enabled disabled allowed visible hidden required supported available"
    " version versions release build revision type types typ kind status statuses state stage priority prio severity level mode format"
    " extension ext mime mimetype media encoding charset unit units currency class category method action event events"
    " color colour icon theme style locale lang language sort order ordering direction position index offset page pages pagination depth"
    " width height layout view views viewed tab screen widget panel column columns step steps template templates permission permissions"
    " role roles plan tier feature features flag flags setting settings source provider origin platform device os browser agent app sdk"
    " library lib ip port host hostname region zone country filter filters visibility sharing industry sector segment"
    " root dir directory queue worker runner engine module function handler hook strategy policy schema table model field fields"
    " period frequency interval repeat recurrence reminder reminders channel channels density chart graph badge sla scheduler health phase"
    " variant variants preview scan tracker cohort bucket editor picker dropdown menu button toolbar sidebar modal dialog drawer tooltip"
    " toast banner onboarding wizard"
    " anzahl dauer groesse grosse version sayisi durumu maara tila szama"
)
"""After a head these say that the value is none of the thing itself: how many, how long, of which kind."""

QUESTIONS: Final = _words("is has had have can could should was were will did does needs allow allows show hide enable use uses")
"""A key that begins so asks a question, and the value says yes or no."""

COUNTING: Final = _words(
    "num count total max min avg average n number anzahl sum nb cantidad quantita quantidade pocet liczba antal aantal"
    " estado tipo prioridad fecha statut priorite stato priorita stav rodzaj"
)
"""Before a head these say that it is counted, or of which kind or state it is (``estado_tarea``)."""

TECHNICAL: Final = _words(
    "celery rq sidekiq arq huey dramatiq airflow background async cron gulp gradle rake npm pip yarn package packages"
    " http https api rest graphql grpc rpc websocket socket tcp udp tls ssl ssh ftp smtp sql db database redis kafka rabbitmq sdk"
    " oauth jwt sentry gcp aws azure cloud firebase kubernetes docker git terraform thread process cpu gpu memory release"
    " error exception exit lock debug log logger config build runtime server remote peer mac wallet host socket module"
    " class function method frame stack webpack tag window session connection transaction status"
)
"""Before a head these say that it is one of the machine's: ``celery_task``, ``http_client``, ``release_notes``."""

PLAIN_MODIFIERS: Final = _words(
    "last current my new old main default active selected favourite favorite flagship parent child next previous prev first open closed"
    " latest recent all the our your this that top related linked source target from to for internal external private public meeting call"
    " text html markdown body content raw plain full short long"
)
"""Words that are written together with a head (``LASTTASK``), and say nothing."""

TECHNICAL_VALUES: Final = _words(
    "web webapp website browser desktop mobile tablet ios android iphone ipad macos mac windows linux api rest graphql grpc cli sdk"
    " server backend frontend internal external app native electron pwa python node nodejs java php ruby go curl"
    " none null nil undefined unknown default other n/a na true false yes no on off all any empty"
    " bug feature epic story task subtask incident improvement question issue project ticket client customer team comment note"
    " attachment low medium high urgent critical normal blocker minor major open closed done todo active inactive archived draft"
    " admin owner member guest viewer editor production staging development test"
)
"""What programs say. A name that is one of these words alone is not told apart from them; a registered one is found all the same."""
