"""The titles of the menus, in their order; `actions.py` fills them."""

FILE, EDIT, ROWS, VIEW = "文件(&F)", "编辑(&E)", "行(&R)", "视图(&V)"
CHECK, FORMS, HELP = "审核(&S)", "表样(&T)", "帮助(&H)"
MENUS = (FILE, EDIT, ROWS, VIEW, CHECK, FORMS, HELP)

COLOURS, LETTERS = "颜色(&C)", "字号(&F)"
SUBMENUS = {COLOURS: VIEW, LETTERS: VIEW}  # in which menu each is, at its head
