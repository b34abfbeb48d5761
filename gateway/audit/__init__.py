"""The record of every transfer. Law: the leaf is durable before a byte leaves, and a leaf is never changed."""
