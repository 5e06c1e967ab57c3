using System.Diagnostics;
using System.Text;
using Workbench.Engine.Native;
using Workbench.Engine.Store;
using Workbench.TestPlugins;

namespace Workbench.Cli.Tests;

/// <summary>The exit code and the text of both streams of a command line.</summary>
internal sealed record Outcome(int Code, string Output, string Error);

/// <summary>A folder with the small subject and a spec, in which the application runs, in this process or as a separate program.</summary>
internal sealed class Workplace : IDisposable
{
    // Milliseconds. A limit for hanging programs only: on a loaded machine a run of seconds takes a minute.
    private const int Timeout = 180_000;

    private readonly TemporaryFolder _folder = new();
    private readonly SmallSubject _subject;
    private readonly string _kind, _plugins;

    /// <param name="subject">The subject to copy.</param>
    /// <param name="methods">The spec's methods, as YAML.</param>
    /// <param name="metrics">The spec's metrics, as YAML.</param>
    /// <param name="plugins">Test plugins beside the product's.</param>
    public Workplace(
        SmallSubject subject,
        string methods = "[gradcam@b5, gradcam-pos@b4]",
        string metrics = "[pointing-game, restricted-pointing-game]",
        params string[] plugins)
    {
        subject.CopyTo(_folder, methods, metrics);
        (_subject, _kind) = (subject, string.Join('\n', [methods, metrics, .. plugins]));
        _plugins =
            plugins.Length == 0
                ? PluginFolders.Product
                : $"{PluginFolders.Product}{Path.PathSeparator}{PluginFolders.CopyTo(_folder, plugins)}";
    }

    /// <summary>Whether the program uses the folder <c>cache</c> here as its cache, and no proxy for local servers.</summary>
    public bool OwnCache { get; init; }

    private string _program = PluginFolders.Metadata("Program");

    /// <summary>Makes the workplace run a copy of the program with an edited method: see <see cref="EditedAssembly"/>.</summary>
    public void Edit(string assembly, string type, string method)
    {
        var built = Path.GetDirectoryName(_program)!;
        foreach (var part in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var copy = _folder["program", Path.GetRelativePath(built, part)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(part, copy);
        }
        // The program looks for libtorch in a folder above it, so the copy gets a link to that folder.
        Directory.CreateSymbolicLink(_folder["native"], Path.GetDirectoryName(Path.GetDirectoryName(TorchRuntime.Find().Bindings))!);
        _program = _folder["program", Path.GetFileName(_program)];
        var file = _folder["program", $"{assembly}.dll"];
        File.WriteAllBytes(file, EditedAssembly.CreateWithEditedMethod(File.ReadAllBytes(file), type, method));
    }

    /// <summary>Copies a version of a test plugin into the program's plugin folder, as a build does.</summary>
    public void InstallPlugin(string name, string project) => PluginFolders.CopyOver(_folder, name, project);

    public string this[params string[] path] => _folder[path];

    public string Read(params string[] path) => File.ReadAllText(_folder[path]);

    /// <summary>The lines of a CSV file without its header.</summary>
    public string[] Rows(params string[] path) => [.. File.ReadLines(_folder[path]).Skip(1)];

    /// <summary>The result of an SQL query on the store of a folder: values joined by commas, rows by blanks.</summary>
    public string Query(string folder, string sql)
    {
        using var store = CellStore.Read(_folder[folder]);
        return store.Runs is null ? "" : string.Join(' ', store.Runs.Query(sql).Rows.Select(row => string.Join(',', row)));
    }

    public void Write(string file, string text) => File.WriteAllText(_folder[file], text);

    /// <summary>Runs <c>workbench run spec.yaml --out OUT</c>.</summary>
    public Outcome RunInto(string output, params string[] more) => Run(["run", "spec.yaml", "--out", output, "--device", "cpu", .. more]);

    /// <summary>Copies the files of an uninterrupted run into the folder <c>whole</c>. All tests share one computation of it.</summary>
    public void CopyReferenceRun()
    {
        var whole = _subject.Run(_kind, folder => RunInto(folder).Code.ShouldBe(0));
        Directory.CreateDirectory(_folder["whole"]);
        foreach (var file in Directory.EnumerateFiles(whole)) File.Copy(file, _folder["whole", Path.GetFileName(file)]);
    }

    /// <summary>Runs a command line in this process.</summary>
    public Outcome Run(params string[] arguments) => Run(arguments, null);

    /// <summary>Runs a command line in this process.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="plugins">Folders of plugins; null: the workplace's.</param>
    /// <param name="environment">Environment variables during the run.</param>
    public Outcome Run(string[] arguments, string? plugins, params (string Name, string? Value)[] environment)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = Run(arguments, output, errors, plugins, environment);
        return new Outcome(code, output.ToString(), errors.ToString());
    }

    /// <summary>Runs a command line in this process. Its streams go directly to the writers.</summary>
    public int Run(
        string[] arguments,
        TextWriter output,
        TextWriter errors,
        string? plugins = null,
        params (string Name, string? Value)[] environment)
    {
        using var set = new EnvironmentVariables([.. Variables(plugins), .. environment]);
        return WorkbenchApp.Run(arguments, output, errors, _folder.Root);
    }

    /// <summary>Starts <c>workbench run spec.yaml --out OUT</c> as a separate program and waits for its end.</summary>
    public Outcome RunProgramInto(string output, params string[] more) =>
        RunProgram(["run", "spec.yaml", "--out", output, "--device", "cpu", .. more]);

    /// <summary>Starts the program and waits for its end.</summary>
    public Outcome RunProgram(string[] arguments, string? plugins = null)
    {
        using var process = Start(arguments, plugins);
        return Finish(process);
    }

    /// <summary>Starts the program.</summary>
    public Process Start(string[] arguments, string? plugins = null)
    {
        var start = Prepare("dotnet", plugins);
        foreach (var argument in (string[])[_program, .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Runs a command of the POSIX shell; <c>$WORKBENCH</c> starts the program.</summary>
    public Outcome Shell(string line)
    {
        var start = Prepare("/bin/sh", null);
        start.Environment["WORKBENCH"] = $"dotnet {_program}";
        foreach (var argument in (string[])["-c", line]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        return Finish(process);
    }

    public static Outcome Finish(Process process, int timeout = Timeout)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program did not end in {timeout / 1000} s.\n{output.Result}{error.Result}");
        }
        return new Outcome(process.ExitCode, output.Result, error.Result);
    }

    private ProcessStartInfo Prepare(string file, string? plugins)
    {
        var start = new ProcessStartInfo(file)
        {
            WorkingDirectory = _folder.Root, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in Variables(plugins)) start.Environment[name] = value;
        // Several programs run at once on a few cores, where spinning threads cost more than they gain.
        start.Environment["OMP_NUM_THREADS"] = "1";
        // The programs are too short for tiered recompilation to pay.
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        return start;
    }

    private IEnumerable<(string Name, string? Value)> Variables(string? plugins)
    {
        yield return ("WORKBENCH_PLUGINS", plugins ?? _plugins);
        if (!OwnCache) yield break;
        yield return ("WORKBENCH_CACHE", _folder["cache"]);
        yield return ("NO_PROXY", "127.0.0.1");
        yield return ("no_proxy", "127.0.0.1");
    }

    public void Dispose() => _folder.Dispose();

    private sealed class EnvironmentVariables : IDisposable
    {
        private readonly List<(string Name, string? Value)> _before;

        public EnvironmentVariables(IReadOnlyList<(string Name, string? Value)> set)
        {
            _before = [.. set.Select(variable => (variable.Name, Environment.GetEnvironmentVariable(variable.Name)))];
            foreach (var (name, value) in set) Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose()
        {
            foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        }
    }
}
