"""A gateway that shows itself at work. Law: real SDKs, a real gateway, a real log; only the vendors are stand-ins, and strict ones."""
