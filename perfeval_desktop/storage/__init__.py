"""The `.peval` file: private working copy, publishing, history. The only place with SQLAlchemy."""
