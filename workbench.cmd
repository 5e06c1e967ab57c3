@echo off
rem Runs the workbench. Commands that need plugins first build it and its plugins if they are missing or older than their sources.
rem A project that does not compile is named, and its last good build runs instead. Other commands build only if the program is missing.
rem Arguments and exit code are the program's. Before the program starts, exit code 1 means that its build failed and 127 that 'dotnet' is
rem missing.
setlocal
set "program=%~dp0artifacts\bin\Workbench.Cli\release\workbench.dll"
set "stamp=artifacts\.workbench-stamp"
set "sources=$f = Get-ChildItem -Recurse -File host, plugins, Directory.Build.props, Directory.Build.targets, Directory.Packages.props, global.json -Exclude packages.lock.json -ErrorAction SilentlyContinue; $names = 'Torch=' + $env:Torch + ';' + ($f.FullName -join ';')"

rem A shell that completes a command line waits for the answer: nothing is built, and without a program there are no suggestions.
set "first=%~1"
if defined first if "%first:~0,8%"=="[suggest" (
    if not exist "%program%" exit /b 0
    goto :start
)
where dotnet >nul 2>nul
if errorlevel 1 (
    echo workbench: 'dotnet' is not on the PATH. Install the .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0. 1>&2
    exit /b 127
)
set "needs="
for %%c in (run submit merge status plan validate schema script repl attribute plugins doctor) do if "%~1"=="%%c" set "needs=1"
if exist "%program%" if not defined needs goto :start
pushd "%~dp0"
powershell -NoProfile -Command "%sources%; if (-not (Test-Path '%program%') -or -not (Test-Path '%stamp%')) { exit 1 }; $t = (Get-Item '%stamp%').LastWriteTimeUtc; if ((Get-Content -Raw '%stamp%') -cne $names -or ($f | Where-Object LastWriteTimeUtc -gt $t)) { exit 1 }"
if errorlevel 1 call :build
if errorlevel 1 (
    popd
    exit /b 1
)
popd
:start
dotnet "%program%" %*
exit /b %errorlevel%

rem The stamp has the time of the build's start, so that a source saved during the build is newer.
:build
echo workbench: building... 1>&2
if not exist artifacts mkdir artifacts
powershell -NoProfile -Command "%sources%; Set-Content -NoNewline -Encoding UTF8 '%stamp%.new' $names"
dotnet build host\build.proj -c Release -v quiet -nologo --disable-build-servers >artifacts\workbench-build.log 2>&1 <nul
if errorlevel 1 (
    if exist "%program%" goto :partly
    type artifacts\workbench-build.log 1>&2
    echo workbench: the build failed; it needs the .NET 10 SDK. Its output is above and in artifacts\workbench-build.log. 1>&2
    exit /b 1
)
move /y "%stamp%.new" "%stamp%" >nul
exit /b 0

rem The old stamp stays, so that the next command that needs plugins builds again.
:partly
findstr /c:": error " artifacts\workbench-build.log 1>&2
echo workbench: these do not build; their last good builds run instead, if any. The output is in artifacts\workbench-build.log. 1>&2
exit /b 0
