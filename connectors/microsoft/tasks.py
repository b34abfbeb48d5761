"""Microsoft To Do and Planner. Law: titles, notes and checklists are free text; whom a task is given to is an id."""

from typing import Final

from connectors.microsoft.graph import Call
from connectors.microsoft.outlook_shapes import OUTLOOK
from connectors.shapes import Shapes

TO_DO_SHAPES: Final[Shapes] = {
    **OUTLOOK,
    "todoTaskList": {"text": "displayName", "system": "id isOwner isShared wellknownListName"},
    "todoTask": {
        "text": "title categories[]",
        "system": "id importance isReminderOn status hasAttachments createdDateTime lastModifiedDateTime bodyLastModifiedDateTime",
        "itemBody": "body",
        "dateTimeTimeZone": "completedDateTime dueDateTime reminderDateTime startDateTime",
        "recurrence": "recurrence",
        "checklistItem": "checklistItems[]",
        "linkedResource": "linkedResources[]",
        "extension": "extensions[]",
    },
    "checklistItem": {"text": "displayName", "system": "id isChecked checkedDateTime createdDateTime"},
    "linkedResource": {"text": "applicationName displayName externalId webUrl", "system": "id"},
}

TO_DO_CALLS: Final = {
    "todo.lists.list": Call("GET", "/todo/lists", "todo-list-lists"),
    "todo.lists.create": Call("POST", "/todo/lists", "todo-post-lists", "todoTaskList"),
    "todo.lists.get": Call("GET", "/todo/lists/{list}", "todotasklist-get"),
    "todo.lists.update": Call("PATCH", "/todo/lists/{list}", "todotasklist-update", "todoTaskList"),
    "todo.lists.delete": Call("DELETE", "/todo/lists/{list}", "todotasklist-delete"),
    "todo.tasks.list": Call("GET", "/todo/lists/{list}/tasks", "todotasklist-list-tasks"),
    "todo.tasks.create": Call("POST", "/todo/lists/{list}/tasks", "todotasklist-post-tasks", "todoTask"),
    "todo.tasks.get": Call("GET", "/todo/lists/{list}/tasks/{task}", "todotask-get"),
    "todo.tasks.update": Call("PATCH", "/todo/lists/{list}/tasks/{task}", "todotask-update", "todoTask"),
    "todo.tasks.delete": Call("DELETE", "/todo/lists/{list}/tasks/{task}", "todotask-delete"),
    "todo.checklist.list": Call("GET", "/todo/lists/{list}/tasks/{task}/checklistItems", "todotask-list-checklistitems"),
    "todo.checklist.create": Call(
        "POST", "/todo/lists/{list}/tasks/{task}/checklistItems", "todotask-post-checklistitems", "checklistItem"
    ),
    "todo.checklist.update": Call(
        "PATCH", "/todo/lists/{list}/tasks/{task}/checklistItems/{entry}", "checklistitem-update", "checklistItem"
    ),
    "todo.checklist.delete": Call("DELETE", "/todo/lists/{list}/tasks/{task}/checklistItems/{entry}", "checklistitem-delete"),
    "todo.links.list": Call("GET", "/todo/lists/{list}/tasks/{task}/linkedResources", "todotask-list-linkedresources"),
    "todo.links.create": Call("POST", "/todo/lists/{list}/tasks/{task}/linkedResources", "todotask-post-linkedresources", "linkedResource"),
    "todo.links.delete": Call("DELETE", "/todo/lists/{list}/tasks/{task}/linkedResources/{entry}", "linkedresource-delete"),
    "planner.tasks": Call("GET", "/planner/tasks", "planneruser-list-tasks"),
    "planner.plans": Call("GET", "/planner/plans", "planneruser-list-plans"),
}

PLANNER_SHAPES: Final[Shapes] = {
    "plannerPlan": {
        "text": "title",
        "system": "id owner createdDateTime container.containerId container.type container.url container.'@odata.type'",
    },
    "plannerBucket": {"text": "name", "system": "id planId orderHint"},
    "plannerTask": {
        "text": "title assigneePriority",
        "system": (
            "id planId bucketId orderHint percentComplete priority previewType startDateTime dueDateTime completedDateTime createdDateTime"
            " conversationThreadId hasDescription referenceCount checklistItemCount activeChecklistItemCount"
            " assignments{}.'@odata.type' assignments{}.orderHint assignments{}.assignedDateTime assignments.'@odata.type'"
            " appliedCategories{} appliedCategories.'@odata.type'"
        ),
        "plannerTaskDetails": "details",
    },
    "plannerTaskDetails": {
        "text": "description checklist{}.title references{}.alias",
        "system": (
            "id previewType checklist{}.isChecked checklist{}.orderHint checklist{}.'@odata.type' checklist.'@odata.type'"
            " references{}.type references{}.previewPriority references{}.'@odata.type' references.'@odata.type'"
        ),
    },
}

PLANNER_ROOTS: Final = {"planner": "/planner"}
PLANNER_CALLS: Final = {
    "plans.create": Call("POST", "/plans", "planner-post-plans", "plannerPlan"),
    "plans.get": Call("GET", "/plans/{plan}", "plannerplan-get"),
    "plans.update": Call("PATCH", "/plans/{plan}", "plannerplan-update", "plannerPlan"),
    "plans.delete": Call("DELETE", "/plans/{plan}", "plannerplan-delete"),
    "plans.tasks": Call("GET", "/plans/{plan}/tasks", "plannerplan-list-tasks"),
    "plans.buckets": Call("GET", "/plans/{plan}/buckets", "plannerplan-list-buckets"),
    "buckets.create": Call("POST", "/buckets", "planner-post-buckets", "plannerBucket"),
    "buckets.get": Call("GET", "/buckets/{bucket}", "plannerbucket-get"),
    "buckets.update": Call("PATCH", "/buckets/{bucket}", "plannerbucket-update", "plannerBucket"),
    "buckets.delete": Call("DELETE", "/buckets/{bucket}", "plannerbucket-delete"),
    "buckets.tasks": Call("GET", "/buckets/{bucket}/tasks", "plannerbucket-list-tasks"),
    "tasks.create": Call("POST", "/tasks", "planner-post-tasks", "plannerTask"),
    "tasks.get": Call("GET", "/tasks/{task}", "plannertask-get"),
    "tasks.update": Call("PATCH", "/tasks/{task}", "plannertask-update", "plannerTask"),
    "tasks.delete": Call("DELETE", "/tasks/{task}", "plannertask-delete"),
    "tasks.details": Call("GET", "/tasks/{task}/details", "plannertaskdetails-get"),
    "tasks.updateDetails": Call("PATCH", "/tasks/{task}/details", "plannertaskdetails-update", "plannerTaskDetails"),
}
