using System.Diagnostics;
using System.Text;

namespace Workbench.Conformance.Tests;

/// <summary>The exit code and output of a process that has ended.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    /// <summary>Runs a workbench command line in this process.</summary>
    public static CommandRun RunInProcess(string folder, params string[] arguments)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var hidden = Environment
            .GetEnvironmentVariables()
            .Keys.Cast<string>()
            .Where(IsBuildVariable)
            .ToDictionary(name => name, Environment.GetEnvironmentVariable);
        try
        {
            foreach (var name in hidden.Keys) Environment.SetEnvironmentVariable(name, null);
            var code = Cli.WorkbenchApp.Run(arguments, output, errors, folder);
            return new CommandRun(code, output.ToString(), errors.ToString());
        }
        finally
        {
            foreach (var (name, value) in hidden) Environment.SetEnvironmentVariable(name, value);
        }
    }

    // A build inside a test must not inherit the settings of the test's own build.
    private static bool IsBuildVariable(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase);

    /// <summary>Runs a program to its end.</summary>
    public static CommandRun RunProgram(string folder, TimeSpan limit, string program, params string[] arguments) =>
        RunProgram(folder, limit, new Dictionary<string, string>(), program, arguments);

    /// <summary>Runs a program to its end, with additional environment variables.</summary>
    public static CommandRun RunProgram(
        string folder,
        TimeSpan limit,
        IReadOnlyDictionary<string, string> variables,
        string program,
        params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(IsBuildVariable).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{program} {string.Join(' ', arguments)} did not end in {limit.TotalSeconds} s.\n{output.Result}{error.Result}");
        }
        return new CommandRun(process.ExitCode, output.Result, error.Result);
    }
}
