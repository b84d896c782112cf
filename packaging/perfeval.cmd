@echo off
rem Hands everything over to packaging\perfeval.py, run by the newest Python the launcher knows.
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1
if errorlevel 1 (
    chcp 65001 >nul
    echo 需要 Python 3.11 或更高版本，请从 Python 官方网站安装，并勾选 py launcher。 1>&2
    echo Python 3.11 or newer with the py launcher is needed, please install it first. 1>&2
    exit /b 2
)
py -3 "%~dp0perfeval.py" %*
exit /b %errorlevel%
