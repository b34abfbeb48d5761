"""OneDrive and SharePoint files. Law: a file's name and path are free text, its content is an attachment of the ERP.

A file is named by its id, or by its path between colons (https://learn.microsoft.com/graph/onedrive-addressing-driveitems).
The bytes of an upload session go to a host the vendor names in its answer; that host is none of this connector's, so they are refused.
"""

from typing import Final

from connectors.microsoft.graph import Call
from connectors.shapes import Shape, Shapes

SHAPES: Final[Shapes] = {
    "driveItem": {
        "text": "name description webUrl",
        "system": (
            "id cTag eTag size createdDateTime lastModifiedDateTime '@microsoft.graph.conflictBehavior' '@microsoft.graph.sourceUrl'"
            " folder.childCount fileSystemInfo.createdDateTime fileSystemInfo.lastAccessedDateTime fileSystemInfo.lastModifiedDateTime"
        ),
        "itemReference": "parentReference",
    },
    "itemReference": {"text": "path name", "system": "id driveId driveType shareId siteId"},
    "copy": {"text": "name", "system": "childrenOnly includeAllVersionHistory", "itemReference": "parentReference"},
    "uploadSession": {
        "system": "deferCommit item.'@microsoft.graph.conflictBehavior' item.'@odata.type' item.fileSize",
        "text": "item.name item.description",
        "fileSystemInfo": "item.fileSystemInfo",
    },
    "fileSystemInfo": {"system": "createdDateTime lastAccessedDateTime lastModifiedDateTime"},
    "recipient": {"email": "email", "name": "alias", "system": "objectId"},
    "link": {
        "system": "type! scope expirationDateTime retainInheritedPermissions sendNotification",
        "secret": "password",
        "text": "message",
        "recipient": "recipients[]",
    },
    "invitation": {
        "system": "requireSignIn sendInvitation roles[] expirationDateTime retainInheritedPermissions",
        "secret": "password",
        "text": "message",
        "recipient": "recipients[]",
    },
}

ROOTS: Final = {
    "me": "/me/drive",
    "users": "/users/{user}/drive",
    "drives": "/drives/{drive}",
    "sites": "/sites/{site}/drive",
}

_CONFLICT: Final[Shape] = {"system": "query.'@microsoft.graph.conflictBehavior'"}
_TOKEN: Final[Shape] = {"system": "query.token"}

_PLACES: Final = {"root": "/root", "items": "/items/{item}"}
_PATHS: Final = {"root.path": "/root:/{file_path...}", "items.path": "/items/{item}:/{file_path...}"}

_ON_ITEM: Final = {
    "children": Call("GET", "/children", "driveitem-list-children"),
    "create": Call("POST", "/children", "driveitem-post-children", "driveItem"),
    "download": Call("GET", "/content", "driveitem-get-content"),
    "upload": Call("PUT", "/content", "driveitem-put-content", "*", _CONFLICT),
    "createUploadSession": Call("POST", "/createUploadSession", "driveitem-createuploadsession", "uploadSession"),
    "copy": Call("POST", "/copy", "driveitem-copy", "copy", _CONFLICT),
    "createLink": Call("POST", "/createLink", "driveitem-createlink", "link"),
    "invite": Call("POST", "/invite", "driveitem-invite", "invitation"),
    "permissions": Call("GET", "/permissions", "driveitem-list-permissions"),
    "delta": Call("GET", "/delta", "driveitem-delta", fields=_TOKEN),
    "deltaFunction": Call("GET", "/delta()", "driveitem-delta", fields=_TOKEN),
}
_SEARCH: Final = {"search": Call("GET", "/search(q='{q}')", "driveitem-search")}
_WHOLE_ITEM: Final = {
    "get": Call("GET", "", "driveitem-get"),
    "update": Call("PATCH", "", "driveitem-update", "driveItem"),
    "delete": Call("DELETE", "", "driveitem-delete"),
}


def _below(place: str, path: str, calls: dict[str, Call], separator: str = "") -> dict[str, Call]:
    """The same calls on an item named another way; by path, a colon closes the path before the call."""
    return {
        f"files.{place}.{name}": Call(call.verb, f"{path}{separator}{call.path}", call.page, call.request, call.fields)
        for name, call in calls.items()
    }


CALLS: Final = {
    "files.drive": Call("GET", "", "drive-get"),
    "files.search": Call("GET", "/search(q='{q}')", "driveitem-search"),
    "files.recent": Call("GET", "/recent", "drive-recent"),
    "files.sharedWithMe": Call("GET", "/sharedWithMe", "drive-sharedwithme"),
    **{key: call for place, path in _PLACES.items() for key, call in _below(place, path, _ON_ITEM | _WHOLE_ITEM | _SEARCH).items()},
    **{key: call for place, path in _PATHS.items() for key, call in _below(place, path, _ON_ITEM, ":").items()},
    **{key: call for place, path in _PATHS.items() for key, call in _below(place, path, _WHOLE_ITEM).items()},
}

SITE_ROOTS: Final = {"sites": "/sites"}
SITE_CALLS: Final = {
    "search": Call("GET", "", "site-search", fields={"text": "query.search"}),
    "get": Call("GET", "/{site}", "site-get"),
    "get_by_path": Call("GET", "/{site}:/{site_path...}", "site-getbypath"),
    "drives": Call("GET", "/{site}/drives", "drive-list"),
}
