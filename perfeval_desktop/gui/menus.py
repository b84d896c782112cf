"""The titles of the menus, in their order; `actions.py` fills them."""

FILE, EDIT, ROWS, VIEW = "文件(&F)", "编辑(&E)", "行(&R)", "视图(&V)"
CHECK, HELP = "审核(&S)", "帮助(&H)"
MENUS = (FILE, EDIT, ROWS, VIEW, CHECK, HELP)
