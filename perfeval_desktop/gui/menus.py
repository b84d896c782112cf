"""The titles of the menus, in their order; `actions.py` fills them."""

FILE, EDIT, ROWS, CHECK, HELP = "文件(&F)", "编辑(&E)", "行(&R)", "审核(&S)", "帮助(&H)"
VIEW = "视图(&V)"
MENUS = (FILE, EDIT, ROWS, VIEW, CHECK, HELP)
