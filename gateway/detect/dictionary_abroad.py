"""Words of the data dictionary in scripts other than Latin. Law: as in ``dictionary_words``; ``detect.dictionary`` folds them.

Languages: Russian, Ukrainian, Greek, Hebrew, Arabic, Hindi, Thai, Chinese, Japanese and Korean. Where words are written together
(``项目名称``) a key speaks if it is made of nothing but known words.
"""

# ruff: noqa: RUF001 - letters of other scripts are what it is about

from collections.abc import Mapping
from typing import Final

HEADS: Final[Mapping[str, str]] = {
    "integro.project": """
        проект проекта проекты проєкт проєкту бюджет έργο έργου פרויקט פרויקטים מיזם תקציב
        مشروع المشروع مشاريع ميزانية
        परियोजना प्रोजेक्ट बजट โครงการ โปรเจกต์ งบประมาณ 项目 項目 工程 预算 專案
        プロジェクト 案件 予算 マイルストーン 프로젝트 예산 마일스톤""",
    "integro.task": """
        задача задачи задачу задание тикет завдання εργασία εργασίας משימה משימות مهمة المهمة مهام कार्य टास्क งาน ภารกิจ
        任务 任務 工单 工單 タスク 課題 チケット 작업 업무 과제 티켓""",
    "integro.comment": """
        комментарий комментарии заметка описание коментар примітка опис σχόλιο σχόλια περιγραφή σημείωση הערה הערות
        תיאור تعليق التعليق ملاحظة ملاحظات وصف टिप्पणी विवरण ความคิดเห็น หมายเหตุ
        评论 評論 备注 備註 描述 コメント 備考 メモ 説明 댓글 메모 비고 설명""",
    "integro.attachment": """
        вложение вложения вкладення συνημμένο קובץ מצורף مرفق المرفق संलग्नक ไฟล์แนบ
        附件 文件名 檔名 添付 添付ファイル ファイル名 첨부 첨부파일 파일명""",
    "integro.team": "команда команды ομάδα צוות فريق الفريق टीम ทีม 团队 團隊 チーム 팀",
    "integro.client": """
        клиент клиента клиенты заказчик клієнт замовник πελάτης πελάτη לקוח לקוחות عميل العميل عملاء ग्राहक ลูกค้า
        客户 客戶 顧客 取引先 クライアント 고객 고객사 거래처""",
    "user.name": """
        исполнитель автор ответственный виконавець υπεύθυνος συντάκτης אחראי מבצע المسؤول الكاتب प्रभारी ผู้รับผิดชอบ
        负责人 負責人 作者 经办人 担当者 作成者 姓名 氏名 담당자 작성자 성명""",
}
"""Category -> words that name a thing of it."""

CALLED: Final = """
    имя название назва ім'я όνομα τίτλος שם כותרת اسم عنوان नाम शीर्षक ชื่อ
    名 名称 名稱 名字 标题 標題 タイトル 件名 이름 명 제목"""
"""What a thing is called."""

IDS: Final = "номер код ид ключ αριθμός κωδικός מספר קוד رقم क्रमांक รหัส เลขที่ 编号 編號 代码 番号 コード 번호 코드"
"""Beside a head these make numbers data."""

HARMLESS: Final = """
    количество число статус тип дата срок приоритет кількість пріоритет πλήθος κατάσταση τύπος ημερομηνία כמות סטטוס סוג תאריך
    عدد حالة نوع تاريخ संख्या स्थिति प्रकार จำนวน สถานะ ประเภท วันที่ 数 数量 数目 状态 狀態 类型 類型 日期 优先级 件数 状態 種類 種別 日付 期限
    수 개수 상태 유형 종류 날짜 우선순위"""
"""Beside a head these say that the value is none of the thing itself."""
