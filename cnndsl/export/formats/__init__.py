"""One format a module, found by its name; `cnndsl/export/__init__.py` says what a module has."""
