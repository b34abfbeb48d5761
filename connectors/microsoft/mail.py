"""Outlook mail. Law: words and names of files are free text, addresses are addresses, and what a file holds is an attachment."""

from typing import Final

from connectors.microsoft.graph import Call
from connectors.microsoft.outlook_shapes import OUTLOOK
from connectors.shapes import Shape, Shapes

_MESSAGE: Final[Shape] = {
    **OUTLOOK["outlookItem"],
    "system": OUTLOOK["outlookItem"]["system"]
    + " conversationId conversationIndex inferenceClassification internetMessageId isDeliveryReceiptRequested isDraft isRead"
    " isReadReceiptRequested parentFolderId receivedDateTime sentDateTime internetMessageHeaders[].name internetMessageHeaders[].'@odata.type'",
    "text": OUTLOOK["outlookItem"]["text"] + " internetMessageHeaders[].value",
    "itemBody": "body uniqueBody",
    "followupFlag": "flag",
    "recipient": "toRecipients[] ccRecipients[] bccRecipients[] replyTo[] sender from",
}

SHAPES: Final[Shapes] = {
    **OUTLOOK,
    "message": _MESSAGE,
    "sendMail": {"message": "message Message", "system": "saveToSentItems SaveToSentItems"},
    "answer": {"message": "message Message", "text": "comment Comment", "recipient": "toRecipients[] ToRecipients[]"},
    "destination": {"system": "destinationId! DestinationId!"},
    "mailFolder": {"text": "displayName", "system": "id parentFolderId childFolderCount totalItemCount unreadItemCount isHidden"},
}

_HIDDEN: Final[Shape] = {"system": "query.includeHiddenMessages query.includeHiddenFolders"}

CALLS: Final = {
    "mail.send": Call("POST", "/sendMail", "user-sendmail", "sendMail"),
    "mail.messages.list": Call("GET", "/messages", "user-list-messages", fields=_HIDDEN),
    "mail.messages.create": Call("POST", "/messages", "user-post-messages", "message"),
    "mail.messages.get": Call("GET", "/messages/{message}", "message-get", fields=_HIDDEN),
    "mail.messages.mime": Call("GET", "/messages/{message}/$value", "message-get"),
    "mail.messages.update": Call("PATCH", "/messages/{message}", "message-update", "message"),
    "mail.messages.delete": Call("DELETE", "/messages/{message}", "message-delete"),
    "mail.messages.send": Call("POST", "/messages/{message}/send", "message-send"),
    "mail.messages.reply": Call("POST", "/messages/{message}/reply", "message-reply", "answer"),
    "mail.messages.replyAll": Call("POST", "/messages/{message}/replyAll", "message-replyall", "answer"),
    "mail.messages.forward": Call("POST", "/messages/{message}/forward", "message-forward", "answer"),
    "mail.messages.createReply": Call("POST", "/messages/{message}/createReply", "message-createreply", "answer"),
    "mail.messages.createReplyAll": Call("POST", "/messages/{message}/createReplyAll", "message-createreplyall", "answer"),
    "mail.messages.createForward": Call("POST", "/messages/{message}/createForward", "message-createforward", "answer"),
    "mail.messages.move": Call("POST", "/messages/{message}/move", "message-move", "destination"),
    "mail.messages.copy": Call("POST", "/messages/{message}/copy", "message-copy", "destination"),
    "mail.attachments.list": Call("GET", "/messages/{message}/attachments", "message-list-attachments"),
    "mail.attachments.create": Call("POST", "/messages/{message}/attachments", "message-post-attachments", "attachment"),
    "mail.attachments.get": Call("GET", "/messages/{message}/attachments/{attachment}", "attachment-get"),
    "mail.attachments.content": Call("GET", "/messages/{message}/attachments/{attachment}/$value", "attachment-get"),
    "mail.attachments.delete": Call("DELETE", "/messages/{message}/attachments/{attachment}", "attachment-delete"),
    "mail.folders.list": Call("GET", "/mailFolders", "user-list-mailfolders", fields=_HIDDEN),
    "mail.folders.create": Call("POST", "/mailFolders", "user-post-mailfolders", "mailFolder"),
    "mail.folders.get": Call("GET", "/mailFolders/{folder}", "mailfolder-get", fields=_HIDDEN),
    "mail.folders.messages": Call("GET", "/mailFolders/{folder}/messages", "mailfolder-list-messages", fields=_HIDDEN),
    "mail.folders.createMessage": Call("POST", "/mailFolders/{folder}/messages", "mailfolder-post-messages", "message"),
    "mail.folders.delta": Call("GET", "/mailFolders/{folder}/messages/delta", "message-delta", fields={"system": "query.changeType"}),
}
