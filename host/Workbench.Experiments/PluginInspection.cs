using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Workbench.Experiments;

/// <summary>
/// Looks at a rebuilt plugin before it takes the old one's place: the quick check in a process of its own, so that a plugin that hangs, crashes or eats the memory
/// costs nothing but that process. The process is started ahead and stays warm, so that a swap takes no second of waiting.
/// </summary>
/// <param name="warmUp">A plugin's folder to warm up on, or null.</param>
internal sealed class PluginInspection(string? warmUp) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private Process? _process;
    private StringBuilder _said = new();

    private sealed record Finding(string Plugin, string Check, bool Passed, string Message);

    /// <summary>Starts the process, where it does not run.</summary>
    public void Begin()
    {
        if (_process is { HasExited: false }) return;
        _process?.Dispose();
        var said = _said = new StringBuilder();
        _process = Process.Start(Command())!;
        _process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>What is wrong with a plugin, one sentence each.</summary>
    /// <param name="folder">The plugin's folder.</param>
    public IReadOnlyList<string> Inspect(string folder)
    {
        Begin();
        var answer = Ask(folder);
        List<string> problems;
        try
        {
            problems = answer is null
                ?
                [
                    _process!.WaitForExit(1000)
                        ? $"Its check ended with code {_process.ExitCode}: {LastWords()}"
                        : $"Its check did not end within {s_limit.TotalSeconds:0} s.",
                ]
                :
                [
                    .. JsonSerializer
                        .Deserialize<List<Finding>>(answer, JsonSerializerOptions.Web)!
                        .Where(finding => !finding.Passed)
                        .Select(finding => $"{finding.Plugin}: {finding.Message}"),
                ];
        }
        catch (JsonException)
        {
            problems = [$"Its check said '{answer}'."];
        }
        if (problems.Count > 0)
        {
            // What failed may still run or hold memory: the next one gets a fresh process.
            End();
            Begin();
        }
        return problems;
    }

    private string? Ask(string folder)
    {
        try
        {
            _process!.StandardInput.WriteLine(folder);
            _process.StandardInput.Flush();
            var line = _process.StandardOutput.ReadLineAsync();
            return line.Wait(s_limit) ? line.Result : null;
        }
        catch (IOException)
        {
            return null;   // it has ended
        }
    }

    private string LastWords() =>
        _said.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()
        ?? "it said nothing";

    private ProcessStartInfo Command()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "workbench.dll");
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])[program, "plugin", "check", warmUp ?? "-", "--serve", "--limit", "5"])
            start.ArgumentList.Add(argument);
        return start;
    }

    private void End()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _process = null;
    }

    public void Dispose() => End();
}
