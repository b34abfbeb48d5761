"""The data dictionary: what keys say about their values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect import dictionary
from gateway.detect.dictionary import CATEGORIES, DEFAULT, LONGEST, Dictionary, fold_key, tokens_of
from gateway.model.category import VOCABULARY
from gateway.model.meaning import Meaning

SPEAK = {
    "integro.project": """project_name projectName project-title PROJECT Projects merge_fields.PROJECT INTEGRO_DEFAULT_PROJECT X-Project
        current_project projekt Projektname nazwa_projektu proyecto nombre_proyecto progetto projeto tionscadal milestone sprint
        budget_left presupuesto workspace_name project2 xProject""",
    "integro.task": """task taskTitle current-ticket LASTTASK last_task open_tasks tasks_open tasks_completed task_url issue story
        Aufgabe aufgabentitel tâche tarea zadanie taak_naam uppgift úkol tasc subtask action_item""",
    "integro.client": "client client.name clientName Kunde cliente klient zákazník account_name customer",
    "integro.comment": "comment comment_html note notes Kommentar commentaire manager_note task_description description",
    "integro.attachment": "attachment attachment_id filename file_name fileName Anhang bijlage dokument_name pièce_jointe",
    "integro.team": "team on_behalf_of_team équipe",
    "integro.search_query": "search_term searchQuery Suchbegriff search",
    "user.name": "assignee reporter reviewer approver createdBy assigned_to first_name lastname Vorname account_manager",
    "user.unique_id": "assignee_id reviewerId owner_uuid",
    "user.contact.email": "assignee_email customer_email",
    "user.contact.phone_number": "phone PHONE telefon",
    "user.contact.address": "street billing_address address",
    "user.contact.organization": "company organization company_name",
    "user.demographic": "birthday date_of_birth dob gender",
    "user.health_and_medical": "diagnosis",
}
HARMLESS = """project_count task_count number_of_tasks numTasks total_projects team_size issue_type ticket_enabled has_attachment is_project
    client_version project_status milestone_duration task_duration_ms comment_length project_created_at due_date search_type
    celery_task celery.task_id http_client redis_client release_notes client_url story_points project_template file_size assignee_count
    status version duration_ms project_root attachment_count project_phase task_repeat ticket_channel attachment_preview issue_tracker
    project_onboarding_variant project_menu_item budget_period"""
SILENT = """name title label id key step_code plan_code firewall_note user_id query value
    projector clientele teamwork accounting easter_egg jira_like x é 日本語 server.address ip_address"""
ABROAD = {
    "integro.project": """проект название_проекта Έργο פרויקט مشروع परियोजना ชื่อโครงการ 项目 项目名称 プロジェクト名 프로젝트명
        projektin_nimi proj_name""",
    "integro.task": "задача назва_завдання εργασία משימה مهمة कार्य 任务标题 タスク 작업 tehtävä feladat sarcină",
    "integro.client": "клиент πελάτης לקוח العميل ग्राहक ลูกค้า 客户名称 顧客 고객 müşteri ügyfél asiakas",
    "integro.attachment": "вложение 附件 添付ファイル 첨부파일 upload_name fichier dosya",
    "user.name": "исполнитель 负责人 担当者 담당자",
    "": "статус_задачи 项目数量 タスク数 작업수 estado_tarea gorev_sayisi",
}
THINGS = {"file": "integro.attachment", "parentFolder": "integro.project", "accounts": "integro.client", "user": "user.name"}


@pytest.mark.parametrize(("key", "category"), [(key, category) for category, keys in SPEAK.items() for key in keys.split()])
def test_a_key_that_names_a_thing_gives_its_value_s_category(key, category):
    assert DEFAULT.meaning(key).category == category


@pytest.mark.parametrize(("key", "category"), [(key, category) for category, keys in ABROAD.items() for key in keys.split()])
def test_a_key_speaks_in_other_languages_and_scripts(key, category):
    assert DEFAULT.meaning(key).category == category


@pytest.mark.parametrize("key", ["画面", "экран", "язык", "設定", "тема", "текст", "名前", "作業時間", "言語"])
def test_a_word_of_another_script_that_names_no_thing_says_nothing(key):
    assert DEFAULT.meaning(key) is None


@pytest.mark.parametrize("key", HARMLESS.split())
def test_a_key_that_counts_or_tells_the_kind_says_that_its_value_is_harmless(key):
    assert DEFAULT.meaning(key) == Meaning("")
    assert not DEFAULT.meaning(key)


@pytest.mark.parametrize(("key", "category"), THINGS.items())
def test_a_key_that_only_names_a_thing_says_what_the_name_inside_of_it_is(key, category):
    meaning = DEFAULT.meaning(key)
    assert meaning
    assert meaning == Meaning("", inside=category)
    assert not DEFAULT.means(meaning, "x")


def test_a_thing_of_the_machine_s_has_no_name_that_matters():
    assert DEFAULT.meaning("log_file") is None
    assert DEFAULT.meaning("db_user") is None


@pytest.mark.parametrize(
    ("key", "calls"), [("name", True), ("displayName", True), ("TITLE", True), ("size", False), ("", False), ("name" * 20, False)]
)
def test_what_a_thing_is_called_by(key, calls):
    assert DEFAULT.calls(key) is calls


@pytest.mark.parametrize("key", [*SILENT.split(), "", " ", "\u200b", "[integro.task]", "see [integro.task]", "project" * 10])
def test_any_other_key_says_nothing(key):
    assert DEFAULT.meaning(key) is None


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("task_id", True),
        ("id_projet", True),
        ("project_number", True),
        ("budget", True),
        ("phone", True),
        ("tasks", False),
        ("task", False),
    ],
)
def test_numbers_are_data_where_the_key_speaks_of_an_id_or_an_amount(key, numbers):
    meaning = DEFAULT.meaning(key)
    assert meaning.numbers is numbers
    assert DEFAULT.means(meaning, 4711) is numbers
    assert DEFAULT.means(meaning, "4711") is numbers
    assert not DEFAULT.means(meaning, True)


def test_a_harmless_key_makes_no_value_data():
    assert not DEFAULT.means(Meaning(""), "Orchid")


def test_a_tenant_adds_and_removes_words():
    own = Dictionary({"Produktion": "integro.project", "Réunion": "integro.task"}, ["Team", "file"])
    assert own.meaning("produktion_name").category == "integro.project"
    assert own.meaning("REUNION").category == "integro.task"
    assert own.meaning("team") is None
    assert not own.meaning("file_name")
    assert own.meaning("project").category == "integro.project"
    assert DEFAULT.meaning("produktion_name") is None


@pytest.mark.parametrize("category", ["integro.record", "integro.nothing", ""])
def test_a_word_can_not_be_given_a_category_no_key_speaks_of(category):
    with pytest.raises(ValueError, match="no category"):
        Dictionary({"production": category})


def test_every_category_is_in_the_vocabulary():
    assert CATEGORIES <= VOCABULARY


def test_keys_are_remembered_and_all_are_forgotten_when_they_get_too_many(monkeypatch):
    monkeypatch.setattr(dictionary, "CAPACITY", 2)
    own = Dictionary()
    for key in ("task", "project", "task", "team"):
        own.meaning(key)
    assert set(own.known) == {"team"}
    own.meaning("x" * (LONGEST + 1))
    assert set(own.known) == {"team"}


@pytest.mark.parametrize(
    ("key", "tokens"),
    [
        ("taskTitle", ["task", "title"]),
        ("HTTPTask_name-2", ["http", "task", "name", "2"]),
        ("Größe", ["grosse"]),
        ("właściciel", ["wlasciciel"]),
        ("", []),
    ],
)
def test_keys_fall_into_words(key, tokens):
    assert tokens_of(key) == tokens
    assert fold_key(key) == "".join(tokens)


@given(st.text(max_size=80))
def test_every_text_may_be_a_key(key):
    meaning = DEFAULT.meaning(key)
    assert meaning is None or {meaning.category, meaning.inside} <= CATEGORIES | {""}
    assert DEFAULT.meaning(key) is meaning


@given(st.sampled_from(["project_name", "task title", "client", "assignee"]), st.sampled_from(["_", "-", ".", " ", "/", "__"]))
def test_how_words_are_joined_makes_no_difference(key, joint):
    words = tokens_of(key)
    spellings = {joint.join(words), joint.join(words).upper(), words[0] + "".join(map(str.title, words[1:])), "".join(words)}
    assert {DEFAULT.meaning(spelling) for spelling in spellings} == {DEFAULT.meaning(key)}
