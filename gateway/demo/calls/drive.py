"""An ERP service that copies an attachment to a linked drive, with google-api-python-client. Law: as in its documentation, nothing more."""

from googleapiclient.http import MediaInMemoryUpload  # type: ignore[import-untyped]  # ships no types

from gateway.demo.calls.google import service, told
from gateway.demo.planted import FILE_NAME, FILE_TEXT


def main() -> None:
    """Upload one file with its metadata."""
    media = MediaInMemoryUpload(FILE_TEXT.text.encode(), mimetype="text/plain")
    with service("drive", "v3") as drive:
        print(told(drive.files().create(body={"name": FILE_NAME.text}, media_body=media)))  # noqa: T201 - a program's output


if __name__ == "__main__":
    main()
