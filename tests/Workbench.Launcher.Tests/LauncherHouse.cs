using System.Diagnostics;

namespace Workbench.Launcher.Tests;

/// <summary>
/// A repository of a few empty files with the real launcher, and a 'dotnet' that only notes what it was asked: a build makes the
/// program's file, and the program prints its folder and arguments and exits with 42.
/// </summary>
internal sealed class LauncherHouse : IDisposable
{
    private const string Dotnet = """
        #!/bin/sh
        case $1 in
            --version) cat "$HOUSE/version" 2>/dev/null ;;
            --list-sdks) echo "8.0.100 [/sdk]" ;;
            build)
                echo "$@" >>"$HOUSE/builds"
                sleep "${BUILD_SECONDS:-0}"
                [ ! -e "$HOUSE/broken" ] || { echo "host/A.cs(1,1): error"; exit 3; }
                touch plugins/packages.lock.json
                mkdir -p artifacts/bin/Workbench.Cli/release && touch artifacts/bin/Workbench.Cli/release/workbench.dll
                ;;
            *) shift; pwd -P; for argument; do echo "[$argument]"; done; exit 42 ;;
        esac
        """;

    private readonly DirectoryInfo _house = Directory.CreateTempSubdirectory("launcher-");

    public LauncherHouse()
    {
        foreach (var source in (string[])["host/A.cs", "plugins/B.cs", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json"]) Write(source, "");
        Write("version", "10.0.100");
        Program("bin/dotnet", Dotnet);
        Program("workbench", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "workbench")));
    }

    public int Builds => File.Exists(Full("builds")) ? File.ReadAllLines(Full("builds")).Length : 0;

    public string Full(string name) => Path.Combine(_house.FullName, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(name))!);
        File.WriteAllText(Full(name), text);
    }

    public (int Code, string Out, string Error) Run(params string[] arguments) => RunAs("workbench", arguments);

    public (int Code, string Out, string Error) RunAs(string launcher, string[] arguments, string? folder = null, string buildSeconds = "0", string? path = null)
    {
        var start = new ProcessStartInfo(Full(launcher), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? _house.FullName };
        start.Environment["HOUSE"] = _house.FullName;
        start.Environment["PATH"] = path ?? $"{Full("bin")}:/usr/local/bin:/usr/bin:/bin";
        start.Environment["BUILD_SECONDS"] = buildSeconds;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.TrimEnd(), error.Result.TrimEnd());
    }

    public void Dispose() => _house.Delete(recursive: true);

    private void Program(string name, string text)
    {
        Write(name, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Full(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
