using System.Diagnostics;

namespace Workbench.Launcher.Tests;

/// <summary>
/// A repository of a few empty files with the real launcher and a fake 'dotnet', which records its builds. A fake build writes the
/// project's output and its build record, unless a source contains "oops". The fake program prints its folder and arguments, and exits
/// with 42.
/// </summary>
internal sealed class FakeRepository : IDisposable
{
    private const string Dotnet = """
        #!/bin/sh
        make() { # name, file, folders
            name=$1 file=$2
            shift 2
            if [ -f "$HOUSE/offline" ]; then
                echo "$PWD/$1/$name.csproj : error NU1301: Unable to load the service index [$PWD/$1/$name.csproj]"
                return
            fi
            if broken=$(grep -rl --include=*.cs oops "$@"); then
                echo "$PWD/$broken(1,1): error CS1002: ; expected [$PWD/$1/$name.csproj]"
                return
            fi
            mkdir -p artifacts/built "$(dirname "$file")" && touch "$file"
            { [ "$name" != program ] || echo "Torch=${Torch:-cpu}"; find "$@" -type f ! -name packages.lock.json; } >"artifacts/built/$name"
            touch -r "$HOUSE/began" "artifacts/built/$name"
            touch "$1/packages.lock.json"
        }
        plugin() {
            id=$(basename "$1" .csproj)
            make "$id" "artifacts/bin/Workbench.Cli/release/plugins/$id/$id.dll" "$(dirname "$1")"
        }
        program() { make program artifacts/bin/Workbench.Cli/release/workbench.dll host plugins/_Template; }
        case $1 in
            --version) cat "$HOUSE/version" 2>/dev/null ;;
            --list-sdks) echo "8.0.100 [/sdk]" ;;
            build)
                echo "$2" >>"$HOUSE/builds"
                touch "$HOUSE/began"
                sleep "${BUILD_SECONDS:-0}"
                case $2 in
                    host/build.proj)
                        ! grep -l malformed plugins/*/*.csproj || exit 1
                        program
                        for project in plugins/[A-Z]*/*.csproj; do plugin "$project"; done
                        ;;
                    host/*) program ;;
                    *) plugin "$2" ;;
                esac
                ;;
            *) shift; pwd -P; for argument; do echo "[$argument]"; done; exit 42 ;;
        esac
        """;

    private readonly DirectoryInfo _house = Directory.CreateTempSubdirectory("launcher-");

    public FakeRepository()
    {
        string[] sources =
        [
            "host/A.cs", "host/Workbench.Abstractions/D.cs",
            "plugins/B/B.csproj", "plugins/B/B.cs", "plugins/C/C.csproj", "plugins/C/C.cs",
            "plugins/_Template/T.cs", "plugins/Directory.Build.props",
            "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json",
        ];
        foreach (var source in sources) Write(source, "");
        Write("version", "10.0.100");
        Program("bin/dotnet", Dotnet);
        Program("workbench", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "workbench")));
    }

    /// <summary>The projects built so far, in order.</summary>
    public string[] Builds => File.Exists(Full("builds")) ? File.ReadAllLines(Full("builds")) : [];

    public string Full(string name) => Path.Combine(_house.FullName, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(name))!);
        File.WriteAllText(Full(name), text);
    }

    public (int Code, string Out, string Error) Run(params string[] arguments) => RunAs("workbench", arguments);

    /// <summary>Calls 'dotnet' directly, as a user does.</summary>
    public void CallDotnet(params string[] arguments) => RunAs("bin/dotnet", arguments);

    public (int Code, string Out, string Error) RunAs(
        string launcher,
        string[] arguments,
        string? folder = null,
        string buildSeconds = "0",
        string? path = null)
    {
        var start = new ProcessStartInfo(Full(launcher), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? _house.FullName,
        };
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
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Full(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
