@echo off
rem GAN Studio's command line: Electron's executable as plain Node.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0GAN Studio.exe" "%~dp0resources\app.asar\out\main\headless.cjs" %*
exit /b %ERRORLEVEL%
